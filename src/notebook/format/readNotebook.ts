/**
 * Reads a notebook file: our own percent SQL, plain SQL as an import, any other product's as foreign.
 *
 * Never throws and never empties: what cannot be read comes back as foreign with the reason. Writing the
 * result untouched gives the same bytes. An empty file is a new notebook.
 */

import { decodeBody, encodeBody, gapOf, holdsSql } from './cellText.js';
import { derivedCellId } from './cellId.js';
import { sniffForeignBytes, sniffForeignText } from './foreign/sniff.js';
import { parseMarker, type Marker } from './marker.js';
import type { Cell, Eol, ReadResult } from './model.js';
import { nextMarker, nextMarkerLine } from './scanMarkers.js';
import { splitPlainSql } from './plainSql.js';

export interface ReadOptions {
	/** The file's name says it is plain SQL (.sql): nothing is taken for another product's format. */
	readonly isPlainSql?: boolean;
}

export function readNotebook(bytes: Uint8Array, options: ReadOptions = {}): ReadResult {
	const foreign = sniffForeignBytes(bytes);
	if (foreign) return foreign;
	return parseNotebook(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), options);
}

export function parseNotebook(fullText: string, options: ReadOptions = {}): ReadResult {
	const hasBom = fullText.startsWith('\ufeff');
	const text = hasBom ? fullText.slice(1) : fullText;
	const eol = eolOf(text);
	const hasMagic = /^-- sqlnb:/.test(text);
	const firstMarker = nextMarker(text, 0);
	if (!options.isPlainSql || hasMagic) {
		const foreign = sniffForeignText(text, { hasMarkers: firstMarker >= 0 });
		if (foreign) return foreign;
	}
	const preambleEnd = firstMarker < 0 ? text.length : firstMarker;
	const headerEnd = hasMagic || firstMarker >= 0 ? endOfHeader(text, preambleEnd) : 0;
	const how = hasMagic || firstMarker >= 0 ? 'asOneCell' : 'byStatement';
	const plain = splitPlainSql(text, headerEnd, preambleEnd, how);
	const reader = new CellReader(eol);
	for (const part of plain.parts) {
		reader.addUnmarked(part.body, part.gap, part.end === text.length);
	}
	if (firstMarker >= 0) readMarked(text, firstMarker, reader);
	const header = text.slice(0, headerEnd) + plain.before;
	return { kind: 'notebook', file: { hasBom, eol, header, cells: reader.finish() } };
}

function eolOf(text: string): Eol {
	const lineEnd = text.indexOf('\n');
	return lineEnd > 0 && text[lineEnd - 1] === '\r' ? '\r\n' : '\n';
}

/**
 * The header is the comment lines at the top, up to a blank line (blank lines included); all of the
 * preamble when it holds nothing but comments.
 */
function endOfHeader(text: string, preambleEnd: number): number {
	let at = 0;
	let afterBlank: number | undefined;
	let isOver = false;
	while (at < preambleEnd) {
		const lineEnd = text.indexOf('\n', at);
		const next = lineEnd < 0 || lineEnd >= preambleEnd ? preambleEnd : lineEnd + 1;
		const line = text.slice(at, next).trim();
		if (line === '') {
			if (!isOver) afterBlank = next;
		} else {
			if (!line.startsWith('--')) return afterBlank ?? at;
			isOver = afterBlank !== undefined;
		}
		at = next;
	}
	return preambleEnd;
}

function readMarked(text: string, firstMarker: number, reader: CellReader): void {
	let at = firstMarker;
	while (at >= 0) {
		const lineEnd = text.indexOf('\n', at);
		const bodyStart = lineEnd < 0 ? text.length : lineEnd + 1;
		const markerText = text.slice(at, bodyStart);
		const marker = parseMarker(markerText.trimEnd());
		const isLexed = holdsSql(marker.kind) && !marker.isUnclosed;
		const next = isLexed ? nextMarker(text, bodyStart) : nextMarkerLine(text, bodyStart);
		reader.addMarked(
			marker,
			markerText,
			text.slice(bodyStart, next < 0 ? undefined : next),
			next < 0,
		);
		at = next;
	}
}

/** Collects cells; ids are settled at the end, when every written one is known. */
class CellReader {
	readonly #cells: (Omit<Cell, 'id'> & { readonly id: string | undefined })[] = [];
	readonly #eol: Eol;

	constructor(eol: Eol) {
		this.#eol = eol;
	}

	addMarked(marker: Marker, markerText: string, block: string, isLast: boolean): void {
		const gap = gapOf(block, isLast);
		const body = block.slice(0, block.length - gap.length);
		this.#add(marker, markerText, body, gap, isLast);
	}

	addUnmarked(body: string, gap: string, isLast: boolean): void {
		const isMarkdown = /^\s*\/\*\s*markdown\b[^*]*(?:\*(?!\/)[^*]*)*\*\/\s*$/.test(body);
		const marker = { ...parseMarker('-- %%'), kind: isMarkdown ? 'markdown' : 'sql' };
		this.#add(marker, '', body, gap, isLast);
	}

	#add(marker: Marker, markerText: string, body: string, gap: string, isLast: boolean): void {
		const source = decodeBody(body, marker);
		const isPlain = encodeBody(source, marker, this.#eol) === body;
		this.#cells.push({
			kind: marker.kind,
			name: marker.name,
			id: marker.id,
			attributes: marker.attributes,
			source,
			origin: { marker: markerText, body: isPlain ? undefined : body, gap, wasLast: isLast },
		});
	}

	finish(): Cell[] {
		const taken = new Set(this.#cells.map(cell => cell.id ?? ''));
		const seen = new Set<string>();
		return this.#cells.map((cell, position) => {
			let id = cell.id;
			if (id === undefined || seen.has(id)) {
				id = derivedCellId(cell.source, position, taken);
				taken.add(id);
			}
			seen.add(id);
			return { ...cell, id };
		});
	}
}
