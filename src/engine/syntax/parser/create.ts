/**
 * CREATE in all its forms.
 */
import type {
	CreateIndex,
	CreateTable,
	CreateTrigger,
	CreateView,
	CreateVirtualTable,
	InvalidStatement,
	ModuleArgument,
	TriggerEvent,
	TriggerStep,
} from '../ast/statement.js';
import type { TableDefinition } from '../ast/tableDefinition.js';
import type { CreateBranch, CreateLayer } from '../ast/layers.js';
import { parseDelete, parseInsert, parseUpdate } from './changes.js';
import {
	atName,
	parseIfNotExists,
	parseName,
	parseNames,
	parsePlainColumns,
	parseQualifiedName,
} from './names.js';
import { parseCreateIndex } from './indexes.js';
import { parseCreateLayer } from './layers.js';
import type { Parser } from './parser.js';
import { parseQuery } from './queries.js';
import { parseTableBody } from './tableDefinitions.js';
import { parseTableExtras } from './tableExtras.js';
import type { TableExtras } from './tableExtras.js';

export type CreateStatement =
	| CreateTable
	| CreateVirtualTable
	| CreateIndex
	| CreateView
	| CreateTrigger
	| CreateLayer
	| CreateBranch
	| InvalidStatement;

/** At CREATE. */
export function parseCreate(p: Parser, start: number): CreateStatement {
	p.advance();
	const isTemporary = p.accept('temp');
	switch (p.kind) {
		case 'table':
			return parseCreateTable(p, isTemporary, start);
		case 'view':
			return parseCreateView(p, isTemporary, start);
		case 'trigger':
			return parseCreateTrigger(p, isTemporary, start);
		case 'virtual':
			if (!isTemporary) return parseCreateVirtualTable(p, start);
			break;
		case 'unique':
		case 'index':
			if (!isTemporary) return parseCreateIndex(p, start);
			break;
		default:
			if (!isTemporary && (p.spells('layer') || p.spells('branch'))) {
				return parseCreateLayer(p, start);
			}
	}
	p.unexpected();
	return { kind: 'invalid', ...p.finish(start) };
}

function parseCreateTable(p: Parser, isTemporary: boolean, start: number): CreateTable {
	p.advance();
	const ifNotExists = parseIfNotExists(p);
	const table = parseQualifiedName(p);
	const body = p.accept('as') ? parseQuery(p) : parseDefinition(p);
	return { kind: 'createTable', isTemporary, ifNotExists, table, body, ...p.finish(start) };
}

function parseDefinition(p: Parser): TableDefinition {
	const start = p.start;
	p.expect('(');
	const body = parseTableBody(p);
	p.expect(')');
	const options = { isWithoutRowid: false, isStrict: false };
	const extras: TableExtras = { settings: [], using: undefined, partitioning: undefined };
	parseTableExtras(p, extras);
	do parseTableOptions(p, options);
	while (
		// Behind an unknown option the next token is SQLite's to judge.
		!p.isBroken &&
		parseTableExtras(p, extras)
	);
	const span = p.spanFrom(start);
	return { kind: 'tableDefinition', ...body, ...options, ...extras, span };
}

function parseTableOptions(
	p: Parser,
	options: { isWithoutRowid: boolean; isStrict: boolean },
): void {
	// SQLite reads a comma even where no option stands before it.
	if (p.kind !== 'without' && !atName(p) && !p.accept(',')) return;
	do {
		const optionStart = p.start;
		const isWithout = p.accept('without');
		const option = parseName(p);
		if (isWithout && option.key === 'rowid') options.isWithoutRowid = true;
		else if (!isWithout && option.key === 'strict') options.isStrict = true;
		else p.fail(`unknown table option: ${option.name}`, p.spanFrom(optionStart));
	} while (p.accept(','));
}

function parseCreateView(p: Parser, isTemporary: boolean, start: number): CreateView {
	p.advance();
	const ifNotExists = parseIfNotExists(p);
	const view = parseQualifiedName(p);
	const columns = parsePlainColumns(p);
	p.expect('as');
	const query = parseQuery(p);
	return {
		kind: 'createView',
		isTemporary,
		ifNotExists,
		view,
		columns,
		query,
		...p.finish(start),
	};
}

function parseCreateVirtualTable(p: Parser, start: number): CreateVirtualTable {
	p.advance();
	p.expect('table');
	const ifNotExists = parseIfNotExists(p);
	const table = parseQualifiedName(p);
	p.expect('using');
	const module = parseName(p);
	let args: readonly ModuleArgument[] = [];
	let definition: TableDefinition | undefined;
	if (p.kind === '(') {
		const argumentsStart = p.start;
		const argumentsEnd = p.end;
		args = parseModuleArguments(p);
		if (module.key === 'memory' && !p.isBroken) {
			p.seek(argumentsStart, argumentsEnd);
			definition = parseDefinition(p);
			if (definition.using) p.fail('near "USING": syntax error', definition.using.span);
		}
	}
	return {
		kind: 'createVirtualTable',
		ifNotExists,
		table,
		module,
		args,
		definition,
		...p.finish(start),
	};
}

/** At the opening parenthesis: any tokens, split at commas outside of inner parentheses. */
function parseModuleArguments(p: Parser): ModuleArgument[] {
	const args: ModuleArgument[] = [];
	let nesting = 0;
	p.advance();
	let start = p.start;
	let end = p.start;
	const push = () => {
		const span = { start, end: Math.max(start, end) };
		const text = p.text.slice(span.start, span.end);
		args.push({ kind: 'moduleArgument', text, span });
	};
	while (p.kind !== 'eof' && (p.kind !== 'illegal' || p.atBadNumber()) && p.kind !== ';') {
		if (nesting === 0 && p.kind === ')') break;
		if (nesting === 0 && p.kind === ',') {
			push();
			p.advance();
			start = p.start;
			end = p.start;
			continue;
		}
		if (p.kind === '(') nesting++;
		else if (p.kind === ')') nesting--;
		end = p.end;
		p.advance();
	}
	if (args.length > 0 || end > start) push();
	p.expect(')');
	return args;
}

function parseCreateTrigger(p: Parser, isTemporary: boolean, start: number): CreateTrigger {
	p.advance();
	const ifNotExists = parseIfNotExists(p);
	const trigger = parseQualifiedName(p);
	const timing = parseTiming(p);
	const event = parseTriggerEvent(p);
	p.expect('on');
	const table = parseQualifiedName(p);
	const isForEachRow = p.accept('for');
	if (isForEachRow) {
		p.expect('each');
		p.expect('row');
	}
	const when = p.accept('when') ? p.grammar.expression(p) : undefined;
	p.expect('begin');
	p.isInTrigger = true;
	p.isOutsideTemp = trigger.schema !== undefined && trigger.schema.key !== 'temp';
	const body: TriggerStep[] = [];
	do {
		const step = parseTriggerStep(p);
		if (step !== undefined) body.push(step);
		p.reportLateError();
		p.expect(';');
	} while (p.kind !== 'end' && p.kind !== 'eof' && !p.isBroken);
	p.isInTrigger = false;
	p.expect('end');
	return {
		kind: 'createTrigger',
		isTemporary,
		ifNotExists,
		trigger,
		timing,
		event,
		table,
		isForEachRow,
		when,
		body,
		...p.finish(start),
	};
}

function parseTiming(p: Parser): CreateTrigger['timing'] {
	if (p.accept('after')) return 'after';
	if (p.accept('instead')) {
		p.expect('of');
		return 'insteadOf';
	}
	p.accept('before');
	return 'before';
}

function parseTriggerEvent(p: Parser): TriggerEvent {
	const start = p.start;
	if (p.kind === 'insert' || p.kind === 'delete') {
		const kind = p.kind;
		p.advance();
		return { kind, columns: [], span: p.spanFrom(start) };
	}
	p.expect('update');
	const columns = p.accept('of') ? parseNames(p) : [];
	return { kind: 'update', columns, span: p.spanFrom(start) };
}

function parseTriggerStep(p: Parser): TriggerStep | undefined {
	const start = p.start;
	switch (p.kind) {
		case 'insert':
		case 'replace':
			return parseInsert(p, undefined, start);
		case 'update':
			return parseUpdate(p, undefined, start);
		case 'delete':
			return parseDelete(p, undefined, start);
		case 'select':
		case 'values':
		case 'with': {
			const query = parseQuery(p);
			return { kind: 'select', query, ...p.finish(start) };
		}
		default:
			p.unexpected();
			return undefined;
	}
}
