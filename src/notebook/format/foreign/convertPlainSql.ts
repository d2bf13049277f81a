/**
 * A plain SQL script as a new notebook of ours: what stands together is a cell, a blank line begins the next one.
 *
 * That is also how the notebooks of another extension keep their cells in .sql files; their `markdown` block comments
 * come in as Markdown. A file that has markers of ours is a notebook already: it gets ids and the first line.
 */

import { withUniqueIds } from '../cellId.js';
import type { Cell, NotebookFile } from '../model.js';
import { newCell, newNotebook } from '../writeNotebook.js';

export function convertPlainSql(file: NotebookFile): NotebookFile {
	if (file.cells.some(({ origin }) => origin !== undefined && origin.marker !== '')) return file;
	const cells: Cell[] = [];
	let isApart = true;
	for (const { kind, source, origin } of file.cells) {
		const last = cells.at(-1);
		const gap = origin?.gap ?? '';
		if (last && !isApart && last.kind === 'sql' && kind === 'sql') {
			cells[cells.length - 1] = newCell('sql', `${last.source}\n${source}`, '');
		} else cells.push(newCell(kind, source, ''));
		isApart = /\n[^\S\n]*\r?\n/.test(gap);
	}
	return { ...newNotebook(file.eol), cells: withUniqueIds(cells) };
}
