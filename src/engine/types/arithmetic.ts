/**
 * Operators on SQL values with SQLite's rules: text and blob operands count as the number that opens them,
 * INTEGER results beyond 64 bits become REAL, division by zero and NaN give NULL, NULL in gives NULL out.
 */

import { toInteger, toNumeric, toReal, valueToText } from './convert.js';
import { LARGEST_INTEGER, SMALLEST_INTEGER } from './numericText.js';
import { integerValue, realValue } from './value.js';
import type { SqlValue, Real } from './value.js';

type Numeric = number | bigint | Real;

function isIntegral(value: Numeric): value is number | bigint {
	return typeof value === 'number' ? Number.isSafeInteger(value) : typeof value === 'bigint';
}

/** The canonical integer, or undefined when it does not fit 64 bits. */
function fitInteger(value: bigint): number | bigint | undefined {
	return value >= SMALLEST_INTEGER && value <= LARGEST_INTEGER ? integerValue(value) : undefined;
}

export function add(left: SqlValue, right: SqlValue): SqlValue {
	if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) {
		const sum = (left as number) + (right as number);
		if (Number.isSafeInteger(sum)) return sum;
	}
	const a = toNumeric(left);
	const b = toNumeric(right);
	if (a === null || b === null) return null;
	if (isIntegral(a) && isIntegral(b)) {
		const exact = fitInteger(BigInt(a) + BigInt(b));
		if (exact !== undefined) return exact;
	}
	return realValue(toReal(left) + toReal(right));
}

export function subtract(left: SqlValue, right: SqlValue): SqlValue {
	if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) {
		const difference = (left as number) - (right as number);
		if (Number.isSafeInteger(difference)) return difference;
	}
	const a = toNumeric(left);
	const b = toNumeric(right);
	if (a === null || b === null) return null;
	if (isIntegral(a) && isIntegral(b)) {
		const exact = fitInteger(BigInt(a) - BigInt(b));
		if (exact !== undefined) return exact;
	}
	return realValue(toReal(left) - toReal(right));
}

export function multiply(left: SqlValue, right: SqlValue): SqlValue {
	if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) {
		const product = (left as number) * (right as number);
		// + 0: an integer is never -0.
		if (Number.isSafeInteger(product)) return product + 0;
	}
	const a = toNumeric(left);
	const b = toNumeric(right);
	if (a === null || b === null) return null;
	if (isIntegral(a) && isIntegral(b)) {
		const exact = fitInteger(BigInt(a) * BigInt(b));
		if (exact !== undefined) return exact;
	}
	return realValue(toReal(left) * toReal(right));
}

export function divide(left: SqlValue, right: SqlValue): SqlValue {
	const a = toNumeric(left);
	const b = toNumeric(right);
	if (a === null || b === null) return null;
	if (isIntegral(a) && isIntegral(b)) {
		if (typeof a === 'number' && typeof b === 'number') {
			return b === 0 ? null : Math.trunc(a / b) === a / b ? a / b + 0 : truncatedQuotient(a, b);
		}
		if (b === 0) return null;
		const exact = fitInteger(BigInt(a) / BigInt(b));
		if (exact !== undefined) return exact;
	}
	const divisor = toReal(right);
	return divisor === 0 ? null : realValue(toReal(left) / divisor);
}

/** Subtracting the remainder first keeps the division exact: a / b alone may round up to the next integer. */
function truncatedQuotient(a: number, b: number): number {
	return (a - (a % b)) / b + 0;
}

/** Both sides count as integers; the result is REAL when either was. */
export function remainder(left: SqlValue, right: SqlValue): SqlValue {
	const a = toNumeric(left);
	const b = toNumeric(right);
	if (a === null || b === null) return null;
	const isReal = !isIntegral(a) || !isIntegral(b);
	const dividend = toInteger(left);
	const divisor = toInteger(right);
	if (divisor === 0) return null;
	const result =
		typeof dividend === 'number' && typeof divisor === 'number'
			? (dividend % divisor) + 0
			: integerValue(BigInt(dividend) % BigInt(divisor));
	return isReal ? realValue(Number(result)) : result;
}

export function negate(value: SqlValue): SqlValue {
	return subtract(0, value);
}

export function bitAnd(left: SqlValue, right: SqlValue): SqlValue {
	if (left === null || right === null) return null;
	return bitwise(toInteger(left), toInteger(right), 'and');
}

export function bitOr(left: SqlValue, right: SqlValue): SqlValue {
	if (left === null || right === null) return null;
	return bitwise(toInteger(left), toInteger(right), 'or');
}

function bitwise(a: number | bigint, b: number | bigint, operation: 'and' | 'or'): number | bigint {
	if (isInt32(a) && isInt32(b)) return operation === 'and' ? a & b : a | b;
	const result = operation === 'and' ? BigInt(a) & BigInt(b) : BigInt(a) | BigInt(b);
	return integerValue(result);
}

function isInt32(value: number | bigint): value is number {
	return typeof value === 'number' && (value | 0) === value;
}

export function bitNot(value: SqlValue): SqlValue {
	if (value === null) return null;
	const integer = toInteger(value);
	return integerValue(~BigInt(integer));
}

export function shiftLeft(left: SqlValue, right: SqlValue): SqlValue {
	if (left === null || right === null) return null;
	return shift(toInteger(left), BigInt(toInteger(right)));
}

export function shiftRight(left: SqlValue, right: SqlValue): SqlValue {
	if (left === null || right === null) return null;
	return shift(toInteger(left), -BigInt(toInteger(right)));
}

/** Left when the count is positive, right (keeping the sign) when negative. */
function shift(value: number | bigint, count: bigint): SqlValue {
	const wide = BigInt(value);
	if (count >= 64n) return 0;
	if (count <= -64n) return wide < 0n ? -1 : 0;
	if (count >= 0n) return integerValue(BigInt.asIntN(64, wide << count));
	return integerValue(wide >> -count);
}

/** `||`: always text. */
export function concat(left: SqlValue, right: SqlValue): SqlValue {
	if (typeof left === 'string' && typeof right === 'string') return left + right;
	if (left === null || right === null) return null;
	return valueToText(left) + valueToText(right);
}
