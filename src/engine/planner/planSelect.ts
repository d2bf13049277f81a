/**
 * Plans one SELECT block: FROM and WHERE, grouping, output columns, DISTINCT, ORDER BY, LIMIT.
 *
 * Sorting comes before the output columns are computed when its keys allow, so that a LIMIT spares their
 * computation; otherwise keys that are no output columns ride along as extra columns and are dropped after the sort.
 */

import type { Expr } from '../plan/expression.js';
import { conjunction, isPure } from '../plan/exprTree.js';
import type { BoundAggregate, BoundColumn, BoundSelect } from '../plan/logical.js';
import type { Aggregate, PlanNode, Project, SortKey } from '../plan/nodes.js';
import { windowExprs } from '../plan/windowExprs.js';
import { BINARY } from '../types/collations.js';
import { bareColumns, bareSource, renewedKeys } from './bareColumns.js';
import { distinctRows, groupRows, selectivity } from './estimate.js';
import { aboveCovered, readersOf } from './coveredExpressions.js';
import { planFrom } from './planFrom.js';
import type { PlannedFrom } from './planFrom.js';
import { planCountInput } from './planCount.js';
import { planExtremeInput } from './planExtreme.js';
import { planLimit, planSort } from './planQuery.js';
import type { PlanState } from './planState.js';
import { need } from './planState.js';
import { remark } from './subqueryNames.js';
import { planWindows, windowOrder } from './planWindow.js';
import { inputKey, wantedGrouping, wantedOrder } from './wantedOrders.js';

export function planSelect(state: PlanState, query: BoundSelect, prune: 'all' | 'prune'): PlanNode {
	const columns = wantedColumns(state, query, prune);
	for (const column of columns) need(state, column.expr);
	for (const term of query.orderBy) need(state, term.expr);
	need(state, query.limit);
	need(state, query.offset);
	for (const expr of windowExprs(query.windows ?? [])) need(state, expr);
	const aggregate = query.aggregate;
	if (aggregate) needAggregate(state, aggregate);
	const { isOrderSeen, isReversed } = state;
	state.isReversed = state.context.options.isReversed === true && isUnordered(query);
	if (query.limit) state.isOrderSeen = true;
	if (aggregate && isOrderless(query, columns, aggregate)) state.isOrderSeen = false;
	const node = planBody(state, query, columns);
	state.isOrderSeen = isOrderSeen;
	state.isReversed = isReversed;
	return node;
}

function isUnordered({ orderBy, aggregate, windows, isDistinct }: BoundSelect): boolean {
	return orderBy.length === 0 && !isDistinct && !windows && (aggregate?.groupBy.length ?? 0) === 0;
}

function planBody(state: PlanState, query: BoundSelect, columns: readonly BoundColumn[]): PlanNode {
	const { aggregate } = query;
	if (!aggregate) {
		const order = query.windows ? windowOrder(query) : wantedOrder(query);
		const from = planFrom(state, query, order, readersOf(query));
		return planRows(state, query, columns, from);
	}
	const hasBare = bareColumns(query, columns, aggregate).length > 0;
	const input =
		planExtremeInput(state, query, aggregate, hasBare) ??
		planCountInput(state, query, aggregate) ??
		planFrom(state, query, wantedGrouping(query, aggregate), readersOf(query));
	if (!input.covered) return planGroups(state, query, columns, input);
	const above = aboveCovered(query, columns, input.covered);
	return planGroups(state, above.query, above.columns, input);
}

function planRows(
	state: PlanState,
	query: BoundSelect,
	columns: readonly BoundColumn[],
	from: PlannedFrom,
): PlanNode {
	if (!from.covered) {
		const rest = from.isOffsetDone === true ? { ...query, offset: undefined } : query;
		return planOutput(state, rest, columns, planWindows(query, from));
	}
	const above = aboveCovered(query, columns, from.covered);
	return planOutput(state, above.query, above.columns, planWindows(above.query, from));
}

function planGroups(
	state: PlanState,
	query: BoundSelect,
	columns: readonly BoundColumn[],
	input: PlannedFrom,
): PlanNode {
	const aggregate = query.aggregate as BoundAggregate;
	const node = planAggregate(state, query, columns, aggregate, input);
	const isOrdered = input.order ? input.order.keys.length > 0 : isInGroupOrder(query, aggregate);
	return planOutput(state, query, columns, planWindows(query, { node, isOrdered }));
}

/** DISTINCT compares all columns, so none may be left out. */
function wantedColumns(
	state: PlanState,
	query: BoundSelect,
	prune: 'all' | 'prune',
): readonly BoundColumn[] {
	if (prune === 'all' || query.isDistinct) return query.columns;
	return query.columns.filter(column => state.needed[column.id]);
}

/** Groups that no index gives come in the order of their keys. */
function isInGroupOrder({ orderBy, windows }: BoundSelect, { groupBy }: BoundAggregate): boolean {
	if (windows || orderBy.length === 0) return false;
	return orderBy.every(({ expr, descending, nullsFirst, collation }, position) => {
		const key = groupBy[position];
		const isKey = key !== undefined && expr.kind === 'column' && expr.id === key.id;
		return isKey && !descending && nullsFirst && collation === key.collation;
	});
}

/** Of all aggregates, these give the same whatever order their values come in. */
const ORDERLESS: ReadonlySet<string | undefined> = new Set([
	'count',
	'sum',
	'total',
	'avg',
	'min',
	'max',
]);

function isOrderless(
	query: BoundSelect,
	columns: readonly BoundColumn[],
	aggregate: BoundAggregate,
): boolean {
	return (
		aggregate.calls.every(call => ORDERLESS.has(call.function.kernel)) &&
		bareColumns(query, columns, aggregate).length === 0
	);
}

function needAggregate(state: PlanState, aggregate: BoundAggregate): void {
	for (const key of aggregate.groupBy) need(state, key.expr);
	for (const expr of aggregate.having) need(state, expr);
	for (const call of aggregate.calls) {
		for (const argument of call.args) need(state, argument);
		need(state, call.filter);
		for (const key of call.orderBy) need(state, key.expr);
	}
}

function planAggregate(
	state: PlanState,
	query: BoundSelect,
	columns: readonly BoundColumn[],
	aggregate: BoundAggregate,
	from: PlannedFrom,
): PlanNode {
	const input = from.node;
	const { groupBy, calls } = aggregate;
	const bareFrom = bareSource(query, aggregate);
	const renewed = renewedKeys(state, aggregate, bareFrom);
	const bare = [...bareColumns(query, columns, aggregate), ...renewed.bare];
	const rows = groupBy.length === 0 ? 1 : groupRows(state, groupBy, input.rows);
	const node: Aggregate = {
		kind: 'aggregate',
		input,
		groupBy: renewed.keys,
		aggregates: calls,
		bare,
		bareFrom,
		isOrdered: from.isOrdered && groupBy.length > 0,
		output: [...renewed.keys, ...calls, ...bare].map(part => part.id),
		rows,
	};
	return planFilter(state, node, aggregate.having);
}

export function planFilter(
	state: PlanState,
	input: PlanNode,
	conjuncts: readonly Expr[],
): PlanNode {
	const predicate = conjunction(conjuncts);
	if (!predicate) return input;
	const rows = Math.max(1, input.rows * selectivity(conjuncts, state));
	return { kind: 'filter', input, predicate, output: input.output, rows };
}

function planOutput(
	state: PlanState,
	query: BoundSelect,
	columns: readonly BoundColumn[],
	from: PlannedFrom,
): PlanNode {
	const input = from.node;
	if (query.isDistinct) return planDistinct(state, query, columns, from);
	if (query.orderBy.length === 0 || from.isOrdered)
		return planLimit(project(input, columns), query);
	if (query.orderBy.every(term => isPure(term.expr))) {
		const keys = query.orderBy.map(term => inputKey(term));
		return project(planLimit(planSort(input, keys, query), query), columns);
	}
	const { wide, keys } = withSortColumns(state, query, columns);
	const sorted = planLimit(planSort(project(input, wide), keys, query), query);
	return wide.length === columns.length ? sorted : project(sorted, asColumns(columns));
}

/** Output columns already computed below. */
function asColumns(columns: readonly BoundColumn[]): ProjectColumn[] {
	return columns.map(column => ({
		id: column.id,
		expr: { kind: 'column', id: column.id, name: column.name },
	}));
}

type ProjectColumn = Project['columns'][number];

/** The output columns with those sort keys that are none of them, and the keys as columns. */
function withSortColumns(
	state: PlanState,
	query: BoundSelect,
	columns: readonly BoundColumn[],
): { wide: ProjectColumn[]; keys: SortKey[] } {
	const wide: ProjectColumn[] = columns.map(({ id, expr }) => ({ id, expr }));
	const keys = query.orderBy.map(term => {
		const column = query.columns[term.columnIndex];
		const isThere = column !== undefined && columns.includes(column);
		const id = isThere ? column.id : state.bind.nextColumnId++;
		if (!isThere) wide.push({ id, expr: term.expr });
		return { ...inputKey(term), expr: { kind: 'column' as const, id, name: '' } };
	});
	return { wide, keys };
}

/** ORDER BY of other expressions takes them from the first row of each distinct one. */
function planDistinct(
	state: PlanState,
	query: BoundSelect,
	columns: readonly BoundColumn[],
	from: PlannedFrom,
): PlanNode {
	const input = from.node;
	const isSorted = from.isOrdered;
	const isOrdered = from.order?.isDistinct === true;
	const { wide, keys } = withSortColumns(
		state,
		isSorted ? { ...query, orderBy: [] } : query,
		columns,
	);
	const collations = columns.map(column => column.collation ?? BINARY);
	const computed = project(input, wide);
	const rows = distinctRows(state, columns, input.rows);
	let node: PlanNode;
	if (wide.length === columns.length) {
		const { output } = computed;
		node = { kind: 'distinct', input: computed, collations, isOrdered, output, rows };
	} else {
		const groups = asColumns(columns).map((column, position) => ({
			...column,
			collation: collations[position] ?? BINARY,
		}));
		const extra = wide.slice(columns.length).map(({ id }) => ({
			id,
			expr: { kind: 'column' as const, id, name: '' },
		}));
		node = {
			kind: 'aggregate',
			input: computed,
			groupBy: groups,
			aggregates: [],
			bare: extra,
			bareFrom: undefined,
			isOrdered: false,
			output: computed.output,
			rows,
		};
		remark(node, 'distinct');
	}
	if (keys.length > 0) node = planSort(node, keys, query);
	node = planLimit(node, query);
	return wide.length === columns.length ? node : project(node, asColumns(columns));
}

/** Nothing when the input puts out exactly these columns. */
export function project(input: PlanNode, columns: readonly ProjectColumn[]): PlanNode {
	const isIdentity =
		columns.length === input.output.length &&
		columns.every(
			({ id, expr }, position) =>
				expr.kind === 'column' && expr.id === id && input.output[position] === id,
		);
	if (isIdentity) return input;
	return {
		kind: 'project',
		input,
		columns: columns.map(({ id, expr }) => ({ id, expr })),
		output: columns.map(column => column.id),
		rows: input.rows,
	};
}
