/** What the tables were like when a plan was made, and whether they are so different now that it is to be made anew. */

import type { MergePlan, StatementPlan } from '../../plan/statements.js';
import { SMALL_TABLE } from '../../planner/smallTables.js';
import type { ConnectionCore } from '../connectionCore.js';
import type { StatisticsMark } from './statistics.js';

export interface PlanBasis {
	/** Tables read as small ones. */
	readonly smallTables: readonly number[];
	readonly marks: readonly StatisticsMark[];
}

const NONE: readonly number[] = [];

/** Undefined: the plan is good whatever the tables hold. */
export function planBasis(
	{ database, state }: ConnectionCore,
	{ smallTables = NONE, measuredTables = NONE }: StatementPlan | MergePlan,
): PlanBasis | undefined {
	if (smallTables.length === 0 && measuredTables.length === 0) return undefined;
	const marks = measuredTables.map(id => database.statistics.mark(state, id));
	return { smallTables, marks };
}

export function isOutdated(
	{ database, state }: ConnectionCore,
	{ smallTables, marks }: PlanBasis,
): boolean {
	for (const id of smallTables) {
		if ((state.peekTree(id)?.size ?? 0) > SMALL_TABLE) return true;
	}
	for (const mark of marks) if (database.statistics.isOutdated(state, mark)) return true;
	return false;
}
