/**
 * Merges a FROM subquery (or view, or common table used once) into the block around it, when it only picks, renames,
 * computes and filters:
 *
 *   SELECT x + 1 FROM (SELECT a * 2 AS x FROM t WHERE b) WHERE x > 3   ->   SELECT a * 2 + 1 FROM t WHERE b AND a * 2 > 3
 *
 * Not merged: grouping, DISTINCT, LIMIT; columns that a second evaluation could change or would repeat at a cost
 * (random(), nested queries); computed columns on the side of an outer join that may be NULL, for they would not turn
 * NULL there.
 */

import type { ColumnId, Expr } from '../plan/expression.js';
import { isPure, mapBindings, substitute } from '../plan/exprTree.js';
import { mapWindows } from '../plan/windowExprs.js';
import type {
	BoundAggregate,
	BoundOrderTerm,
	BoundSelect,
	FromItem,
	QueryRelation,
} from '../plan/logical.js';

interface Flattening {
	readonly block: BoundSelect;
	/** Computed columns of merged subqueries. */
	readonly computed: Map<ColumnId, Expr>;
	/** Predicates of merged subqueries for the block's WHERE. */
	readonly where: Expr[];
	orderBy: BoundOrderTerm[] | undefined;
}

export function flattenSubqueries(block: BoundSelect): BoundSelect {
	if (!block.from || !hasQuery(block.from)) return block;
	const flattening: Flattening = {
		block,
		computed: new Map(),
		where: [],
		orderBy: undefined,
	};
	if (block.from.kind === 'query' && canMergeWhole(block, block.from)) {
		const inner = block.from.query as BoundSelect;
		return mergeInto(flattening, undefined, inner, block);
	}
	const from = flatten(flattening, block.from, 'inner');
	if (from === block.from) return block;
	return rebuild(flattening, from, block);
}

function hasQuery(from: FromItem): boolean {
	if (from.kind === 'join') return hasQuery(from.left) || hasQuery(from.right);
	return from.kind === 'query';
}

/** SELECT ... FROM (SELECT 1 AS x): the subquery has no FROM of its own. */
function canMergeWhole(block: BoundSelect, relation: QueryRelation): boolean {
	const { query } = relation;
	return query.kind === 'select' && !query.from && isMergeable(block, relation) && !block.aggregate;
}

function mergeInto(
	flattening: Flattening,
	from: FromItem | undefined,
	inner: BoundSelect,
	block: BoundSelect,
): BoundSelect {
	remember(flattening, inner);
	flattening.where.push(...inner.where);
	return rebuild(flattening, from, block);
}

type Side = 'inner' | 'nullable' | 'fixed';

/** `on` predicates are substituted later, once all merged columns are known. */
function flatten(flattening: Flattening, from: FromItem, side: Side): FromItem {
	if (from.kind === 'join') {
		const left = flatten(flattening, from.left, leftSide(from.type, side));
		if (from.type === 'left' && from.right.kind === 'query' && side !== 'fixed') {
			const merged = mergeNullable(flattening, from.right);
			if (merged) return { ...from, left, right: merged.from, on: [...from.on, ...merged.where] };
		}
		const right = flatten(flattening, from.right, rightSide(from.type, side));
		return left === from.left && right === from.right ? from : { ...from, left, right };
	}
	if (from.kind !== 'query' || side !== 'inner' || !isMergeable(flattening.block, from)) {
		return from;
	}
	const inner = from.query as BoundSelect;
	if (!inner.from) return from;
	remember(flattening, inner);
	flattening.where.push(...inner.where);
	if (inner.orderBy.length > 0) flattening.orderBy = inner.orderBy;
	return inner.from;
}

function leftSide(type: string, side: Side): Side {
	return type === 'right' || type === 'full' ? 'fixed' : side;
}

function rightSide(type: string, side: Side): Side {
	if (type === 'right' || type === 'full') return 'fixed';
	return type === 'left' || type === 'semi' || type === 'anti' ? 'nullable' : side;
}

/** The right side of a LEFT JOIN: its predicates join the ON clause. */
function mergeNullable(
	flattening: Flattening,
	relation: QueryRelation,
): { from: FromItem; where: Expr[] } | undefined {
	if (!isMergeable(flattening.block, relation)) return undefined;
	const inner = relation.query as BoundSelect;
	if (!inner.from || inner.orderBy.length > 0) return undefined;
	const isPlain = inner.columns.every(({ id, expr }) => expr.kind === 'column' && expr.id === id);
	return isPlain ? { from: inner.from, where: inner.where } : undefined;
}

function isMergeable(block: BoundSelect, relation: QueryRelation): boolean {
	const { query, shared } = relation;
	if (query.kind !== 'select' || !relation.hasQueryIds) return false;
	if (shared && (shared.references > 1 || shared.materialization === 'materialized')) return false;
	if (query.windows || query.aggregate || query.isDistinct) return false;
	if (query.limit || query.offset) return false;
	if (query.orderBy.length > 0 && !canTakeOrder(block)) return false;
	return query.columns.every(
		({ id, expr }) => (expr.kind === 'column' && expr.id === id) || isPure(expr),
	);
}

/** The order of the one subquery becomes the block's. */
function canTakeOrder(block: BoundSelect): boolean {
	return (
		block.from?.kind === 'query' &&
		block.orderBy.length === 0 &&
		!block.aggregate &&
		!block.windows &&
		!block.isDistinct
	);
}

function remember(flattening: Flattening, inner: BoundSelect): void {
	for (const { id, expr } of inner.columns) {
		if (expr.kind !== 'column' || expr.id !== id) flattening.computed.set(id, expr);
	}
}

function rebuild(
	flattening: Flattening,
	from: FromItem | undefined,
	block: BoundSelect,
): BoundSelect {
	const { computed } = flattening;
	const replace = (expr: Expr): Expr => substitute(expr, computed);
	// Above a grouping the ids of its keys mean the keys.
	const upper = new Map(computed);
	for (const key of block.aggregate?.groupBy ?? []) upper.delete(key.id);
	const replaceUpper = (expr: Expr): Expr => substitute(expr, upper);
	return {
		...block,
		from: from && replaceInFrom(from, computed),
		where: [...block.where.map(replace), ...flattening.where],
		aggregate: block.aggregate && replaceInAggregate(block.aggregate, replace, replaceUpper),
		columns: block.columns.map(column => {
			const expr = replaceUpper(column.expr);
			return expr === column.expr ? column : { ...column, expr };
		}),
		...(block.windows && { windows: mapWindows(block.windows, replaceUpper) }),
		orderBy:
			flattening.orderBy?.map(term => ({ ...term, columnIndex: -1 })) ??
			block.orderBy.map(term => ({ ...term, expr: replaceUpper(term.expr) })),
	};
}

function replaceInAggregate(
	aggregate: BoundAggregate,
	replace: (expr: Expr) => Expr,
	replaceUpper: (expr: Expr) => Expr,
): BoundAggregate {
	return {
		groupBy: aggregate.groupBy.map(key => ({ ...key, expr: replace(key.expr) })),
		calls: aggregate.calls.map(call => ({
			...call,
			args: call.args.map(replace),
			filter: call.filter && replace(call.filter),
			orderBy: call.orderBy.map(key => ({ ...key, expr: replace(key.expr) })),
		})),
		having: aggregate.having.map(replaceUpper),
	};
}

function replaceInFrom(from: FromItem, computed: ReadonlyMap<ColumnId, Expr>): FromItem {
	if (computed.size === 0) return from;
	if (from.kind === 'join') {
		return {
			...from,
			left: replaceInFrom(from.left, computed),
			right: replaceInFrom(from.right, computed),
			on: from.on.map(expr => substitute(expr, computed)),
		};
	}
	if (from.kind === 'function' && from.bindings.length > 0) {
		mapBindings({ bindings: from.bindings }, node =>
			node.kind === 'column' ? computed.get(node.id) : undefined,
		);
	}
	return from;
}
