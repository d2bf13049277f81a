/** SQLite's built-in collating sequences: BINARY (UTF-8 byte order), NOCASE (ASCII only), RTRIM. */

import type { Collation } from './collation.js';
import { compareFromSurrogate, isSurrogate } from './utf8Order.js';

/** UTF-8 byte order: the first differing unit decides, but for surrogates. */
export function compareBinary(left: string, right: string): number {
	if (left === right) return 0;
	const length = Math.min(left.length, right.length);
	for (let index = 0; index < length; index++) {
		const a = left.charCodeAt(index);
		const b = right.charCodeAt(index);
		if (a === b) continue;
		if (isSurrogate(a) || isSurrogate(b)) return compareFromSurrogate(left, right, index);
		return a - b;
	}
	return left.length - right.length;
}

export function compareNoCase(left: string, right: string): number {
	if (left === right) return 0;
	const length = Math.min(left.length, right.length);
	for (let index = 0; index < length; index++) {
		const a = left.charCodeAt(index);
		const b = right.charCodeAt(index);
		if (a === b) continue;
		if (isSurrogate(a) || isSurrogate(b)) {
			return compareFromSurrogate(foldAscii(left), foldAscii(right), index);
		}
		const difference = foldUnit(a) - foldUnit(b);
		if (difference !== 0) return difference;
	}
	return left.length - right.length;
}

function foldUnit(unit: number): number {
	return unit >= 65 && unit <= 90 ? unit + 32 : unit;
}

const ASCII_UPPER = /[A-Z]/;
const ASCII_UPPER_RUNS = /[A-Z]+/g;
const ASCII_LOWER_RUNS = /[a-z]+/g;

/** Lower case for ASCII letters only, as SQLite folds names and NOCASE text. */
export function foldAscii(text: string): string {
	return ASCII_UPPER.test(text) ? text.replace(ASCII_UPPER_RUNS, run => run.toLowerCase()) : text;
}

export function upperAscii(text: string): string {
	return text.replace(ASCII_LOWER_RUNS, run => run.toUpperCase());
}

function trimRight(text: string): string {
	let end = text.length;
	while (end > 0 && text.charCodeAt(end - 1) === 32) end--;
	return end === text.length ? text : text.slice(0, end);
}

export const BINARY: Collation = {
	name: 'BINARY',
	compare: compareBinary,
	hashKey: text => text,
};

export const NOCASE: Collation = { name: 'NOCASE', compare: compareNoCase, hashKey: foldAscii };

export const RTRIM: Collation = {
	name: 'RTRIM',
	compare: (left, right) => compareBinary(trimRight(left), trimRight(right)),
	hashKey: trimRight,
};

/** By folded name. */
export const builtinCollations: ReadonlyMap<string, Collation> = new Map([
	['binary', BINARY],
	['nocase', NOCASE],
	['rtrim', RTRIM],
]);
