/**
 * Stable radix sort of rows by number columns and dictionary codes: each key becomes an unsigned integer of 32 or 64 bits
 * with the same order (direction and place of NULLs included), sorted digit by digit from the last key's last
 * digit. A million rows by a REAL key take about a fifth of what a comparator takes.
 */

import type { Vector } from '../../storage/vector.js';
import type { OrderKey } from './rowOrder.js';

const digitBits = 11;
const digitMask = (1 << digitBits) - 1;

interface NormalizedKey {
	readonly low: Uint32Array;
	readonly high: Uint32Array | undefined;
}

/** Row numbers in order, or undefined when some key has no such form. `ranks`: of dictionary codes. */
export function radixSortedRows(
	columns: readonly Vector[],
	keys: readonly OrderKey[],
	count: number,
	ranks: (column: Vector, key: OrderKey) => readonly number[] | undefined,
): number[] | undefined {
	const normalized: NormalizedKey[] = [];
	for (let index = 0; index < keys.length; index++) {
		const column = columns[index] as Vector;
		const key = keys[index] as OrderKey;
		if (column.kind === 'int' || column.kind === 'real') {
			normalized.push(smallKey(column.data, key, count) ?? wideKey(column.data, key, count));
			continue;
		}
		const codeRanks = ranks(column, key);
		if (codeRanks === undefined || column.kind !== 'dict') return undefined;
		normalized.push(rankKey(column.data, codeRanks, key, count));
	}
	let order = new Uint32Array(count);
	for (let row = 0; row < count; row++) order[row] = row;
	let spare = new Uint32Array(count);
	const sortBy = (words: Uint32Array): void => {
		for (let shift = 0; shift < 32; shift += digitBits) {
			if (!sortDigit(words, shift, order, spare)) continue;
			[order, spare] = [spare, order];
		}
	};
	for (let index = normalized.length - 1; index >= 0; index--) {
		const { low, high } = normalized[index] as NormalizedKey;
		sortBy(low);
		if (high !== undefined) sortBy(high);
	}
	const rows: number[] = [];
	for (let at = 0; at < count; at++) rows.push(order[at] as number);
	return rows;
}

/** False, and nothing done, when all rows have the same digit. */
function sortDigit(
	words: Uint32Array,
	shift: number,
	order: Uint32Array,
	target: Uint32Array,
): boolean {
	const starts = new Uint32Array(digitMask + 1);
	const count = order.length;
	for (let row = 0; row < count; row++) {
		const digit = ((words[row] as number) >>> shift) & digitMask;
		starts[digit] = (starts[digit] as number) + 1;
	}
	if (starts[((words[0] as number) >>> shift) & digitMask] === count) return false;
	let start = 0;
	for (let digit = 0; digit <= digitMask; digit++) {
		const size = starts[digit] as number;
		starts[digit] = start;
		start += size;
	}
	for (let at = 0; at < count; at++) {
		const row = order[at] as number;
		const digit = ((words[row] as number) >>> shift) & digitMask;
		const place = starts[digit] as number;
		starts[digit] = place + 1;
		target[place] = row;
	}
	return true;
}

const largestWord = 0xffffffff;

/** Integers that lie close together: their distance from the least (or greatest), NULL at either end. */
function smallKey(
	data: readonly number[],
	key: OrderKey,
	count: number,
): NormalizedKey | undefined {
	let least = Infinity;
	let greatest = -Infinity;
	for (let row = 0; row < count; row++) {
		const value = data[row] as number;
		if (value !== value) continue;
		if (value < least) least = value;
		if (value > greatest) greatest = value;
		if (Math.floor(value) !== value) return undefined;
	}
	if (!(greatest - least < largestWord - 2)) return undefined;
	const low = new Uint32Array(count);
	const nullWord = key.nullsFirst ? 0 : greatest - least + 2;
	for (let row = 0; row < count; row++) {
		const value = data[row] as number;
		if (value !== value) low[row] = nullWord;
		else low[row] = (key.descending ? greatest - value : value - least) + 1;
	}
	return { low, high: undefined };
}

/** The bits of a double in an order-preserving form: sign flipped, negative numbers inverted. */
function wideKey(data: readonly number[], key: OrderKey, count: number): NormalizedKey {
	const low = new Uint32Array(count);
	const high = new Uint32Array(count);
	const double = new Float64Array(1);
	const words = new Uint32Array(double.buffer);
	const flip = key.descending ? largestWord : 0;
	const nullWord = key.nullsFirst ? 0 : largestWord;
	for (let row = 0; row < count; row++) {
		const value = data[row] as number;
		if (value !== value) {
			low[row] = nullWord;
			high[row] = nullWord;
			continue;
		}
		// -0 + 0 is 0: the two are equal.
		double[0] = value + 0;
		const upper = words[1] as number;
		const isNegative = upper >>> 31 === 1;
		low[row] = (isNegative ? ~(words[0] as number) : (words[0] as number)) ^ flip;
		high[row] = (isNegative ? ~upper : upper ^ 0x80000000) ^ flip;
	}
	return { low, high };
}

/** NULL has rank 0, the texts ranks from 1. */
function rankKey(
	codes: readonly number[],
	ranks: readonly number[],
	key: OrderKey,
	count: number,
): NormalizedKey {
	const low = new Uint32Array(count);
	const nullWord = key.nullsFirst ? 0 : largestWord;
	const greatest = ranks.length;
	for (let row = 0; row < count; row++) {
		const rank = ranks[codes[row] as number] as number;
		if (rank === 0) low[row] = nullWord;
		else low[row] = key.descending ? greatest - rank + 1 : rank;
	}
	return { low, high: undefined };
}
