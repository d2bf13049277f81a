/** AUTOINCREMENT: the table sqlite_sequence(name, seq), an ordinary table that the engine also writes. */

import type { TableSchema } from '../catalog/schema.js';
import type { RowTreeContract } from '../storage/contract.js';
import { valueAt } from '../storage/columnVector.js';
import type { Vector } from '../storage/vector.js';
import { compareNumbers } from '../types/compare.js';
import { toInteger } from '../types/convert.js';
import { integerValue } from '../types/value.js';
import type { RowId } from '../types/value.js';
import type { State } from './state.js';

interface SequenceRow {
	readonly tableId: number;
	readonly rowid: RowId;
	readonly value: RowId;
}

export function readSequence(state: State, table: TableSchema): RowId {
	return findRow(state, table)?.value ?? 0;
}

/** Never goes back. */
export function writeSequence(state: State, table: TableSchema, value: RowId): void {
	const found = findRow(state, table);
	if (found && compareNumbers(found.value, value) >= 0) return;
	const tableId = found?.tableId ?? sequenceTable(state, table)?.id;
	if (tableId === undefined) return;
	const tree = state.writable(tableId) as RowTreeContract;
	if (found) {
		tree.update(found.rowid, [table.name, value]);
		return;
	}
	const last = tree.lastKey() ?? 0;
	const seq = compareNumbers(value, 0) > 0 ? value : 0;
	tree.insert(integerValue(BigInt(last) + 1n), [table.name, seq]);
}

export function forgetSequence(state: State, table: TableSchema): void {
	for (const { tableId, rowid } of rowsOf(state, table)) {
		(state.writable(tableId) as RowTreeContract).delete(rowid);
	}
}

/** The table `before` is called `after` now. */
export function renameSequence(state: State, before: TableSchema, after: TableSchema): void {
	for (const { tableId, rowid } of rowsOf(state, before)) {
		const tree = state.writable(tableId) as RowTreeContract;
		tree.update(rowid, [after.name, tree.getRow(rowid)?.[1] ?? null]);
	}
}

function sequenceTable(state: State, table: TableSchema): TableSchema | undefined {
	const found = state.catalog.findRelation('sqlite_sequence', table.schema);
	return found?.kind === 'table' ? found : undefined;
}

function findRow(state: State, table: TableSchema): SequenceRow | undefined {
	for (const row of eachRow(state, table)) return row;
	return undefined;
}

/** More than one only when the table was written by hand. */
function rowsOf(state: State, table: TableSchema): SequenceRow[] {
	return [...eachRow(state, table)];
}

function* eachRow(state: State, table: TableSchema): Generator<SequenceRow, void, undefined> {
	const tableId = sequenceTable(state, table)?.id;
	if (tableId === undefined) return;
	const cursor = (state.tree(tableId) as RowTreeContract).scan();
	while (cursor.next()) {
		for (let position = cursor.start; position < cursor.end; position++) {
			if (valueAt(cursor.columns[0] as Vector, position) !== table.name) continue;
			const value = valueAt(cursor.columns[1] as Vector, position);
			yield {
				tableId,
				rowid: cursor.keys[position] as RowId,
				value: toInteger(value),
			};
		}
	}
}
