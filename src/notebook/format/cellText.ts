/**
 * Between what a cell's body is in the file and what the user edits.
 *
 *   markdown   every line carries `-- `, an empty one `--`; a cell that is one block comment is read too
 *   yaml       the same, so that the file stays a script; lines without it are read as they stand
 *   sql        as it is, but for lines that would be read as a marker: `-- \%%`
 *   others     like sql, without looking at literals
 *
 * decodeBody(encodeBody(source)) is the source; the other way round it holds for text that encodeBody
 * could have written, and the reader keeps the body of any other.
 */

import type { Eol } from './model.js';
import { escapeMarkers, unescapeMarkers } from './scanMarkers.js';

export interface BodyShape {
	readonly kind: string;
	/** The body ends inside a literal, and its marker says so. */
	readonly isUnclosed: boolean;
}

/** Kinds whose markers are looked for outside SQL literals only. */
export function holdsSql(kind: string): boolean {
	return kind === 'sql' || kind === 'assert';
}

export function decodeBody(body: string, shape: BodyShape): string {
	const text = withLf(body);
	if (shape.kind === 'markdown') return decodeMarkdown(text);
	if (shape.kind === 'yaml' && isCommentedOut(text)) return decodeLines(text);
	return unescapeMarkers(text, escapeWhere(shape));
}

export function encodeBody(source: string, shape: BodyShape, eol: Eol): string {
	const text = withLf(source);
	const isComment = shape.kind === 'markdown' || shape.kind === 'yaml';
	const body = isComment ? encodeLines(text) : escapeMarkers(text, escapeWhere(shape));
	return eol === '\n' ? body : body.replaceAll('\n', eol);
}

/** Kinds that a session runs; others are shown. */
export function isRunnable(kind: string): boolean {
	return holdsSql(kind) || kind === 'yaml';
}

/** A lone CR ends a line too, as in editors. */
export function withLf(text: string): string {
	return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

function escapeWhere(shape: BodyShape): 'outsideLiterals' | 'everywhere' {
	return holdsSql(shape.kind) && !shape.isUnclosed ? 'outsideLiterals' : 'everywhere';
}

const BLOCK_COMMENT = /^\s*\/\*+(?:\s*markdown\b)?[^\S\n]*\n?([\s\S]*?)\n?[^\S\n]*\*\/\s*$/;

function decodeMarkdown(text: string): string {
	const block = BLOCK_COMMENT.exec(text)?.[1];
	if (block !== undefined && !block.includes('*/')) return block;
	return decodeLines(text);
}

/** Every line is a comment; a document mark of YAML (`---`) is none. */
function isCommentedOut(text: string): boolean {
	return text.split('\n').every(line => line === '' || /^--(?: |$)/.test(line));
}

function decodeLines(text: string): string {
	return text.split('\n').map(decodeLine).join('\n');
}

function decodeLine(line: string): string {
	if (!line.startsWith('--')) return line;
	const text = line.startsWith('-- ') ? line.slice(3) : line.slice(2);
	return /^\\+%%/.test(text) ? text.slice(1) : text;
}

function encodeLines(text: string): string {
	if (text === '') return '';
	return text
		.split('\n')
		.map(line => (line === '' ? '--' : `-- ${/^\\*%%/.test(line) ? '\\' : ''}${line}`))
		.join('\n');
}

/** What the reader takes off the end of a block: the last line's end and one blank line. */
export function gapOf(block: string, isLast: boolean): string {
	if (/^\r?\n$/.test(block.slice(0, 3))) return block;
	const pattern = isLast ? /\r?\n$/ : /(?:\r?\n){1,2}$/;
	return pattern.exec(block.slice(-4))?.[0] ?? '';
}
