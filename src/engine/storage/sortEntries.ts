/**
 * Sorting entries by their heads: radix over the bits of the doubles, then a comparison sort within runs of
 * equal heads. Stable, so rows that come in rowid order need no work within a run.
 */

import { newReals } from './columnVector.js';
import type { KeyCursor } from './contract.js';
import type { Entry, HeadPlan, KeyOrder } from './keyOrder.js';

export interface SortedEntries {
	readonly entries: readonly Entry[];
	/** heads[i] belongs to entries[i]. */
	readonly heads: Float64Array;
}

const digitBits = 16;
const digits = 1 << digitBits;

export function sortEntries(
	order: KeyOrder,
	plan: HeadPlan,
	entries: readonly Entry[],
): SortedEntries {
	const count = entries.length;
	const unsorted = new Float64Array(count);
	for (let index = 0; index < count; index++) {
		// *-0 becomes 0: the two are equal but their bits are not.
		unsorted[index] = order.headOf(order.probeOf(entries[index] as Entry), plan) + 0;
	}
	const permutation = sortedPermutation(unsorted);
	const heads = new Float64Array(count);
	const sorted: Entry[] = [];
	for (let index = 0; index < count; index++) {
		const from = permutation[index] as number;
		heads[index] = unsorted[from] as number;
		sorted.push(entries[from] as Entry);
	}
	sortRuns(order, sorted, heads);
	return { entries: sorted, heads };
}

/** The entries from `start` on, without those whose keys equal that of the one before. */
export function distinctFrom(
	{ entries, heads }: SortedEntries,
	start: number,
	order: KeyOrder,
): SortedEntries {
	const distinct: Entry[] = [];
	const headsOf = new Float64Array(entries.length - start);
	for (let index = start; index < entries.length; index++) {
		const entry = entries[index] as Entry;
		const head = heads[index] as number;
		const isRepeated =
			index > start &&
			head === heads[index - 1] &&
			order.compareEntries(entries[index - 1] as Entry, entry) === 0;
		if (isRepeated) continue;
		headsOf[distinct.length] = head;
		distinct.push(entry);
	}
	return { entries: distinct, heads: headsOf };
}

/** All that the cursor comes to. */
export function storedEntries(cursor: KeyCursor, order: KeyOrder, plan: HeadPlan): SortedEntries {
	const entries: Entry[] = [];
	while (cursor.next()) {
		for (let at = cursor.start; at < cursor.end; at++) entries.push(cursor.entries[at] as Entry);
	}
	const heads = Float64Array.from(entries, entry => order.headOf(order.probeOf(entry), plan) + 0);
	return { entries, heads };
}

/** Both in one order; of equal entries those of `left` come first. */
export function mergeSorted(
	left: SortedEntries,
	right: SortedEntries,
	order: KeyOrder,
): SortedEntries {
	const entries: Entry[] = [];
	const heads = new Float64Array(left.entries.length + right.entries.length);
	let from = 0;
	for (let index = 0; index < right.entries.length; index++) {
		const entry = right.entries[index] as Entry;
		const head = right.heads[index] as number;
		for (; from < left.entries.length; from++) {
			const other = left.heads[from] as number;
			if (other > head) break;
			const stored = left.entries[from] as Entry;
			if (other === head && order.compareEntries(stored, entry) > 0) break;
			heads[entries.length] = other;
			entries.push(stored);
		}
		heads[entries.length] = head;
		entries.push(entry);
	}
	for (; from < left.entries.length; from++) {
		heads[entries.length] = left.heads[from] as number;
		entries.push(left.entries[from] as Entry);
	}
	return { entries, heads };
}

/** As leaves hold them. */
export function plainHeads(heads: Float64Array, start: number, end: number): number[] {
	const plain = newReals();
	for (let index = start; index < end; index++) plain.push(heads[index] as number);
	return plain;
}

/** Whether two entries agree in so many key parts, without a NULL among them. */
export function haveTwins(
	{ entries, heads }: SortedEntries,
	width: number,
	order: KeyOrder,
): boolean {
	for (let index = 1; index < entries.length; index++) {
		if (heads[index] !== heads[index - 1]) continue;
		const values = order.probeOf(entries[index] as Entry);
		if (order.compare(entries[index - 1] as Entry, values, width) !== 0) continue;
		if (!values.slice(0, width).includes(null)) return true;
	}
	return false;
}

function sortRuns(order: KeyOrder, sorted: Entry[], heads: Float64Array): void {
	for (let start = 0; start < sorted.length;) {
		let end = start + 1;
		while (end < sorted.length && heads[end] === heads[start]) end++;
		if (end - start > 1 && !isInOrder(order, sorted, start, end)) {
			const run = sorted.slice(start, end);
			run.sort((left, right) => order.compareEntries(left, right));
			for (let index = 0; index < run.length; index++) sorted[start + index] = run[index] as Entry;
		}
		start = end;
	}
}

/** Rows mostly come in the order of their rowids. */
function isInOrder(order: KeyOrder, sorted: readonly Entry[], start: number, end: number): boolean {
	for (let index = start + 1; index < end; index++) {
		const before = sorted[index - 1] as Entry;
		if (order.compareEntries(before, sorted[index] as Entry) > 0) return false;
	}
	return true;
}

/** Positions in ascending order of value, equal ones in their order. */
export function sortedPermutation(values: Float64Array): Uint32Array {
	const words = sortableWords(values);
	let from = new Uint32Array(values.length);
	let to = new Uint32Array(values.length);
	for (let index = 0; index < from.length; index++) from[index] = index;
	const counts = new Uint32Array(digits);
	for (let pass = 0; pass < 4; pass++) {
		const word = pass >> 1;
		const shift = (pass & 1) * digitBits;
		counts.fill(0);
		for (let index = 0; index < from.length; index++) {
			const digit = ((words[index * 2 + word] as number) >>> shift) & (digits - 1);
			counts[digit] = (counts[digit] as number) + 1;
		}
		if (counts.includes(from.length)) continue;
		let total = 0;
		for (let digit = 0; digit < digits; digit++) {
			const count = counts[digit] as number;
			counts[digit] = total;
			total += count;
		}
		for (let index = 0; index < from.length; index++) {
			const position = from[index] as number;
			const digit = ((words[position * 2 + word] as number) >>> shift) & (digits - 1);
			const target = counts[digit] as number;
			counts[digit] = target + 1;
			to[target] = position;
		}
		[from, to] = [to, from];
	}
	return from;
}

/**
 * The bits of each double as two words, low first, so that comparing the words as unsigned integers
 * compares the doubles: the sign bit is flipped, and all bits of negative numbers.
 */
function sortableWords(values: Float64Array): Uint32Array {
	const words = new Uint32Array(values.length * 2);
	const bits = new Uint32Array(values.buffer);
	for (let index = 0; index < values.length; index++) {
		const low = bits[index * 2 + lowWord] as number;
		const high = bits[index * 2 + 1 - lowWord] as number;
		const isNegative = high >>> 31 === 1;
		words[index * 2] = isNegative ? ~low : low;
		words[index * 2 + 1] = isNegative ? ~high : high ^ 0x80000000;
	}
	return words;
}

/** 0 on little-endian machines. */
const lowWord = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 0 : 1;

/** A few of the entries, in tree order. */
export function sampleOf(entries: readonly Entry[], order: KeyOrder, count: number): Entry[] {
	const step = Math.max(1, entries.length / count);
	const sample: Entry[] = [];
	for (let at = 0; at < entries.length; at += step) {
		sample.push(entries[Math.floor(at)] as Entry);
	}
	return sample.sort((left, right) => order.compareEntries(left, right));
}
