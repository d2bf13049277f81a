/**
 * INSERT, REPLACE, UPDATE and DELETE; the forms allowed in a trigger body are fewer.
 */
import type { Span } from '../../util/span.js';
import type { Assignment, Delete, Insert, Update, Upsert } from '../ast/change.js';
import type { Expression } from '../ast/expression.js';
import type { ConflictAction } from '../ast/name.js';
import type { OrderingTerm, Query, ResultColumn, WithClause } from '../ast/query.js';
import { parseConflictAction, parseName, parseNames, parseOptionalNames } from './names.js';
import { parseIndexedColumns, parseLimit, parseOrderBy } from './ordering.js';
import type { Parser } from './parser.js';
import { parseQuery, parseReturning } from './queries.js';
import { parseHintedTarget, parseTables, parseTarget } from './tables.js';

/** At INSERT or REPLACE. */
export function parseInsert(p: Parser, withClause: WithClause | undefined, start: number): Insert {
	let onConflict: ConflictAction | undefined = 'replace';
	if (!p.accept('replace')) {
		p.expect('insert');
		onConflict = parseOrConflict(p);
	}
	p.expect('into');
	const table = parseTarget(p);
	const columns = parseOptionalNames(p);
	let source: Query | undefined;
	let upserts: Upsert[] = [];
	if (p.kind === 'default' && !p.isInTrigger) {
		p.advance();
		p.expect('values');
	} else {
		source = parseQuery(p);
		upserts = parseUpserts(p);
	}
	const returningStart = p.start;
	const returning = parseReturning(p);
	if (p.isInTrigger && returning.length > 0) {
		p.fail('cannot use RETURNING in a trigger', p.spanFrom(returningStart));
	}
	return {
		kind: 'insert',
		with: withClause,
		onConflict,
		table,
		columns,
		source,
		upserts,
		returning,
		...p.finish(start),
	};
}

/** `OR IGNORE` and its like, or nothing. */
function parseOrConflict(p: Parser): ConflictAction | undefined {
	return p.accept('or') ? parseConflictAction(p) : undefined;
}

/** Only the last ON CONFLICT may leave out its target. */
function parseUpserts(p: Parser): Upsert[] {
	const upserts: Upsert[] = [];
	while (p.kind === 'on') {
		const upsert = parseUpsert(p);
		upserts.push(upsert);
		if (upsert.target.length === 0) break;
	}
	return upserts;
}

function parseUpsert(p: Parser): Upsert {
	const start = p.start;
	p.advance();
	p.expect('conflict');
	let target: readonly OrderingTerm[] = [];
	let targetWhere: Expression | undefined;
	if (p.kind === '(') {
		target = parseIndexedColumns(p);
		targetWhere = parseWhere(p);
	}
	p.expect('do');
	let assignments: readonly Assignment[] = [];
	let where: Expression | undefined;
	if (!p.accept('nothing')) {
		p.expect('update');
		p.expect('set');
		assignments = parseAssignments(p);
		where = parseWhere(p);
	}
	const span = p.spanFrom(start);
	return { kind: 'upsert', target, targetWhere, assignments, where, span };
}

function parseWhere(p: Parser): Expression | undefined {
	return p.accept('where') ? p.grammar.expression(p) : undefined;
}

/** `a = 1, (b, c) = (2, 3)` */
export function parseAssignments(p: Parser): Assignment[] {
	const assignments: Assignment[] = [];
	do {
		const start = p.start;
		const isRow = p.accept('(');
		const columns = isRow ? parseNames(p) : [parseName(p)];
		if (isRow) p.expect(')');
		p.expect('=');
		const value = p.grammar.expression(p);
		const span = p.spanFrom(start);
		if (isRow && value.kind !== 'subquery') checkWidth(p, columns.length, value, span);
		assignments.push({ kind: 'assignment', columns, isRow, value, span });
	} while (p.accept(','));
	return assignments;
}

/** What is assigned to several columns must show at sight how many values it has. */
function checkWidth(p: Parser, expected: number, value: Expression, span: Span): void {
	const width = value.kind === 'rowValue' ? value.items.length : 1;
	if (width === expected) return;
	p.fail(`${String(expected)} columns assigned ${String(width)} values`, span);
}

/** At UPDATE. */
export function parseUpdate(p: Parser, withClause: WithClause | undefined, start: number): Update {
	p.expect('update');
	const onConflict = parseOrConflict(p);
	const table = parseHintedTarget(p);
	p.expect('set');
	const assignments = parseAssignments(p);
	const from = p.accept('from') ? parseTables(p) : undefined;
	const tail = parseTail(p);
	return {
		kind: 'update',
		with: withClause,
		onConflict,
		table,
		assignments,
		from,
		...tail,
		...p.finish(start),
	};
}

/** At DELETE. */
export function parseDelete(p: Parser, withClause: WithClause | undefined, start: number): Delete {
	p.expect('delete');
	p.expect('from');
	const table = parseHintedTarget(p);
	const tail = parseTail(p);
	return { kind: 'delete', with: withClause, table, ...tail, ...p.finish(start) };
}

interface Tail {
	readonly where: Expression | undefined;
	readonly returning: readonly ResultColumn[];
	readonly orderBy: readonly OrderingTerm[];
	readonly limit: Expression | undefined;
	readonly offset: Expression | undefined;
}

/** What ends UPDATE and DELETE. In a trigger that is WHERE alone. */
function parseTail(p: Parser): Tail {
	const where = parseWhere(p);
	if (p.isInTrigger) {
		return { where, returning: [], orderBy: [], limit: undefined, offset: undefined };
	}
	const returning = parseReturning(p);
	const orderBy = parseOrderBy(p);
	return { where, returning, orderBy, ...parseLimit(p) };
}
