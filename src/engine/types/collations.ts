/** SQLite's built-in collating sequences: BINARY (UTF-8 byte order), NOCASE (ASCII only), RTRIM. */

import type { Collation } from './collation.js';

/**
 * UTF-8 byte order on UTF-16 text. The two orders differ only where a surrogate meets a unit above the
 * surrogates, so the first differing unit decides.
 */
export function compareBinary(left: string, right: string): number {
	if (left === right) return 0;
	const length = Math.min(left.length, right.length);
	for (let index = 0; index < length; index++) {
		const a = left.charCodeAt(index);
		const b = right.charCodeAt(index);
		if (a !== b) return codePointRank(a) - codePointRank(b);
	}
	return left.length - right.length;
}

/** Surrogates stand for code points above U+FFFF: lift them over U+E000..U+FFFF. */
function codePointRank(unit: number): number {
	return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

export function compareNoCase(left: string, right: string): number {
	if (left === right) return 0;
	const length = Math.min(left.length, right.length);
	for (let index = 0; index < length; index++) {
		const a = left.charCodeAt(index);
		const b = right.charCodeAt(index);
		if (a === b) continue;
		const difference = codePointRank(foldUnit(a)) - codePointRank(foldUnit(b));
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
