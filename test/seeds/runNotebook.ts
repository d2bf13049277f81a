/** Sample notebooks, run from the first cell to the last. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { nodeFiles } from '../../src/notebook/csv/nodeFiles.js';
import { readNotebook } from '../../src/notebook/format/readNotebook.js';
import { openNotebook } from '../../src/notebook/session/openNotebook.js';
import { decodePage } from '../../src/protocol/pageCodec.js';
import { pageFromJson } from '../../src/protocol/pageJson.js';

/** Runs all cells: the rows of each query, by the cell's name. */
export async function runNotebook(name: string): Promise<Record<string, unknown[][]>> {
	const file = fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
	const read = readNotebook(readFileSync(file));
	const cells = read.kind === 'notebook' ? read.file.cells : assert.fail(name);
	const notebook = openNotebook({
		files: nodeFiles({ folder: () => os.tmpdir(), isTrusted: () => true }),
		layeredCells: true,
		firstPageRows: 20,
		isCancelled: () => false,
		pause: () => Promise.resolve(),
		eventLimit: 100,
		listener: {},
	});
	const results: Record<string, unknown[][]> = {};
	for (const cell of cells) {
		if (cell.kind !== 'sql') continue;
		const { id: cellId, name: cellName = '', source, kind } = cell;
		const result = await notebook.session.runCell({ cellId, source, name: cellName, kind });
		assert.equal(result.status, 'ok', `${name} ${cellName}: ${JSON.stringify(result.outputs)}`);
		for (const output of result.outputs) {
			if (output.type !== 'grid') continue;
			const page = decodePage(pageFromJson(output.firstPage));
			results[cellName] = Array.from({ length: page.rowCount }, (_, row) => page.row(row));
		}
	}
	notebook.close();
	return results;
}
