/**
 * Writes a notebook file as percent SQL.
 *
 * What was read and not changed is written as it was read; a changed cell changes its own bytes alone.
 * With `ids: 'assign'` (a save) every cell has its id in the marker and the magic line is there; with
 * 'keep' nothing is added, and an untouched file is the same bytes even where ids are missing.
 */

import { decodeBody, encodeBody, gapOf, holdsSql, withLf } from './cellText.js';
import { withUniqueIds } from './cellId.js';
import { isSameMarker, parseMarker, printMarker, type Marker } from './marker.js';
import { MAGIC, type Cell, type CellOrigin, type Eol, type NotebookFile } from './model.js';
import { parseNotebook } from './readNotebook.js';
import { endsUnclosed, nextMarker } from './scanMarkers.js';

export interface WriteOptions {
	readonly ids: 'assign' | 'keep';
}

export function writeNotebook(
	file: NotebookFile,
	options: WriteOptions = { ids: 'assign' },
): Uint8Array {
	return new TextEncoder().encode(printNotebook(file, options));
}

export function printNotebook(
	file: NotebookFile,
	options: WriteOptions = { ids: 'assign' },
): string {
	const cells = options.ids === 'assign' ? withUniqueIds(file.cells) : file.cells;
	const unclosed = cells.map(cell => holdsSql(cell.kind) && endsUnclosed(cell.source));
	const printer = new Printer({ ...file, cells }, options.ids, unclosed);
	// A cell that ends inside a literal needs `unclosed=true`, unless it was read without and still
	// reads the same, which only reading can tell.
	if (!printer.hasUnmarkedUnclosed) return printer.print('asRead');
	const text = printer.print('asRead');
	return readsAs(text, cells) ? text : printer.print('marked');
}

/** A new file: no cells, nothing on disk yet. */
export function newNotebook(eol: Eol = '\n'): NotebookFile {
	return { hasBom: false, eol, header: MAGIC + eol + eol, cells: [] };
}

export function newCell(kind: string, source: string, id: string, name?: string): Cell {
	return { kind, name, id, attributes: '', source, origin: undefined };
}

function readsAs(text: string, cells: readonly Cell[]): boolean {
	const result = parseNotebook(text, { isPlainSql: true });
	return (
		result.kind === 'notebook' &&
		result.file.cells.length === cells.length &&
		result.file.cells.every((cell, index) => cell.source === withLf(cells[index]?.source ?? ''))
	);
}

class Printer {
	readonly #file: NotebookFile;
	readonly #ids: 'assign' | 'keep';
	readonly #unclosed: readonly boolean[];
	readonly hasUnmarkedUnclosed: boolean;

	constructor(file: NotebookFile, ids: 'assign' | 'keep', unclosed: readonly boolean[]) {
		this.#file = file;
		this.#ids = ids;
		this.#unclosed = unclosed;
		this.hasUnmarkedUnclosed = file.cells.some(
			(cell, index) => unclosed[index] && cell.origin && !originMarker(cell.origin)?.isUnclosed,
		);
	}

	print(unclosedCells: 'asRead' | 'marked'): string {
		const { cells, eol } = this.#file;
		let text = '';
		let isFirstMarked = true;
		cells.forEach((cell, index) => {
			const isLast = index === cells.length - 1;
			let isUnclosed = this.#unclosed[index] ?? false;
			if (unclosedCells === 'asRead' && cell.origin) {
				const wasMarked = originMarker(cell.origin)?.isUnclosed ?? false;
				isUnclosed = wasMarked && (isUnclosed || this.#ids === 'keep');
			}
			const marker = this.#marker(cell, isUnclosed, isFirstMarked);
			if (marker !== '') isFirstMarked = false;
			const body = bodyOf(cell, marker, isUnclosed, eol);
			const rest = body + gapAfter(body, marker, cell.origin, isLast, eol);
			const needsLineEnd = marker !== '' && !marker.endsWith('\n') && (rest !== '' || !isLast);
			text += marker + (needsLineEnd ? eol : '') + rest;
		});
		return (this.#file.hasBom ? '\ufeff' : '') + this.#header(text, isFirstMarked) + text;
	}

	#header(body: string, isUnmarked: boolean): string {
		const { eol, header } = this.#file;
		const isPlain = this.#ids === 'keep' && isUnmarked;
		if (isPlain || (this.#ids === 'keep' && header.trim() !== '')) return header;
		if (this.#ids === 'keep' && this.#file.cells.every(cell => cell.origin)) return header;
		let text = header;
		if (!/^-- sqlnb:/.test(header)) text = MAGIC + eol + (header.trim() === '' ? '' : header);
		if (body === '') return text === MAGIC + eol + eol ? MAGIC + eol : text;
		if (!text.endsWith('\n')) text += eol;
		const isOwnFirst = this.#file.cells[0]?.origin === undefined || !header.startsWith(MAGIC);
		return text === MAGIC + eol && isOwnFirst ? text + eol : text;
	}

	#marker(cell: Cell, isUnclosed: boolean, mayBeBare: boolean): string {
		const { kind, name, attributes, origin } = cell;
		const wanted: Marker = { kind, name, attributes, id: cell.id, isUnclosed };
		if (origin === undefined) return printMarker(wanted) + this.#file.eol;
		const read = originMarker(origin);
		const isKept = this.#ids === 'keep';
		if (isKept && !read && mayBeBare && name === undefined) return '';
		const kept: Marker = isKept ? { ...wanted, id: read?.id } : wanted;
		if (read && isSameMarker(read, kept)) return origin.marker;
		return printMarker(kept) + this.#file.eol;
	}
}

function originMarker(origin: CellOrigin): Marker | undefined {
	return origin.marker === '' ? undefined : parseMarker(origin.marker.trimEnd());
}

function bodyOf(cell: Cell, marker: string, isUnclosed: boolean, eol: Eol): string {
	const kept = cell.origin?.body;
	// Under a new marker a body may begin a line that it did not begin before.
	const isSafe = marker === cell.origin?.marker || nextMarker(kept ?? '', 0) < 0;
	if (cell.origin && kept !== undefined && isSafe) {
		const shape = originMarker(cell.origin) ?? { kind: cell.kind, isUnclosed: false };
		if (shape.kind === cell.kind && decodeBody(kept, shape) === withLf(cell.source)) return kept;
	}
	return encodeBody(cell.source, { kind: cell.kind, isUnclosed }, eol);
}

/** The gap as read where the body still ends there, else one blank line between cells. */
function gapAfter(
	body: string,
	marker: string,
	origin: CellOrigin | undefined,
	isLast: boolean,
	eol: Eol,
): string {
	if (origin && origin.wasLast === isLast && (origin.marker === '') === (marker === '')) {
		if (marker === '' || gapOf(body + origin.gap, isLast) === origin.gap) return origin.gap;
	}
	if (body === '') return isLast ? '' : eol;
	return isLast ? eol : eol + eol;
}
