/** Rowids of a batch of new rows: those that it gives, and for the others one beyond the largest so far. */

import { valueAt } from '../../../storage/columnVector.js';
import type { Vector } from '../../../storage/vector.js';
import type { RowId } from '../../../types/value.js';
import { rowidFromValue } from '../rowids.js';

export interface BatchKeys {
	readonly keys: number[];
	/** All are beyond the last one before, in ascending order. */
	readonly isAscending: boolean;
	/** The largest, of these and of those before; -Infinity: there is none. */
	readonly last: number;
	/** Rows that give no rowid but something else; their keys are not to be used. */
	readonly mismatches: readonly number[];
}

/** Put into `keys`, which may be longer. Undefined: there are, or may come to be, keys beyond the safe integers. */
export function batchKeys(
	given: Vector | undefined,
	count: number,
	last: number,
	keys: number[],
): BatchKeys | undefined {
	if (last > Number.MAX_SAFE_INTEGER - count) return undefined;
	if (given === undefined) return consecutive(count, last, keys);
	if (given.kind !== 'int') return unusualKeys(given, count, last, keys);
	let isAscending = true;
	let largest = last;
	for (let row = 0; row < count; row++) {
		const value = given.data[row] as number;
		const key = value === value ? value : after(largest);
		if (key > largest) largest = key;
		else isAscending = false;
		keys[row] = key;
	}
	return safe({ keys, isAscending, last: largest, mismatches: [] });
}

function consecutive(count: number, last: number, keys: number[]): BatchKeys {
	const first = after(last);
	for (let row = 0; row < count; row++) keys[row] = first + row;
	return { keys, isAscending: true, last: first + count - 1, mismatches: [] };
}

function unusualKeys(
	given: Vector,
	count: number,
	last: number,
	keys: number[],
): BatchKeys | undefined {
	const mismatches: number[] = [];
	let isAscending = true;
	let largest = last;
	for (let row = 0; row < count; row++) {
		const value = valueAt(given, row);
		let key: RowId = after(largest);
		try {
			if (value !== null) key = rowidFromValue(value);
		} catch {
			mismatches.push(row);
		}
		if (typeof key === 'bigint') return undefined;
		if (key > largest) largest = key;
		else isAscending = false;
		keys[row] = key;
	}
	return safe({ keys, isAscending, last: largest, mismatches });
}

function after(largest: number): number {
	return largest === -Infinity ? 1 : largest + 1;
}

function safe(keys: BatchKeys): BatchKeys | undefined {
	return keys.last < Number.MAX_SAFE_INTEGER ? keys : undefined;
}
