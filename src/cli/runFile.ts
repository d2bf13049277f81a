/** `sqlnb run`: reads a notebook, runs its cells in a session of its own, prints what they give. */

import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { printLiteral } from '../engine/index.js';
import { nodeFiles } from '../notebook/csv/nodeFiles.js';
import { cellStarts, positionInFile, type FilePosition } from '../notebook/format/cellPositions.js';
import { holdsSql } from '../notebook/format/cellText.js';
import { readHeader } from '../notebook/format/header.js';
import type { Cell, NotebookFile } from '../notebook/format/model.js';
import { openNotebook, type OpenNotebook } from '../notebook/session/openNotebook.js';
import type { CellParameter, CellRunOutcome } from '../notebook/session/session.js';
import { readOwnNotebook } from './input.js';
import { printerFor, type OutputFormat } from './printers.js';

export interface RunOptions {
	readonly format: OutputFormat;
	readonly maxRows: number;
	readonly parameters: ReadonlyMap<string, string>;
	readonly keepGoing: boolean;
}

export async function runFile(file: string, options: RunOptions): Promise<number> {
	const notebook = readOwnNotebook(file);
	const folder = file === '-' ? process.cwd() : path.dirname(path.resolve(file));
	const opened = openNotebook({
		files: nodeFiles({ folder: () => folder, isTrusted: () => true }),
		layeredCells: true,
		firstPageRows: 0,
		isCancelled: () => false,
		pause: () => setImmediate(),
		eventLimit: 0,
		listener: {},
	});
	try {
		return (await runCells(notebook, opened, file, options)) ? 0 : 1;
	} finally {
		opened.close();
	}
}

async function runCells(
	notebook: NotebookFile,
	{ session }: OpenNotebook,
	file: string,
	options: RunOptions,
): Promise<boolean> {
	const printer = printerFor(options.format, { maxRows: options.maxRows });
	const parameters = parametersOf(notebook, options.parameters);
	const starts = cellStarts(notebook);
	let isOk = true;
	for (const [index, cell] of notebook.cells.entries()) {
		if (!holdsSql(cell.kind)) {
			printer.text(cell);
			if (cell.kind !== 'markdown') {
				console.error(`sqlnb: ${cellLabel(cell, index)}: cells of kind [${cell.kind}] do not run`);
			}
			continue;
		}
		const { id: cellId, source, name, kind } = cell;
		const outcome = await session.runCell({ cellId, source, name, kind, parameters });
		printer.cell(cell, outcome, session.results);
		for (const notice of outcome.notices)
			console.error(`sqlnb: ${cellLabel(cell, index)}: ${notice}`);
		session.results.clear();
		if (outcome.status === 'ok') continue;
		isOk = false;
		reportFailure(file, cell, starts[index] ?? { line: 1, column: 1 }, outcome);
		if (!options.keepGoing) break;
	}
	printer.end();
	return isOk;
}

function cellLabel(cell: Cell, index: number): string {
	return `cell ${index + 1}${cell.name === undefined ? '' : ` (${cell.name})`}`;
}

function parametersOf(
	notebook: NotebookFile,
	given: ReadonlyMap<string, string>,
): readonly CellParameter[] {
	const own = readHeader(notebook.header).parameters.filter(({ name }) => !given.has(name));
	const isNumber = (text: string) => /^-?\d+(?:\.\d+)?$/.test(text);
	return [
		...own,
		...[...given].map(([name, text]) => ({
			name,
			defaultValue: isNumber(text) ? text : printLiteral(text),
		})),
	];
}

/** FILE:LINE:COLUMN, the line, and a mark below the place. */
function reportFailure(
	file: string,
	cell: Cell,
	start: FilePosition,
	outcome: CellRunOutcome,
): void {
	const failed = outcome.outputs.at(-1);
	if (failed?.type !== 'error' && failed?.type !== 'assert') return;
	const { error } = failed;
	const span = error?.span ?? failed.span;
	const { line, column } = positionInFile(start, cell.source, span.start);
	const message = error
		? `${error.message} (${error.code})`
		: `assertion failed: ${failed.type === 'assert' ? (failed.detail ?? '') : ''}`;
	const lineStart = cell.source.lastIndexOf('\n', span.start - 1) + 1;
	const lineEnd = cell.source.indexOf('\n', span.start);
	const text = cell.source.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
	const before = cell.source.slice(lineStart, span.start).replace(/[^\t]/g, ' ');
	const length = Math.max(1, Math.min(span.end - span.start, text.length - before.length));
	console.error(`${file}:${line}:${column}: error: ${message}`);
	if (text.length <= 500) console.error(`  ${text}\n  ${before}${'^'.repeat(length)}`);
	if (error?.hint !== undefined) console.error(`  hint: ${error.hint}`);
}
