/**
 * LIKE and GLOB. A pattern is compiled once into the segments between its "any sequence" wildcards; each
 * segment is found leftmost in turn, so time is at most text x pattern, never exponential. Compiled patterns
 * are cached. Characters are code points; LIKE ignores the case of ASCII letters only. Text ends at U+0000.
 */

import { foldAscii } from './collations.js';
import { SqlError } from './sqlError.js';
import { utf8Length } from './utf8.js';

export type TextMatcher = (text: string) => boolean;

/** One character position: a code point, any character (`undefined`) or a GLOB set. */
type Element = number | undefined | CharacterSet;

interface CharacterSet {
	readonly isNegated: boolean;
	readonly ranges: readonly { readonly from: number; readonly to: number }[];
}

interface Segment {
	readonly elements: readonly Element[];
	/** The whole segment when it is plain text (folded for LIKE). */
	readonly literal: string | undefined;
}

const MAX_PATTERN_BYTES = 50000;
const CACHE_SIZE = 200;
const likeCache = new Map<string, TextMatcher>();
const exactLikeCache = new Map<string, TextMatcher>();
const globCache = new Map<string, TextMatcher>();

/** `escape` is one character or undefined. */
export function likeMatcher(pattern: string, escape?: string): TextMatcher {
	const key = escape === undefined ? pattern : `${escape}\0${pattern}`;
	return cached(likeCache, key, pattern, () =>
		compile(parseLike(untilZero(pattern), escape?.codePointAt(0), foldPoint), 'ignoreCase'),
	);
}

/** LIKE after PRAGMA case_sensitive_like. */
export function exactLikeMatcher(pattern: string, escape?: string): TextMatcher {
	const key = escape === undefined ? pattern : `${escape}\0${pattern}`;
	return cached(exactLikeCache, key, pattern, () =>
		compile(
			parseLike(untilZero(pattern), escape?.codePointAt(0), point => point),
			'exactCase',
		),
	);
}

export function globMatcher(pattern: string): TextMatcher {
	return cached(globCache, pattern, pattern, () =>
		compile(parseGlob(untilZero(pattern)), 'exactCase'),
	);
}

function cached(
	cache: Map<string, TextMatcher>,
	key: string,
	pattern: string,
	make: () => TextMatcher,
): TextMatcher {
	let matcher = cache.get(key);
	if (matcher !== undefined) return matcher;
	if (pattern.length * 3 > MAX_PATTERN_BYTES && utf8Length(pattern) > MAX_PATTERN_BYTES) {
		throw new SqlError('SQLITE_ERROR', 'LIKE or GLOB pattern too complex');
	}
	matcher = make();
	if (cache.size >= CACHE_SIZE) cache.clear();
	cache.set(key, matcher);
	return matcher;
}

function untilZero(text: string): string {
	const end = text.indexOf('\0');
	return end < 0 ? text : text.slice(0, end);
}

const PERCENT = 37;
const UNDERSCORE = 95;

/** Segments between the wildcards; undefined when nothing can match. */
function parseLike(
	pattern: string,
	escape: number | undefined,
	fold: (point: number) => number,
): Element[][] | undefined {
	const segments: Element[][] = [[]];
	const points = codePoints(pattern);
	for (let at = 0; at < points.length; at++) {
		let point = points[at] as number;
		let element: Element = point;
		if (point === escape) {
			at++;
			if (at >= points.length) return undefined;
			point = points[at] as number;
			element = point;
		} else if (point === PERCENT) {
			segments.push([]);
			continue;
		} else if (point === UNDERSCORE) {
			element = undefined;
		}
		(segments[segments.length - 1] as Element[]).push(
			typeof element === 'number' ? fold(element) : element,
		);
	}
	return segments;
}

function foldPoint(point: number): number {
	return point >= 65 && point <= 90 ? point + 32 : point;
}

function codePoints(text: string): number[] {
	return Array.from(text, character => character.codePointAt(0) as number);
}

function parseGlob(pattern: string): Element[][] | undefined {
	const segments: Element[][] = [[]];
	const points = codePoints(pattern);
	for (let at = 0; at < points.length; at++) {
		const point = points[at] as number;
		const segment = segments[segments.length - 1] as Element[];
		if (point === 42) {
			segments.push([]);
		} else if (point === 63) {
			segment.push(undefined);
		} else if (point === 91) {
			const set = parseSet(points, at + 1);
			if (set === undefined) return undefined;
			segment.push(set.set);
			at = set.end;
		} else {
			segment.push(point);
		}
	}
	return segments;
}

const CARET = 94;
const CLOSE = 93;
const DASH = 45;

/** From behind the opening bracket; `end` is at the closing one. Undefined when it is not closed. */
function parseSet(points: readonly number[], start: number) {
	let at = start;
	const isNegated = points[at] === CARET;
	if (isNegated) at++;
	const ranges: { from: number; to: number }[] = [];
	if (points[at] === CLOSE) {
		ranges.push({ from: CLOSE, to: CLOSE });
		at++;
	}
	let previous: number | undefined;
	for (; at < points.length && points[at] !== CLOSE; at++) {
		const point = points[at] as number;
		const next = points[at + 1];
		if (point === DASH && next !== undefined && next !== CLOSE && previous !== undefined) {
			ranges.push({ from: previous, to: next });
			previous = undefined;
			at++;
		} else {
			ranges.push({ from: point, to: point });
			previous = point;
		}
	}
	if (at >= points.length) return undefined;
	return { set: { isNegated, ranges } satisfies CharacterSet, end: at };
}

function compile(
	parsed: readonly Element[][] | undefined,
	caseRule: 'ignoreCase' | 'exactCase',
): TextMatcher {
	if (parsed === undefined) return () => false;
	const segments = parsed.map(elements => ({ elements, literal: literalOf(elements) }));
	const prepare = caseRule === 'ignoreCase' ? foldAscii : (text: string) => text;
	const first = segments[0] as Segment;
	if (segments.length === 1) {
		const { literal } = first;
		if (literal !== undefined) return text => prepare(untilZero(text)) === literal;
		return raw => {
			const text = prepare(untilZero(raw));
			return matchAt(first, text, 0) === text.length;
		};
	}
	const last = segments[segments.length - 1] as Segment;
	const middle = segments.slice(1, -1).filter(segment => segment.elements.length > 0);
	return raw => {
		const text = prepare(untilZero(raw));
		let at = matchAt(first, text, 0);
		for (const segment of middle) {
			if (at < 0) return false;
			at = findFrom(segment, text, at);
		}
		return at >= 0 && matchesEnd(last, text, at);
	};
}

function literalOf(elements: readonly Element[]): string | undefined {
	let literal = '';
	for (const element of elements) {
		if (typeof element !== 'number') return undefined;
		literal += String.fromCodePoint(element);
	}
	return literal;
}

/** Position behind the segment matched at a position, or -1. */
function matchAt(segment: Segment, text: string, start: number): number {
	if (segment.literal !== undefined) {
		return text.startsWith(segment.literal, start) ? start + segment.literal.length : -1;
	}
	let at = start;
	for (const element of segment.elements) {
		const point = text.codePointAt(at);
		if (point === undefined || !elementMatches(element, point)) return -1;
		at += point > 0xffff ? 2 : 1;
	}
	return at;
}

function elementMatches(element: Element, point: number): boolean {
	if (element === undefined || element === point) return true;
	if (typeof element === 'number') return false;
	const isInside = element.ranges.some(range => point >= range.from && point <= range.to);
	return isInside !== element.isNegated;
}

/** Position behind the leftmost match at or after a position, or -1. */
function findFrom(segment: Segment, text: string, start: number): number {
	if (segment.literal !== undefined) {
		const found = text.indexOf(segment.literal, start);
		return found < 0 ? -1 : found + segment.literal.length;
	}
	for (let at = start; at <= text.length; at += widthAt(text, at)) {
		const end = matchAt(segment, text, at);
		if (end >= 0) return end;
	}
	return -1;
}

function widthAt(text: string, at: number): number {
	return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/** A segment has a fixed number of characters: step that many back from the end. */
function matchesEnd(segment: Segment, text: string, start: number): boolean {
	if (segment.literal !== undefined) {
		return text.length - segment.literal.length >= start && text.endsWith(segment.literal);
	}
	let at = text.length;
	for (let count = segment.elements.length; count > 0; count--) {
		at--;
		if (at > 0 && (text.codePointAt(at - 1) as number) > 0xffff) at--;
	}
	return at >= start && matchAt(segment, text, at) === text.length;
}
