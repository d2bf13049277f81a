/**
 * Leaves of key trees in little memory, as packedLeaf.ts has it for rows: a leaf at rest is replaced, in its branch, by one
 * that holds its entries column by column. Heads are not kept; they are made again by the tree's plan.
 *
 *   entries  ['open', 4] ['open', 9] ['sold', 1]       words  ['open', 'sold']  0 0 1
 *                                                      numbers 4 9 1
 *
 * Whoever takes a leaf from a branch asks `openKeyLeaf` (something is looked up in it or written) or `readableKeyLeaf` (a
 * copy, for one scan). A column of numbers and NULL is held as numbers, for the value tells INTEGER from REAL; one of
 * REALs, whole ones among them, as their values.
 */

import { Real, realValue, type SqlValue } from '../types/value.js';
import { arrayBytes, objectBytes, valueBytes } from './byteSizes.js';
import type { EntryColumn, KeyPart } from './contract.js';
import { KeyLeaf } from './keyLeaf.js';
import type { Entry, HeadPlan, KeyOrder } from './keyOrder.js';
import {
	packTexts,
	textsBytes,
	unpackTexts,
	wantedSweeps,
	type PackedTexts,
} from './packedLeaf.js';
import { packedBytes, packNumbers, unpackNumbers, type PackedNumbers } from './packedNumbers.js';
import type { PackedWhich } from './packTree.js';
import { entriesOfColumns } from './sortColumns.js';
import { keyBytes } from './visitParts.js';

type PackedColumn =
	| PackedTexts
	| { readonly kind: 'numbers' | 'reals'; readonly numbers: PackedNumbers }
	| { readonly kind: 'words'; readonly values: readonly SqlValue[]; readonly codes: PackedNumbers }
	| { readonly kind: 'plain'; readonly data: readonly SqlValue[] };

export interface PackedEntries {
	readonly count: number;
	/** False: they are columns as they came, see columnarEntries.ts. */
	readonly isCompressed: boolean;
	/** Entry, where it is at hand. */
	readonly last?: Entry;
	readonly bytes: number;
	/** What the arrays took. */
	readonly plainBytes: number;
	unpack(): Entry[];
}

class CompressedEntries implements PackedEntries {
	readonly count: number;
	readonly isCompressed = true;
	readonly bytes: number;
	readonly plainBytes: number;
	readonly #columns: readonly PackedColumn[];

	constructor(count: number, columns: readonly PackedColumn[], bytes: number, plainBytes: number) {
		this.count = count;
		this.bytes = bytes;
		this.plainBytes = plainBytes;
		this.#columns = columns;
	}

	unpack(): Entry[] {
		const { count } = this;
		const columns = this.#columns.map((column): EntryColumn => ({
			kind: 'generic',
			data: unpackColumn(column, count),
		}));
		return entriesOfColumns({ columns, count });
	}
}

/** Whether the leaf has been at rest since the last sweep but one; counts the sweep. */
function isCold(leaf: KeyLeaf): boolean {
	return leaf.rest-- <= 0;
}

/** Undefined: it is not to be packed, or would not get smaller. */
export function packKeyLeaf(
	leaf: KeyLeaf,
	which: PackedWhich,
	parts: readonly KeyPart[],
): KeyLeaf | undefined {
	if (leaf.packed?.isCompressed === true || (which === 'cold' && !isCold(leaf))) return undefined;
	const plainBytes = keyBytes(leaf, 0, parts);
	const entries = entriesOf(leaf);
	const width = entries[0]?.length ?? 0;
	if (entries.some(entry => entry.length !== width)) return undefined;
	const columns = Array.from({ length: width }, (_, position) =>
		packColumn(entries.map(entry => entry[position] as SqlValue)),
	);
	// *The branch above goes on holding the first entry.
	let bytes = 3 * objectBytes + arrayBytes(width);
	for (const column of columns) bytes += columnBytes(column);
	if (bytes * 1.25 > plainBytes) return undefined;
	const packed = new CompressedEntries(entries.length, columns, bytes, plainBytes);
	return KeyLeaf.ofPacked(leaf.owner, packed);
}

/** The leaf itself, with its arrays. */
export function openKeyLeaf(leaf: KeyLeaf, order: KeyOrder, plan: HeadPlan): KeyLeaf {
	const { packed } = leaf;
	if (packed === undefined) return leaf;
	leaf.entries = packed.unpack();
	leaf.heads = headsOf(leaf.entries, order, plan);
	leaf.packed = undefined;
	leaf.entryBytes = -1;
	leaf.rest = wantedSweeps;
	return leaf;
}

/** The leaf itself, or a copy with arrays. */
export function readableKeyLeaf(leaf: KeyLeaf, order: KeyOrder, plan: HeadPlan): KeyLeaf {
	const { packed } = leaf;
	if (packed === undefined) return leaf;
	const entries = packed.unpack();
	return new KeyLeaf(0, headsOf(entries, order, plan), entries);
}

/** Of a leaf, packed or not. */
export function entriesOf({ packed, entries }: KeyLeaf): Entry[] {
	return packed === undefined ? entries : packed.unpack();
}

function headsOf(entries: readonly Entry[], order: KeyOrder, plan: HeadPlan): number[] {
	return entries.map(entry => order.headOf(order.probeOf(entry), plan));
}

function packColumn(values: readonly SqlValue[]): PackedColumn {
	return (
		packPlainNumbers(values) ??
		packReals(values) ??
		packWords(values) ??
		packTexts(values, values.length) ?? { kind: 'plain', data: values }
	);
}

function packPlainNumbers(values: readonly SqlValue[]): PackedColumn | undefined {
	if (!values.every(value => typeof value === 'number' || value === null)) return undefined;
	const numbers = values.map(value => value ?? NaN);
	return { kind: 'numbers', numbers: packNumbers(numbers, numbers.length) };
}

function packReals(values: readonly SqlValue[]): PackedColumn | undefined {
	const numbers: number[] = [];
	for (const value of values) {
		if (value instanceof Real) numbers.push(value.value);
		else if (value === null) numbers.push(NaN);
		else if (typeof value === 'number' && !Number.isSafeInteger(value)) numbers.push(value);
		else return undefined;
	}
	return { kind: 'reals', numbers: packNumbers(numbers, numbers.length) };
}

/** Few different texts, as they are: others may hold them as well. */
function packWords(values: readonly SqlValue[]): PackedColumn | undefined {
	const known = new Map<SqlValue, number>();
	const codes: number[] = [];
	for (const value of values) {
		if (typeof value !== 'string' && value !== null) return undefined;
		let code = known.get(value);
		if (code === undefined) {
			code = known.size;
			if (code * 4 > values.length) return undefined;
			known.set(value, code);
		}
		codes.push(code);
	}
	return {
		kind: 'words',
		values: [...known.keys()].slice(),
		codes: packNumbers(codes, codes.length),
	};
}

function unpackColumn(column: PackedColumn, count: number): readonly SqlValue[] {
	switch (column.kind) {
		case 'numbers':
			return unpackNumbers(column.numbers, count).map(value => (value === value ? value : null));
		case 'reals':
			return unpackNumbers(column.numbers, count).map(realValue);
		case 'words':
			return unpackNumbers(column.codes, count).map(code => column.values[code] as SqlValue);
		case 'texts':
			return unpackTexts(column, count);
		case 'plain':
			return column.data;
	}
}

function columnBytes(column: PackedColumn): number {
	switch (column.kind) {
		case 'numbers':
		case 'reals':
			return objectBytes + packedBytes(column.numbers);
		case 'words':
			return objectBytes + listBytes(column.values) + packedBytes(column.codes);
		case 'texts':
			return textsBytes(column);
		case 'plain':
			return objectBytes + listBytes(column.data);
	}
}

function listBytes(values: readonly SqlValue[]): number {
	return values.reduce<number>((sum, value) => sum + valueBytes(value), arrayBytes(values.length));
}
