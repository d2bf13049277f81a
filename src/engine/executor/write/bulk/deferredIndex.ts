/**
 * An index that is filled when all rows of the statement are known: sorted once, its uniqueness found out side by side.
 * Also the rows of a table WITHOUT ROWID, which are the entries of its key.
 */

import { valueAt } from '../../../storage/columnVector.js';
import type { KeyTreeContract } from '../../../storage/contract.js';
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
	readonly #entries: SqlValue[][] = [];
	/** Row of each entry, of a partial index. */
	readonly #rows: number[] = [];
	#isPartial = false;
	#firstRow: number | undefined = undefined;

	constructor(shape: IndexShape) {
		this.shape = shape;
	}

	add(input: IndexInput): void {
		const { columns, computed, where, count, firstRow } = input;
		const parts = this.shape.positions.map((position, part) =>
			position >= 0 ? (columns[position] as Vector) : (computed[part] as Vector),
		);
		this.#isPartial = where !== undefined;
		this.#firstRow ??= firstRow;
		if (where === undefined && parts.length === 2) {
			this.#addPairs(parts[0] as Vector, parts[1] as Vector, count);
			return;
		}
		for (let row = 0; row < count; row++) {
			if (where !== undefined) {
				if (isTrue(valueAt(where, row)) !== true) continue;
				this.#rows.push(firstRow + row);
			}
			const entry = new Array<SqlValue>(parts.length);
			for (let part = 0; part < parts.length; part++) {
				entry[part] = valueAt(parts[part] as Vector, row);
			}
			this.#entries.push(entry);
		}
	}

	/** Into the tree. False: some entries cannot stand beside others, and nothing is done. */
	insertInto(tree: KeyTreeContract): boolean {
		const { uniqueParts } = this.shape;
		const entries = this.#entries;
		if (tree.insertDistinct) return tree.insertDistinct(entries, uniqueParts?.length);
		if (uniqueParts) return false;
		tree.insertAll(entries);
		return true;
	}

	/** The same entry by entry, in the order of the rows; tells the rows of those that cannot stand beside the ones before. */
	insertSingly(tree: KeyTreeContract, refuse: (row: number) => void): void {
		const parts = this.shape.uniqueParts ?? [];
		const firstRow = this.#firstRow ?? 0;
		this.#entries.forEach((entry, position) => {
			const prefix = parts.map(part => entry[part] as SqlValue);
			const isAlone = prefix.includes(null) || tree.find(prefix) === undefined;
			if (isAlone) tree.insert(entry);
			else refuse(this.#isPartial ? (this.#rows[position] as number) : firstRow + position);
		});
	}

	#addPairs(first: Vector, second: Vector, count: number): void {
		const entries = this.#entries;
		if (first.kind === 'generic' && second.kind === 'int') {
			for (let row = 0; row < count; row++) {
				entries.push([first.data[row] as SqlValue, second.data[row] as number]);
			}
			return;
		}
		for (let row = 0; row < count; row++) {
			entries.push([valueAt(first, row), valueAt(second, row)]);
		}
	}
}
