/**
 * OLD and NEW: the row of an outer statement, as the statements of a row program (a trigger, a foreign key action) see
 * it. Each column that is read becomes a slot of the nested statement, filled once before it runs; see rowSlots in
 * scope.ts. As in SQLite these columns keep their collation, but only the rowid has an affinity.
 */

import type { TableSchema } from '../catalog/schema.js';
import type { RowLayout, RowSlot } from '../plan/statements.js';
import type { BindState } from './bindState.js';
import type { Scope } from './scope.js';
import { newFrame, newScope } from './scope.js';
import { layOut } from './targetTable.js';

export interface OuterRow {
	readonly scope: Scope;
	readonly old: RowLayout | undefined;
	readonly new: RowLayout | undefined;
}

/** Makes OLD and NEW of the table, as far as the event has them, known to what is bound from now on. */
export function openOuterRow(
	state: BindState,
	table: TableSchema,
	rows: { readonly old: boolean; readonly new: boolean },
): OuterRow {
	const scope = newScope(newFrame(undefined), undefined, new Map());
	const open = (name: string): RowLayout => {
		const { entry, layout } = layOut(state, table, { name, key: name });
		layout.rowColumns.forEach((id, columnIndex) => {
			if (columnIndex !== table.rowidAlias) state.columnAffinity[id] = undefined;
		});
		scope.relations.push(entry);
		return layout;
	};
	const outer = {
		scope,
		old: rows.old ? open('old') : undefined,
		new: rows.new ? open('new') : undefined,
	};
	state.outerRow = scope;
	return outer;
}

/** What has to be filled in for the statement bound since. */
export function rowSlotsOf(outer: OuterRow): RowSlot[] {
	const slots: RowSlot[] = [];
	const add = (row: 'old' | 'new', layout: RowLayout | undefined): void => {
		if (!layout) return;
		const { rowColumns, rowidColumn } = layout;
		[...rowColumns, rowidColumn].forEach((id, position) => {
			const slot = outer.scope.rowSlots?.get(id);
			if (slot !== undefined) slots.push({ slot, row, position });
		});
	};
	add('old', outer.old);
	add('new', outer.new);
	return slots;
}
