/**
 * Rows without ORDER BY come as the access path gives them, and with small tables people see that: these are read the
 * way SQLite reads them. Large ones are read the fastest way. What a plan took for small is noted, so that it can be made
 * anew when the table has grown.
 */

import type { PlanState } from './planState.js';

/** Rows. */
export const SMALL_TABLE = 10_000;

/** Whether the table is to be read as SQLite does, rows of it being seen in the order in which they are read. */
export function isReadInOrder(state: PlanState, tableId: number, size: number): boolean {
	if (!state.isOrderSeen || size > SMALL_TABLE) return false;
	state.smallTables.add(tableId);
	return true;
}
