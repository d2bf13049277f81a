/** "Convert a copy": the cells of another product's notebook as a new file of ours. */

import { withUniqueIds } from '../cellId.js';
import type { ForeignNotebook, NotebookFile } from '../model.js';
import { newCell, newNotebook } from '../writeNotebook.js';

/** Precondition: the foreign notebook has cells. */
export function convertForeign(foreign: ForeignNotebook): NotebookFile {
	const cells = (foreign.cells ?? []).map(({ kind, source, name }) =>
		newCell(kind, source, '', name === undefined ? undefined : asName(name)),
	);
	return { ...newNotebook(), cells: withUniqueIds(cells) };
}

/** Names of ours are words of a marker line. */
function asName(name: string): string | undefined {
	const words = name.replace(/[[\]=\s]+/g, ' ').trim();
	return words === '' ? undefined : words;
}
