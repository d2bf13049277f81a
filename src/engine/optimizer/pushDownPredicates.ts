/**
 * Moves predicates into the FROM subqueries they concern, so that rows are dropped before they are grouped, sorted or
 * joined, and indexes inside can be used. Into a grouping go predicates on its keys only.
 */

import type { ColumnId, Expr } from '../plan/expression.js';
import { exprEquals, isPure, substitute, visitExpr } from '../plan/exprTree.js';
import type {
	BoundQuery,
	BoundSelect,
	BoundWindow,
	FromItem,
	QueryRelation,
} from '../plan/logical.js';

export function pushDownPredicates(block: BoundSelect): BoundSelect {
	if (!block.from) return block;
	const targets: QueryRelation[] = [];
	collectTargets(block.from, targets);
	if (targets.length === 0) return block;
	const replaced = new Map<QueryRelation, BoundQuery>();
	const keep = (expr: Expr): boolean => !pushInto(expr, targets, replaced);
	const where = block.where.filter(keep);
	const from = rebuild(block.from, keep, replaced);
	return from === block.from ? block : { ...block, from, where };
}

/** Subqueries of which every row that fails a predicate above may be dropped. */
function collectTargets(from: FromItem, targets: QueryRelation[]): void {
	if (from.kind !== 'join') {
		if (from.kind !== 'query') return;
		const { shared } = from;
		if (shared && (shared.references > 1 || shared.materialization === 'materialized')) return;
		if (from.hasQueryIds) targets.push(from);
		return;
	}
	if (from.type === 'right' || from.type === 'full') return;
	collectTargets(from.left, targets);
	if (from.type === 'inner' || from.type === 'cross') collectTargets(from.right, targets);
}

function rebuild(
	from: FromItem,
	keep: (expr: Expr) => boolean,
	replaced: ReadonlyMap<QueryRelation, BoundQuery>,
): FromItem {
	if (from.kind === 'join') {
		const isInner = from.type === 'inner' || from.type === 'cross';
		const on = isInner ? from.on.filter(keep) : from.on;
		const left = rebuild(from.left, keep, replaced);
		const right = rebuild(from.right, keep, replaced);
		const isSame = left === from.left && right === from.right && on.length === from.on.length;
		return isSame ? from : { ...from, left, right, on };
	}
	const query = from.kind === 'query' ? replaced.get(from) : undefined;
	return query && from.kind === 'query' ? { ...from, query } : from;
}

function pushInto(
	expr: Expr,
	targets: readonly QueryRelation[],
	replaced: Map<QueryRelation, BoundQuery>,
): boolean {
	const ids: ColumnId[] = [];
	visitExpr(expr, node => {
		if (node.kind === 'column') ids.push(node.id);
	});
	if (ids.length === 0 || !isPure(expr)) return false;
	for (const relation of targets) {
		const query = replaced.get(relation) ?? relation.query;
		if (!ids.every(id => query.columns.some(column => column.id === id))) continue;
		const filtered = addFilter(query, expr, ids);
		if (!filtered) return false;
		replaced.set(relation, filtered);
		return true;
	}
	return false;
}

/** The query without the rows that fail the predicate over its output; undefined when it cannot take it. */
function addFilter(
	query: BoundQuery,
	expr: Expr,
	ids: readonly ColumnId[],
): BoundQuery | undefined {
	if (query.limit || query.offset) return undefined;
	switch (query.kind) {
		case 'select':
			return filterSelect(query, expr, ids);
		case 'compound': {
			if (query.collations.some(collation => collation.name !== 'BINARY')) return undefined;
			const terms: BoundQuery[] = [];
			for (const term of query.terms) {
				const byId = new Map<ColumnId, Expr>();
				query.columns.forEach(({ id }, position) => {
					const column = term.columns[position] as (typeof term.columns)[number];
					byId.set(id, { kind: 'column', id: column.id, name: column.name });
				});
				const own = substitute(expr, byId);
				const ownIds = ids.map(id => {
					const column = byId.get(id);
					return column?.kind === 'column' ? column.id : id;
				});
				const filtered = addFilter(term, own, ownIds);
				if (!filtered) return undefined;
				terms.push(filtered);
			}
			return { ...query, terms };
		}
		case 'values':
		case 'recursive':
			return undefined;
	}
}

function filterSelect(
	query: BoundSelect,
	expr: Expr,
	ids: readonly ColumnId[],
): BoundSelect | undefined {
	const byId = new Map<ColumnId, Expr>();
	for (const id of ids) {
		const column = query.columns.find(candidate => candidate.id === id);
		if (!column || !isPure(column.expr)) return undefined;
		if (query.windows && !isPartitionKey(query.windows, column.expr)) return undefined;
		const input = query.aggregate ? groupKey(query, column.expr) : column.expr;
		if (!input) return undefined;
		byId.set(id, input);
	}
	return { ...query, where: [...query.where, substitute(expr, byId)] };
}

/** Whether the rows of a partition have one value of the expression, in every window. */
function isPartitionKey(windows: readonly BoundWindow[], expr: Expr): boolean {
	return windows.every(window =>
		window.partitionBy.some(key => key.collation.name === 'BINARY' && exprEquals(key.expr, expr)),
	);
}

/** What a column is before grouping, when it is one of the keys. */
function groupKey(query: BoundSelect, expr: Expr): Expr | undefined {
	if (expr.kind !== 'column') return undefined;
	const key = query.aggregate?.groupBy.find(candidate => candidate.id === expr.id);
	return key && key.collation.name === 'BINARY' ? key.expr : undefined;
}
