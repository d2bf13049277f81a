/** Which rows of a table differ between two states of one database. */

import type { TableSchema } from '../catalog/schema.js';
import { isIdentical } from '../executor/write/identity.js';
import { primaryKeyColumns } from '../executor/write/tableIndexes.js';
import { compareNumbers, compareValues } from '../types/compare.js';
import type { RowId, SqlValue } from '../types/value.js';
import type { State } from './state.js';
import { tableRows } from './tableRows.js';

/** Rows are working rows: the columns, then the rowid if the table has one. */
export interface RowChange {
	/** The rowid, or the primary key values. */
	readonly key: readonly SqlValue[];
	readonly oldRow: readonly SqlValue[] | undefined;
	readonly newRow: readonly SqlValue[] | undefined;
}

/** In key order. Reads both tables in step; a tree that is the same handle is skipped. */
export function* diffTables(table: TableSchema, from: State, to: State): Generator<RowChange> {
	const fromTree = from.findTree(table.id);
	const toTree = to.findTree(table.id);
	if (fromTree === toTree) return;
	const oldRows = fromTree ? tableRows(fromTree, table) : [].values();
	const newRows = toTree ? tableRows(toTree, table) : [].values();
	const compare = keyOrder(table);
	const keyOf = keyReader(table);
	let left = oldRows.next();
	let right = newRows.next();
	while (!left.done || !right.done) {
		const oldRow = left.done ? undefined : left.value;
		const newRow = right.done ? undefined : right.value;
		const order = oldRow && newRow ? compare(oldRow, newRow) : oldRow ? -1 : 1;
		if (order === 0 && oldRow && newRow) {
			if (!isSameRow(oldRow, newRow)) yield { key: keyOf(newRow), oldRow, newRow };
		} else if (order < 0 && oldRow) {
			yield { key: keyOf(oldRow), oldRow, newRow: undefined };
		} else if (newRow) {
			yield { key: keyOf(newRow), oldRow: undefined, newRow };
		}
		if (order <= 0) left = oldRows.next();
		if (order >= 0) right = newRows.next();
	}
}

function isSameRow(left: readonly SqlValue[], right: readonly SqlValue[]): boolean {
	return left.every((value, column) => isIdentical(value, right[column] as SqlValue));
}

function keyReader(table: TableSchema): (row: readonly SqlValue[]) => SqlValue[] {
	if (table.hasRowid) return row => [row[table.columns.length] as SqlValue];
	const columns = primaryKeyColumns(table);
	return row => columns.map(columnIndex => row[columnIndex] as SqlValue);
}

function keyOrder(
	table: TableSchema,
): (left: readonly SqlValue[], right: readonly SqlValue[]) => number {
	const { length } = table.columns;
	if (table.hasRowid) {
		return (left, right) => compareNumbers(left[length] as RowId, right[length] as RowId);
	}
	const parts = table.indexes.find(index => index.id === table.id)?.columns ?? [];
	return (left, right) => {
		for (const { columnIndex, collation, descending } of parts) {
			const order = compareValues(
				left[columnIndex] as SqlValue,
				right[columnIndex] as SqlValue,
				collation,
			);
			if (order !== 0) return descending ? -order : order;
		}
		return 0;
	};
}
