/**
 * One statement, by its first word, and EXPLAIN around it.
 */
import type { Explain, InvalidStatement, Select, Statement } from '../ast/statement.js';
import {
	parseAlter,
	parseAnalyze,
	parseAttach,
	parseBegin,
	parseCommit,
	parseDetach,
	parseDrop,
	parsePragma,
	parseReindex,
	parseRelease,
	parseRollback,
	parseSavepoint,
	parseVacuum,
} from './administration.js';
import { parseDelete, parseInsert, parseUpdate } from './changes.js';
import { parseCreate } from './create.js';
import { parseLayerStatement } from './layers.js';
import { atMerge, parseMerge } from './merge.js';
import type { Parser } from './parser.js';
import { parseQuery, parseQueryBody, parseWith } from './queries.js';

/** A statement, from its first token to before its semicolon. */
export function parseStatement(p: Parser): Statement {
	return p.kind === 'explain' ? parseExplain(p) : parseExplainable(p);
}

function parseExplainable(p: Parser): Statement {
	const start = p.start;
	switch (p.kind) {
		case 'select':
		case 'values':
			return parseSelect(p, start);
		case 'with':
			return parseWithStatement(p, start);
		case 'insert':
		case 'replace':
			return parseInsert(p, undefined, start);
		case 'update':
			return parseUpdate(p, undefined, start);
		case 'delete':
			return parseDelete(p, undefined, start);
		case 'create':
			return parseCreate(p, start);
		case 'drop':
			return parseDrop(p, start);
		case 'alter':
			return parseAlter(p, start);
		case 'begin':
			return parseBegin(p, start);
		case 'commit':
		case 'end':
			return parseCommit(p, start);
		case 'rollback':
			return parseRollback(p, start);
		case 'savepoint':
			return parseSavepoint(p, start);
		case 'release':
			return parseRelease(p, start);
		case 'pragma':
			return parsePragma(p, start);
		case 'attach':
			return parseAttach(p, start);
		case 'detach':
			return parseDetach(p, start);
		case 'analyze':
			return parseAnalyze(p, start);
		case 'reindex':
			return parseReindex(p, start);
		case 'vacuum':
			return parseVacuum(p, start);
		default:
			if (atMerge(p)) return parseMerge(p, undefined, start);
			return parseLayerStatement(p, start) ?? parseInvalid(p, start);
	}
}

function parseInvalid(p: Parser, start: number): InvalidStatement {
	p.unexpected();
	p.skipToStatementEnd();
	return { kind: 'invalid', ...p.finish(start) };
}

function parseSelect(p: Parser, start: number): Select {
	const query = parseQuery(p);
	return { kind: 'select', query, ...p.finish(start) };
}

/** WITH before SELECT, INSERT, UPDATE, DELETE or MERGE. */
function parseWithStatement(p: Parser, start: number): Statement {
	const withClause = parseWith(p);
	switch (p.kind) {
		case 'insert':
		case 'replace':
			return parseInsert(p, withClause, start);
		case 'update':
			return parseUpdate(p, withClause, start);
		case 'delete':
			return parseDelete(p, withClause, start);
		default: {
			if (atMerge(p)) return parseMerge(p, withClause, start);
			const query = parseQueryBody(p, withClause, start);
			return { kind: 'select', query, ...p.finish(start) };
		}
	}
}

/** EXPLAIN, EXPLAIN QUERY PLAN, and our EXPLAIN (FORMAT JSON, ANALYZE). */
function parseExplain(p: Parser): Explain {
	const start = p.start;
	p.advance();
	let mode: Explain['mode'] = 'program';
	let format: Explain['format'] = 'text';
	let isAnalyze = false;
	if (p.accept('query')) {
		p.expect('plan');
		mode = 'queryPlan';
	} else if (p.accept('(')) {
		mode = 'options';
		do {
			if (p.accept('analyze')) isAnalyze = true;
			else format = parseFormat(p);
		} while (p.accept(','));
		p.expect(')');
	}
	const statement = parseExplainable(p);
	return { kind: 'explain', mode, format, isAnalyze, statement, ...p.finish(start) };
}

/** `FORMAT JSON` or `FORMAT TEXT` */
function parseFormat(p: Parser): Explain['format'] {
	const hint = 'EXPLAIN takes FORMAT JSON, FORMAT TEXT and ANALYZE';
	if (!p.spells('format')) {
		p.unexpected(hint);
		return 'text';
	}
	p.advance();
	const format = p.spells('json') ? 'json' : 'text';
	if (format === 'json' || p.spells('text')) p.advance();
	else p.unexpected(hint);
	return format;
}
