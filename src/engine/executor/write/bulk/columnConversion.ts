/**
 * Columns of a batch as the table stores them: dense from position 0, affinity applied, in the vector kind that needs
 * no boxes. What fits as it is is not copied; the rest goes to arrays that are used again for the next batch.
 */

import { newReals, valueAt } from '../../../storage/columnVector.js';
import type { Vector } from '../../../storage/vector.js';
import type { Affinity } from '../../../types/affinity.js';
import { applyAffinity } from '../../../types/convert.js';
import { Real } from '../../../types/value.js';
import type { SqlValue } from '../../../types/value.js';
import type { Batch } from '../../contract.js';

/** Arrays of one column, used again for every batch. */
export class ColumnScratch {
	readonly ints: number[] = [];
	readonly reals: number[] = newReals();
	readonly values: SqlValue[] = [];
}

export function convertedColumn(
	batch: Batch,
	vector: Vector,
	affinity: Affinity,
	scratch: ColumnScratch,
): Vector {
	const { count } = batch;
	if (batch.selection || batch.start > 0 || vector.kind === 'dict') {
		return convertedValues(gathered(batch, vector), affinity, count, scratch);
	}
	switch (vector.kind) {
		case 'int':
			if (affinity === 'real') return { kind: 'real', data: vector.data };
			if (affinity !== 'text') return vector;
			break;
		case 'real':
			if (affinity === 'real' || affinity === 'blob' || affinity === 'none') return vector;
			break;
		case 'generic':
			return convertedValues(vector.data, affinity, count, scratch);
	}
	return convertedValues(gathered(batch, vector), affinity, count, scratch);
}

function gathered({ selection, start, count }: Batch, vector: Vector): SqlValue[] {
	const values: SqlValue[] = [];
	for (let row = 0; row < count; row++) {
		values.push(valueAt(vector, selection ? (selection[row] as number) : start + row));
	}
	return values;
}

function convertedValues(
	values: SqlValue[],
	affinity: Affinity,
	count: number,
	scratch: ColumnScratch,
): Vector {
	switch (affinity) {
		case 'integer':
		case 'numeric':
			if (copyInts(values, scratch.ints, count)) return { kind: 'int', data: scratch.ints };
			return converted(values, affinity, count, scratch);
		case 'real':
			if (copyReals(values, scratch.reals, count)) return { kind: 'real', data: scratch.reals };
			return converted(values, affinity, count, scratch);
		case 'text':
			for (let row = 0; row < count; row++) {
				const value = values[row] as SqlValue;
				if (typeof value !== 'string' && !isPlain(value)) {
					return converted(values, affinity, count, scratch);
				}
			}
			return { kind: 'generic', data: values };
		case 'blob':
		case 'none':
			return { kind: 'generic', data: values };
		default:
			return affinity satisfies never;
	}
}

/** Neither text nor number. */
function isPlain(value: SqlValue): boolean {
	return value === null || value instanceof Uint8Array;
}

/** False: not all of them are small integers or NULL, which is NaN here. */
function copyInts(values: readonly SqlValue[], ints: number[], count: number): boolean {
	for (let row = 0; row < count; row++) {
		const value = values[row] as SqlValue;
		if (typeof value === 'number' && Number.isSafeInteger(value)) ints[row] = value;
		else if (value === null) ints[row] = NaN;
		else return false;
	}
	return true;
}

/** False: not all of them are numbers or NULL. */
function copyReals(values: readonly SqlValue[], reals: number[], count: number): boolean {
	for (let row = 0; row < count; row++) {
		const value = values[row] as SqlValue;
		if (typeof value === 'number') reals[row] = value;
		else if (value === null) reals[row] = NaN;
		else if (value instanceof Real) reals[row] = value.value + 0;
		else return false;
	}
	return true;
}

function converted(
	values: readonly SqlValue[],
	affinity: Affinity,
	count: number,
	scratch: ColumnScratch,
): Vector {
	const data = scratch.values;
	for (let row = 0; row < count; row++) {
		data[row] = applyAffinity(values[row] as SqlValue, affinity);
	}
	return { kind: 'generic', data };
}

/** The first position below `count` that holds NULL, -1: none does. */
export function firstNull(vector: Vector, count: number, from = 0): number {
	if (vector.kind === 'int' || vector.kind === 'real') {
		const { data } = vector;
		for (let row = from; row < count; row++) if (data[row] !== data[row]) return row;
		return -1;
	}
	if (vector.kind === 'generic') {
		// The array may be longer.
		const row = vector.data.indexOf(null, from);
		return row < count ? row : -1;
	}
	for (let row = from; row < count; row++) if (valueAt(vector, row) === null) return row;
	return -1;
}
