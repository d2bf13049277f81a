/**
 * Bounds of RANGE frames with a distance: rows whose ORDER BY value lies within it. The distance is added to (DESC: taken
 * from) numbers only; NULLs are peers of each other, texts and blobs are compared as they are.
 */

import type { Vector } from '../../storage/vector.js';
import { valueAt } from '../../storage/columnVector.js';
import { add, subtract } from '../../types/arithmetic.js';
import { compareValues } from '../../types/compare.js';
import { realValue, type SqlValue } from '../../types/value.js';
import type { OrderKey } from '../grouping/rowOrder.js';
import type { WindowRows } from './windowRows.js';

/** Order of row `moved`, its value moved forward by the distance, and row `fixed`, along ORDER BY. */
type MovedComparison = (moved: number, fixed: number) => number;

export function findRangeStarts(
	rows: WindowRows,
	isFollowing: boolean,
	offset: SqlValue,
	out: Int32Array,
): void {
	const { order } = rows;
	const compare = movedComparison(rows, offset);
	rows.forEachPartition((start, end) => {
		let at = start;
		for (let position = start; position < end; position++) {
			const row = order[position] as number;
			if (isFollowing) while (at < end && compare(row, order[at] as number) > 0) at++;
			else while (at < end && compare(order[at] as number, row) < 0) at++;
			out[position] = at;
		}
	});
}

export function findRangeEnds(
	rows: WindowRows,
	isFollowing: boolean,
	offset: SqlValue,
	out: Int32Array,
): void {
	const { order } = rows;
	const compare = movedComparison(rows, offset);
	rows.forEachPartition((start, end) => {
		let at = start;
		for (let position = start; position < end; position++) {
			const row = order[position] as number;
			if (isFollowing) while (at < end && compare(row, order[at] as number) >= 0) at++;
			else while (at < end && compare(order[at] as number, row) <= 0) at++;
			out[position] = at;
		}
	});
}

function movedComparison(rows: WindowRows, offset: SqlValue): MovedComparison {
	const { vector, key } = rows.orderTerm;
	if (isPlain(vector) && typeof offset === 'number') {
		const limit = 2 ** 52;
		if (vector.kind === 'real' || (offset < limit && isWithin(vector.data, rows.count, limit))) {
			return numberComparison(vector.data, key, offset);
		}
	}
	return valueComparison(vector, key, offset);
}

function isPlain(vector: Vector): vector is Extract<Vector, { kind: 'int' | 'real' }> {
	return vector.kind === 'int' || vector.kind === 'real';
}

/** Whether sums with the distance are exact. */
function isWithin(data: readonly number[], count: number, limit: number): boolean {
	for (let row = 0; row < count; row++) if (Math.abs(data[row] as number) > limit) return false;
	return true;
}

function numberComparison(data: readonly number[], key: OrderKey, offset: number): MovedComparison {
	const sign = key.descending ? -1 : 1;
	const distance = sign * offset;
	const nullOrder = key.nullsFirst ? -1 : 1;
	return (moved, fixed) => {
		const left = data[moved] as number;
		const right = data[fixed] as number;
		if (left !== left || right !== right) {
			if (left !== left && right !== right) return 0;
			return left !== left ? nullOrder : -nullOrder;
		}
		const sum = left + distance;
		return sum < right ? -sign : sum > right ? sign : 0;
	};
}

function valueComparison(vector: Vector, key: OrderKey, offset: SqlValue): MovedComparison {
	const sign = key.descending ? -1 : 1;
	const nullOrder = key.nullsFirst ? -1 : 1;
	const move = key.descending ? subtract : add;
	const valueOf = (row: number): SqlValue => {
		if (vector.kind === 'real') return realValue(vector.data[row] as number);
		return valueAt(vector, row);
	};
	return (movedRow, fixedRow) => {
		const left = valueOf(movedRow);
		const right = valueOf(fixedRow);
		const moved =
			typeof left === 'string' || left instanceof Uint8Array ? left : move(left, offset);
		if (moved === null || right === null) {
			if (moved === right) return 0;
			return moved === null ? nullOrder : -nullOrder;
		}
		return sign * compareValues(moved, right, key.collation);
	};
}
