/**
 * A leaf of a row tree: up to 256 rows as column vectors, plus a small delta of changed rows.
 *
 *   count = 5      keys     [ 1   2   4   7   8 ] 9        9 was pushed by a later layer sharing the arrays
 *                  columns  [ 10  20  40  70  80 ] 90
 *   delta          keys     [ 2          5        8 ]
 *                  rows     [ [21]       [50]     null ]   update, insert, tombstone
 *   live = 5       seen as  1:10  2:21  4:40  5:50  7:70
 *
 * The arrays are immutable but for pushes at their end, allowed when keys.length === count; they are shared
 * by all copies of the leaf and by every reader. The delta belongs to this leaf object alone. Tombstones exist
 * only for keys that are in `keys`.
 */

import type { RowId, SqlValue } from '../types/value.js';
import { appendValue, emptyVector, sliceVector, valueAt, widenFor } from './columnVector.js';
import type { ColumnDictionary } from './dictionary.js';
import { counters, type OwnerTag } from './limits.js';
import type { PackedRows } from './packedLeaf.js';
import { findKey, lowerBound } from './rowSearch.js';
import type { Vector } from './vector.js';
import type { Zone } from './zone.js';

export interface LeafDelta {
	/** Sorted. */
	readonly keys: RowId[];
	/** null = tombstone. The row arrays are never changed. */
	readonly rows: (readonly SqlValue[] | null)[];
}

export class RowLeaf {
	readonly owner: OwnerTag;
	keys: RowId[];
	/** Replaced as a whole when a column's vector is: copies of the leaf share the array. */
	columns: readonly Vector[];
	/** Rows in the vectors; the arrays may be longer. */
	count: number;
	/** Rows seen by readers: count + inserted - tombstones. */
	live: number;
	delta: LeafDelta | undefined = undefined;
	/** Statistics of the vectors, by column, true for `zonesCount` rows. */
	zones: (Zone | undefined)[] | undefined = undefined;
	zonesCount = 0;
	/** The rows, instead of `keys` and `columns`: packedLeaf.ts. */
	packed: PackedRows | undefined = undefined;
	/** Sweeps to go until it may be packed, and the rows it had at the last one. */
	rest = 0;
	restingCount = -1;

	constructor(owner: OwnerTag, keys: RowId[], columns: readonly Vector[], count: number) {
		this.owner = owner;
		this.keys = keys;
		this.columns = columns;
		this.count = count;
		this.live = count;
	}

	copy(owner: OwnerTag): RowLeaf {
		counters.copiedNodes++;
		const copy = new RowLeaf(owner, this.keys, this.columns, this.count);
		copy.live = this.live;
		copy.packed = this.packed;
		copy.zones = this.zones;
		copy.zonesCount = this.zonesCount;
		if (this.delta !== undefined) {
			copy.delta = { keys: this.delta.keys.slice(), rows: this.delta.rows.slice() };
		}
		return copy;
	}
}

export function emptyLeaf(owner: OwnerTag, columnCount: number): RowLeaf {
	const columns: Vector[] = [];
	for (let index = 0; index < columnCount; index++) columns.push(emptyVector());
	return new RowLeaf(owner, [], columns, 0);
}

export function hasKey(leaf: RowLeaf, key: RowId, isWide: boolean): boolean {
	const delta = leaf.delta;
	if (delta !== undefined) {
		const position = findKey(delta.keys, delta.keys.length, key, isWide);
		if (position >= 0) return delta.rows[position] !== null;
	}
	return findKey(leaf.keys, leaf.count, key, isWide) >= 0;
}

/** The row as a fresh array; undefined when absent. */
export function leafRow(leaf: RowLeaf, key: RowId, isWide: boolean): SqlValue[] | undefined {
	const delta = leaf.delta;
	if (delta !== undefined) {
		const position = findKey(delta.keys, delta.keys.length, key, isWide);
		if (position >= 0) return delta.rows[position]?.slice();
	}
	const position = findKey(leaf.keys, leaf.count, key, isWide);
	return position < 0 ? undefined : rowAt(leaf.columns, position);
}

export function leafValue(
	leaf: RowLeaf,
	key: RowId,
	columnIndex: number,
	isWide: boolean,
): SqlValue | undefined {
	const delta = leaf.delta;
	if (delta !== undefined) {
		const position = findKey(delta.keys, delta.keys.length, key, isWide);
		if (position >= 0) return delta.rows[position]?.[columnIndex];
	}
	const position = findKey(leaf.keys, leaf.count, key, isWide);
	return position < 0 ? undefined : valueAt(leaf.columns[columnIndex] as Vector, position);
}

export function rowAt(columns: readonly Vector[], position: number): SqlValue[] {
	const row: SqlValue[] = [];
	for (const column of columns) row.push(valueAt(column, position));
	return row;
}

/** Whether a row of this key may be pushed onto the vectors: it is beyond every key the leaf has seen. */
export function isBeyond(leaf: RowLeaf, key: RowId): boolean {
	const { count, delta } = leaf;
	if (count > 0 && !(key > (leaf.keys[count - 1] as RowId))) return false;
	return delta === undefined || key > (delta.keys[delta.keys.length - 1] as RowId);
}

/** Precondition: the leaf is the caller's own, and `isBeyond`. */
export function appendRow(
	leaf: RowLeaf,
	key: RowId,
	row: readonly SqlValue[],
	dictionaries: readonly ColumnDictionary[],
	rowCount: number,
): void {
	const count = leaf.count;
	if (leaf.keys.length !== count) unshareArrays(leaf);
	const columns = leaf.columns;
	for (let index = 0; index < columns.length; index++) {
		const dictionary = dictionaries[index] as ColumnDictionary;
		const value = row[index] as SqlValue;
		if (appendValue(columns[index] as Vector, value, dictionary, rowCount)) continue;
		const wider = widenFor(columns[index] as Vector, count, value, dictionary, rowCount);
		appendValue(wider, value, dictionary, rowCount);
		leaf.columns = leaf.columns.with(index, wider);
	}
	leaf.keys.push(key);
	leaf.count = count + 1;
	leaf.live++;
}

/** Arrays of exactly `count` rows that nobody else pushes to. */
export function unshareArrays(leaf: RowLeaf): void {
	leaf.keys = leaf.keys.slice(0, leaf.count);
	leaf.columns = leaf.columns.map(column => sliceVector(column, 0, leaf.count));
}

/** Insert or update. Precondition: the leaf is the caller's own. */
export function upsertRow(
	leaf: RowLeaf,
	key: RowId,
	row: readonly SqlValue[],
	isInsert: boolean,
	isWide: boolean,
): void {
	const kept = row.slice();
	if (isInsert) leaf.live++;
	const delta = leaf.delta;
	if (delta === undefined) {
		leaf.delta = { keys: [key], rows: [kept] };
		return;
	}
	const position = lowerBound(delta.keys, delta.keys.length, key, isWide);
	if (delta.keys[position] === key) {
		delta.rows[position] = kept;
		return;
	}
	delta.keys.splice(position, 0, key);
	delta.rows.splice(position, 0, kept);
}

/** Preconditions: the leaf is the caller's own, and has the key. */
export function removeRow(leaf: RowLeaf, key: RowId, isWide: boolean): void {
	leaf.live--;
	const delta = leaf.delta;
	const isInVectors = findKey(leaf.keys, leaf.count, key, isWide) >= 0;
	if (delta === undefined) {
		leaf.delta = { keys: [key], rows: [null] };
		return;
	}
	const position = lowerBound(delta.keys, delta.keys.length, key, isWide);
	const isInDelta = delta.keys[position] === key;
	if (isInVectors) {
		if (isInDelta) {
			delta.rows[position] = null;
			return;
		}
		delta.keys.splice(position, 0, key);
		delta.rows.splice(position, 0, null);
		return;
	}
	delta.keys.splice(position, 1);
	delta.rows.splice(position, 1);
	if (delta.keys.length === 0) leaf.delta = undefined;
}

/** The greatest key that is seen. */
export function lastLiveKey(leaf: RowLeaf): RowId | undefined {
	const { keys, delta } = leaf;
	let position = leaf.count - 1;
	let deltaPosition = delta === undefined ? -1 : delta.keys.length - 1;
	while (delta !== undefined && deltaPosition >= 0) {
		const deltaKey = delta.keys[deltaPosition] as RowId;
		if (position >= 0 && (keys[position] as RowId) > deltaKey) break;
		if (delta.rows[deltaPosition] !== null) return deltaKey;
		// *A tombstone hides the key it equals.
		position--;
		deltaPosition--;
	}
	return keys[position];
}
