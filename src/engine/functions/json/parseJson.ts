/**
 * JSON text to nodes. Takes JSON5 as SQLite does (comments, unquoted and single-quoted keys, trailing commas,
 * hexadecimal, Infinity) and tells whether the text was standard JSON. At most 1000 levels deep.
 */

import { untilZero } from '../scalar/text.js';
import { JSON_FALSE, JSON_NULL, JSON_TRUE } from './jsonNode.js';
import type { JsonMember, JsonNode, JsonScalar } from './jsonNode.js';

export type ParsedJson =
	| { readonly isValid: true; readonly node: JsonNode; readonly isStandard: boolean }
	| { readonly isValid: false; readonly errorAt: number };

const MAX_DEPTH = 1000;
const CACHED_TEXTS = 8;
const CACHED_LENGTH = 100000;
const cache = new Map<string, ParsedJson>();

/** The last few texts are remembered: several functions often read the same value of a row. */
export function parseJson(text: string): ParsedJson {
	const known = cache.get(text);
	if (known !== undefined) return known;
	const parsed = parseNow(text);
	if (text.length <= CACHED_LENGTH) {
		if (cache.size >= CACHED_TEXTS) cache.delete(cache.keys().next().value as string);
		cache.set(text, parsed);
	}
	return parsed;
}

class JsonSyntaxError extends Error {
	readonly at: number;
	constructor(at: number) {
		super('malformed JSON');
		this.at = at;
	}
}

function parseNow(written: string): ParsedJson {
	const text = untilZero(written);
	const reader: Reader = { text, at: 0, isStandard: true, mark: 0, itemStart: 0 };
	try {
		skipSpace(reader);
		if (reader.at >= text.length) return { isValid: false, errorAt: 0 };
		const node = readValue(reader, 0);
		skipSpace(reader);
		if (reader.at < text.length) return { isValid: false, errorAt: reader.mark };
		return { isValid: true, node, isStandard: reader.isStandard };
	} catch (error) {
		if (error instanceof JsonSyntaxError) return { isValid: false, errorAt: error.at };
		throw error;
	}
}

interface Reader {
	readonly text: string;
	at: number;
	isStandard: boolean;
	/**
	 * The last closing character, comma or colon that stood where a value could have: SQLite's error position for
	 * what stands behind a whole document.
	 */
	mark: number;
	/** Behind the brace or comma before the current item. */
	itemStart: number;
}

const PLAIN_SPACE = /[ \t\n\r]*/y;
const WIDE_SPACE =
	/(?:[\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]|\/\*[\s\S]*?\*\/|\/\/[^\n\r\u2028\u2029]*)*/y;

/** True when there was more than JSON's own space. */
function skipSpace(reader: Reader): boolean {
	const unit = reader.text.charCodeAt(reader.at);
	// Above space, and neither a slash nor a wide character: nothing to skip.
	if (unit > 32 && unit !== 47 && unit < 128) return false;
	reader.at = endOf(PLAIN_SPACE, reader);
	const wide = endOf(WIDE_SPACE, reader);
	if (wide === reader.at) return false;
	reader.at = wide;
	reader.isStandard = false;
	return true;
}

/** Where a sticky pattern's match ends; the current place when it does not match. */
function endOf(pattern: RegExp, reader: Reader): number {
	pattern.lastIndex = reader.at;
	return pattern.test(reader.text) ? pattern.lastIndex : reader.at;
}

function readValue(reader: Reader, depth: number): JsonNode {
	const unit = reader.text.charCodeAt(reader.at);
	switch (unit) {
		case 123:
			return readObject(reader, depth + 1);
		case 91:
			return readArray(reader, depth + 1);
		case 34:
		case 39:
			return readString(reader);
		default:
			return readWord(reader) ?? readNumber(reader);
	}
}

function enter(reader: Reader, depth: number): void {
	if (depth > MAX_DEPTH) throw new JsonSyntaxError(reader.at);
	reader.at++;
	reader.itemStart = reader.at;
	skipSpace(reader);
}

/** At a comma or the closing character; true when the list goes on. */
function nextItem(reader: Reader, close: number): boolean {
	const plainEnd = endOf(PLAIN_SPACE, reader);
	const isWide = skipSpace(reader);
	const unit = reader.text.charCodeAt(reader.at);
	if (unit !== 44 && unit !== close) throw new JsonSyntaxError(plainEnd);
	if (isWide) reader.mark = reader.at;
	reader.at++;
	if (unit === close) return false;
	const from = reader.at;
	skipSpace(reader);
	if (reader.text.charCodeAt(reader.at) !== close) {
		reader.itemStart = from;
		return true;
	}
	reader.isStandard = false;
	reader.mark = reader.at++;
	return false;
}

function readArray(reader: Reader, depth: number): JsonNode {
	enter(reader, depth);
	const items: JsonNode[] = [];
	if (reader.text.charCodeAt(reader.at) === 93) {
		reader.mark = reader.at++;
		return { kind: 'array', items };
	}
	do items.push(readExpected(reader, depth, reader.itemStart));
	while (nextItem(reader, 93));
	return { kind: 'array', items };
}

function readObject(reader: Reader, depth: number): JsonNode {
	enter(reader, depth);
	const members: JsonMember[] = [];
	if (reader.text.charCodeAt(reader.at) === 125) {
		reader.mark = reader.at++;
		return { kind: 'object', members };
	}
	do {
		const key = readKey(reader);
		readColon(reader, depth);
		const from = reader.at;
		skipSpace(reader);
		members.push({ key, value: readExpected(reader, depth, from) });
	} while (nextItem(reader, 125));
	return { kind: 'object', members };
}

/** Where something else stands, it is parsed first: its own error comes before the missing colon. */
function readColon(reader: Reader, depth: number): void {
	const plainEnd = endOf(PLAIN_SPACE, reader);
	const isWide = skipSpace(reader);
	if (reader.text.charCodeAt(reader.at) !== 58) {
		readExpected(reader, depth, plainEnd);
		throw new JsonSyntaxError(plainEnd);
	}
	if (isWide) reader.mark = reader.at;
	reader.at++;
}

const CLOSING = ',:]}';

/** A value; where none begins, the error is at `from`, before the space. */
function readExpected(reader: Reader, depth: number, from: number): JsonNode {
	const character = reader.text.charAt(reader.at);
	if (character === '' || CLOSING.includes(character)) throw new JsonSyntaxError(from);
	return readValue(reader, depth);
}

const IDENTIFIER =
	/(?:[A-Za-z_$]|[^\u0000-\u007f\s]|\\u[0-9a-fA-F]{4})(?:[A-Za-z0-9_$]|[^\u0000-\u007f\s]|\\u[0-9a-fA-F]{4})*/y;

function readKey(reader: Reader): JsonScalar {
	const unit = reader.text.charCodeAt(reader.at);
	if (unit === 34 || unit === 39) return readString(reader);
	const { itemStart } = reader;
	const end = endOf(IDENTIFIER, reader);
	const isWord = end > reader.at && readWord(reader) !== undefined;
	if (isWord || end === reader.at) {
		// Another value where a key is due.
		if (!isWord) readValue(reader, MAX_DEPTH - 1);
		throw new JsonSyntaxError(itemStart);
	}
	const raw = reader.text.slice(reader.at, end);
	reader.at = end;
	reader.isStandard = false;
	return { kind: raw.includes('\\') ? 'textJ' : 'text', raw };
}

function readString(reader: Reader): JsonScalar {
	const { text } = reader;
	const quote = text.charCodeAt(reader.at);
	const start = reader.at + 1;
	let kind: 'text' | 'textJ' | 'text5' = 'text';
	let at = start;
	for (; ; at++) {
		const unit = text.charCodeAt(at);
		if (unit === quote) break;
		if (unit === 92) {
			const size = escapeSize(text, at + 1);
			if (size.isJson5) kind = 'text5';
			else if (kind === 'text') kind = 'textJ';
			at += size.length;
		} else if (unit === 34) {
			kind = 'text5';
		} else if (!(unit > 31)) {
			// Not a number: the text has ended.
			if (at >= text.length || unit === 0) throw new JsonSyntaxError(at);
			kind = 'text5';
		}
	}
	if (quote === 39 || kind === 'text5') reader.isStandard = false;
	reader.at = at + 1;
	return { kind, raw: text.slice(start, at) };
}

const JSON_ESCAPES = '"\\/bfnrt';
const JSON5_ESCAPES = "'v\n\u2028\u2029";

/** Characters behind the backslash that belong to the escape. */
function escapeSize(text: string, at: number): { length: number; isJson5: boolean } {
	const letter = text.charAt(at);
	if (letter !== '' && JSON_ESCAPES.includes(letter)) return { length: 1, isJson5: false };
	if (letter === 'u') {
		if (!/^[0-9a-fA-F]{4}/.test(text.slice(at + 1, at + 5))) throw new JsonSyntaxError(at);
		return { length: 5, isJson5: false };
	}
	if (letter === 'x') {
		if (!/^[0-9a-fA-F]{2}/.test(text.slice(at + 1, at + 3))) throw new JsonSyntaxError(at);
		return { length: 3, isJson5: true };
	}
	if (letter === '\r') return { length: text[at + 1] === '\n' ? 2 : 1, isJson5: true };
	const isZero = letter === '0' && !/[0-9]/.test(text.charAt(at + 1));
	if (letter === '' || (!isZero && !JSON5_ESCAPES.includes(letter))) {
		throw new JsonSyntaxError(at);
	}
	return { length: 1, isJson5: true };
}

const WORDS: readonly (readonly [RegExp, JsonScalar, isStandard: boolean])[] = [
	[/null(?![A-Za-z0-9_])/y, JSON_NULL, true],
	[/true(?![A-Za-z0-9_])/y, JSON_TRUE, true],
	[/false(?![A-Za-z0-9_])/y, JSON_FALSE, true],
	[/[+]?inf(?:inity)?(?![A-Za-z0-9])/iy, { kind: 'float', raw: '9e999' }, false],
	[/-inf(?:inity)?(?![A-Za-z0-9])/iy, { kind: 'float', raw: '-9e999' }, false],
	[/[qs]?nan(?![A-Za-z0-9])/iy, JSON_NULL, false],
];
const WORD_STARTS = 'ntfiINqQsSF+-';

function readWord(reader: Reader): JsonScalar | undefined {
	if (!WORD_STARTS.includes(reader.text.charAt(reader.at) || ' ')) return undefined;
	for (const [pattern, node, isStandard] of WORDS) {
		const end = endOf(pattern, reader);
		if (end === reader.at) continue;
		reader.at = end;
		if (!isStandard) reader.isStandard = false;
		return node;
	}
	return undefined;
}

const JSON_NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const JSON5_NUMBER =
	/[+-]?(?:(0[xX][0-9a-fA-F]+)|(?:(?:0|[1-9][0-9]*)(\.[0-9]*)?|(\.[0-9]+))([eE][+-]?[0-9]+)?)/y;

function readNumber(reader: Reader): JsonScalar {
	const standardEnd = endOf(JSON_NUMBER, reader);
	JSON5_NUMBER.lastIndex = reader.at;
	const match = JSON5_NUMBER.exec(reader.text);
	if (match === null) {
		// A sign and a point have been taken for a number by then.
		const isBegun = /^[+-]\./.test(reader.text.slice(reader.at, reader.at + 2));
		throw new JsonSyntaxError(isBegun ? reader.at + 2 : reader.at);
	}
	const end = reader.at + match[0].length;
	const raw = match[0].startsWith('+') ? match[0].slice(1) : match[0];
	const isStandard = end === standardEnd && raw.length === match[0].length;
	if (!isStandard) reader.isStandard = false;
	// 012: the error is at the digit behind the zero; of -012 at the zero.
	const hasLeadingZero = /^[+-]?0$/.test(match[0]) && /[0-9]/.test(reader.text.charAt(end));
	if (hasLeadingZero) throw new JsonSyntaxError(match[0].length > 1 ? end - 1 : end);
	if (reader.text.charAt(end) === '.') throw new JsonSyntaxError(end);
	if (/[eE]/.test(reader.text.charAt(end)) && match[1] === undefined) {
		throw new JsonSyntaxError(/[+-]/.test(reader.text.charAt(end + 1)) ? end + 1 : end);
	}
	reader.at = end;
	const isFloat = (match[2] ?? match[3] ?? match[4]) !== undefined;
	const isJson5 = match[1] !== undefined || !/^-?[0-9]+(\.[0-9]+)?(?:[eE]|$)/.test(raw);
	const kind = isFloat ? (isJson5 ? 'float5' : 'float') : isJson5 ? 'int5' : 'int';
	return { kind, raw };
}
