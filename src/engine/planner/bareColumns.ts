/**
 * Bare columns: what a query with groups shows that is neither a key nor an aggregate, and the row it comes from.
 */

import type { ColumnId, Expr } from '../plan/expression.js';
import { visitExpr } from '../plan/exprTree.js';
import type { BoundAggregate, BoundColumn, BoundSelect } from '../plan/logical.js';
import type { Aggregate } from '../plan/nodes.js';
import { windowExprs } from '../plan/windowExprs.js';
import { BINARY } from '../types/collations.js';
import type { PlanState } from './planState.js';

/** Columns used above the grouping that are neither keys nor aggregates. */
export function bareColumns(
	query: BoundSelect,
	columns: readonly BoundColumn[],
	aggregate: BoundAggregate,
): Aggregate['bare'] {
	const known = new Set<ColumnId>();
	for (const key of aggregate.groupBy) known.add(key.id);
	for (const call of aggregate.calls) known.add(call.id);
	for (const { calls } of query.windows ?? []) for (const call of calls) known.add(call.id);
	const bare: { id: ColumnId; expr: Expr }[] = [];
	const collect = (expr: Expr): void => {
		visitExpr(expr, node => {
			if (node.kind !== 'column' || known.has(node.id)) return;
			known.add(node.id);
			bare.push({ id: node.id, expr: node });
		});
	};
	for (const column of columns) collect(column.expr);
	for (const expr of aggregate.having) collect(expr);
	for (const term of query.orderBy) collect(term.expr);
	for (const expr of windowExprs(query.windows ?? [])) collect(expr);
	return bare;
}

/** The min() or max() whose row bare columns come from: the last one, as in SQLite, which looks at HAVING last. */
export function bareSource(query: BoundSelect, aggregate: BoundAggregate): number | undefined {
	const { calls, having } = aggregate;
	const extremes = new Map<ColumnId, number>();
	calls.forEach(({ id, function: { kernel } }, position) => {
		if (kernel === 'min' || kernel === 'max') extremes.set(id, position);
	});
	let last = [...extremes.values()].at(-1);
	if (extremes.size < 2 || having.length === 0) return last;
	const meet = (expr: Expr): void => {
		visitExpr(expr, node => {
			if (node.kind !== 'column') return;
			last = extremes.get(node.id) ?? last;
			extremes.delete(node.id);
		});
	};
	for (const { expr } of query.columns) meet(expr);
	for (const { expr } of query.orderBy) meet(expr);
	for (const expr of having) meet(expr);
	return last;
}

type GroupKey = BoundAggregate['groupBy'][number];

/**
 * Keys of GROUP BY that are shown like bare columns: SELECT a, max(b) ... GROUP BY a takes `a` from the row of the
 * maximum, as SQLite does. It matters where equal keys may look different: 'x' and 'X' under NOCASE, 1 and 1.0 in a
 * column without a type. Keys that are expressions show the group's first row.
 *
 * The keys to group by, and what to show of them: `bare` has the ids by which the query knows them.
 */
export function renewedKeys(
	state: PlanState,
	{ groupBy }: BoundAggregate,
	bareFrom: number | undefined,
): { keys: readonly GroupKey[]; bare: Aggregate['bare'] } {
	if (bareFrom === undefined) return { keys: groupBy, bare: [] };
	const renewed = groupBy.filter(key => isSeenToDiffer(state, key));
	if (renewed.length === 0) return { keys: groupBy, bare: [] };
	const keys = groupBy.map(key =>
		renewed.includes(key) ? { ...key, id: state.bind.nextColumnId++ } : key,
	);
	return { keys, bare: renewed.map(({ id, expr }) => ({ id, expr })) };
}

function isSeenToDiffer(state: PlanState, { expr, collation }: GroupKey): boolean {
	if (expr.kind !== 'column') return false;
	const affinity = state.bind.columnAffinity[expr.id];
	if (affinity === undefined || affinity === 'blob') return true;
	return affinity === 'text' && collation !== BINARY;
}
