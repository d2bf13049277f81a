/**
 * An index that is filled when all rows of the statement are known: sorted once, its uniqueness found out side by side.
 * Also the rows of a table WITHOUT ROWID, which are the entries of its key.
 */

import { toGeneric, valueAt } from '../../../storage/columnVector.js';
import type { EntryColumns, KeyTreeContract } from '../../../storage/contract.js';
import { GrowingColumn } from '../../../storage/growingColumn.js';
import { entriesOfColumns } from '../../../storage/sortColumns.js';
import type { Vector } from '../../../storage/vector.js';
import { isTrue } from '../../../types/convert.js';
import type { SqlValue } from '../../../types/value.js';

export interface IndexShape {
	readonly id: number;
	/** Columns of the batch that an entry is made of, -1: an expression. */
	readonly positions: readonly number[];
	/** Positions in the entry of what is unique, in key order; undefined: nothing is. */
	readonly uniqueParts: readonly number[] | undefined;
}

/** What a batch gives to one index. */
export interface IndexInput {
	/** The batch's columns, the rowid behind them. */
	readonly columns: readonly Vector[];
	/** Per position: of an expression. */
	readonly computed: readonly (Vector | undefined)[];
	/** Of a partial index. */
	readonly where: Vector | undefined;
	readonly count: number;
	/** Of the first row, among those of the statement. */
	readonly firstRow: number;
}

export class DeferredIndex {
	readonly shape: IndexShape;
	readonly #columns: readonly GrowingColumn[];
	#count = 0;
	/** Row of each entry, of a partial index. */
	readonly #rows: number[] = [];
	#isPartial = false;
	#firstRow: number | undefined = undefined;

	constructor(shape: IndexShape) {
		this.shape = shape;
		this.#columns = shape.positions.map(() => new GrowingColumn());
	}

	add(input: IndexInput, tree: KeyTreeContract): void {
		const { columns, computed, where, count, firstRow } = input;
		const parts = this.shape.positions.map((position, part) => {
			const vector = (position >= 0 ? columns[position] : computed[part]) as Vector;
			return vector.kind === 'dict' ? toGeneric(vector, count) : vector;
		});
		if (where === undefined && this.#count === 0) {
			// Nothing to be deferred while rows come in the order of the index.
			const uniqueWidth = this.shape.uniqueParts?.length;
			if (tree.appendColumns?.({ columns: parts, count }, uniqueWidth)) return;
		}
		this.#isPartial = where !== undefined;
		this.#firstRow ??= firstRow;
		const chosen = where && chosenRows(where, count);
		const added = chosen ? chosen.length : count;
		parts.forEach((vector, part) => {
			(this.#columns[part] as GrowingColumn).append(vector, added, chosen);
		});
		this.#count += added;
		if (chosen) for (const row of chosen) this.#rows.push(firstRow + row);
	}

	/** Into the tree. False: some entries cannot stand beside others, and nothing is done. */
	insertInto(tree: KeyTreeContract): boolean {
		const { uniqueParts } = this.shape;
		const rows = this.#entryColumns();
		if (tree.insertColumns) return tree.insertColumns(rows, uniqueParts?.length);
		if (uniqueParts) return false;
		tree.insertAll(entriesOfColumns(rows));
		return true;
	}

	/** The same entry by entry, in the order of the rows; tells the rows of those that cannot stand beside the ones before. */
	insertSingly(tree: KeyTreeContract, refuse: (row: number) => void): void {
		const parts = this.shape.uniqueParts ?? [];
		const firstRow = this.#firstRow ?? 0;
		entriesOfColumns(this.#entryColumns()).forEach((entry, position) => {
			const prefix = parts.map(part => entry[part] as SqlValue);
			const isAlone = prefix.includes(null) || tree.find(prefix) === undefined;
			if (isAlone) tree.insert(entry);
			else refuse(this.#isPartial ? (this.#rows[position] as number) : firstRow + position);
		});
	}

	#entryColumns(): EntryColumns {
		return { columns: this.#columns.map(column => column.column()), count: this.#count };
	}
}

function chosenRows(where: Vector, count: number): number[] {
	const chosen: number[] = [];
	for (let row = 0; row < count; row++) {
		if (isTrue(valueAt(where, row)) === true) chosen.push(row);
	}
	return chosen;
}
