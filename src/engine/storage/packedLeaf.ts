/**
 * Leaves in little memory: those that nobody writes to or looks rows up in, when PRAGMA compression is on.
 *
 * Packing never changes a leaf: it makes another one for the branch to hold instead, so that whoever still has the first
 * may go on reading it. A packed leaf has no arrays. Whoever takes a leaf from a branch asks `openLeaf` (the leaf gets
 * its arrays back: rows are looked up in it or written) or `readableLeaf` (a copy with arrays, for one scan).
 */

import type { RowId, SqlValue } from '../types/value.js';
import { arrayBytes, columnBytes, objectBytes, textBytes } from './byteSizes.js';
import { packedBytes, packNumbers, unpackNumbers, type PackedNumbers } from './packedNumbers.js';
import { RowLeaf } from './rowLeaf.js';
import type { Dictionary, Vector } from './vector.js';

/** Texts and NULLs, joined. */
export interface PackedTexts {
	readonly kind: 'texts';
	readonly text: string;
	readonly lengths: PackedNumbers;
}

type PackedVector =
	| { readonly kind: 'int' | 'real'; readonly numbers: PackedNumbers }
	| { readonly kind: 'dict'; readonly numbers: PackedNumbers; readonly dictionary: Dictionary }
	| PackedTexts
	| { readonly kind: 'plain'; readonly data: SqlValue[] };

export interface PackedRows {
	readonly keys: PackedNumbers | readonly RowId[];
	readonly columns: readonly PackedVector[];
	readonly bytes: number;
	/** What the arrays took. */
	readonly plainBytes: number;
}

/** Sweeps that a leaf must have been at rest for. */
const restingSweeps = 1;
/** The same, of a leaf that was packed before and then wanted. */
export const wantedSweeps = 3;

/** Whether the leaf has been at rest since the last sweep but one; counts the sweep. */
export function isCold(leaf: RowLeaf): boolean {
	if (leaf.packed !== undefined || leaf.delta !== undefined) return false;
	if (leaf.restingCount !== leaf.count) {
		leaf.restingCount = leaf.count;
		leaf.rest = Math.max(leaf.rest, restingSweeps);
	}
	return leaf.rest-- <= 0;
}

/** Undefined: it would not get smaller, or cannot be packed now. */
export function packLeaf(leaf: RowLeaf): RowLeaf | undefined {
	if (leaf.packed !== undefined || leaf.delta !== undefined) return undefined;
	const { count } = leaf;
	const isNumeric = typeof leaf.keys[0] === 'number' && typeof leaf.keys[count - 1] === 'number';
	const keys = isNumeric
		? packNumbers(leaf.keys as number[], count)
		: (leaf.keys.slice(0, count) as readonly RowId[]);
	const columns = leaf.columns.map(column => packVector(column, count));
	let bytes = 2 * objectBytes + ('kind' in keys ? packedBytes(keys) : arrayBytes(count));
	for (const column of columns) bytes += vectorBytes(column);
	let plainBytes = 2 * objectBytes + arrayBytes(leaf.keys.length);
	for (const { kind, data } of leaf.columns) {
		plainBytes += objectBytes + (kind === 'generic' ? columnBytes(data) : arrayBytes(data.length));
	}
	if (bytes * 1.25 > plainBytes) return undefined;
	const packed = new RowLeaf(leaf.owner, [], [], count);
	packed.packed = { keys, columns, bytes, plainBytes };
	packed.zones = leaf.zones;
	packed.zonesCount = leaf.zonesCount;
	return packed;
}

/** Gives the leaf its arrays back. */
export function openLeaf(leaf: RowLeaf): RowLeaf {
	const { packed } = leaf;
	if (packed === undefined) return leaf;
	fill(leaf, packed);
	leaf.packed = undefined;
	leaf.rest = wantedSweeps;
	leaf.restingCount = leaf.count;
	return leaf;
}

/** The leaf itself, or a copy with arrays. */
export function readableLeaf(leaf: RowLeaf): RowLeaf {
	const { packed } = leaf;
	if (packed === undefined) return leaf;
	const copy = new RowLeaf(0, [], [], leaf.count);
	copy.zones = leaf.zones;
	copy.zonesCount = leaf.zonesCount;
	fill(copy, packed);
	return copy;
}

function fill(leaf: RowLeaf, { keys, columns }: PackedRows): void {
	const { count } = leaf;
	leaf.keys = 'kind' in keys ? unpackNumbers(keys, count).slice() : keys.slice();
	leaf.columns = columns.map(column => unpackVector(column, count));
}

function packVector(vector: Vector, count: number): PackedVector {
	const { kind } = vector;
	if (kind === 'dict') {
		return { kind, numbers: packNumbers(vector.data, count), dictionary: vector.dictionary };
	}
	if (kind !== 'generic') return { kind, numbers: packNumbers(vector.data, count) };
	return packTexts(vector.data, count) ?? { kind: 'plain', data: vector.data.slice(0, count) };
}

/** NULL has no length. */
export function packTexts(values: readonly SqlValue[], count: number): PackedTexts | undefined {
	const texts: string[] = [];
	const lengths: number[] = [];
	let longest = 0;
	for (let position = 0; position < count; position++) {
		const value = values[position] as SqlValue;
		if (value !== null && typeof value !== 'string') return undefined;
		if (value !== null) texts.push(value);
		lengths.push(value === null ? NaN : value.length);
		longest = Math.max(longest, value?.length ?? 0);
	}
	// *Long texts have nothing to win, and cutting one out would keep all others alive.
	if (longest > 200) return undefined;
	return { kind: 'texts', text: texts.join(''), lengths: packNumbers(lengths, count) };
}

function unpackVector(packed: PackedVector, count: number): Vector {
	switch (packed.kind) {
		case 'int':
		case 'real':
			return { kind: packed.kind, data: unpackNumbers(packed.numbers, count).slice() };
		case 'dict':
			return {
				kind: 'dict',
				data: unpackNumbers(packed.numbers, count).slice(),
				dictionary: packed.dictionary,
			};
		case 'plain':
			return { kind: 'generic', data: packed.data.slice() };
		case 'texts':
			return { kind: 'generic', data: unpackTexts(packed, count) };
	}
}

export function unpackTexts({ text, lengths }: PackedTexts, count: number): SqlValue[] {
	const data: SqlValue[] = [];
	let start = 0;
	for (const length of unpackNumbers(lengths, count)) {
		if (length !== length) data.push(null);
		else data.push(text.slice(start, (start += length)));
	}
	return data;
}

function vectorBytes(packed: PackedVector): number {
	switch (packed.kind) {
		case 'int':
		case 'real':
		case 'dict':
			return objectBytes + packedBytes(packed.numbers);
		case 'plain':
			return objectBytes + columnBytes(packed.data);
		case 'texts':
			return textsBytes(packed);
	}
}

export function textsBytes({ text, lengths }: PackedTexts): number {
	return objectBytes + textBytes(text) + packedBytes(lengths);
}
