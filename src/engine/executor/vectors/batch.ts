/** Reading batches: positions, values and rows. */

import { valueAt } from '../../storage/columnVector.js';
import type { Vector } from '../../storage/vector.js';
import type { SqlValue } from '../../types/value.js';
import type { Batch, BatchCursor } from '../contract.js';

/** Rows that operators aim at putting into one batch. */
export const batchRows = 1024;

/** Position in the vectors of the batch's index-th row. */
export function positionAt(batch: Batch, index: number): number {
	return batch.selection === undefined ? batch.start + index : (batch.selection[index] as number);
}

/** One past the last position in use: how long a vector aligned with the batch must be. */
export function endOf(batch: Batch): number {
	const { selection, count } = batch;
	if (selection === undefined) return batch.start + count;
	return count === 0 ? 0 : (selection[count - 1] as number) + 1;
}

export function rowAtPosition(columns: readonly Vector[], position: number): SqlValue[] {
	const row: SqlValue[] = [];
	for (let column = 0; column < columns.length; column++) {
		row.push(valueAt(columns[column] as Vector, position));
	}
	return row;
}

/** The batch's index-th row, as a fresh array. */
export function rowAt(batch: Batch, index: number): SqlValue[] {
	return rowAtPosition(batch.columns, positionAt(batch, index));
}

export function denseBatch(columns: readonly Vector[], start: number, count: number): Batch {
	return { columns, selection: undefined, start, count };
}

export const emptyCursor: BatchCursor = { next: () => undefined, close: () => undefined };

/** Everything at once, as fresh row arrays. */
export function collectRows(cursor: BatchCursor): SqlValue[][] {
	const rows: SqlValue[][] = [];
	try {
		for (let batch = cursor.next(); batch !== undefined; batch = cursor.next()) {
			for (let index = 0; index < batch.count; index++) rows.push(rowAt(batch, index));
		}
	} finally {
		cursor.close();
	}
	return rows;
}
