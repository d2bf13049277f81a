/** Functions about bytes and literals: hex, unhex, quote, unistr, zeroblob, randomblob, random. */

import { toInteger, valueToText } from '../../types/convert.js';
import { bytesToHex, printLiteral } from '../../types/literal.js';
import { encodeUtf8, textOfPoint } from '../../types/utf8.js';
import { integerValue } from '../../types/value.js';
import type { SqlValue } from '../../types/value.js';
import {
	MAX_LENGTH,
	MAX_TEXT_LENGTH,
	functionError,
	scalar,
	tooBig,
	volatileScalar,
} from '../define.js';
import type { ScalarFunction } from '../function.js';
import { escapeControls } from './formatItems.js';
import { untilZero } from './text.js';

/** A value's bytes: of its text when it is no blob; none for NULL. */
export function bytesOf(value: SqlValue): Uint8Array {
	if (value === null) return new Uint8Array();
	return value instanceof Uint8Array ? value : encodeUtf8(valueToText(value));
}

function hexDigit(unit: number): number {
	if (unit >= 48 && unit <= 57) return unit - 48;
	const letter = unit | 32;
	return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** Characters of `ignored` may stand between, not inside, pairs of digits. */
function unhex(value: SqlValue, ignored: SqlValue): SqlValue {
	if (value === null || ignored === null) return null;
	const text = untilZero(valueToText(value));
	const skipped = new Set(untilZero(valueToText(ignored)));
	const bytes: number[] = [];
	for (let at = 0; at < text.length;) {
		const high = hexDigit(text.charCodeAt(at));
		if (high < 0) {
			const character = String.fromCodePoint(text.codePointAt(at) as number);
			if (!skipped.has(character)) return null;
			at += character.length;
			continue;
		}
		const low = hexDigit(text.charCodeAt(at + 1));
		if (low < 0) return null;
		bytes.push(high * 16 + low);
		at += 2;
	}
	return new Uint8Array(bytes);
}

/** `\\`, `\XXXX`, `\uXXXX`, `\+XXXXXX` or `\UXXXXXXXX`. */
const ESCAPE =
	/\\(?:(\\)|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|\+([0-9a-fA-F]{6})|([0-9a-fA-F]{4})|)/g;

function unistr(value: SqlValue): SqlValue {
	if (value === null) return null;
	return valueToText(value).replace(ESCAPE, (...groups: (string | undefined)[]) => {
		if (groups[1] !== undefined) return '\\';
		const digits = groups[2] ?? groups[3] ?? groups[4] ?? groups[5];
		if (digits === undefined) throw functionError('invalid Unicode escape');
		const point = parseInt(digits, 16);
		return textOfPoint(point);
	});
}

const CONTROLS = /[\u0001-\u001f]/;

/** quote(), with control characters as escapes of unistr(). */
function unistrQuote(value: SqlValue): string {
	const literal = printLiteral(value);
	if (typeof value !== 'string' || !CONTROLS.test(literal)) return literal;
	return `unistr(${escapeControls(literal)})`;
}

function hex(value: SqlValue): SqlValue {
	const bytes = bytesOf(value);
	if (bytes.length * 2 > MAX_TEXT_LENGTH) throw tooBig();
	return bytesToHex(bytes);
}

function quote(value: SqlValue): SqlValue {
	if (value instanceof Uint8Array && value.length * 2 + 3 > MAX_TEXT_LENGTH) throw tooBig();
	return printLiteral(value);
}

function zeroblob(value: SqlValue): SqlValue {
	const size = Number(toInteger(value));
	if (size > MAX_LENGTH) throw tooBig();
	return new Uint8Array(Math.max(0, size));
}

export const binaryFunctions: readonly ScalarFunction[] = [
	scalar('hex', 1, (_context, value = null) => hex(value)),
	scalar('unhex', [1, 2], (_context, value = null, ignored = '') => unhex(value, ignored)),
	scalar('quote', 1, (_context, value = null) => quote(value)),
	scalar('unistr', 1, (_context, value = null) => unistr(value)),
	scalar('unistr_quote', 1, (_context, value = null) => unistrQuote(value)),
	scalar('zeroblob', 1, (_context, value = null) => zeroblob(value)),
	volatileScalar('random', 0, context => integerValue(context.services.randomInteger())),
	volatileScalar('randomblob', 1, (context, value = null) => {
		const size = Math.max(1, Number(toInteger(value)));
		if (size > MAX_LENGTH) throw tooBig();
		return context.services.randomBytes(size);
	}),
];
