/** The single conversions of format(): integers, reals, text, quoted text, characters. */

import { realDigits } from '../../types/realDigits.js';
import type { RealDigits } from '../../types/realDigits.js';
import { decodeUtf8, encodeUtf8, utf8Length } from '../../types/utf8.js';
import { MAX_TEXT_LENGTH, tooBig } from '../define.js';
import { charactersOf, countLeadingBytes } from './text.js';

/** One `%...x` without its letter. */
export interface Conversion {
	readonly isLeft: boolean;
	/** The last of '+' and ' ', or ''. */
	readonly plus: string;
	/** # */
	readonly isAlternate: boolean;
	/** ! : more digits for reals, characters instead of bytes for text. */
	readonly isExtended: boolean;
	readonly hasZeros: boolean;
	readonly hasCommas: boolean;
	readonly width: number;
	/** -1: not given. */
	readonly precision: number;
}

export function padText(text: string, conversion: Conversion, length = text.length): string {
	const missing = conversion.width - length;
	if (missing <= 0) return text;
	if (missing > MAX_TEXT_LENGTH - length) throw tooBig();
	return conversion.isLeft ? text + ' '.repeat(missing) : ' '.repeat(missing) + text;
}

function groupThousands(digits: string): string {
	return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

export function formatInteger(
	value: number | bigint,
	letter: 'd' | 'i' | 'u' | 'x' | 'X' | 'o' | 'p' | 'r',
	conversion: Conversion,
): string {
	const isSigned = letter === 'd' || letter === 'i' || letter === 'r';
	const isNegative = isSigned && value < 0;
	const sign = isNegative ? '-' : isSigned ? conversion.plus : '';
	let digits = digitsOf(value, letter);
	if (letter === 'r') digits += ordinalSuffix(BigInt(digits));
	let minimum = conversion.precision;
	if (conversion.hasZeros) minimum = Math.max(minimum, conversion.width - sign.length);
	if (minimum > MAX_TEXT_LENGTH) throw tooBig();
	digits = digits.padStart(minimum, '0');
	if (conversion.hasCommas && letter !== 'x' && letter !== 'X' && letter !== 'o') {
		if (letter !== 'p' && letter !== 'r') digits = groupThousands(digits);
	}
	return padText(sign + alternatePrefix(value, letter, conversion) + digits, conversion);
}

function digitsOf(value: number | bigint, letter: string): string {
	const wide = BigInt(value);
	if (letter === 'd' || letter === 'i' || letter === 'r') {
		return (wide < 0n ? -wide : wide).toString();
	}
	const unsigned = BigInt.asUintN(64, wide);
	if (letter === 'u') return unsigned.toString();
	if (letter === 'o') return unsigned.toString(8);
	const hex = unsigned.toString(16);
	return letter === 'x' ? hex : hex.toUpperCase();
}

function alternatePrefix(value: number | bigint, letter: string, conversion: Conversion): string {
	if (!conversion.isAlternate || value === 0) return '';
	if (letter === 'o') return '0';
	if (letter === 'x' || letter === 'p') return '0x';
	return letter === 'X' ? '0X' : '';
}

function ordinalSuffix(value: bigint): string {
	const last = value % 10n;
	if ((value / 10n) % 10n === 1n) return 'th';
	return last === 1n ? 'st' : last === 2n ? 'nd' : last === 3n ? 'rd' : 'th';
}

/** Stands for infinity where zeros are asked for: a 9 and 999 zeros. */
const HUGE: RealDigits = { isNegative: false, digits: '9', pointAt: 1000 };

type RealLetter = 'f' | 'e' | 'E' | 'g' | 'G';

/** How a real is laid out once its digits are known. */
interface RealLayout {
	readonly decimal: RealDigits;
	readonly isExponential: boolean;
	/** Digits behind the point. */
	readonly precision: number;
	readonly dropsZeros: boolean;
	/** What is shown has no digit but zero. */
	readonly showsZero: boolean;
}

/** No more digits than this are asked for. */
const MAX_PRECISION = 100_000_000;

export function formatReal(value: number, letter: RealLetter, asked: Conversion): string {
	const conversion =
		asked.precision > MAX_PRECISION ? { ...asked, precision: MAX_PRECISION } : asked;
	if (!Number.isFinite(value) && !conversion.hasZeros) {
		return padText(`${value < 0 ? '-' : conversion.plus}Inf`, conversion);
	}
	const layout =
		letter === 'g' || letter === 'G'
			? generalLayout(value, conversion)
			: plainLayout(value, letter, conversion);
	const exponent = layout.decimal.pointAt - 1;
	const sign = signOfReal(value < 0, layout.showsZero, conversion);
	const pointPosition = layout.isExponential ? 0 : exponent;
	let body = layOut(layout.decimal, pointPosition, layout.precision, conversion);
	if (layout.dropsZeros && body.includes('.')) body = dropZeros(body, conversion);
	if (layout.isExponential) body += exponentText(exponent, letter);
	const missing = conversion.width - sign.length - body.length;
	if (conversion.hasZeros && !conversion.isLeft && missing > 0) body = '0'.repeat(missing) + body;
	return padText(sign + body, conversion);
}

function digitsFor(value: number, places: number, conversion: Conversion): RealDigits {
	if (!Number.isFinite(value)) return HUGE;
	return realDigits(value, places, conversion.isExtended ? 26 : 16);
}

function plainLayout(value: number, letter: 'f' | 'e' | 'E', conversion: Conversion): RealLayout {
	const precision = conversion.precision < 0 ? 6 : conversion.precision;
	const isExponential = letter !== 'f';
	const places = isExponential ? precision + 1 : -precision;
	const decimal = digitsFor(value, places, conversion);
	const showsZero = !isExponential && decimal.pointAt <= places;
	return { decimal, isExponential, precision, dropsZeros: conversion.isExtended, showsZero };
}

/** %g: with an exponent when that is below -4 or does not fit the precision. */
function generalLayout(value: number, conversion: Conversion): RealLayout {
	const places = conversion.precision < 0 ? 6 : Math.max(conversion.precision, 1);
	const decimal = digitsFor(value, places, conversion);
	const exponent = decimal.pointAt - 1;
	const isExponential = exponent < -4 || exponent > places - 1;
	const precision = isExponential ? places - 1 : places - 1 - exponent;
	const dropsZeros = !conversion.isAlternate;
	return { decimal, isExponential, precision, dropsZeros, showsZero: false };
}

/** `#` without `+` hides the minus of what %f shows as zero. */
function signOfReal(isNegative: boolean, showsZero: boolean, conversion: Conversion): string {
	if (!isNegative) return conversion.plus;
	return showsZero && conversion.isAlternate && conversion.plus === '' ? '' : '-';
}

/** Digits with the point behind position `pointPosition` (which may be negative). */
function layOut(
	{ digits }: RealDigits,
	pointPosition: number,
	precision: number,
	conversion: Conversion,
): string {
	const hasPoint = precision > 0 || conversion.isAlternate || conversion.isExtended;
	let whole = '0';
	let fraction: string;
	if (pointPosition >= 0) {
		whole = digits.slice(0, pointPosition + 1).padEnd(pointPosition + 1, '0');
		if (conversion.hasCommas) whole = groupThousands(whole);
		fraction = digits.slice(pointPosition + 1);
	} else {
		fraction = '0'.repeat(Math.min(-1 - pointPosition, Math.max(precision, 0))) + digits;
	}
	fraction = fraction.slice(0, Math.max(precision, 0)).padEnd(precision, '0');
	return hasPoint ? `${whole}.${fraction}` : whole;
}

function dropZeros(body: string, conversion: Conversion): string {
	const trimmed = body.replace(/0+$/, '');
	if (!trimmed.endsWith('.')) return trimmed;
	return conversion.isExtended ? `${trimmed}0` : trimmed.slice(0, -1);
}

function exponentText(exponent: number, letter: string): string {
	const mark = letter === 'E' || letter === 'G' ? 'E' : 'e';
	const size = String(Math.abs(exponent)).padStart(2, '0');
	return `${mark}${exponent < 0 ? '-' : '+'}${size}`;
}

/** Width and precision count bytes, or characters with `!`. */
export function formatText(text: string, conversion: Conversion): string {
	const cut = cutText(text, conversion);
	return padText(cut, conversion, measure(cut, conversion));
}

function cutText(text: string, conversion: Conversion): string {
	const { precision } = conversion;
	if (precision < 0 || text.length * 3 <= precision) return text;
	if (conversion.isExtended) return charactersOf(text).slice(0, precision).join('');
	const bytes = encodeUtf8(text);
	return bytes.length <= precision ? text : decodeUtf8(bytes.subarray(0, precision));
}

function measure(text: string, conversion: Conversion): number {
	return conversion.isExtended ? countLeadingBytes(text) : utf8Length(text);
}

const CONTROLS = /[\u0001-\u001f]/;
const CONTROLS_OR_BACKSLASH = /[\u0001-\u001f\\]/;
const CONTROLS_AND_BACKSLASH = /[\u0001-\u001f\\]/g;

/** %q doubles quotes, %Q also surrounds with them, %w doubles double quotes. `#` escapes controls. */
export function formatQuoted(
	text: string | null,
	letter: 'q' | 'Q' | 'w',
	conversion: Conversion,
): string {
	if (text === null) return formatPlain(letter === 'Q' ? 'NULL' : '(NULL)', conversion);
	const quote = letter === 'w' ? '"' : "'";
	let escaped = cutText(text, conversion).replaceAll(quote, quote + quote);
	// For %#q a backslash is reason enough.
	const reason = letter === 'q' ? CONTROLS_OR_BACKSLASH : CONTROLS;
	const hasEscapes = conversion.isAlternate && letter !== 'w' && reason.test(escaped);
	if (hasEscapes) escaped = escapeControls(escaped);
	if (letter === 'Q') escaped = hasEscapes ? `unistr('${escaped}')` : `'${escaped}'`;
	return padText(escaped, conversion, measure(escaped, conversion));
}

function formatPlain(text: string, conversion: Conversion): string {
	return padText(cutText(text, conversion), conversion);
}

export function escapeControls(text: string): string {
	return text.replace(CONTROLS_AND_BACKSLASH, character =>
		character === '\\' ? '\\\\' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}

const JSON_SPECIAL = /[\u0001-\u001f"\\]/g;
const JSON_NAMED: Readonly<Record<string, string>> = {
	'"': '\\"',
	'\\': '\\\\',
	'\b': '\\b',
	'\f': '\\f',
	'\n': '\\n',
	'\r': '\\r',
	'\t': '\\t',
};

/** %j escapes as inside a JSON string, %J also surrounds with quotes and shows NULL as null. */
export function formatJson(text: string | null, letter: 'j' | 'J', conversion: Conversion): string {
	if (text === null) return padText(letter === 'J' ? 'null' : '', conversion);
	const escaped = cutText(text, conversion).replace(
		JSON_SPECIAL,
		character =>
			JSON_NAMED[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
	const shown = letter === 'J' ? `"${escaped}"` : escaped;
	return padText(shown, conversion, measure(shown, conversion));
}

/** The first character, as often as the precision says. */
export function formatCharacter(text: string | null, conversion: Conversion): string {
	const first = text === null || text === '' ? '\0' : firstCharacter(text);
	const count = Math.max(1, conversion.precision);
	if (count * first.length > MAX_TEXT_LENGTH) throw tooBig();
	return padText(first.repeat(count), conversion, count - 1 + countLeadingBytes(first));
}

/** At most four bytes of it, where it is no UTF-8. */
function firstCharacter(text: string): string {
	const unit = text.charCodeAt(0);
	if (unit >= 0xdc80 && unit < 0xdcc0) return text.charAt(0);
	const first = charactersOf(text.slice(0, 8))[0] as string;
	return first.length <= 2 ? first : decodeUtf8(encodeUtf8(first).subarray(0, 4));
}
