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

interface Register {
	readonly table: TableSchema;
	/** Where it is stored; undefined: nowhere yet. */
	readonly row: SequenceRow | undefined;
	value: RowId;
}

/**
 * The sequences that one statement uses, with the triggers it sets off: as in SQLite they are read as they are when it begins, and
 * stored when it has come to its end. A statement that fails leaves them, also when OR FAIL keeps its rows.
 */
export class StatementSequences {
	readonly #begun: State;
	readonly #registers = new Map<number, Register>();

	/** `begun`: the state in which the statement began, as far as sequences are concerned. */
	constructor(begun: State) {
		this.#begun = begun;
	}

	read(table: TableSchema): RowId {
		return this.#registerOf(table).value;
	}

	/** Never goes back. */
	write(table: TableSchema, value: RowId): void {
		const register = this.#registerOf(table);
		if (compareNumbers(value, register.value) > 0) register.value = value;
	}

	store(state: State): void {
		for (const { table, row, value } of this.#registers.values()) {
			if (row && compareNumbers(row.value, value) >= 0) continue;
			const tableId = row?.tableId ?? sequenceTable(state, table)?.id;
			if (tableId === undefined) continue;
			const tree = state.writable(tableId) as RowTreeContract;
			const rowid = row?.rowid ?? integerValue(BigInt(tree.lastKey() ?? 0) + 1n);
			if (tree.has(rowid)) tree.update(rowid, [table.name, value]);
			else tree.insert(rowid, [table.name, value]);
		}
	}

	#registerOf(table: TableSchema): Register {
		let register = this.#registers.get(table.id);
		if (!register) {
			const row = findRow(this.#begun, table);
			register = { table, row, value: row?.value ?? 0 };
			this.#registers.set(table.id, register);
		}
		return register;
	}
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
