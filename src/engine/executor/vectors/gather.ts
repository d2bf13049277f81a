/**
 * Picking rows by number: what joins and sorts put out. Row -1 gives NULL. Kernels are repeated per element
 * type so that number arrays and value arrays do not share type feedback.
 */

import type { SqlValue } from '../../types/value.js';
import type { Vector } from '../../storage/vector.js';
import { dictScratch, genericScratch, intScratch, realScratch, type Scratch } from '../frame.js';

/** rows[from .. from + count) of a vector, at positions 0 .. count - 1 of the scratch. */
export function gather(
	vector: Vector,
	rows: readonly number[],
	from: number,
	count: number,
	scratch: Scratch,
): Vector {
	switch (vector.kind) {
		case 'int': {
			const target = intScratch(scratch, count);
			gatherNumbers(vector.data, rows, from, count, target.data, NaN);
			return target;
		}
		case 'real': {
			const target = realScratch(scratch, count);
			gatherNumbers(vector.data, rows, from, count, target.data, NaN);
			return target;
		}
		case 'dict': {
			const target = dictScratch(scratch, count, vector.dictionary);
			gatherCodes(vector.data, rows, from, count, target.data);
			return target;
		}
		case 'generic': {
			const target = genericScratch(scratch, count);
			gatherValues(vector.data, rows, from, count, target.data);
			return target;
		}
	}
}

function gatherNumbers(
	source: readonly number[],
	rows: readonly number[],
	from: number,
	count: number,
	target: number[],
	missing: number,
): void {
	for (let index = 0; index < count; index++) {
		const row = rows[from + index] as number;
		target[index] = row < 0 ? missing : (source[row] as number);
	}
}

function gatherCodes(
	source: readonly number[],
	rows: readonly number[],
	from: number,
	count: number,
	target: number[],
): void {
	for (let index = 0; index < count; index++) {
		const row = rows[from + index] as number;
		target[index] = row < 0 ? 0 : (source[row] as number);
	}
}

function gatherValues(
	source: readonly SqlValue[],
	rows: readonly number[],
	from: number,
	count: number,
	target: SqlValue[],
): void {
	for (let index = 0; index < count; index++) {
		const row = rows[from + index] as number;
		target[index] = row < 0 ? null : (source[row] as SqlValue);
	}
}

/** One value of a vector repeated at positions start .. end - 1 of the scratch. */
export function broadcast(
	vector: Vector,
	position: number,
	start: number,
	end: number,
	scratch: Scratch,
): Vector {
	switch (vector.kind) {
		case 'int': {
			const target = intScratch(scratch, end);
			target.data.fill(vector.data[position] as number, start, end);
			return target;
		}
		case 'real': {
			const target = realScratch(scratch, end);
			target.data.fill(vector.data[position] as number, start, end);
			return target;
		}
		case 'dict': {
			const target = dictScratch(scratch, end, vector.dictionary);
			target.data.fill(vector.data[position] as number, start, end);
			return target;
		}
		case 'generic': {
			const target = genericScratch(scratch, end);
			target.data.fill(vector.data[position] as SqlValue, start, end);
			return target;
		}
	}
}
