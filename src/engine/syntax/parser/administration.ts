/**
 * The statements that are neither queries, changes nor CREATE: DROP, ALTER, transactions, PRAGMA,
 * ATTACH, ANALYZE, REINDEX, VACUUM.
 */
import type { Name, QualifiedName } from '../ast/name.js';
import type {
	AlterAction,
	AlterTable,
	Analyze,
	Attach,
	Begin,
	Commit,
	Detach,
	Drop,
	Pragma,
	PragmaValue,
	Reindex,
	Release,
	Rollback,
	Savepoint,
	Vacuum,
} from '../ast/statement.js';
import type { DropBranch, DropLayer } from '../ast/layers.js';
import { parseDropLayer } from './layers.js';
import { isolationLevels } from '../isolationLevels.js';
import {
	atName,
	parseIfExists,
	parseName,
	parseQualifiedName,
	parsePlainNumber,
	parseSignedNumber,
} from './names.js';
import type { Parser } from './parser.js';
import { parsePartitionAction } from './partitions.js';
import { parseColumnDefinition, parseOnConflict, parseTableCheck } from './tableDefinitions.js';

export function parseDrop(p: Parser, start: number): Drop | DropLayer | DropBranch {
	p.advance();
	if (p.spells('layer') || p.spells('branch')) return parseDropLayer(p, start);
	let objectType: Drop['objectType'] = 'table';
	if (p.kind === 'index' || p.kind === 'view' || p.kind === 'trigger') {
		objectType = p.kind;
		p.advance();
	} else p.expect('table');
	const ifExists = parseIfExists(p);
	const object = parseQualifiedName(p);
	return { kind: 'drop', objectType, ifExists, object, ...p.finish(start) };
}

export function parseAlter(p: Parser, start: number): AlterTable {
	p.advance();
	p.expect('table');
	const table = parseQualifiedName(p);
	const action = parseAlterAction(p);
	return { kind: 'alterTable', table, action, ...p.finish(start) };
}

function parseAlterAction(p: Parser): AlterAction {
	const start = p.start;
	const partition = parsePartitionAction(p);
	if (partition) return partition;
	if (p.accept('rename')) return parseRename(p, start);
	if (p.accept('add')) return parseAdd(p, start);
	if (p.accept('drop')) {
		if (p.accept('constraint')) {
			const constraint = parseName(p);
			return { kind: 'dropConstraint', constraint, span: p.spanFrom(start) };
		}
		p.accept('column');
		return { kind: 'dropColumn', column: parseName(p), span: p.spanFrom(start) };
	}
	p.expect('alter');
	p.accept('column');
	const column = parseName(p);
	const isDrop = p.accept('drop');
	if (!isDrop) p.expect('set');
	p.expect('not');
	p.expect('null');
	if (isDrop) return { kind: 'dropNotNull', column, span: p.spanFrom(start) };
	parseOnConflict(p);
	return { kind: 'setNotNull', column, span: p.spanFrom(start) };
}

function parseRename(p: Parser, start: number): AlterAction {
	if (p.accept('to')) {
		return { kind: 'renameTable', newName: parseName(p), span: p.spanFrom(start) };
	}
	p.accept('column');
	const column = parseName(p);
	p.expect('to');
	const newName = parseName(p);
	return { kind: 'renameColumn', column, newName, span: p.spanFrom(start) };
}

function parseAdd(p: Parser, start: number): AlterAction {
	if (p.kind === 'constraint' || p.kind === 'check') {
		const constraintStart = p.start;
		const name = p.accept('constraint') ? parseName(p) : undefined;
		if (p.kind !== 'check') p.unexpected();
		const constraint = parseTableCheck(p, name, constraintStart);
		return { kind: 'addCheck', constraint, span: p.spanFrom(start) };
	}
	p.accept('column');
	return { kind: 'addColumn', column: parseColumnDefinition(p), span: p.spanFrom(start) };
}

export function parseBegin(p: Parser, start: number): Begin {
	p.advance();
	let mode: Begin['mode'] = 'deferred';
	if (p.kind === 'deferred' || p.kind === 'immediate' || p.kind === 'exclusive') {
		mode = p.kind;
		p.advance();
	}
	const name = parseTransactionWord(p);
	const isolation = parseIsolation(p, name);
	return { kind: 'begin', mode, isolation, ...p.finish(start) };
}

/** `ISOLATION LEVEL ...`; after TRANSACTION its first word has been taken for the transaction's name. */
function parseIsolation(p: Parser, name: Name | undefined): Begin['isolation'] {
	const isNamed = name?.key === 'isolation' && p.spells('level');
	if (!isNamed && !p.spells('isolation')) return undefined;
	if (!isNamed) p.advance();
	if (!p.spells('level')) {
		p.unexpected();
		return undefined;
	}
	p.advance();
	let words = '';
	for (const separator of ['', ' ']) {
		words += separator + p.text.slice(p.start, p.end).toLowerCase();
		const level = isolationLevels.get(words);
		if (level === undefined && words !== 'read' && words !== 'repeatable') break;
		p.advance();
		if (level) return level;
	}
	p.unexpected('levels are READ COMMITTED, SNAPSHOT and SERIALIZABLE');
	return undefined;
}

/** `TRANSACTION [name]`, or nothing; the name means nothing. */
function parseTransactionWord(p: Parser): Name | undefined {
	return p.accept('transaction') && atName(p) ? parseName(p) : undefined;
}

/** At COMMIT or END. */
export function parseCommit(p: Parser, start: number): Commit {
	p.advance();
	parseTransactionWord(p);
	return { kind: 'commit', ...p.finish(start) };
}

export function parseRollback(p: Parser, start: number): Rollback {
	p.advance();
	parseTransactionWord(p);
	let savepoint: Name | undefined;
	if (p.accept('to')) {
		p.accept('savepoint');
		savepoint = parseName(p);
	}
	return { kind: 'rollback', savepoint, ...p.finish(start) };
}

export function parseSavepoint(p: Parser, start: number): Savepoint {
	p.advance();
	return { kind: 'savepoint', name: parseName(p), ...p.finish(start) };
}

export function parseRelease(p: Parser, start: number): Release {
	p.advance();
	p.accept('savepoint');
	return { kind: 'release', name: parseName(p), ...p.finish(start) };
}

export function parsePragma(p: Parser, start: number): Pragma {
	p.advance();
	const { schema, name } = parseQualifiedName(p);
	let value: PragmaValue | undefined;
	if (p.accept('=')) {
		value = parsePragmaValue(p);
	} else if (p.accept('(')) {
		value = parsePragmaValue(p);
		p.expect(')');
	}
	return { kind: 'pragma', schema, name, value, ...p.finish(start) };
}

function parsePragmaValue(p: Parser): PragmaValue {
	const start = p.start;
	if (p.kind === 'on' || p.kind === 'delete' || p.kind === 'default') {
		p.advance();
	} else if (atName(p)) {
		const { name, span } = parseName(p);
		return { kind: 'pragmaValue', text: name, span };
	} else {
		if (p.accept('+')) return numberAfterPlus(p, start);
		parseSignedNumber(p);
	}
	const span = p.spanFrom(start);
	return { kind: 'pragmaValue', text: p.text.slice(span.start, span.end), span };
}

/** SQLite drops a plus sign and keeps a minus sign. */
function numberAfterPlus(p: Parser, start: number): PragmaValue {
	const text = p.text.slice(p.start, p.end);
	parsePlainNumber(p);
	return { kind: 'pragmaValue', text, span: p.spanFrom(start) };
}

export function parseAttach(p: Parser, start: number): Attach {
	p.advance();
	p.accept('database');
	const file = p.grammar.expression(p);
	p.expect('as');
	const schema = p.grammar.expression(p);
	const key = p.accept('key') ? p.grammar.expression(p) : undefined;
	return { kind: 'attach', file, schema, key, ...p.finish(start) };
}

export function parseDetach(p: Parser, start: number): Detach {
	p.advance();
	p.accept('database');
	return { kind: 'detach', schema: p.grammar.expression(p), ...p.finish(start) };
}

export function parseAnalyze(p: Parser, start: number): Analyze {
	p.advance();
	return { kind: 'analyze', object: parseOptionalObject(p), ...p.finish(start) };
}

export function parseReindex(p: Parser, start: number): Reindex {
	p.advance();
	return { kind: 'reindex', object: parseOptionalObject(p), ...p.finish(start) };
}

function parseOptionalObject(p: Parser): QualifiedName | undefined {
	return atName(p) ? parseQualifiedName(p) : undefined;
}

export function parseVacuum(p: Parser, start: number): Vacuum {
	p.advance();
	const schema = atName(p) ? parseName(p) : undefined;
	const into = p.accept('into') ? p.grammar.expression(p) : undefined;
	return { kind: 'vacuum', schema, into, ...p.finish(start) };
}
