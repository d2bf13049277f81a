/**
 * The order of all SQL values: NULL < numbers < text < blob. Numbers of any representation compare by
 * exact mathematical value. Also equality, and keys for hashing that agree with it.
 */

import { BINARY, compareBinary } from './collations.js';
import type { Collation } from './collation.js';
import { Real } from './value.js';
import type { SqlValue } from './value.js';

/** Total order with NULLs equal to each other, as ORDER BY, GROUP BY and indexes use. <0, 0, >0. */
export function compareValues(
	left: SqlValue,
	right: SqlValue,
	collation: Collation = BINARY,
): number {
	if (typeof left === 'number' && typeof right === 'number') {
		return left < right ? -1 : left > right ? 1 : 0;
	}
	if (typeof left === 'string' && typeof right === 'string') {
		return collation === BINARY ? compareBinary(left, right) : collation.compare(left, right);
	}
	const leftRank = rankOf(left);
	const rightRank = rankOf(right);
	if (leftRank !== rightRank) return leftRank - rightRank;
	if (leftRank === 1) return compareNumbers(left as Numeric, right as Numeric);
	if (leftRank === 3) return compareBytes(left as Uint8Array, right as Uint8Array);
	return 0;
}

type Numeric = number | bigint | Real;

/** JavaScript compares bigint with number by exact value, which is what SQLite does. */
export function compareNumbers(left: Numeric, right: Numeric): number {
	const a = left instanceof Real ? left.value : left;
	const b = right instanceof Real ? right.value : right;
	return a < b ? -1 : a > b ? 1 : 0;
}

function rankOf(value: SqlValue): number {
	if (value === null) return 0;
	if (typeof value === 'string') return 2;
	return value instanceof Uint8Array ? 3 : 1;
}

export function compareBytes(left: Uint8Array, right: Uint8Array): number {
	const length = Math.min(left.length, right.length);
	for (let index = 0; index < length; index++) {
		const difference = (left[index] as number) - (right[index] as number);
		if (difference !== 0) return difference;
	}
	return left.length - right.length;
}

/** compareValues(...) === 0, faster. NULL equals NULL here (IS, DISTINCT), not in `=`. */
export function valuesEqual(
	left: SqlValue,
	right: SqlValue,
	collation: Collation = BINARY,
): boolean {
	if (left === right) return true;
	if (typeof left === 'number' && typeof right === 'number') return false;
	if (typeof left === 'string' && typeof right === 'string') {
		return collation === BINARY ? false : collation.compare(left, right) === 0;
	}
	return compareValues(left, right, collation) === 0;
}

/** What `groupKey` gives: Map and Set treat two keys as the same exactly when the values are equal. */
export type GroupKey = string | number | bigint | null;

const ZERO_UNIT = 0;

/**
 * Numbers map to a JS number, or to a bigint when no double has that value. Text maps to itself (folded by
 * the collation); blobs to a string opened by U+0000 'b'. Text that opens with U+0000 gets U+0000 't' in
 * front, so the two never meet. The collation must have a hashKey.
 */
export function groupKey(value: SqlValue, collation: Collation = BINARY): GroupKey {
	if (typeof value === 'number' || value === null) return value;
	if (typeof value === 'string') {
		const text =
			collation === BINARY || collation.hashKey === undefined ? value : collation.hashKey(value);
		return text.charCodeAt(0) === ZERO_UNIT ? `\u0000t${text}` : text;
	}
	if (value instanceof Real) return value.value;
	if (typeof value === 'bigint') {
		const nearest = Number(value);
		return BigInt(nearest) === value ? nearest : value;
	}
	return `\u0000b${bytesToUnits(value)}`;
}

/** One UTF-16 unit per byte. */
function bytesToUnits(bytes: Uint8Array): string {
	let text = '';
	for (let start = 0; start < bytes.length; start += 4096) {
		text += String.fromCharCode(...bytes.subarray(start, start + 4096));
	}
	return text;
}

/** One string key for several values: equal exactly when all the values are equal in turn. */
export function compositeKey(
	values: readonly SqlValue[],
	collations: readonly Collation[] = [],
): string {
	let key = '';
	for (let index = 0; index < values.length; index++) {
		const part = groupKey(values[index] as SqlValue, collations[index]);
		if (part === null) key += 'n;';
		else if (typeof part === 'string') key += `s${part.length}:${part}`;
		else if (typeof part === 'number') key += `d${part === 0 ? 0 : part};`;
		else key += `i${part};`;
	}
	return key;
}
