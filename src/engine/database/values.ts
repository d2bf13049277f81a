/** SQL values and JavaScript values of the public API, both ways. */

import { textForHost } from '../types/utf8.js';
import { Real, integerValue, realValue } from '../types/value.js';
import type { SqlValue } from '../types/value.js';
import type { Vector } from '../storage/vector.js';
import { valueAt } from '../storage/columnVector.js';
import { copyBytes } from './hostBytes.js';

/** What callers get: INTEGER as number while safe and as bigint beyond, REAL as number. */
export type ResultValue = null | number | bigint | string | Uint8Array;

/** What callers may bind. */
export type BindValue = ResultValue;

export function toResult(value: SqlValue): ResultValue {
	if (typeof value === 'string') return textForHost(value);
	return typeof value === 'object' && value !== null ? plainObject(value) : value;
}

/** With safeIntegers(): every INTEGER is a bigint and every REAL a number. */
export function toSafeResult(value: SqlValue): ResultValue {
	if (typeof value === 'string') return textForHost(value);
	if (typeof value === 'object' && value !== null) return plainObject(value);
	return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
}

function plainObject(value: Real | Uint8Array): number | Uint8Array {
	return value instanceof Real ? value.value : copyBytes(value);
}

export function resultAt(vector: Vector, position: number, isSafe: boolean): ResultValue {
	switch (vector.kind) {
		case 'int': {
			const value = vector.data[position] as number;
			if (value !== value) return null;
			return isSafe ? BigInt(value) : value;
		}
		case 'real': {
			const value = vector.data[position] as number;
			return value !== value ? null : value;
		}
		default: {
			const value = valueAt(vector, position);
			return isSafe ? toSafeResult(value) : toResult(value);
		}
	}
}

const SMALLEST = -(1n << 63n);
const LARGEST = (1n << 63n) - 1n;

/** Throws as better-sqlite3 does for values that SQLite cannot hold. */
export function fromBound(value: unknown): SqlValue {
	switch (typeof value) {
		case 'number':
			// Infinity stays; NaN is NULL, as SQLite has no NaN.
			// -0 would be an INTEGER that is none.
			return value === value ? value + 0 : null;
		case 'string':
			return value;
		case 'bigint':
			if (value < SMALLEST || value > LARGEST) {
				throw new RangeError('The bound string, buffer, or bigint is too big');
			}
			return integerValue(value);
		case 'object':
			if (value === null) return null;
			if (value instanceof Uint8Array) return Uint8Array.from(value);
			if (ArrayBuffer.isView(value)) {
				return new Uint8Array(
					value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength),
				);
			}
			// Whoever made it: only whole numbers are kept in a box.
			if (value instanceof Real) return realValue(value.value);
			break;
		case 'undefined':
			return null;
		default:
	}
	throw new TypeError('SQLite3 can only bind numbers, strings, bigints, buffers, and null');
}
