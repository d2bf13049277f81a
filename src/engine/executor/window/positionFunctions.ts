/** Functions that take a value from another row: lag and lead by distance, first_value, last_value, nth_value in the frame. */

import type { Vector } from '../../storage/vector.js';
import { add, subtract } from '../../types/arithmetic.js';
import { applyAffinity, isInteger } from '../../types/convert.js';
import { SqlError } from '../../types/sqlError.js';
import { ColumnBuilder } from '../vectors/columnBuilder.js';
import type { Exclusion } from './exclusion.js';
import { stretches } from './exclusion.js';
import type { FrameBounds } from './frameBounds.js';
import type { WindowRows } from './windowRows.js';

/** `args`: value, distance, default; columns of the rows. */
export function shifted(
	rows: WindowRows,
	args: readonly number[],
	direction: 'lag' | 'lead',
): Vector {
	const [value = 0, distance, otherwise] = args;
	const builder = new ColumnBuilder();
	const source = rows.columns[value] as Vector;
	const fallback = otherwise === undefined ? undefined : (rows.columns[otherwise] as Vector);
	rows.forEachPartition((start, end) => {
		for (let position = start; position < end; position++) {
			const target =
				distance === undefined
					? position + (direction === 'lag' ? -1 : 1)
					: targetOf(rows, distance, position, start, direction);
			if (target >= start && target < end) {
				builder.appendPosition(source, rows.order[target] as number);
			} else if (fallback) builder.appendPosition(fallback, rows.order[position] as number);
			else builder.appendValue(null);
		}
	});
	return builder.vector();
}

/** NaN: no row, for the distance is no whole number. */
function targetOf(
	rows: WindowRows,
	distance: number,
	position: number,
	start: number,
	direction: 'lag' | 'lead',
): number {
	const offset = rows.value(distance, position);
	if (typeof offset === 'number' && Number.isSafeInteger(offset)) {
		return direction === 'lag' ? position - offset : position + offset;
	}
	// Rows count from 1, which tells where a tiny distance is lost.
	const number = position - start + 1;
	const target = direction === 'lag' ? subtract(number, offset) : add(number, offset);
	const whole = applyAffinity(target, 'integer');
	return isInteger(whole) ? Number(whole) + start - 1 : NaN;
}

/** `column`: the value's; `nth`: which row of the frame. */
export function frameValues(
	rows: WindowRows,
	column: number,
	bounds: FrameBounds,
	exclusion: Exclusion | undefined,
	nth: (position: number) => number | 'last',
): Vector {
	const builder = new ColumnBuilder();
	const source = rows.columns[column] as Vector;
	const parts: number[] = [];
	rows.forEachPartition((start, end) => {
		for (let position = start; position < end; position++) {
			const wanted = nth(position);
			stretches(bounds, exclusion, position, parts);
			const target = wanted === 'last' ? lastOf(parts) : nthOf(parts, wanted);
			if (target < 0) builder.appendValue(null);
			else builder.appendPosition(source, rows.order[target] as number);
		}
	});
	return builder.vector();
}

function lastOf(parts: readonly number[]): number {
	for (let index = parts.length - 2; index >= 0; index -= 2) {
		const end = parts[index + 1] as number;
		if (end > (parts[index] as number)) return end - 1;
	}
	return -1;
}

function nthOf(parts: readonly number[], nth: number): number {
	let rest = nth - 1;
	for (let index = 0; index < parts.length; index += 2) {
		const start = parts[index] as number;
		const length = (parts[index + 1] as number) - start;
		if (rest < length) return start + rest;
		rest -= length;
	}
	return -1;
}

/** The second argument of nth_value, checked for every row. */
export function nthArgument(rows: WindowRows, column: number): (position: number) => number {
	return position => {
		const nth = applyAffinity(rows.value(column, position), 'integer');
		if (!isInteger(nth) || nth <= 0) {
			throw new SqlError('SQLITE_ERROR', 'second argument to nth_value must be a positive integer');
		}
		return Number(nth);
	};
}
