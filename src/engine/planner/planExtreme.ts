/**
 * SELECT min(x) or max(x) alone, where an index or the rowid has x in order: only the first row that is not NULL is read.
 */

import type { BoundAggregate, BoundSelect, TableRelation } from '../plan/logical.js';
import type { TableSchema } from '../catalog/schema.js';
import type { Expr } from '../plan/expression.js';
import { someExpr } from '../plan/exprTree.js';
import type { AggregateCall, PlanNode, SortKey } from '../plan/nodes.js';
import { readersOf } from './coveredExpressions.js';
import { planFrom } from './planFrom.js';
import type { PlannedFrom } from './planFrom.js';
import { planLimit } from './planQuery.js';
import type { PlanState } from './planState.js';
import { isRuleOn } from './planState.js';
import { remark } from './subqueryNames.js';

/** The input of the aggregate, or undefined when there is no such shortcut. */
export function planExtremeInput(
	state: PlanState,
	query: BoundSelect,
	aggregate: BoundAggregate,
	hasBareColumns: boolean,
): PlannedFrom | undefined {
	const call = extremeAlone(aggregate);
	if (!call) return undefined;
	const { kernel } = call.function;
	const [value] = call.args;
	const { from } = query;
	if (value && query.where.some(expr => isNullOnly(expr, value))) {
		return firstRow(planFrom(state, query, undefined));
	}
	if (!value || from?.kind !== 'table' || !isRuleOn(state, 'minMaxByIndex')) return undefined;
	const columnIndex = columnOf(from, value);
	if (columnIndex === -2 && hasBareColumns) return undefined;
	if (!isInKey(from.table, columnIndex)) return undefined;
	const showsNulls = hasBareColumns && mayBeNull(from.table, columnIndex);
	const key: SortKey = {
		expr: value,
		descending: kernel === 'max',
		nullsFirst: kernel === 'min',
		collation: call.collation,
	};
	return showsNulls ? extremeOrNull(state, query, key) : extremeRow(state, query, key);
}

/** The first row in the key's order that is not NULL. */
function extremeRow(state: PlanState, query: BoundSelect, key: SortKey): PlannedFrom | undefined {
	const where = [...query.where, nullTest(key.expr, 'isNotNull')];
	const narrowed = { ...query, where };
	const planned = inOrder(state, narrowed, key, readersOf(narrowed));
	return planned && firstRow(planned);
}

/** The same; bare columns show a row though every value is NULL. */
function extremeOrNull(
	state: PlanState,
	query: BoundSelect,
	key: SortKey,
): PlannedFrom | undefined {
	// From the largest downwards NULLs come last anyway.
	if (key.descending) {
		const planned = inOrder(state, query, key);
		return planned && firstRow(planned);
	}
	// Conditions may be planned twice, nested queries not.
	if (!query.where.every(isSimple)) return undefined;
	const notNull = [...query.where, nullTest(key.expr, 'isNotNull')];
	const planned = inOrder(state, { ...query, where: notNull }, key);
	if (!planned) return undefined;
	const where = [...query.where, nullTest(key.expr, 'isNull')];
	const others = planFrom(state, { ...query, where }, undefined);
	return firstRow({ node: orElse(planned.node, others.node), isOrdered: false });
}

function inOrder(
	state: PlanState,
	query: BoundSelect,
	key: SortKey,
	readers?: ReturnType<typeof readersOf>,
): PlannedFrom | undefined {
	const planned = planFrom(state, query, { keys: [key], limit: 1 }, readers);
	if (!planned.isOrdered) return undefined;
	remark(planned.node, 'firstRowOnly');
	return planned;
}

function nullTest(operand: Expr, test: 'isNull' | 'isNotNull'): Expr {
	return { kind: 'nullTest', operand, isNegated: test === 'isNotNull' };
}

/** Whether something may have the column, or some expression (-2), in order. */
function isInKey(table: TableSchema, columnIndex: number): boolean {
	if (columnIndex === -1 || columnIndex === table.rowidAlias) return true;
	return table.indexes.some(({ columns }) =>
		columns.some(part => part.columnIndex === columnIndex),
	);
}

/** -2: an expression. */
function columnOf({ used }: TableRelation, value: Expr): number {
	if (value.kind !== 'column') return -2;
	return used.find(column => column.id === value.id)?.columnIndex ?? -2;
}

/** A row of `right` when `left` has none: bare columns show one, though every value is NULL. */
function orElse(left: PlanNode, right: PlanNode): PlanNode {
	const output = left.output;
	const node = { kind: 'compound', op: 'unionAll', left, right, collations: [] } as const;
	const both: PlanNode = { ...node, output, rows: left.rows };
	remark(both, 'firstRowOnly');
	return both;
}

function mayBeNull(table: TableSchema, columnIndex: number): boolean {
	if (columnIndex < 0 || columnIndex === table.rowidAlias) return false;
	return table.columns[columnIndex]?.isNotNull === false;
}

function isSimple(condition: Expr): boolean {
	return !someExpr(condition, ({ kind }) => /subquery|exists/i.test(kind));
}

/** The one min() or max() of a query without groups. */
function extremeAlone({ groupBy, calls }: BoundAggregate): AggregateCall | undefined {
	const [call] = calls;
	if (groupBy.length > 0 || calls.length !== 1 || !call || call.filter) return undefined;
	const { kernel } = call.function;
	return (kernel === 'min' || kernel === 'max') && call.args.length === 1 ? call : undefined;
}

/** WHERE x IS NULL: every row is as good as the others, and bare columns show the first one. */
function isNullOnly(condition: Expr, value: Expr): boolean {
	if (condition.kind !== 'nullTest' || condition.isNegated) return false;
	const { operand } = condition;
	return operand.kind === 'column' && value.kind === 'column' && operand.id === value.id;
}

function firstRow(planned: PlannedFrom): PlannedFrom {
	const one = { kind: 'literal', value: 1 } as const;
	const node = planLimit(planned.node, { limit: one, offset: undefined });
	return { node, isOrdered: false, covered: planned.covered };
}
