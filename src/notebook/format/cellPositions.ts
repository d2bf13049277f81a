/** Where cells stand in their file: turns a place in a cell's source into a line and column of the file. */

import { encodeBody } from './cellText.js';
import { parseMarker } from './marker.js';
import type { Cell, NotebookFile } from './model.js';

/** From 1, as editors and compilers count. */
export interface FilePosition {
	readonly line: number;
	readonly column: number;
}

/** Where the first character of each cell's source stands. Precondition: the cells are as read. */
export function cellStarts(file: NotebookFile): readonly FilePosition[] {
	let at: FilePosition = advance({ line: 1, column: 1 }, file.header);
	return file.cells.map(cell => {
		const start = advance(at, cell.origin?.marker ?? '');
		at = advance(start, bodyOf(cell) + (cell.origin?.gap ?? '\n'));
		return start;
	});
}

/** `offset` counts in the cell's source; escaped marker lines and Markdown prefixes are not counted in. */
export function positionInFile(start: FilePosition, source: string, offset: number): FilePosition {
	return advance(start, source.slice(0, offset));
}

function bodyOf(cell: Cell): string {
	const { origin, kind, source } = cell;
	if (origin?.body !== undefined) return origin.body;
	const isUnclosed = origin ? parseMarker(origin.marker.trimEnd()).isUnclosed : false;
	return encodeBody(source, { kind, isUnclosed }, '\n');
}

function advance(from: FilePosition, text: string): FilePosition {
	let lines = 0;
	let lineStart = 0;
	for (;;) {
		const lineEnd = text.indexOf('\n', lineStart);
		if (lineEnd < 0) break;
		lines++;
		lineStart = lineEnd + 1;
	}
	const column = text.length - lineStart;
	return lines === 0
		? { line: from.line, column: from.column + column }
		: { line: from.line + lines, column: column + 1 };
}
