/** Narrowing batches: all results are batches over the same columns with fewer rows. */

import { isTrue } from '../../types/convert.js';
import type { SqlValue } from '../../types/value.js';
import type { Vector } from '../../storage/vector.js';
import type { Batch } from '../contract.js';
import { selectTrue } from '../kernels/numberSelect.generated.js';

/** The batch with the first `count` positions of `selection`; the batch itself when no row was dropped. */
export function narrowed(batch: Batch, selection: readonly number[], count: number): Batch {
	if (count === batch.count) return batch;
	return { columns: batch.columns, selection, start: batch.start, count };
}

export function noRows(batch: Batch): Batch {
	return { columns: batch.columns, selection: undefined, start: batch.start, count: 0 };
}

/** Rows of `batch` that are not in `part`, which was narrowed from it. */
export function withoutRows(batch: Batch, part: Batch, out: number[]): Batch {
	if (part.count === 0) return batch;
	if (part.count === batch.count) return noRows(batch);
	const taken = part.selection as readonly number[];
	let next = 0;
	let count = 0;
	for (let index = 0; index < batch.count; index++) {
		const position =
			batch.selection === undefined ? batch.start + index : (batch.selection[index] as number);
		if (next < part.count && taken[next] === position) next++;
		else out[count++] = position;
	}
	return narrowed(batch, out, count);
}

/** Rows that are in either of two parts of the batch, which have no row in common. */
export function unionOf(batch: Batch, left: Batch, right: Batch, out: number[]): Batch {
	if (left.count === 0) return right;
	if (right.count === 0) return left;
	const a = left.selection as readonly number[];
	const b = right.selection as readonly number[];
	let i = 0;
	let j = 0;
	let count = 0;
	while (i < left.count && j < right.count) {
		const x = a[i] as number;
		const y = b[j] as number;
		if (x < y) {
			out[count++] = x;
			i++;
		} else {
			out[count++] = y;
			j++;
		}
	}
	while (i < left.count) out[count++] = a[i++] as number;
	while (j < right.count) out[count++] = b[j++] as number;
	return narrowed(batch, out, count);
}

/** Rows whose value counts as true. */
export function whereTrue(vector: Vector, batch: Batch, out: number[]): Batch {
	const { selection, start, count } = batch;
	if (vector.kind === 'int' || vector.kind === 'real') {
		return narrowed(batch, out, selectTrue(vector.data, out, selection, start, count));
	}
	let n = 0;
	const values: readonly SqlValue[] =
		vector.kind === 'dict' ? vector.dictionary.values : vector.data;
	for (let index = 0; index < count; index++) {
		const position = selection === undefined ? start + index : (selection[index] as number);
		const at = vector.kind === 'dict' ? (vector.data[position] as number) : position;
		if (isTrue(values[at] as SqlValue) === true) out[n++] = position;
	}
	return narrowed(batch, out, n);
}

/** Rows for which the test holds. */
export function whereRow(batch: Batch, out: number[], test: (position: number) => boolean): Batch {
	const { selection, start, count } = batch;
	let n = 0;
	for (let index = 0; index < count; index++) {
		const position = selection === undefined ? start + index : (selection[index] as number);
		if (test(position)) out[n++] = position;
	}
	return narrowed(batch, out, n);
}
