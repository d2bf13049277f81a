/**
 * How much memory one collection of rows within a statement may take: a sort, a hash table, a common table expression.
 * Asked per batch, and estimated from its first row; no limit is the usual case and costs one comparison.
 */

import { valueBytes } from '../../storage/byteSizes.js';
import { valueAt } from '../../storage/columnVector.js';
import type { Vector } from '../../storage/vector.js';
import { SqlError } from '../../types/sqlError.js';
import type { SqlValue } from '../../types/value.js';

/** Engines are synchronous: there is one statement at a time, or one within another. */
export const rowsLimit = { bytes: Infinity };

/** What there is room for when it is counted exactly. */
let recount = (): number => rowsLimit.bytes;

export function limitIntermediateRows(bytes: number, exactly: () => number): void {
	rowsLimit.bytes = bytes;
	recount = exactly;
}

/** Throws when rows of so many bytes are too much. */
export function checkRows(bytes: number): void {
	if (bytes <= rowsLimit.bytes) return;
	rowsLimit.bytes = recount();
	if (bytes > rowsLimit.bytes) throw outOfMemory();
}

/** What `count` rows like the one at the position take. */
export function weighRows(columns: readonly Vector[], position: number, count: number): number {
	let bytes = 0;
	for (const column of columns) {
		bytes += 8;
		if (column.kind === 'generic') bytes += valueBytes(valueAt(column, position));
	}
	return bytes * count;
}

export function weighRow(row: readonly SqlValue[]): number {
	let bytes = 8 * row.length;
	for (const value of row) bytes += valueBytes(value);
	return bytes;
}

function outOfMemory(): SqlError {
	return new SqlError('SQLITE_NOMEM', 'out of memory', {
		hint: 'the rows this statement has to keep are more than PRAGMA memory_limit leaves',
	});
}
