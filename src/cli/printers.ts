/**
 * How `sqlnb run` prints: one printer a format.
 *
 *   table     a heading per cell, tables, and what each other statement did
 *   json      one array: {"cell", "rows"} for every result
 *   csv       every result, a blank line between two
 *   markdown  the notebook as a document: its text, its SQL, its results
 */

import {
	resultAsCsv,
	resultAsJson,
	resultAsMarkdown,
	resultAsTable,
	type TextResult,
} from '../notebook/export/resultText.js';
import type { Cell } from '../notebook/format/model.js';
import type { ResultStore } from '../notebook/session/resultStore.js';
import type { CellRunOutcome } from '../notebook/session/session.js';
import { colorsOf } from './colors.js';
import { print } from './output.js';

export type OutputFormat = 'table' | 'json' | 'csv' | 'markdown';

export interface Printer {
	/** A cell that does not run. */
	text(cell: Cell): void;
	cell(cell: Cell, outcome: CellRunOutcome, results: ResultStore): void;
	end(): void;
}

export function printerFor(format: OutputFormat, options: { readonly maxRows: number }): Printer {
	switch (format) {
		case 'table':
			return tablePrinter(options.maxRows);
		case 'json':
			return jsonPrinter();
		case 'csv':
			return csvPrinter();
		case 'markdown':
			return markdownPrinter();
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

function tablePrinter(maxRows: number): Printer {
	const { dim, green, red } = colorsOf(process.stdout);
	return {
		text: () => undefined,
		cell(cell, outcome, results) {
			const kind = cell.kind === 'sql' ? '' : ` [${cell.kind}]`;
			print([dim(`── ${cell.name ?? cell.id}${kind} ${'─'.repeat(20)}`)]);
			const grids = resultsOf(outcome, results);
			for (const output of outcome.outputs) {
				if (output.type === 'grid') {
					const grid = grids.shift();
					if (grid) print(resultAsTable(grid, maxRows));
				} else if (output.type === 'done') {
					const { changes, verb } = output;
					const rows =
						changes === undefined ? '' : ` (${changes} ${changes === 1 ? 'row' : 'rows'})`;
					print([verb + rows]);
				} else if (output.type === 'assert') {
					print([output.passed ? green('passed') : red(`failed: ${output.detail ?? ''}`)]);
				}
			}
			print(['']);
		},
		end: () => undefined,
	};
}

function jsonPrinter(): Printer {
	let opening = '[';
	return {
		text: () => undefined,
		cell(cell, outcome, results) {
			for (const result of resultsOf(outcome, results)) {
				const head = JSON.stringify({ cell: cell.name ?? cell.id, columns: result.columns });
				print([`${opening}${head.slice(0, -1)},"rows":`]);
				print(resultAsJson(result));
				print(['}']);
				opening = ',';
			}
		},
		end: () => print([opening === '[' ? '[]' : ']']),
	};
}

function csvPrinter(): Printer {
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

function markdownPrinter(): Printer {
	return {
		text(cell) {
			if (cell.kind === 'markdown') print([cell.source, '']);
		},
		cell(cell, outcome, results) {
			const fence = '`'.repeat(Math.max(3, longestRun(cell.source) + 1));
			print([`${fence}sql`, cell.source, fence, '']);
			for (const result of resultsOf(outcome, results)) {
				print(resultAsMarkdown(result));
				print(['']);
			}
			for (const output of outcome.outputs) {
				if (output.type === 'assert') print([output.passed ? '_passed_' : '**failed**', '']);
			}
		},
		end: () => undefined,
	};
}

/** Of backticks: a fence must be longer. */
function longestRun(text: string): number {
	return Math.max(0, ...(text.match(/`+/g) ?? []).map(run => run.length));
}
