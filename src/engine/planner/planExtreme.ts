/**
 * SELECT min(x) or max(x) alone, where an index or the rowid has x in order: only the first row that is not NULL is read.
 */

import type { BoundAggregate, BoundSelect } from '../plan/logical.js';
import type { Expr } from '../plan/expression.js';
import type { AggregateCall, SortKey } from '../plan/nodes.js';
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
): PlannedFrom | undefined {
	const call = extremeAlone(aggregate);
	if (!call) return undefined;
	const { kernel } = call.function;
	const [value] = call.args;
	const { from } = query;
	if (value && query.where.some(expr => isNullOnly(expr, value))) {
		return firstRow(planFrom(state, query, undefined));
	}
	if (value?.kind !== 'column' || from?.kind !== 'table' || !isRuleOn(state, 'minMaxByIndex')) {
		return undefined;
	}
	const { table } = from;
	const columnIndex = from.used.find(column => column.id === value.id)?.columnIndex ?? -2;
	const isFirst = table.indexes.some(index =>
		index.columns.some(part => part.columnIndex === columnIndex),
	);
	if (!isFirst && columnIndex !== -1 && columnIndex !== table.rowidAlias) return undefined;
	const key: SortKey = {
		expr: value,
		descending: kernel === 'max',
		nullsFirst: kernel === 'min',
		collation: call.collation,
	};
	const notNull = { kind: 'nullTest', operand: value, isNegated: true } as const;
	const narrowed = { ...query, where: [...query.where, notNull] };
	const planned = planFrom(state, narrowed, { keys: [key], limit: 1 });
	if (!planned.isOrdered) return undefined;
	remark(planned.node, 'firstRowOnly');
	return firstRow(planned);
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
	return { node, isOrdered: false };
}
