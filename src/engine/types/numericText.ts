/**
 * Numbers in text, read as SQLite reads them. Two questions are asked of a text: is all of it a number
 * (affinity), and which number opens it (CAST, arithmetic). Hexadecimal is never a number here.
 */

import { realFromText } from '../util/realFromText.js';
import { integerValue } from './value.js';

/** `form`: which syntax the longest numeric prefix has. `isWhole`: nothing but spaces around it. */
export interface NumberScan {
	readonly form: 'none' | 'integer' | 'real';
	readonly isWhole: boolean;
	/** The longest prefix without leading spaces: `+12`, `-1.5e3`, or ''. */
	readonly start: number;
	readonly end: number;
}

const NOTHING: NumberScan = { form: 'none', isWhole: false, start: 0, end: 0 };

export const LARGEST_INTEGER = 9223372036854775807n;
export const SMALLEST_INTEGER = -9223372036854775808n;

export function isSpaceUnit(unit: number): boolean {
	return unit === 32 || (unit >= 9 && unit <= 13);
}

function isDigitUnit(unit: number): boolean {
	return unit >= 48 && unit <= 57;
}

function skipDigits(text: string, from: number): number {
	let at = from;
	while (isDigitUnit(text.charCodeAt(at))) at++;
	return at;
}

export function scanNumber(text: string): NumberScan {
	let start = 0;
	while (isSpaceUnit(text.charCodeAt(start))) start++;
	let at = start;
	const sign = text.charCodeAt(at);
	if (sign === 43 || sign === 45) at++;
	const afterInteger = skipDigits(text, at);
	let hasDigits = afterInteger > at;
	let form: NumberScan['form'] = 'integer';
	at = afterInteger;
	if (text.charCodeAt(at) === 46) {
		const afterFraction = skipDigits(text, at + 1);
		hasDigits ||= afterFraction > at + 1;
		at = afterFraction;
		form = 'real';
	}
	if (!hasDigits) return NOTHING;
	const afterExponent = skipExponent(text, at);
	if (afterExponent > at) form = 'real';
	let end = afterExponent;
	while (isSpaceUnit(text.charCodeAt(end))) end++;
	// SQLite reads no further than a zero byte.
	const isWhole = end === text.length || text.charCodeAt(end) === 0;
	return { form, isWhole, start, end: afterExponent };
}

/** Past `e[+-]digits`, or `from` when that is not there in full. */
function skipExponent(text: string, from: number): number {
	const letter = text.charCodeAt(from);
	if (letter !== 101 && letter !== 69) return from;
	const sign = text.charCodeAt(from + 1);
	const digits = sign === 43 || sign === 45 ? from + 2 : from + 1;
	const end = skipDigits(text, digits);
	return end > digits ? end : from;
}

/** The 64-bit integer that opens the text, clamped to the range; 0 when there is none. */
export function parseIntegerPrefix(text: string): number | bigint {
	let at = 0;
	while (isSpaceUnit(text.charCodeAt(at))) at++;
	const sign = text.charCodeAt(at);
	const digits = sign === 43 || sign === 45 ? at + 1 : at;
	const end = skipDigits(text, digits);
	if (end === digits) return 0;
	return integerFromDigits(text.slice(digits, end), sign === 45, 'clamp') as number | bigint;
}

/** Undefined when out of the 64-bit range and not asked to clamp. */
function integerFromDigits(
	digits: string,
	isNegative: boolean,
	overflow: 'clamp' | 'none',
): number | bigint | undefined {
	if (digits.length <= 15) {
		const small = Number(digits);
		return isNegative && small !== 0 ? -small : small;
	}
	const value = isNegative ? -BigInt(digits) : BigInt(digits);
	if (value > LARGEST_INTEGER) return overflow === 'clamp' ? LARGEST_INTEGER : undefined;
	if (value < SMALLEST_INTEGER) return overflow === 'clamp' ? SMALLEST_INTEGER : undefined;
	return integerValue(value);
}

/** A number read from text: an integer, or a real as a plain double (`isReal` tells them apart). */
export interface ParsedNumber {
	readonly isReal: boolean;
	readonly value: number | bigint;
}

const ZERO: ParsedNumber = { isReal: false, value: 0 };

/** Does a zero byte follow? SQLite then takes large integers for reals. */
function isCut(text: string, scan: NumberScan): boolean {
	return scan.isWhole && scan.end < text.length && text.includes('\0');
}

/** The number a scanned prefix stands for: integers beyond 64 bits become reals. */
export function numberOfScan(text: string, scan: NumberScan): ParsedNumber {
	if (scan.form === 'none') return ZERO;
	if (scan.form === 'integer') {
		const sign = text.charCodeAt(scan.start);
		const digits = text.slice(sign === 43 || sign === 45 ? scan.start + 1 : scan.start, scan.end);
		const value = integerFromDigits(digits, sign === 45, 'none');
		if (value !== undefined && (typeof value === 'number' || !isCut(text, scan))) {
			return { isReal: false, value };
		}
	}
	return { isReal: true, value: realFromText(text.slice(scan.start, scan.end)) };
}

/** The number that opens a text, for arithmetic; integer 0 when there is none. An integer before a zero byte is a REAL. */
export function parseNumberPrefix(text: string): ParsedNumber {
	const scan = scanNumber(text);
	if (scan.form === 'integer' && isCut(text, scan)) {
		return { isReal: true, value: realFromText(text.slice(scan.start, scan.end)) };
	}
	return numberOfScan(text, scan);
}

/** The double that opens a text; 0 when there is none. */
export function parseRealPrefix(text: string): number {
	const scan = scanNumber(text);
	return scan.form === 'none' ? 0 : realFromText(text.slice(scan.start, scan.end));
}
