/**
 * SELECT count(*) FROM one table where indexes of registered types answer all of WHERE: what they found is counted, and no
 * row is fetched.
 */

import type { BoundAggregate, BoundSelect } from '../plan/logical.js';
import { planFrom } from './planFrom.js';
import type { PlannedFrom } from './planFrom.js';
import type { PlanState } from './planState.js';

/** The input of the aggregate, or undefined when it is an ordinary one. */
export function planCountInput(
	state: PlanState,
	query: BoundSelect,
	{ groupBy, calls }: BoundAggregate,
): PlannedFrom | undefined {
	const { from, columns, having } = { ...query, having: query.aggregate?.having ?? [] };
	if (from?.kind !== 'table' || query.where.length === 0 || groupBy.length > 0) return undefined;
	if (!from.table.indexes.some(index => index.type !== undefined)) return undefined;
	const [call] = calls;
	const isCount =
		calls.length === 1 &&
		call?.function.kernel === 'count' &&
		call.args.length === 0 &&
		!call.filter;
	const isAlone = columns.every(({ expr }) => expr.kind === 'column' && expr.id === call?.id);
	if (!isCount || !isAlone || having.length > 0 || query.orderBy.length > 0) return undefined;
	state.counted = from;
	const planned = planFrom(state, query, undefined);
	state.counted = undefined;
	const { node } = planned;
	if (node.kind !== 'tableScan' || node.access.kind !== 'search' || node.filter) return planned;
	return { ...planned, node: { ...node, columns: [], output: [] } };
}
