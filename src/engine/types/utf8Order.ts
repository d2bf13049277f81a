/**
 * UTF-8 byte order on UTF-16 text. It is the order of code units but where a surrogate meets another unit; then
 * pairs stand for code points above U+FFFF and lone ones for single bytes (utf8.ts).
 */

import { encodeUtf8 } from './utf8.js';

export function isSurrogate(unit: number): boolean {
	return unit >= 0xd800 && unit < 0xe000;
}

function isHigh(unit: number): boolean {
	return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
	return unit >= 0xdc00 && unit < 0xe000;
}

/** The texts differ first at `index`, where at least one has a surrogate. */
export function compareFromSurrogate(left: string, right: string, index: number): number {
	const a = left.charCodeAt(index);
	const b = right.charCodeAt(index);
	const isInPair = index > 0 && isHigh(left.charCodeAt(index - 1));
	if (isInPair && isLow(a) && isLow(b)) return a - b;
	if (!isInPair && isPlainOrPair(left, index) && isPlainOrPair(right, index)) {
		return rank(a) - rank(b);
	}
	const start = isInPair ? index - 1 : index;
	return compareEncoded(encodeUtf8(left.slice(start)), encodeUtf8(right.slice(start)));
}

function isPlainOrPair(text: string, index: number): boolean {
	const unit = text.charCodeAt(index);
	return !isSurrogate(unit) || (isHigh(unit) && isLow(text.charCodeAt(index + 1)));
}

function rank(unit: number): number {
	return isSurrogate(unit) ? unit + 0x10000 : unit;
}

function compareEncoded(left: Uint8Array, right: Uint8Array): number {
	const length = Math.min(left.length, right.length);
	for (let index = 0; index < length; index++) {
		const difference = (left[index] as number) - (right[index] as number);
		if (difference !== 0) return difference;
	}
	return left.length - right.length;
}
