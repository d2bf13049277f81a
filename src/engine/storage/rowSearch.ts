/**
 * Binary searches over rowids.
 *
 * Every search exists twice: for trees whose keys are all numbers, and for `wide` trees, which hold a bigint
 * somewhere. The results are the same; apart, so that one table with huge rowids does not slow the
 * comparisons of all others (V8's type feedback belongs to the function's text).
 */

import type { RowId } from '../types/value.js';

/** First position whose key is not below `key`. */
export function lowerBound(
	keys: readonly RowId[],
	count: number,
	key: RowId,
	isWide: boolean,
): number {
	return isWide || typeof key !== 'number'
		? lowerBoundWide(keys, count, key)
		: lowerBoundNumber(keys as readonly number[], count, key);
}

export function lowerBoundNumber(keys: readonly number[], count: number, key: number): number {
	let low = 0;
	let high = count;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((keys[middle] as number) < key) low = middle + 1;
		else high = middle;
	}
	return low;
}

function lowerBoundWide(keys: readonly RowId[], count: number, key: RowId): number {
	let low = 0;
	let high = count;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((keys[middle] as RowId) < key) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** Position of the key, or -1. Runs of consecutive rowids, the usual case, need no search at all. */
export function findNumber(keys: readonly number[], count: number, key: number): number {
	if (count === 0) return -1;
	const guess = key - (keys[0] as number);
	if (guess >= 0 && guess < count && keys[guess] === key) return guess;
	const position = lowerBoundNumber(keys, count, key);
	return position < count && keys[position] === key ? position : -1;
}

export function findKey(
	keys: readonly RowId[],
	count: number,
	key: RowId,
	isWide: boolean,
): number {
	if (!isWide && typeof key === 'number') {
		return findNumber(keys as readonly number[], count, key);
	}
	const position = lowerBoundWide(keys, count, key);
	return position < count && keys[position] === key ? position : -1;
}

/** The child for a key: the last whose separator is not above it. separators[0] counts as -infinity. */
export function childSlot(separators: readonly RowId[], key: RowId, isWide: boolean): number {
	return isWide || typeof key !== 'number'
		? childSlotWide(separators, key)
		: childSlotNumber(separators as readonly number[], key);
}

export function childSlotNumber(separators: readonly number[], key: number): number {
	let low = 1;
	let high = separators.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((separators[middle] as number) <= key) low = middle + 1;
		else high = middle;
	}
	return low - 1;
}

function childSlotWide(separators: readonly RowId[], key: RowId): number {
	let low = 1;
	let high = separators.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((separators[middle] as RowId) <= key) low = middle + 1;
		else high = middle;
	}
	return low - 1;
}
