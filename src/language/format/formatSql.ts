/**
 * Lays SQL out: a clause a line, its parts indented; a short statement on one line.
 *
 * A library does the layout of each statement, of CREATE TRIGGER and MERGE of their parts; what comes of it is taken only when our lexer reads the same tokens and
 * comments in it, so that formatting never changes what SQL means. A statement that cannot be laid out (it has a syntax
 * error, or comments where a line has to be) stays as it is written. Formatting what is formatted changes nothing.
 */

import { findStatement } from '../../engine/index.js';
import type { Layout } from './fragment.js';
import { layOut } from './layOut.js';

export interface FormatOptions {
	/** 'preserve', the default: as written. */
	readonly keywords?: Layout['case'];
	/** Blanks of an indentation; 2 unless given. */
	readonly indent?: number;
}

/** Without a line end behind the last line. */
export function formatSql(text: string, options: FormatOptions = {}): string {
	return formatAll(text, { case: options.keywords ?? 'preserve', indent: options.indent ?? 2 });
}

function formatAll(text: string, layout: Layout): string {
	let out = '';
	let wasLong = false;
	let offset = 0;
	while (offset < text.length) {
		const found = findStatement(text, offset);
		const partEnd = found.isClosed ? endOfLineComment(text, found.end) : text.length;
		const part = formatPart(text, { ...found, offset, partEnd }, layout);
		const isApart = /\n[^\S\n]*\n/.test(/^\s*/.exec(text.slice(offset))?.[0] ?? '');
		const isLong = part.replace(/^(?:\s*--[^\n]*\n)+/, '').includes('\n');
		if (part !== '') {
			if (out !== '') out += isApart || isLong || wasLong ? '\n\n' : '\n';
			out += part;
			wasLong = isLong;
		}
		offset = partEnd;
	}
	return out;
}

interface Part {
	readonly offset: number;
	readonly start: number;
	readonly contentEnd: number;
	readonly partEnd: number;
}

/** Comments that stand before the statement keep their lines; those behind its semicolon stay there. */
function formatPart(text: string, { offset, start, contentEnd, partEnd }: Part, layout: Layout) {
	if (contentEnd <= start) return trimLines(text.slice(offset, partEnd));
	const statement = text.slice(start, contentEnd);
	const behind = text
		.slice(contentEnd, partEnd)
		.trim()
		.replace(/^;\s*(?=\S)/, '; ');
	const inner = layOut(statement, layout, body => formatAll(body, layout));
	const laidOut = (inner ?? statement) + (/^;|^$/.test(behind) ? '' : ' ') + behind;
	const leading = trimLines(text.slice(offset, start));
	if (leading === '') return laidOut;
	return (
		leading + (/\n[^\S\n]*\n[^\S\n]*$/.test(text.slice(offset, start)) ? '\n\n' : '\n') + laidOut
	);
}

function trimLines(text: string): string {
	return text
		.replace(/[^\S\n]+$/gm, '')
		.replace(/\n{3,}/g, '\n\n')
		.trim();
}

/** A comment on the line of the semicolon speaks of the statement before it. */
function endOfLineComment(text: string, end: number): number {
	return end + (/^[^\S\n]*--[^\n]*/.exec(text.slice(end))?.[0].length ?? 0);
}
