/**
 * Leaves of a key tree that was filled from columns: they hold columns until somebody asks for entries. With an array for
 * each entry, most of which nobody looks at soon, filling an index took twice as long.
 */

import type { SqlValue } from '../types/value.js';
import { arrayBytes, columnBytes, objectBytes, valueBytes } from './byteSizes.js';
import { newReals } from './columnVector.js';
import type { EntryColumn, KeyPart } from './contract.js';
import { KeyLeaf } from './keyLeaf.js';
import type { LeafWithBound } from './keyNode.js';
import type { Entry, KeyOrder } from './keyOrder.js';
import type { OwnerTag } from './limits.js';
import type { PackedEntries } from './packedEntries.js';
import { entriesOfColumns, entryAt, type SortedColumns } from './sortColumns.js';
import type { GenericVector, IntVector, RealVector } from './vector.js';

type EntryVector = IntVector | RealVector | GenericVector;

/** Leaves of `limit` entries, in order. */
export function* columnarLeaves(
	owner: OwnerTag,
	{ parts }: KeyOrder,
	{ columns, positions, heads, isInOrder }: SortedColumns,
	limit: number,
): Generator<LeafWithBound, void, undefined> {
	const shared = parts[0]?.position ?? 0;
	for (let start = 0; start < positions.length; start += limit) {
		const end = Math.min(start + limit, positions.length);
		const vectors = columns.map((column, index) =>
			isInOrder && index !== shared && Array.isArray(column.data)
				? ({ kind: column.kind, data: (column.data as unknown[]).slice(start, end) } as EntryVector)
				: gathered(column, positions, start, end),
		);
		const last = entryAt(columns, positions[end - 1] as number);
		const packed = new ColumnarEntries(vectors, end - start, last, parts);
		const leaf = KeyLeaf.ofPacked(owner, packed);
		const first = positions[start] as number;
		yield { leaf, head: heads[first] as number, entry: entryAt(columns, first) };
	}
}

class ColumnarEntries implements PackedEntries {
	readonly count: number;
	readonly isCompressed = false;
	readonly last: Entry;
	readonly #columns: readonly EntryVector[];
	readonly #parts: readonly KeyPart[];
	#bytes = -1;

	constructor(
		columns: readonly EntryVector[],
		count: number,
		last: Entry,
		parts: readonly KeyPart[],
	) {
		this.count = count;
		this.last = last;
		this.#columns = columns;
		this.#parts = parts;
	}

	get bytes(): number {
		if (this.#bytes >= 0) return this.#bytes;
		// *One array is the last entry.
		let bytes = 3 * objectBytes + 2 * arrayBytes(this.#columns.length);
		this.#columns.forEach((vector, index) => {
			const isTableValue = this.#parts.some(part => part.position === index && part.isTableValue);
			bytes += objectBytes + vectorBytes(vector, isTableValue);
		});
		return (this.#bytes = bytes);
	}

	get plainBytes(): number {
		return this.bytes;
	}

	unpack(): Entry[] {
		return entriesOfColumns({ columns: this.#columns, count: this.count });
	}
}

function vectorBytes({ kind, data }: EntryVector, isTableValue: boolean): number {
	if (kind !== 'generic') return arrayBytes(data.length);
	if (!isTableValue) return columnBytes(data);
	let bytes = arrayBytes(data.length);
	// *Each array boxes numbers for itself.
	for (const value of data) if (typeof value === 'number') bytes += valueBytes(value);
	return bytes;
}

/** Used again for every leaf, whose arrays are cut from them: pushing would leave room to spare. */
const ints: number[] = [];
const reals = newReals();
const values: SqlValue[] = [];

/** Equal texts side by side are one string: an index of a column that repeats itself holds each text once. */
function gathered(
	column: EntryColumn,
	positions: Uint32Array,
	start: number,
	end: number,
): EntryVector {
	const count = end - start;
	if (column.kind !== 'generic') {
		const { kind, data } = column;
		const numbers = kind === 'int' ? ints : reals;
		for (let at = 0; at < count; at++) {
			numbers[at] = data[positions[start + at] as number] as number;
		}
		return { kind, data: numbers.slice(0, count) };
	}
	const { data } = column;
	let before: SqlValue = null;
	for (let at = 0; at < count; at++) {
		const value = data[positions[start + at] as number] as SqlValue;
		if (value !== before) before = value;
		values[at] = before;
	}
	return { kind: 'generic', data: values.slice(0, count) };
}
