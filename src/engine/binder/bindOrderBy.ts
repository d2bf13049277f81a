/**
 * ORDER BY, GROUP BY and LIMIT: positions, aliases, expressions.
 */

import type { Expr } from '../plan/expression.js';
import { exprEquals } from '../plan/exprTree.js';
import type { BoundColumn, BoundOrderTerm, BoundQuery } from '../plan/logical.js';
import type { Expression } from '../syntax/ast/expression.js';
import type { OrderingTerm, Query } from '../syntax/ast/query.js';
import type { Collation } from '../types/collation.js';
import { BINARY } from '../types/collations.js';
import { SqlError } from '../types/sqlError.js';
import { bindExpression } from './bindExpression.js';
import type { BindState } from './bindState.js';
import { bindError } from './bindState.js';
import { findCollation, usedCollation } from './collation.js';
import { checkTermCount } from './limits.js';
import { hasWindowCall } from './syntaxTree.js';
import type { Scope } from './scope.js';
import { newFrame, newScope } from './scope.js';

/** ORDER BY of a simple SELECT: a result column by position, alias or equal expression, or another expression. */
export function bindOrderBy(
	state: BindState,
	scope: Scope,
	terms: readonly OrderingTerm[],
	columns: readonly BoundColumn[],
): BoundOrderTerm[] {
	checkTermCount(state, 'ORDER', terms);
	const bound: BoundOrderTerm[] = [];
	for (let position = 0; position < terms.length; position++) {
		const term = terms[position] as OrderingTerm;
		const { inner, collation } = withoutCollate(state, term.expression);
		const named = resultColumn(state, inner, columns, { clause: 'ORDER', position });
		if (named >= 0) {
			const column = columns[named] as BoundColumn;
			bound.push(orderTerm(term, column.expr, named, collation ?? column.collation));
			continue;
		}
		const expr = bindExpression(state, scope, inner);
		const implied = collation ?? state.collation;
		const same = columns.findIndex(column => exprEquals(column.expr, expr));
		bound.push(orderTerm(term, expr, same, implied));
	}
	return bound;
}

function orderTerm(
	term: OrderingTerm,
	expr: Expr,
	columnIndex: number,
	collation: Collation | undefined,
): BoundOrderTerm {
	const descending = term.direction === 'desc';
	return {
		expr,
		columnIndex,
		descending,
		nullsFirst: term.nulls ? term.nulls === 'first' : !descending,
		collation: usedCollation(collation ?? BINARY),
	};
}

function withoutCollate(
	state: BindState,
	syntax: Expression,
): { inner: Expression; collation: Collation | undefined } {
	if (syntax.kind !== 'collate') return { inner: syntax, collation: undefined };
	const collation = findCollation(state, syntax.collation);
	return { inner: withoutCollate(state, syntax.operand).inner, collation };
}

interface TermPlace {
	readonly clause: 'ORDER' | 'GROUP';
	/** Position of the term in its clause. */
	readonly position: number;
}

/** The result column a term names by position or (ORDER BY only) alias; -1: none. */
export function resultColumn(
	state: BindState,
	syntax: Expression,
	columns: readonly BoundColumn[],
	place: TermPlace,
): number {
	const number = positionNumber(syntax);
	if (number !== undefined) {
		if (number >= 1 && number <= columns.length) return number - 1;
		throw outOfRange(state, syntax, columns.length, place);
	}
	if (place.clause === 'ORDER' && syntax.kind === 'columnReference' && !syntax.table) {
		const key = syntax.column.key;
		return columns.findIndex(column => column.isAlias && column.key === key);
	}
	return -1;
}

/** An integer of 32 bits, with signs around it and COLLATE around those. */
function positionNumber(syntax: Expression): number | undefined {
	return syntax.kind === 'collate' ? positionNumber(syntax.operand) : signedNumber(syntax);
}

function signedNumber(syntax: Expression): number | undefined {
	if (syntax.kind === 'integerLiteral') {
		const { value } = syntax;
		return typeof value === 'number' && value <= 0x7fffffff ? value : undefined;
	}
	if (syntax.kind !== 'unary' || (syntax.operator !== '-' && syntax.operator !== '+'))
		return undefined;
	const number = signedNumber(syntax.operand);
	return number === undefined || syntax.operator === '+' ? number : -number;
}

function outOfRange(state: BindState, syntax: Expression, count: number, place: TermPlace): Error {
	return bindError(
		state,
		`${ordinal(place.position + 1)} ${place.clause} BY term out of range - should be between 1 and ${count}`,
		syntax.span,
	);
}

export function ordinal(number: number): string {
	const lastTwo = number % 100;
	const last = number % 10;
	if (lastTwo >= 11 && lastTwo <= 13) return `${number}th`;
	if (last === 1) return `${number}st`;
	if (last === 2) return `${number}nd`;
	return last === 3 ? `${number}rd` : `${number}th`;
}

/** ORDER BY after a compound: a column of the result by position, by a name in any of its SELECTs, or by expression. */
export function bindOrderOfCompound(
	state: BindState,
	terms: readonly OrderingTerm[],
	{ columns, collations }: { columns: readonly BoundColumn[]; collations: readonly Collation[] },
	selects: readonly BoundQuery[],
): BoundOrderTerm[] {
	checkTermCount(state, 'ORDER', terms);
	return terms.map((term, position) => {
		const { inner, collation } = withoutCollate(state, term.expression);
		const place: TermPlace = { clause: 'ORDER', position };
		let found = resultColumn(state, inner, columns, place);
		for (const select of selects) {
			if (found >= 0) break;
			found = columnOfTerm(state, inner, select);
		}
		if (found < 0) {
			throw bindError(
				state,
				`${ordinal(position + 1)} ORDER BY term does not match any column in the result set`,
				term.expression.span,
			);
		}
		const column = columns[found] as BoundColumn;
		const expr: Expr = { kind: 'column', id: column.id, name: column.name };
		return orderTerm(term, expr, found, collation ?? collations[found]);
	});
}

/** By alias, or by an expression that means in the term's FROM clause what the column does. */
function columnOfTerm(state: BindState, syntax: Expression, select: BoundQuery): number {
	if (select.kind === 'compound') {
		for (const term of select.terms) {
			const found = columnOfTerm(state, syntax, term);
			if (found >= 0) return found;
		}
		return -1;
	}
	if (select.kind !== 'select' || hasWindowCall(syntax)) return -1;
	if (syntax.kind === 'columnReference' && !syntax.table) {
		const { key } = syntax.column;
		const alias = select.columns.findIndex(column => column.isAlias && column.key === key);
		if (alias >= 0) return alias;
	}
	const scope = state.termScopes?.get(select);
	const expr = scope && boundOrNothing(state, scope, syntax);
	const same = expr ? select.columns.findIndex(column => exprEquals(column.expr, expr)) : -1;
	if (same >= 0 || syntax.kind === 'columnReference') return same;
	const text = state.text.slice(syntax.span.start, syntax.span.end);
	return select.columns.findIndex(column => !column.isAlias && column.name === text);
}

function boundOrNothing(state: BindState, scope: Scope, syntax: Expression): Expr | undefined {
	const subqueryCount = state.subqueries.length;
	try {
		return bindExpression(state, scope, syntax);
	} catch (error) {
		if (error instanceof SqlError) return undefined;
		throw error;
	} finally {
		state.subqueries.length = subqueryCount;
	}
}

/** LIMIT and OFFSET see no columns at all. */
export function bindLimits(
	state: BindState,
	query: { limit: Expr | undefined; offset: Expr | undefined },
	syntax: Pick<Query, 'limit' | 'offset'>,
): void {
	if (!syntax.limit && !syntax.offset) return;
	const scope = newScope(newFrame(state.outerRow), undefined);
	query.limit = syntax.limit && bindExpression(state, scope, syntax.limit);
	query.offset = syntax.offset && bindExpression(state, scope, syntax.offset);
}
