/**
 * What values and arrays take in the heap of a 64-bit V8 without pointer compression: estimates that add up to what
 * the process grows by (test/seeds/memory.test.ts keeps them within a tenth).
 */

import { Real, type SqlValue } from '../types/value.js';

/** An object of a few fields. */
export const objectBytes = 64;

/** An array's header and elements, without what the elements refer to. */
export function arrayBytes(length: number): number {
	return 48 + 8 * length;
}

/** What a value takes beside the element that refers to it. */
export function valueBytes(value: SqlValue | undefined): number {
	switch (typeof value) {
		case 'string':
			return textBytes(value);
		case 'number':
			return Number.isSafeInteger(value) && Math.abs(value) < 2 ** 31 ? 0 : 16;
		case 'bigint':
			return 24;
		case 'object':
			if (value === null) return 0;
			return value instanceof Real ? 32 : 200 + value.byteLength;
		default:
			return 0;
	}
}

/** One byte a character: most texts are Latin-1, and looking for the others would cost more than it tells. */
export function textBytes(text: string): number {
	return 16 + ((text.length + 7) & ~7);
}

export function valuesBytes(values: readonly SqlValue[], count: number): number {
	let bytes = arrayBytes(count);
	for (let position = 0; position < count; position++) bytes += valueBytes(values[position]);
	return bytes;
}

interface KnownBytes {
	readonly count: number;
	readonly bytes: number;
}

/** Arrays of leaves only ever grow at their end: their bytes are counted once for each length. */
const known = new WeakMap<object, KnownBytes>();

/** As valuesBytes, for the arrays of generic columns. */
export function columnBytes(values: readonly SqlValue[]): number {
	const count = values.length;
	const before = known.get(values);
	if (before?.count === count) return before.bytes;
	const bytes = valuesBytes(values, count);
	known.set(values, { count, bytes });
	return bytes;
}
