/**
 * Turns EXISTS, NOT EXISTS and correlated IN among a block's predicates into semi and anti joins, which run once over both
 * sides instead of once per row:
 *
 *   FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.x = a.x AND b.y > 3)   ->   a SEMI JOIN b ON b.x = a.x AND b.y > 3
 *
 * Only when some equality connects the two sides, and outer values appear nowhere but in the nested query's predicates.
 */

import type { Expr, InSubqueryExpr } from '../plan/expression.js';
import { mapExpr, someExpr } from '../plan/exprTree.js';
import { windowExprs } from '../plan/windowExprs.js';
import type {
	BoundJoin,
	BoundQuery,
	BoundSelect,
	BoundSubquery,
	FromItem,
} from '../plan/logical.js';

export function decorrelate(
	block: BoundSelect,
	optimize: (query: BoundQuery) => BoundQuery,
): BoundSelect {
	if (!block.from || !block.where.some(isCandidate)) return block;
	let from: FromItem = block.from;
	const where: Expr[] = [];
	for (const expr of block.where) {
		const join = isCandidate(expr) ? joinOf(expr, from, optimize) : undefined;
		if (join) from = join;
		else where.push(expr);
	}
	return from === block.from ? block : { ...block, from, where };
}

function isCandidate(expr: Expr): boolean {
	if (expr.kind === 'not') return expr.operand.kind === 'exists';
	return expr.kind === 'exists' || (expr.kind === 'inSubquery' && !expr.isNegated);
}

function joinOf(
	expr: Expr,
	left: FromItem,
	optimize: (query: BoundQuery) => BoundQuery,
): BoundJoin | undefined {
	const isNegated = expr.kind === 'not';
	const test = expr.kind === 'not' ? expr.operand : expr;
	if (test.kind !== 'exists' && test.kind !== 'inSubquery') return undefined;
	const type = (test.kind === 'exists' && test.isNegated) !== isNegated ? 'anti' : 'semi';
	const subquery = test.subquery as BoundSubquery;
	if (subquery.bindings.length === 0) return undefined;
	const inner = optimize(subquery.query);
	if (!isSimple(inner) || !inner.from) return undefined;
	const outer = new Map(subquery.bindings.map(({ slot, value }) => [slot, value] as const));
	if (readsSlots(inner.from, outer)) return undefined;
	const replaceSlots = (one: Expr): Expr =>
		mapExpr(one, node => (node.kind === 'slot' ? outer.get(node.slot) : undefined));
	if (!inner.where.every(one => isPlain(one))) return undefined;
	if (![...outer.values()].every(isPlain)) return undefined;
	const hasEquality = inner.where.some(one => isLink(one, outer));
	if (!hasEquality && test.kind === 'exists') return undefined;
	const on = inner.where.map(replaceSlots);
	if (test.kind === 'inSubquery') on.push(...inEqualities(test, inner, replaceSlots));
	subquery.isNeeded = false;
	return { kind: 'join', type, left, right: inner.from, on };
}

function isSimple(query: BoundQuery): query is BoundSelect {
	if (query.kind !== 'select' || query.windows) return false;
	return !query.aggregate && !query.limit && !query.offset;
}

/** Free of nested queries and of calls whose number matters. */
function isPlain(expr: Expr): boolean {
	return !someExpr(
		expr,
		node =>
			node.kind === 'exists' ||
			node.kind === 'inSubquery' ||
			node.kind === 'scalarSubquery' ||
			(node.kind === 'call' && !node.function.isDeterministic),
	);
}

/** An equality of an inner expression with an outer one. */
function isLink(expr: Expr, outer: ReadonlyMap<number, Expr>): boolean {
	if (expr.kind !== 'compare' || expr.op !== '=') return false;
	const readsOuter = (side: Expr): boolean =>
		someExpr(side, node => node.kind === 'slot' && outer.has(node.slot));
	const readsInner = (side: Expr): boolean => someExpr(side, node => node.kind === 'column');
	return (
		(readsOuter(expr.left) && !readsInner(expr.left) && readsInner(expr.right)) ||
		(readsOuter(expr.right) && !readsInner(expr.right) && readsInner(expr.left))
	);
}

function inEqualities(
	test: InSubqueryExpr,
	inner: BoundSelect,
	replaceSlots: (expr: Expr) => Expr,
): Expr[] {
	return test.operands.map((operand, position) => {
		const column = inner.columns[position] as (typeof inner.columns)[number];
		const affinity = test.affinities[position];
		const value = replaceSlots(column.expr);
		return {
			kind: 'compare',
			op: '=',
			left: operand,
			right: affinity ? { kind: 'affinity', operand: value, affinity } : value,
			collation: test.collations[position] as (typeof test.collations)[number],
		};
	});
}

/** Whether the FROM of the nested query itself depends on the outer row. */
function readsSlots(from: FromItem, outer: ReadonlyMap<number, Expr>): boolean {
	const reads = (expr: Expr): boolean =>
		someExpr(expr, node => node.kind === 'slot' && outer.has(node.slot));
	if (from.kind === 'join') {
		return (
			from.on.some(expr => reads(expr) || !isPlain(expr)) ||
			readsSlots(from.left, outer) ||
			readsSlots(from.right, outer)
		);
	}
	if (from.kind === 'function') return from.args.some(reads) || from.bindings.length > 0;
	return from.kind === 'query' && queryReads(from.query, reads);
}

function queryReads(query: BoundQuery, reads: (expr: Expr) => boolean): boolean {
	if (query.columns.some(column => reads(column.expr))) return true;
	if (query.orderBy.some(term => reads(term.expr))) return true;
	switch (query.kind) {
		case 'values':
			return query.tuples.some(tuple => tuple.some(reads));
		case 'compound':
			return query.terms.some(term => queryReads(term, reads));
		case 'recursive':
			return (
				queryReads(query.initial, reads) || query.recursive.some(term => queryReads(term, reads))
			);
		case 'select':
			return (
				query.where.some(reads) ||
				(query.windows !== undefined && windowExprs(query.windows).some(reads)) ||
				(query.aggregate !== undefined && aggregateReads(query.aggregate, reads)) ||
				(query.from !== undefined && fromReads(query.from, reads))
			);
	}
}

function aggregateReads(
	aggregate: NonNullable<BoundSelect['aggregate']>,
	reads: (expr: Expr) => boolean,
): boolean {
	return (
		aggregate.groupBy.some(key => reads(key.expr)) ||
		aggregate.having.some(reads) ||
		aggregate.calls.some(
			call => call.args.some(reads) || (call.filter !== undefined && reads(call.filter)),
		)
	);
}

function fromReads(from: FromItem, reads: (expr: Expr) => boolean): boolean {
	if (from.kind === 'join') {
		return from.on.some(reads) || fromReads(from.left, reads) || fromReads(from.right, reads);
	}
	if (from.kind === 'function') {
		return from.args.some(reads) || from.bindings.some(binding => reads(binding.value));
	}
	return from.kind === 'query' && queryReads(from.query, reads);
}
