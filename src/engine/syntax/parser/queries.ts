/**
 * SELECT, VALUES, compounds and WITH.
 */
import type { Span } from '../../util/span.js';
import type { Expression } from '../ast/expression.js';
import type {
	CommonTable,
	CompoundTerm,
	OrderingTerm,
	Query,
	QueryTerm,
	ResultColumn,
	SelectCore,
	TableExpression,
	ValuesCore,
	WithClause,
} from '../ast/query.js';
import { isSpace } from '../token.js';
import type { TokenKind } from '../token.js';
import { parseWindowClause } from './functionCalls.js';
import { atName, parseAlias, parseName, parsePlainColumns, takeName } from './names.js';
import { parseLimit, parseOrderBy } from './ordering.js';
import type { Limit } from './ordering.js';
import type { Parser } from './parser.js';
import { parseTables } from './tables.js';

/** A nested query costs about three times the stack of nested parentheses; SQLite nests them less too. */
const queryWeight = 3;

/** Leaves in `p.height` the greatest height of its expressions, as SQLite counts. */
export function parseQuery(p: Parser): Query {
	const start = p.start;
	if (!p.enter(queryWeight)) return emptyQuery(p);
	const beside = p.nestedHeight;
	p.nestedHeight = 0;
	const withClause = parseWith(p);
	const query = parseQueryBody(p, withClause, start);
	p.depth -= queryWeight;
	p.nestedHeight = Math.max(beside, p.nestedHeight + p.height);
	return query;
}

/** A query whose WITH clause, if any, is already read. */
export function parseQueryBody(
	p: Parser,
	withClause: WithClause | undefined,
	start: number,
): Query {
	const first = parseQueryTerm(p);
	let height = p.height;
	let last: QueryTerm = first;
	const compounds: CompoundTerm[] = [];
	let orderBy: readonly OrderingTerm[] = [];
	let limit: Limit = { limit: undefined, offset: undefined };
	let misplaced: { readonly message: string; readonly span: Span } | undefined;
	for (;;) {
		// VALUES takes neither ORDER BY nor LIMIT: SQLite has them as part of SELECT.
		if (last.kind === 'selectCore') {
			orderBy = parseOrderBy(p);
			if (p.height > height) height = p.height;
			limit = parseLimit(p);
			if (p.height > height) height = p.height;
		}
		const operatorStart = p.start;
		const operator = parseCompoundOperator(p);
		if (operator === undefined) break;
		if (orderBy.length > 0 || limit.limit !== undefined) {
			const clause = orderBy.length > 0 ? 'ORDER BY' : 'LIMIT';
			const name = operator === 'unionAll' ? 'UNION ALL' : operator.toUpperCase();
			const message = `${clause} clause should come after ${name} not before`;
			misplaced = { message, span: p.spanFrom(operatorStart) };
		}
		last = parseQueryTerm(p);
		if (p.height > height) height = p.height;
		const span = p.spanFrom(operatorStart);
		compounds.push({ kind: 'compoundTerm', operator, term: last, span });
	}
	p.height = height;
	if (misplaced) p.fail(misplaced.message, misplaced.span);
	return {
		kind: 'query',
		with: withClause,
		first,
		compounds,
		orderBy,
		limit: limit.limit,
		offset: limit.offset,
		span: p.spanFrom(start),
	};
}

function parseCompoundOperator(p: Parser): CompoundTerm['operator'] | undefined {
	switch (p.kind) {
		case 'union':
			p.advance();
			return p.accept('all') ? 'unionAll' : 'union';
		case 'intersect':
		case 'except': {
			const operator = p.kind;
			p.advance();
			return operator;
		}
		default:
			return undefined;
	}
}

function parseQueryTerm(p: Parser): QueryTerm {
	if (p.kind === 'values') return parseValues(p);
	return parseSelectCore(p);
}

function parseValues(p: Parser): ValuesCore {
	const start = p.start;
	let height = 0;
	p.advance();
	const rows: Expression[][] = [];
	do {
		const row: Expression[] = [];
		p.expect('(');
		do {
			row.push(p.grammar.expression(p));
			if (p.height > height) height = p.height;
		} while (p.accept(','));
		p.expect(')');
		rows.push(row);
	} while (p.accept(','));
	p.height = height;
	return { kind: 'valuesCore', rows, span: p.spanFrom(start) };
}

function parseSelectCore(p: Parser): SelectCore {
	const start = p.start;
	p.expect('select');
	const isDistinct = p.accept('distinct');
	if (!isDistinct) p.accept('all');
	const columns = parseResultColumns(p);
	let height = p.height;
	recover(p);
	let from: TableExpression | undefined;
	if (p.accept('from')) {
		from = parseTables(p);
		recover(p);
	}
	let where: Expression | undefined;
	if (p.accept('where')) {
		where = p.grammar.expression(p);
		if (p.height > height) height = p.height;
		recover(p);
	}
	const groupBy: Expression[] = [];
	if (p.accept('group')) {
		p.expect('by');
		do {
			groupBy.push(p.grammar.expression(p));
			if (p.height > height) height = p.height;
		} while (p.accept(','));
		recover(p);
	}
	let having: Expression | undefined;
	if (p.accept('having')) {
		having = p.grammar.expression(p);
		if (p.height > height) height = p.height;
		recover(p);
	}
	const windows = parseWindowClause(p);
	p.height = height;
	const span = p.spanFrom(start);
	return { kind: 'selectCore', isDistinct, columns, from, where, groupBy, having, windows, span };
}

/**
 * After an error: moves to the next clause of this SELECT, so that editor features see the rest of it.
 * Reports the token it starts from, if nothing was reported yet.
 */
function recover(p: Parser): void {
	if (!p.isBroken) return;
	if (!endsClause(p.kind)) p.unexpected();
	let nesting = 0;
	while (nesting > 0 || !endsClause(p.kind)) {
		if (p.kind === 'eof' || p.kind === ';') return;
		if (p.kind === '(') nesting++;
		else if (p.kind === ')') nesting--;
		p.advance();
	}
}

function endsClause(kind: TokenKind): boolean {
	switch (kind) {
		case 'from':
		case 'where':
		case 'group':
		case 'having':
		case 'window':
		case 'order':
		case 'limit':
		case 'union':
		case 'intersect':
		case 'except':
		case 'returning':
		case ')':
		case ';':
		case 'eof':
			return true;
		default:
			return false;
	}
}

/** The list between SELECT and FROM, or after RETURNING. */
export function parseResultColumns(p: Parser): ResultColumn[] {
	let height = 0;
	const columns: ResultColumn[] = [];
	do {
		p.height = 0;
		columns.push(parseResultColumn(p));
		if (p.height > height) height = p.height;
	} while (p.accept(','));
	p.height = height;
	return columns;
}

function parseResultColumn(p: Parser): ResultColumn {
	const start = p.start;
	if (p.accept('*')) return { kind: 'starColumn', span: p.spanFrom(start) };
	if (atName(p) && !opensExpression(p.kind) && p.precedes('.', '*')) {
		const table = takeName(p);
		p.advance();
		p.advance();
		return { kind: 'tableStarColumn', table, span: p.spanFrom(start) };
	}
	const expression = p.grammar.expression(p);
	const sourceSpan = { start, end: endOfComments(p) };
	const alias = parseAlias(p);
	const span = p.spanFrom(start);
	return { kind: 'expressionColumn', expression, sourceSpan, alias, span };
}

/** SQLite names a column by all that stands before the next token, but for space. */
function endOfComments(p: Parser): number {
	let end = p.start;
	while (end > p.previousEnd && isSpace(p.text.charCodeAt(end - 1))) end--;
	return end;
}

/** Keywords that may be names elsewhere, but not where an expression may start. */
function opensExpression(kind: TokenKind): boolean {
	return kind === 'cast' || kind === 'raise' || kind.startsWith('current_');
}

/** `RETURNING a, b AS c`, or nothing. */
export function parseReturning(p: Parser): readonly ResultColumn[] {
	return p.accept('returning') ? parseResultColumns(p) : [];
}

/** `WITH [RECURSIVE] a AS (...), b(x) AS NOT MATERIALIZED (...)`, or nothing. */
export function parseWith(p: Parser): WithClause | undefined {
	const start = p.start;
	if (!p.accept('with')) return undefined;
	const isRecursive = p.accept('recursive');
	const tables: CommonTable[] = [];
	do tables.push(parseCommonTable(p));
	while (p.accept(','));
	return { kind: 'withClause', isRecursive, tables, span: p.spanFrom(start) };
}

function parseCommonTable(p: Parser): CommonTable {
	const start = p.start;
	const name = parseName(p);
	const columns = parsePlainColumns(p);
	p.expect('as');
	let materialization: CommonTable['materialization'] = 'unspecified';
	if (p.accept('not')) {
		p.expect('materialized');
		materialization = 'notMaterialized';
	} else if (p.accept('materialized')) {
		materialization = 'materialized';
	}
	p.expect('(');
	const query = parseQuery(p);
	p.expect(')');
	const span = p.spanFrom(start);
	return { kind: 'commonTable', name, columns, materialization, query, span };
}

function emptyQuery(p: Parser): Query {
	const span = { start: p.start, end: p.start };
	return {
		kind: 'query',
		with: undefined,
		first: { kind: 'valuesCore', rows: [], span },
		compounds: [],
		orderBy: [],
		limit: undefined,
		offset: undefined,
		span,
	};
}
