/**
 * Accumulators hold the state of one aggregate call for all groups of one execution.
 *
 * `ids` gives each row's group by position; undefined: all rows belong to group 0. Groups are numbered
 * densely; `reserve` announces how many there are before rows of them come.
 */

import type { Vector } from '../../storage/vector.js';
import type { SqlValue } from '../../types/value.js';
import type { Batch } from '../contract.js';

export interface Accumulator {
	reserve(groupCount: number): void;
	add(args: readonly Vector[], batch: Batch, ids: readonly number[] | undefined): void;
	result(group: number): SqlValue;
}

/** For min and max, which may decide the row that bare columns come from. */
export interface ExtremeAccumulator extends Accumulator {
	/** One row: whether its value is the group's new extreme, or the group has seen nothing but NULL. */
	addRow(vector: Vector, position: number, group: number): 'better' | 'onlyNulls' | 'none';
}

export function grownFloats(data: Float64Array, length: number, fill: number): Float64Array {
	if (data.length >= length) return data;
	const grown = new Float64Array(Math.max(length, data.length * 2));
	grown.set(data);
	if (fill !== 0) grown.fill(fill, data.length);
	return grown;
}

export function grownBytes(data: Uint8Array, length: number): Uint8Array {
	if (data.length >= length) return data;
	const grown = new Uint8Array(Math.max(length, data.length * 2));
	grown.set(data);
	return grown;
}
