/**
 * SQL that stands before any marker: in one of our files one cell, in a plain script a cell a statement.
 *
 * Comments belong to the statement after them; a block comment that begins with `markdown` (another
 * notebook extension's habit) is a cell of its own. before + every body and gap is the text again.
 */

import { splitStatements } from '../../engine/index.js';

export interface PlainPart {
	readonly body: string;
	readonly gap: string;
	/** Where the gap ends in the text. */
	readonly end: number;
}

export interface PlainSql {
	/** Blanks before the first part. */
	readonly before: string;
	readonly parts: readonly PlainPart[];
}

/** Splits text.slice(start, end). */
export function splitPlainSql(
	text: string,
	start: number,
	end: number,
	how: 'asOneCell' | 'byStatement',
): PlainSql {
	const plain = text.slice(start, end);
	const ends = how === 'asOneCell' ? [] : partEnds(plain);
	const before = /^\s*/.exec(plain)?.[0] ?? '';
	const parts: PlainPart[] = [];
	let at = before.length;
	for (const partEnd of [...ends, plain.length]) {
		if (partEnd <= at) continue;
		const body = plain.slice(at, partEnd).trimEnd();
		const bodyEnd = at + body.length;
		at = bodyEnd + (/^\s*/.exec(plain.slice(bodyEnd))?.[0].length ?? 0);
		parts.push({ body, gap: plain.slice(bodyEnd, at), end: start + at });
	}
	return { before, parts };
}

const MARKDOWN_COMMENT = /^\s*\/\*\s*markdown\b[\s\S]*?\*\//;
/** What may stand between a statement and its semicolon. */
const TO_SEMICOLON = /(?:\s|--[^\n]*|\/\*[\s\S]*?\*\/)*;/y;
/** A comment on the same line still speaks of the statement. */
const REST_OF_LINE = /[^\S\n]*--[^\n]*/y;

function partEnds(text: string): number[] {
	const ends: number[] = [];
	let previous = 0;
	for (const statement of splitStatements(text)) {
		for (;;) {
			const comment = MARKDOWN_COMMENT.exec(text.slice(previous, statement.start))?.[0];
			if (comment === undefined) break;
			previous += comment.length;
			ends.push(previous);
		}
		TO_SEMICOLON.lastIndex = statement.end;
		const end = statement.end + (TO_SEMICOLON.exec(text)?.[0].length ?? 0);
		REST_OF_LINE.lastIndex = end;
		previous = end + (REST_OF_LINE.exec(text)?.[0].length ?? 0);
		ends.push(previous);
	}
	return ends;
}
