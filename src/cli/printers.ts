/**
 * How `sqlnb run` and `sqlnb export` print: one printer a format.
 *
 *   table     a heading per cell, tables, and what each other statement did
 *   json      one array: {"cell", "rows"} for every result
 *   csv       every result, a blank line between two
 *   markdown  the notebook as a document: its text, its SQL, its results
 *   html      the same as a page
 */

import {
	resultAsCsv,
	resultAsJson,
	resultAsMarkdown,
	resultAsTable,
	type TextResult,
} from '../notebook/export/resultText.js';
import {
	markdownAsHtml,
	noteAsHtml,
	PAGE_END,
	pageStart,
	resultAsHtml,
	sqlAsHtml,
} from '../notebook/export/notebookHtml.js';
import { parseMarker } from '../notebook/format/marker.js';
import type { Cell } from '../notebook/format/model.js';
import type { ResultStore } from '../notebook/session/resultStore.js';
import type { CellRunOutcome } from '../notebook/session/session.js';
import { colorsOf } from './colors.js';

export type OutputFormat = 'table' | 'json' | 'csv' | 'markdown' | 'html';

type Print = (lines: Iterable<string>) => void;

export interface Printer {
	/** A cell that does not run. */
	text(cell: Cell): void;
	cell(cell: Cell, outcome: CellRunOutcome, results: ResultStore): void;
	end(): void;
}

export interface PrinterOptions {
	/** Shown of a result in tables. */
	readonly maxRows: number;
	/** Of a page. */
	readonly title: string;
	readonly print: Print;
}

export function printerFor(format: OutputFormat, options: PrinterOptions): Printer {
	const { maxRows, title, print } = options;
	switch (format) {
		case 'table':
			return tablePrinter(print, maxRows);
		case 'json':
			return jsonPrinter(print);
		case 'csv':
			return csvPrinter(print);
		case 'markdown':
			return markdownPrinter(print, maxRows);
		case 'html':
			return htmlPrinter(print, maxRows, title);
	}
}

const STRETCH = 4096;

function resultsOf(outcome: CellRunOutcome, results: ResultStore): TextResult[] {
	return outcome.outputs.flatMap(output => {
		if (output.type !== 'grid') return [];
		const result = results.get(output.handle);
		const { rowCount } = result;
		function* rows() {
			for (let start = 0; start < rowCount; start += STRETCH) {
				yield* result.rows(start, Math.min(STRETCH, rowCount - start));
			}
		}
		return [{ columns: output.columns.map(({ name }) => name), rowCount, rows: rows() }];
	});
}

/** To be called for every cell: one without a name, and without an id in the file, is known by its place. */
function cellTitles(): (cell: Cell) => string {
	let place = 0;
	return ({ name, id, origin }) => {
		place++;
		const isWritten = parseMarker(origin?.marker.trimEnd() ?? '').id === id;
		return name ?? (isWritten ? id : `cell ${place}`);
	};
}

function tablePrinter(print: Print, maxRows: number): Printer {
	const { dim, green, red } = colorsOf(process.stdout);
	const titleOf = cellTitles();
	return {
		text: cell => void titleOf(cell),
		cell(cell, outcome, results) {
			const kind = cell.kind === 'sql' ? '' : ` [${cell.kind}]`;
			print([dim(`── ${titleOf(cell)}${kind} ${'─'.repeat(20)}`)]);
			const grids = resultsOf(outcome, results);
			for (const output of outcome.outputs) {
				if (output.type === 'grid') {
					const grid = grids.shift();
					if (grid) print(resultAsTable(grid, maxRows));
				} else if (output.type === 'done') {
					print([doneText(output)]);
				} else if (output.type === 'assert') {
					print([output.passed ? green('passed') : red(`failed: ${output.detail ?? ''}`)]);
				}
				if ('notice' in output && output.notice !== undefined) print([dim(output.notice)]);
			}
			print(['']);
		},
		end: () => undefined,
	};
}

function jsonPrinter(print: Print): Printer {
	let opening = '[';
	const titleOf = cellTitles();
	return {
		text: cell => void titleOf(cell),
		cell(cell, outcome, results) {
			const title = titleOf(cell);
			for (const result of resultsOf(outcome, results)) {
				const head = JSON.stringify({ cell: title, columns: result.columns });
				print([`${opening}${head.slice(0, -1)},"rows":`]);
				print(resultAsJson(result));
				print(['}']);
				opening = ',';
			}
		},
		end: () => print([opening === '[' ? '[]' : ']']),
	};
}

function csvPrinter(print: Print): Printer {
	let isFirst = true;
	return {
		text: () => undefined,
		cell(_, outcome, results) {
			for (const result of resultsOf(outcome, results)) {
				if (!isFirst) print(['']);
				isFirst = false;
				print(resultAsCsv(result));
			}
		},
		end: () => undefined,
	};
}

function markdownPrinter(print: Print, maxRows: number): Printer {
	return {
		text(cell) {
			if (cell.kind === 'markdown') print([cell.source, '']);
		},
		cell(cell, outcome, results) {
			const fence = '`'.repeat(Math.max(3, longestRun(cell.source) + 1));
			print([fence + (cell.kind === 'yaml' ? 'yaml' : 'sql'), cell.source, fence, '']);
			for (const result of resultsOf(outcome, results)) {
				print(resultAsMarkdown(limited(result, maxRows)));
				if (result.rowCount > maxRows)
					print(['', `_${result.rowCount} rows, the first ${maxRows} shown_`]);
				print(['']);
			}
			for (const output of outcome.outputs) {
				if (output.type === 'assert') print([output.passed ? '_passed_' : '**failed**', '']);
				if (output.type === 'error') print([`**Error:** ${output.error.message}`, '']);
			}
		},
		end: () => undefined,
	};
}

function limited(result: TextResult, maxRows: number): TextResult {
	function* rows() {
		let count = 0;
		for (const row of result.rows) {
			if (count++ === maxRows) return;
			yield row;
		}
	}
	return { ...result, rows: rows() };
}

function htmlPrinter(print: Print, maxRows: number, title: string): Printer {
	print([pageStart(title)]);
	return {
		text(cell) {
			if (cell.kind === 'markdown') print([markdownAsHtml(cell.source)]);
		},
		cell(cell, outcome, results) {
			print([sqlAsHtml(cell.source, cell.name)]);
			const grids = resultsOf(outcome, results);
			for (const output of outcome.outputs) {
				if (output.type === 'grid') {
					const grid = grids.shift();
					if (grid) print(resultAsHtml(grid, maxRows));
				} else if (output.type === 'done') {
					print([noteAsHtml(doneText(output), 'done')]);
				} else if (output.type === 'error') {
					print([noteAsHtml(`Error: ${output.error.message}`, 'failed')]);
				} else if (output.passed) {
					print([noteAsHtml('passed', 'passed')]);
				} else print([noteAsHtml(`failed: ${output.detail ?? ''}`, 'failed')]);
			}
		},
		end: () => print([PAGE_END]),
	};
}

function doneText({
	changes,
	verb,
}: {
	readonly changes: number | undefined;
	readonly verb: string;
}) {
	return changes === undefined ? verb : `${verb} (${changes} ${changes === 1 ? 'row' : 'rows'})`;
}

/** Of backticks: a fence must be longer. */
function longestRun(text: string): number {
	return Math.max(0, ...(text.match(/`+/g) ?? []).map(run => run.length));
}
