/**
 * What a LIKE or GLOB pattern says of the beginning of the texts it matches: a range of an index that holds them all.
 * The range is no more than that; the pattern is still to be matched.
 */

import { foldAscii } from './collations.js';

/** `like` ignores the case of ASCII letters, `exactLike` is LIKE after PRAGMA case_sensitive_like. */
export type PatternKind = 'like' | 'exactLike' | 'glob';

export interface TextRange {
	/** Included. */
	readonly lower: string;
	/** Not included; undefined: there is no end. */
	readonly upper: string | undefined;
}

/** Undefined: the pattern begins with a wildcard. */
export function rangeOfPattern(
	kind: PatternKind,
	pattern: string,
	escape: string | undefined,
): TextRange | undefined {
	const prefix = prefixOfPattern(kind, pattern, escape);
	if (prefix === '') return undefined;
	const lower = kind === 'like' ? foldAscii(prefix) : prefix;
	return { lower, upper: behindPrefix(lower) };
}

/** The characters before the first wildcard. */
export function prefixOfPattern(
	kind: PatternKind,
	pattern: string,
	escape: string | undefined,
): string {
	const wildcards = kind === 'glob' ? '*?[' : '%_';
	let prefix = '';
	let isEscaped = false;
	for (const character of pattern) {
		if (character === '\0') break;
		if (!isEscaped) {
			if (character === escape) {
				isEscaped = true;
				continue;
			}
			if (wildcards.includes(character)) break;
		}
		isEscaped = false;
		prefix += character;
	}
	return prefix;
}

/** The least text behind all that begin so, in the order of code points. */
function behindPrefix(prefix: string): string | undefined {
	const isPair = (prefix.codePointAt(prefix.length - 2) ?? 0) > 0xffff;
	const last = prefix.slice(isPair ? -2 : -1);
	const point = last.codePointAt(0) as number;
	const isSurrogate = point >= 0xd800 && point <= 0xdfff;
	if (point === 0x10ffff || isSurrogate) return undefined;
	const next = point === 0xd7ff ? 0xe000 : point + 1;
	return prefix.slice(0, prefix.length - last.length) + String.fromCodePoint(next);
}
