/** Values as SQL literals, as quote() prints them. */

import { realToText } from './realText.js';
import { Real } from './value.js';
import type { SqlValue } from './value.js';

export function printLiteral(value: SqlValue): string {
	if (value === null) return 'NULL';
	if (typeof value === 'string') return quoteText(value);
	if (typeof value === 'bigint') return value.toString();
	if (typeof value === 'number') {
		return Number.isSafeInteger(value) ? String(value) : printReal(value);
	}
	if (value instanceof Real) return printReal(value.value);
	return `X'${bytesToHex(value)}'`;
}

function printReal(value: number): string {
	if (value === Infinity) return '9.0e+999';
	if (value === -Infinity) return '-9.0e+999';
	return realToText(value);
}

/** Up to the first U+0000, where SQLite's quote() stops too. */
function quoteText(text: string): string {
	const end = text.indexOf('\0');
	return `'${(end < 0 ? text : text.slice(0, end)).replaceAll("'", "''")}'`;
}

const HEX_DIGITS = '0123456789ABCDEF';
const CHUNK = 4096;

export function bytesToHex(bytes: Uint8Array): string {
	let hex = '';
	for (let start = 0; start < bytes.length; start += CHUNK) {
		// A chunk is joined at once: character by character the engine would keep a tree of pieces.
		const pairs: string[] = [];
		for (const byte of bytes.subarray(start, start + CHUNK)) {
			pairs.push(HEX_DIGITS.charAt(byte >> 4) + HEX_DIGITS.charAt(byte & 15));
		}
		hex += pairs.join('');
	}
	return hex;
}
