/** Text functions of SQLite: lengths, case, trimming, parts, searching, joining. Characters are code points. */

import { foldAscii, upperAscii } from '../../types/collations.js';
import { toInteger, valueToText } from '../../types/convert.js';
import { LARGEST_INTEGER } from '../../types/numericText.js';
import type { PatternKind } from '../../types/patternPrefix.js';
import { exactLikeMatcher, globMatcher, likeMatcher } from '../../types/textPattern.js';
import { decodeUtf8, encodeUtf8, textOfPoint, utf8Length } from '../../types/utf8.js';
import type { SqlValue } from '../../types/value.js';
import { MAX_TEXT_LENGTH, alias, functionError, scalar, tooBig } from '../define.js';
import type { FunctionContext, ScalarFunction } from '../function.js';

const HAS_SURROGATE = /[\ud800-\udfff]/;

/** Many functions of SQLite see text as C does: up to the first U+0000. */
export function untilZero(text: string): string {
	const end = text.indexOf('\0');
	return end < 0 ? text : text.slice(0, end);
}

/** A byte that is no UTF-8 (types/utf8.ts). */
const HAS_STRAY_BYTE = /(?:^|[^\ud800-\udbff])[\udc80-\udcff]/;
/** Stray continuation bytes belong to the character before them, unless that is ASCII. */
const CHARACTERS = /[\u0000-\u007f]|(?:[\ud800-\udbff][\udc00-\udfff]|[^])(?:[\udc80-\udcbf]*)/g;

/** The characters as SQLite steps through them, also in text that is not well-formed. */
export function charactersOf(text: string): readonly string[] {
	return HAS_STRAY_BYTE.test(text) ? (text.match(CHARACTERS) ?? []) : Array.from(text);
}

/** Number of code points. */
export function countCharacters(text: string): number {
	if (!HAS_SURROGATE.test(text)) return text.length;
	if (HAS_STRAY_BYTE.test(text)) return charactersOf(text).length;
	let count = 0;
	for (let at = 0; at < text.length; at++) {
		if ((text.codePointAt(at) as number) > 0xffff) at++;
		count++;
	}
	return count;
}

/** Bytes that do not continue a character: what widths of format() count. */
export function countLeadingBytes(text: string): number {
	if (!HAS_STRAY_BYTE.test(text)) return countCharacters(text);
	return encodeUtf8(text).reduce((count, byte) => count + ((byte & 0xc0) === 0x80 ? 0 : 1), 0);
}

function length(value: SqlValue): SqlValue {
	if (value === null) return null;
	if (value instanceof Uint8Array) return value.length;
	const text = valueToText(value);
	return countCharacters(untilZero(text));
}

/** Surrogates read as the replacement character; stray bytes as the bits they hold. */
function firstPoint(value: Exclude<SqlValue, null>): SqlValue {
	const text = untilZero(valueToText(value));
	let point = text.codePointAt(0);
	if (point === undefined) return null;
	if (point >= 0xdc80 && point <= 0xdcff) {
		const [lead = 0, ...rest] = encodeUtf8(charactersOf(text)[0] as string);
		if (lead < 0xc0) return lead;
		point = rest.reduce((bits, byte) => ((bits << 6) | (byte & 0x3f)) >>> 0, payloadOf(lead));
		if (point < 0x80) return 0xfffd;
	}
	return point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
}

/** The bits of a leading byte that count. */
function payloadOf(lead: number): number {
	if (lead < 0xe0) return lead & 0x1f;
	if (lead < 0xf0) return lead & 0x0f;
	if (lead < 0xf8) return lead & 0x07;
	return lead < 0xfc ? lead & 0x03 : lead < 0xfe ? lead & 0x01 : 0;
}

function octetLength(value: SqlValue): SqlValue {
	if (value === null) return null;
	return value instanceof Uint8Array ? value.length : utf8Length(valueToText(value));
}

/** [start, end) of substr's arguments in a sequence of `count` characters or bytes. */
function substringRange(
	count: number,
	start: number | bigint,
	size: number | bigint,
): [number, number] {
	let from = Number(start);
	let length = Number(size);
	if (from < 0) {
		from += count;
		if (from < 0) {
			// Near the ends of the 64-bit range only exact arithmetic tells how much is left.
			const left = Number(BigInt(size) + BigInt(start) + BigInt(count));
			length = length < 0 ? length : Math.max(0, left);
			from = 0;
		}
	} else if (from > 0) {
		from--;
	} else if (length > 0) {
		length--;
	}
	if (length < 0) {
		length = Math.min(from, -length);
		from -= length;
	}
	const begin = Math.min(from, count);
	return [begin, Math.min(begin + length, count)];
}

function substring(
	_context: FunctionContext,
	value: SqlValue = null,
	startValue: SqlValue = null,
	sizeValue?: SqlValue,
): SqlValue {
	if (value === null || startValue === null || sizeValue === null) return null;
	const start = toInteger(startValue);
	const size = sizeValue === undefined ? LARGEST_INTEGER : toInteger(sizeValue);
	if (value instanceof Uint8Array) {
		if (value.length === 0) return null;
		const [from, to] = substringRange(value.length, start, size);
		return value.slice(from, to);
	}
	const text = untilZero(valueToText(value));
	if (!HAS_SURROGATE.test(text)) {
		const [from, to] = substringRange(text.length, start, size);
		return text.slice(from, to);
	}
	const characters = charactersOf(text);
	const [from, to] = substringRange(characters.length, start, size);
	return characters.slice(from, to).join('');
}

function instr(haystack: SqlValue, needle: SqlValue): SqlValue {
	if (haystack === null || needle === null) return null;
	if (haystack instanceof Uint8Array && needle instanceof Uint8Array) {
		return findBytes(haystack, needle) + 1;
	}
	const text = valueToText(haystack);
	const part = valueToText(needle);
	if (HAS_STRAY_BYTE.test(part)) return instrByBytes(encodeUtf8(text), encodeUtf8(part));
	const at = text.indexOf(part);
	return at < 0 ? 0 : countCharacters(text.slice(0, at)) + 1;
}

/** Looks at the beginning of each character only, which need not be where the part ends. */
function instrByBytes(text: Uint8Array, part: Uint8Array): number {
	let position = 1;
	for (let at = 0; at + part.length <= text.length; at++) {
		if (at > 0 && ((text[at] as number) & 0xc0) === 0x80) continue;
		if (at > 0) position++;
		if (findBytes(text.subarray(at, at + part.length), part) === 0) return position;
	}
	return 0;
}

function findBytes(haystack: Uint8Array, needle: Uint8Array): number {
	for (let at = 0; at + needle.length <= haystack.length; at++) {
		let same = 0;
		while (same < needle.length && haystack[at + same] === needle[same]) same++;
		if (same === needle.length) return at;
	}
	return -1;
}

function replace(value: SqlValue, from: SqlValue, to: SqlValue): SqlValue {
	if (value === null || from === null) return null;
	const pattern = valueToText(from);
	if (pattern === '' || pattern.charCodeAt(0) === 0) return valueToText(value);
	if (to === null) return null;
	const text = valueToText(value);
	const replacement = valueToText(to);
	if (HAS_STRAY_BYTE.test(pattern)) return replaceBytes(text, pattern, replacement);
	const parts = text.split(pattern);
	const growth = (parts.length - 1) * (replacement.length - pattern.length);
	if (text.length + growth > MAX_TEXT_LENGTH) throw tooBig();
	return parts.join(replacement);
}

/** One unit a byte: searching in such texts finds parts of characters too. */
function replaceBytes(text: string, pattern: string, replacement: string): string {
	const [where, what, by] = [text, pattern, replacement].map(bytesAsUnits) as [
		string,
		string,
		string,
	];
	return unitsToText(where.split(what).join(by));
}

function bytesAsUnits(text: string): string {
	return Array.from(encodeUtf8(text), byte => String.fromCharCode(byte)).join('');
}

function unitsToText(units: string): string {
	return decodeUtf8(Uint8Array.from(units, unit => unit.charCodeAt(0)));
}

/** Trimming where the set or the text holds stray bytes: what the set holds is taken away byte by byte. */
function trimBytes(text: string, set: string, sides: 'both' | 'left' | 'right'): string {
	const parts = charactersOf(set).map(bytesAsUnits);
	let rest = bytesAsUnits(text);
	const strip = (part: (text: string) => string | undefined): void => {
		for (let next = part(rest); next !== undefined; next = part(rest)) rest = next;
	};
	if (sides !== 'right') {
		strip(from => {
			const found = parts.find(part => from !== '' && from.startsWith(part));
			return found === undefined ? undefined : from.slice(found.length);
		});
	}
	if (sides !== 'left') {
		strip(from => {
			const found = parts.find(part => from !== '' && from.endsWith(part));
			return found === undefined ? undefined : from.slice(0, from.length - found.length);
		});
	}
	return unitsToText(rest);
}

function trimmer(sides: 'both' | 'left' | 'right') {
	return (_context: FunctionContext, value: SqlValue = null, set?: SqlValue): SqlValue => {
		if (value === null || set === null) return null;
		const text = valueToText(value);
		const setText = set === undefined ? ' ' : untilZero(valueToText(set));
		if (HAS_STRAY_BYTE.test(setText)) return trimBytes(text, setText, sides);
		const characters = new Set(setText);
		let start = 0;
		let end = text.length;
		if (sides !== 'right') {
			while (start < end) {
				const character = String.fromCodePoint(text.codePointAt(start) as number);
				if (!characters.has(character)) break;
				start += character.length;
			}
		}
		if (sides !== 'left') {
			while (end > start) {
				const isPair = end - start > 1 && (text.codePointAt(end - 2) as number) > 0xffff;
				if (!characters.has(text.slice(isPair ? end - 2 : end - 1, end))) break;
				end -= isPair ? 2 : 1;
			}
		}
		return text.slice(start, end);
	};
}

function likeBy(matcher: typeof likeMatcher, pattern: PatternKind): ScalarFunction {
	const like = scalar('like', [2, 3], (_context, ...args) => {
		const [pattern = null, text = null, escape] = args;
		let escapeCharacter: string | undefined;
		if (args.length === 3) {
			if (escape === null || escape === undefined) return null;
			escapeCharacter = valueToText(escape);
			if (countCharacters(escapeCharacter) !== 1) {
				throw functionError('ESCAPE expression must be a single character');
			}
		}
		if (pattern === null || text === null) return null;
		return matcher(valueToText(pattern), escapeCharacter)(valueToText(text)) ? 1 : 0;
	});
	return { ...like, pattern };
}

/** like() after PRAGMA case_sensitive_like. */
export const caseSensitiveLike = likeBy(exactLikeMatcher, 'exactLike');

function glob(pattern: SqlValue, text: SqlValue): SqlValue {
	if (pattern === null || text === null) return null;
	return globMatcher(valueToText(pattern))(valueToText(text)) ? 1 : 0;
}

function char(_context: FunctionContext, ...args: SqlValue[]): SqlValue {
	let text = '';
	for (const value of args) {
		const point = toInteger(value);
		const isValid = typeof point === 'number' && point >= 0 && point <= 0x10ffff;
		text += textOfPoint(isValid ? point : 0xfffd);
	}
	return text;
}

/** Letter -> digit of the Soundex code; 0 is dropped. */
const SOUNDEX_CODES = '01230120022455012623010202';

function soundex(value: SqlValue): SqlValue {
	const letters = value === null ? '' : valueToText(value).replace(/^[^A-Za-z]+/, '');
	if (letters === '') return '?000';
	let code = (letters[0] as string).toUpperCase();
	let previous = soundexDigit(letters.charCodeAt(0));
	for (let at = 1; at < letters.length && code.length < 4; at++) {
		const digit = soundexDigit(letters.charCodeAt(at));
		if (digit !== '0' && digit !== previous) code += digit;
		previous = digit;
	}
	return code.padEnd(4, '0');
}

function soundexDigit(unit: number): string {
	return SOUNDEX_CODES[(unit | 32) - 97] ?? '0';
}

function concatWithSeparator(_context: FunctionContext, ...args: SqlValue[]): SqlValue {
	const [separator = null, ...rest] = args;
	if (separator === null) return null;
	return rest
		.filter(value => value !== null)
		.map(valueToText)
		.join(valueToText(separator));
}

const substr = scalar('substr', [2, 3], substring);

export const textFunctions: readonly ScalarFunction[] = [
	scalar('length', 1, (_context, value = null) => length(value)),
	scalar('octet_length', 1, (_context, value = null) => octetLength(value)),
	scalar('lower', 1, (_context, value = null) =>
		value === null ? null : foldAscii(valueToText(value)),
	),
	scalar('upper', 1, (_context, value = null) =>
		value === null ? null : upperAscii(valueToText(value)),
	),
	scalar('trim', [1, 2], trimmer('both')),
	scalar('ltrim', [1, 2], trimmer('left')),
	scalar('rtrim', [1, 2], trimmer('right')),
	substr,
	alias('substring', substr),
	scalar('instr', 2, (_context, haystack = null, needle = null) => instr(haystack, needle)),
	scalar('replace', 3, (_context, value = null, from = null, to = null) =>
		replace(value, from, to),
	),
	likeBy(likeMatcher, 'like'),
	// Only indexes of types that serve it give it a meaning.
	scalar('match', 2, () => {
		throw functionError(
			'unable to use function MATCH in the requested context',
			'make the words of the column findable: CREATE INDEX name ON table USING fulltext (column)',
		);
	}),
	{
		...scalar('glob', 2, (_context, pattern = null, text = null) => glob(pattern, text)),
		pattern: 'glob',
	},
	scalar('char', [0, -1], char),
	scalar('unicode', 1, (_context, value = null) => (value === null ? null : firstPoint(value))),
	scalar('soundex', 1, (_context, value = null) => soundex(value)),
	scalar('concat', [1, -1], (_context, ...args) =>
		args.map(value => (value === null ? '' : valueToText(value))).join(''),
	),
	scalar('concat_ws', [2, -1], concatWithSeparator),
];
