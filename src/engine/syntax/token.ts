/**
 * Token kinds and the character classes of SQLite's tokenizer.
 *
 * Kinds are strings: engines compare interned strings by pointer, and `accept(p, 'from')` reads well.
 */
import type { Keyword } from './keywords.js';

export type TokenKind =
	/** A bare name that is no keyword, or anything in "...", [...] or `...`. */
	| 'identifier'
	/** '...' */
	| 'string'
	| 'blob'
	| 'integer'
	| 'float'
	/** ?, ?1, :a, @a, $a */
	| 'variable'
	| Punctuation
	| Keyword
	/** What cannot be a token: an unclosed quote, `12abc`, a stray character. */
	| 'illegal'
	/** Behind the last token. */
	| 'eof';

/** `==` has kind '=', `!=` has kind '<>'. */
export type Punctuation =
	| '('
	| ')'
	| ','
	| ';'
	| '.'
	| '+'
	| '-'
	| '*'
	| '/'
	| '%'
	| '='
	| '<'
	| '<='
	| '>'
	| '>='
	| '<>'
	| '<<'
	| '>>'
	| '&'
	| '|'
	| '||'
	| '~'
	| '->'
	| '->>';

/** What of a token may serve as a name; strings are tested by kind. */
export const enum NameClass {
	none = 0,
	/** An identifier or a fallback keyword: a name everywhere. */
	anywhere = 1,
	/** JOIN keywords and INDEXED: a name, but no alias without AS. */
	notAlias = 2,
}

const space = 1;
const digit = 2;
const hexDigit = 4;
const identifierPart = 8;
const identifierStart = 16;

/** Classes of the ASCII characters; everything beyond may start an identifier. */
const classes = new Uint8Array(128);
for (const code of [9, 10, 12, 13, 32]) classes[code] = space;
for (let code = 48; code <= 57; code++) classes[code] = digit | hexDigit | identifierPart;
for (let code = 65; code <= 90; code++) {
	const hex = code <= 70 ? hexDigit : 0;
	classes[code] = identifierPart | identifierStart | hex;
	classes[code + 32] = identifierPart | identifierStart | hex;
}
classes[95] = identifierPart | identifierStart; // _
classes[36] = identifierPart; // $

// A code of NaN (past the end) belongs to no class: every comparison with it is false.

export function isSpace(code: number): boolean {
	return code < 128 && ((classes[code] as number) & space) !== 0;
}

export function isDigit(code: number): boolean {
	return code >= 48 && code <= 57;
}

export function isHexDigit(code: number): boolean {
	return code < 128 && ((classes[code] as number) & hexDigit) !== 0;
}

export function isIdentifierPart(code: number): boolean {
	return code >= 128 || (code < 128 && ((classes[code] as number) & identifierPart) !== 0);
}

export function isIdentifierStart(code: number): boolean {
	return code >= 128 || (code < 128 && ((classes[code] as number) & identifierStart) !== 0);
}
