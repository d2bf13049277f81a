/**
 * Rows without ORDER BY come as the access path gives them, and with small tables people see that: these are read the
 * way SQLite reads them. Large ones are read the fastest way. What a plan took for small is noted, so that it can be made
 * anew when the table has grown.
 */

import type { FromItem } from '../plan/logical.js';
import type { PlanState } from './planState.js';

/** Rows. */
export const SMALL_TABLE = 10_000;

/** Joins of tables up to so many rows are ordered as if all tables were of one size, which is what SQLite thinks. */
export const SMALL_JOIN = 1000;

/** Whether the table is to be read as SQLite does, rows of it being seen in the order in which they are read. */
export function isReadInOrder(state: PlanState, tableId: number, size: number): boolean {
	if (!state.isOrderSeen || size > SMALL_TABLE) return false;
	note(state, tableId);
	return true;
}

/** Whether all tables of the group are so small that it is joined as SQLite does. */
export function isSmallJoin(state: PlanState, sources: readonly FromItem[]): boolean {
	if (!state.isOrderSeen || sources.length < 2) return false;
	const ids: number[] = [];
	for (const source of sources) {
		if (source.kind !== 'table') return false;
		const { id } = source.table;
		if (state.context.statistics.rowCount(id) > SMALL_JOIN) return false;
		ids.push(id);
	}
	for (const id of ids) note(state, id);
	return true;
}

/** There is one table, or a few: an array costs every statement less than a Set. */
function note({ smallTables }: PlanState, tableId: number): void {
	if (!smallTables.includes(tableId)) smallTables.push(tableId);
}
