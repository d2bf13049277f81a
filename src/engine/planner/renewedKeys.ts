/**
 * Keys of GROUP BY that are shown like bare columns: SELECT a, max(b) ... GROUP BY a takes `a` from the row of the
 * maximum, as SQLite does. It matters where equal keys may look different: 'x' and 'X' under NOCASE, 1 and 1.0 in a
 * column without a type. Keys that are expressions show the group's first row.
 */

import type { BoundAggregate } from '../plan/logical.js';
import type { Aggregate } from '../plan/nodes.js';
import { BINARY } from '../types/collations.js';
import type { PlanState } from './planState.js';

export type GroupKey = BoundAggregate['groupBy'][number];

/** The keys to group by, and what to show of them: `bare` has the ids by which the query knows them. */
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
