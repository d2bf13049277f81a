/** highlight() and snippet(): a column's text with the words of the query marked, whole or the best part of it. */

import type { RowId } from '../../types/value.js';
import { COLUMN_PLACES } from './evaluate.js';
import type { Evaluated } from './evaluate.js';
import type { ParsedQuery } from './query.js';
import type { Token, Tokenizer } from './tokenizer.js';

/** A phrase in a column. */
interface Hit {
	readonly phrase: number;
	readonly column: number;
	/** Of its first token. */
	readonly start: number;
	/** Behind its last token. */
	readonly end: number;
}

export interface Match {
	readonly query: ParsedQuery;
	readonly result: Evaluated;
	readonly rowid: RowId;
}

export interface Markers {
	readonly open: string;
	readonly close: string;
}

/** Hits of a row by column and position. */
export function hitsOf({ query, result, rowid }: Match): Hit[] {
	const hits: Hit[] = [];
	for (const phrase of query.phrases) {
		for (const place of result.places[phrase.id]?.get(rowid) ?? []) {
			const column = Math.floor(place / COLUMN_PLACES);
			const start = place % COLUMN_PLACES;
			hits.push({ phrase: phrase.id, column, start, end: start + phrase.tokens.length });
		}
	}
	return hits.sort((a, b) => a.column - b.column || a.start - b.start || a.phrase - b.phrase);
}

export function highlight(
	text: string,
	tokenizer: Tokenizer,
	hits: readonly Hit[],
	markers: Markers,
): string {
	const tokens = tokenizer(text);
	return mark(text, tokens, hits, markers, { first: 0, end: Infinity });
}

interface Window {
	/** Tokens first .. end - 1. */
	readonly first: number;
	readonly end: number;
}

/** The text of the window's tokens; at the ends of the text, all there is. */
function mark(
	text: string,
	tokens: readonly Token[],
	hits: readonly Hit[],
	{ open, close }: Markers,
	{ first, end }: Window,
): string {
	const from = first > 0 ? (tokens[first]?.start ?? text.length) : 0;
	const to = end < tokens.length ? (tokens[end - 1]?.end ?? from) : text.length;
	let result = '';
	let at = from;
	for (const span of merged(hits)) {
		if (span.start < first || span.start >= end) continue;
		const opening = tokens[span.start]?.start;
		const closing = tokens[Math.min(span.end, end) - 1]?.end;
		if (opening === undefined || closing === undefined) continue;
		result += text.slice(at, opening) + open + text.slice(opening, closing) + close;
		at = closing;
	}
	return result + text.slice(at, to);
}

/** Hits that overlap are one. */
function merged(hits: readonly Hit[]): { start: number; end: number }[] {
	const spans: { start: number; end: number }[] = [];
	for (const { start, end } of hits) {
		const last = spans.at(-1);
		if (last && start < last.end) last.end = Math.max(last.end, end);
		else spans.push({ start, end });
	}
	return spans;
}

export interface SnippetOptions extends Markers {
	/** Negative: the best one. */
	readonly column: number;
	readonly ellipsis: string;
	readonly tokenCount: number;
}

const MOST_TOKENS = 64;
/** A phrase seen for the first time, and again. */
const NEW_PHRASE = 1000;
const KNOWN_PHRASE = 1;
/** For beginning where a sentence does, or the text. */
const SENTENCE = 100;
const TEXT_START = 120;

interface Choice {
	readonly column: number;
	readonly first: number;
	readonly score: number;
}

export function snippet(
	texts: readonly (string | undefined)[],
	tokenizer: Tokenizer,
	hits: readonly Hit[],
	options: SnippetOptions,
): string {
	const count = Math.min(MOST_TOKENS, Math.max(1, options.tokenCount));
	let best: Choice = { column: Math.max(0, options.column), first: 0, score: 0 };
	for (const [column, text] of texts.entries()) {
		if (options.column >= 0 && options.column !== column) continue;
		const own = hits.filter(hit => hit.column === column);
		const choice = own.length > 0 && bestWindow(column, text ?? '', tokenizer, own, count);
		if (choice && choice.score > best.score) best = choice;
	}
	const text = texts[best.column] ?? '';
	const tokens = tokenizer(text);
	const own = hits.filter(hit => hit.column === best.column);
	const window = { first: best.first, end: best.first + count };
	const before = best.first > 0 ? options.ellipsis : '';
	const behind = window.end < tokens.length ? options.ellipsis : '';
	return before + mark(text, tokens, own, options, window) + behind;
}

/** Windows around each hit, and from the start of its sentence. */
function bestWindow(
	column: number,
	text: string,
	tokenizer: Tokenizer,
	hits: readonly Hit[],
	count: number,
): Choice {
	const tokens = tokenizer(text);
	const sentences = sentenceStarts(text, tokens);
	let best: Choice = { column, first: 0, score: 0 };
	const offer = (first: number, score: number): void => {
		if (score > best.score) best = { column, first, score };
	};
	for (const hit of hits) {
		const around = windowScore(hits, hit.start, count);
		const spare = Math.trunc((count - (around.end - around.start)) / 2);
		offer(Math.max(0, Math.min(around.start - spare, tokens.length - count)), around.score);
		if (tokens.length <= count) continue;
		const sentence = sentences.findLast(start => start <= hit.start) ?? 0;
		if (sentence >= hit.start) continue;
		const bonus = sentence === 0 ? TEXT_START : SENTENCE;
		offer(sentence, windowScore(hits, sentence, count).score + bonus);
	}
	return best;
}

function windowScore(
	hits: readonly Hit[],
	first: number,
	count: number,
): { readonly score: number; readonly start: number; readonly end: number } {
	const seen = new Set<number>();
	let score = 0;
	let start = -1;
	let end = 0;
	for (const hit of hits) {
		if (hit.start < first || hit.start >= first + count) continue;
		score += seen.has(hit.phrase) ? KNOWN_PHRASE : NEW_PHRASE;
		seen.add(hit.phrase);
		if (start < 0) start = hit.start;
		end = hit.end;
	}
	return { score, start, end };
}

/** Positions of the first token, and of those behind a full stop or colon with white space. */
function sentenceStarts(text: string, tokens: readonly Token[]): number[] {
	const starts: number[] = [];
	for (const [position, token] of tokens.entries()) {
		const isStart =
			position === 0 ||
			/[.:][ \t\n\r]+$/.test(text.slice(Math.max(0, token.start - 40), token.start));
		if (isStart) starts.push(position);
	}
	return starts;
}
