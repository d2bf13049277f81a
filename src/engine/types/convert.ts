/**
 * Conversions between storage classes: affinity of columns and comparisons, CAST, the implicit conversions of
 * operators and functions, and truth.
 */

import type { Affinity } from './affinity.js';
import {
	LARGEST_INTEGER,
	SMALLEST_INTEGER,
	numberOfScan,
	parseIntegerPrefix,
	parseNumberPrefix,
	parseRealPrefix,
	scanNumber,
} from './numericText.js';
import type { ParsedNumber } from './numericText.js';
import { realToText } from './realText.js';
import { decodeUtf8, encodeUtf8 } from './utf8.js';
import { Real, integerValue, realValue } from './value.js';
import type { SqlValue } from './value.js';

export type StorageClass = 'null' | 'integer' | 'real' | 'text' | 'blob';

/** What typeof() says. */
export function storageClass(value: SqlValue): StorageClass {
	if (value === null) return 'null';
	if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'real';
	if (typeof value === 'string') return 'text';
	if (typeof value === 'bigint') return 'integer';
	return value instanceof Real ? 'real' : 'blob';
}

export function isInteger(value: SqlValue): value is number | bigint {
	return typeof value === 'number' ? Number.isSafeInteger(value) : typeof value === 'bigint';
}

/** Text of a value that is not NULL. */
export function valueToText(value: Exclude<SqlValue, null>): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'number') {
		return Number.isSafeInteger(value) ? String(value) : realToText(value);
	}
	if (typeof value === 'bigint') return value.toString();
	return value instanceof Real ? realToText(value.value) : decodeUtf8(value);
}

/** Truncated towards zero and clamped to 64 bits. */
export function realToInteger(value: number): number | bigint {
	if (value >= -9007199254740991 && value <= 9007199254740991) return Math.trunc(value) + 0;
	if (value >= 9223372036854775808) return LARGEST_INTEGER;
	if (value <= -9223372036854775808) return SMALLEST_INTEGER;
	return integerValue(BigInt(Math.trunc(value)));
}

/** The value as a 64-bit integer, as bit operators and integer arguments take it; NULL is 0. */
export function toInteger(value: SqlValue): number | bigint {
	if (typeof value === 'number') return realToInteger(value);
	if (typeof value === 'bigint') return value;
	if (value === null) return 0;
	if (value instanceof Real) return realToInteger(value.value);
	return parseIntegerPrefix(typeof value === 'string' ? value : decodeUtf8(value));
}

/** The value as a double; NULL is 0. */
export function toReal(value: SqlValue): number {
	if (typeof value === 'number') return value;
	if (typeof value === 'bigint') return Number(value);
	if (value === null) return 0;
	if (value instanceof Real) return value.value;
	return parseRealPrefix(typeof value === 'string' ? value : decodeUtf8(value));
}

/** Text and blobs as the number that opens them; numbers and NULL as they are. */
export function toNumeric(value: SqlValue): null | number | bigint | Real {
	if (typeof value === 'number' || typeof value === 'bigint' || value === null) return value;
	if (value instanceof Real) return value;
	return fromParsed(parseNumberPrefix(typeof value === 'string' ? value : decodeUtf8(value)));
}

function fromParsed(parsed: ParsedNumber): number | bigint | Real {
	return parsed.isReal ? (realValue(parsed.value as number) as number | Real) : parsed.value;
}

/** undefined stands for NULL: neither true nor false. */
export function isTrue(value: SqlValue): boolean | undefined {
	if (value === null) return undefined;
	if (typeof value === 'number') return value !== 0;
	if (typeof value === 'bigint') return true;
	return toReal(value) !== 0;
}

/** A boolean answer as SQL has it: 1, 0 or NULL. */
export function fromBoolean(value: boolean | undefined): SqlValue {
	return value === undefined ? null : value ? 1 : 0;
}

/** What a column of this affinity stores for the value, and what a comparison converts to. */
export function applyAffinity(value: SqlValue, affinity: Affinity): SqlValue {
	switch (affinity) {
		case 'integer':
		case 'numeric':
			if (typeof value === 'number') {
				return Number.isSafeInteger(value) ? value : integerWhenLossless(value);
			}
			if (typeof value === 'string') return numberWhenWhole(value, 'integer');
			return value instanceof Real ? integerWhenLossless(value.value) : value;
		case 'real':
			if (typeof value === 'number') return realValue(value);
			if (typeof value === 'string') return numberWhenWhole(value, 'real');
			if (typeof value === 'bigint') return realValue(Number(value));
			return value instanceof Real ? withoutMinusZero(value) : value;
		case 'text':
			if (typeof value === 'number' || typeof value === 'bigint') return valueToText(value);
			return value instanceof Real ? realToText(value.value) : value;
		case 'blob':
		case 'none':
			return value;
		default:
			return affinity satisfies never;
	}
}

/** SQLite stores whole numbers of a REAL column as integers, and so -0.0 as 0.0. */
function withoutMinusZero(value: Real): Real {
	return Object.is(value.value, -0) ? new Real(0) : value;
}

/** Reals strictly inside the 64-bit range that are whole become integers. */
function integerWhenLossless(value: number): SqlValue {
	if (Number.isSafeInteger(value)) return value + 0;
	if (!Number.isInteger(value)) return value;
	if (value <= -9223372036854775808 || value >= 9223372036854775808) return value;
	return BigInt(value);
}

function numberWhenWhole(text: string, target: 'integer' | 'real'): SqlValue {
	const scan = scanNumber(text);
	if (!scan.isWhole) return text;
	const number = numberOfScan(text, scan);
	if (target === 'real') return realValue(Number(number.value) + 0);
	return number.isReal ? integerWhenLossless(number.value as number) : number.value;
}

const LOSSLESS_CAST_LIMIT = 2251799813685248;

/** CAST(value AS type) for a type of this affinity. */
export function castValue(value: SqlValue, target: Affinity): SqlValue {
	if (value === null) return null;
	switch (target) {
		case 'integer':
			return toInteger(value);
		case 'real':
			return realValue(toReal(value));
		case 'numeric':
			return castToNumeric(value);
		case 'text':
			return valueToText(value);
		case 'blob':
			return value instanceof Uint8Array ? value : encodeUtf8(valueToText(value));
		case 'none':
			return value;
		default:
			return target satisfies never;
	}
}

/** Numbers stay as they are; a real read from text turns integer when whole and below 2^51. */
function castToNumeric(value: Exclude<SqlValue, null>): SqlValue {
	if (typeof value !== 'string' && !(value instanceof Uint8Array)) return value;
	const text = typeof value === 'string' ? value : decodeUtf8(value);
	const end = text.indexOf('\0');
	const parsed = parseNumberPrefix(end < 0 ? text : text.slice(0, end));
	if (!parsed.isReal) return parsed.value;
	const real = parsed.value as number;
	const isSmallInteger =
		Number.isInteger(real) && real >= -LOSSLESS_CAST_LIMIT && real < LOSSLESS_CAST_LIMIT;
	return isSmallInteger ? real + 0 : realValue(real);
}
