/**
 * A sample of a column: all values of small tables, of larger ones some thousand, spread evenly over all leaves. Which rows are
 * taken depends on the number of rows alone.
 */

import type { TableSchema } from '../../catalog/schema.js';
import { valueAt } from '../../storage/columnVector.js';
import type { KeyTreeContract, RowTreeContract, Tree } from '../../storage/contract.js';
import type { Vector } from '../../storage/vector.js';
import type { SqlValue } from '../../types/value.js';

const SAMPLE = 4096;
/** Rows up to which the bounds of all leaves are looked at, not only of the sample. */
const BOUNDED = 100_000;

export interface ColumnSample {
	/** NULLs among them. */
	readonly values: SqlValue[];
	/** Bounds of all numbers, where the leaves know them; undefined: not all of the column are known to be numbers. */
	readonly bounds: { readonly minimum: number; readonly maximum: number } | undefined;
}

/** `columnIndex` -1: the rowid. */
export function sampleColumn(tree: Tree, table: TableSchema, columnIndex: number): ColumnSample {
	return table.hasRowid
		? sampleRows(tree as RowTreeContract, columnIndex)
		: sampleEntries(tree as KeyTreeContract, columnIndex);
}

function sampleRows(tree: RowTreeContract, columnIndex: number): ColumnSample {
	const values: SqlValue[] = [];
	const picker = new Picker(tree.size);
	const cursor = tree.scan();
	const isBounded = tree.size <= BOUNDED;
	let minimum = Infinity;
	let maximum = -Infinity;
	let base = 0;
	while (cursor.next()) {
		const { start, end, keys } = cursor;
		const vector = columnIndex < 0 ? undefined : (cursor.columns[columnIndex] as Vector);
		if (vector && isBounded) {
			const zone = cursor.zone(columnIndex);
			minimum = Math.min(minimum, zone.minimum);
			maximum = Math.max(maximum, zone.maximum);
		}
		while (picker.next < base + end - start) {
			const position = start + picker.next - base;
			values.push(vector ? valueAt(vector, position) : (keys[position] as SqlValue));
			picker.advance();
		}
		base += end - start;
	}
	const isKnown = Number.isFinite(minimum) && Number.isFinite(maximum);
	return { values, bounds: isKnown ? { minimum, maximum } : undefined };
}

function sampleEntries(tree: KeyTreeContract, columnIndex: number): ColumnSample {
	const values: SqlValue[] = [];
	const picker = new Picker(tree.size);
	const cursor = tree.scan();
	let base = 0;
	while (cursor.next()) {
		const { start, end, entries } = cursor;
		while (picker.next < base + end - start) {
			const entry = entries[start + picker.next - base] as readonly SqlValue[];
			values.push(entry[columnIndex] ?? null);
			picker.advance();
		}
		base += end - start;
	}
	return { values, bounds: undefined };
}

/** Row numbers in ascending order, one from each of SAMPLE sections, not always at the same place of it. */
class Picker {
	next = 0;
	readonly #step: number;
	#section = 0;
	#seed = 1;

	constructor(size: number) {
		this.#step = Math.max(1, size / SAMPLE);
	}

	advance(): void {
		this.#section++;
		if (this.#step === 1) {
			this.next++;
			return;
		}
		this.#seed = (Math.imul(this.#seed, 1664525) + 1013904223) >>> 0;
		const at = (this.#section + this.#seed / 2 ** 32) * this.#step;
		this.next = Math.max(this.next + 1, Math.floor(at));
	}
}
