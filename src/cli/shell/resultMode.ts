/** How the shell prints a result. */

import {
	resultAsInserts,
	resultAsJsonLines,
	resultAsLines,
	resultAsList,
	resultAsTsv,
	withNullText,
} from '../../notebook/export/plainResults.js';
import {
	resultAsCsv,
	resultAsJson,
	resultAsMarkdown,
	resultAsTable,
	type TextResult,
} from '../../notebook/export/resultText.js';
import type { EngineResult } from '../../notebook/session/enginePort.js';

export const MODES = [
	'table',
	'list',
	'line',
	'csv',
	'tsv',
	'json',
	'jsonl',
	'markdown',
	'insert',
] as const;

export interface ResultMode {
	readonly name: (typeof MODES)[number];
	/** Of `insert`. */
	readonly table?: string;
}

export interface ResultSettings {
	readonly mode: ResultMode;
	readonly headers: boolean;
	/** undefined: what the mode has for NULL. */
	readonly nullText: string | undefined;
	readonly maxRows: number;
	print(lines: Iterable<string>): void;
}

const STRETCH = 4096;

export function printResult(result: EngineResult, settings: ResultSettings): void {
	const { rowCount } = result;
	// A PRAGMA that sets something, and the like.
	if (result.columns.length === 0) return;
	function* rows() {
		for (let start = 0; start < rowCount; start += STRETCH) {
			yield* result.rows(start, Math.min(STRETCH, rowCount - start));
		}
	}
	const plain = { columns: result.columns.map(({ name }) => name), rowCount, rows: rows() };
	const { nullText } = settings;
	settings.print(linesOf(nullText === undefined ? plain : withNullText(plain, nullText), settings));
}

function linesOf(result: TextResult, settings: ResultSettings): Iterable<string> {
	const { mode, headers, maxRows } = settings;
	switch (mode.name) {
		case 'table':
			return resultAsTable(result, maxRows);
		case 'list':
			return resultAsList(result, '|', headers);
		case 'line':
			return resultAsLines(result);
		case 'csv':
			return headers ? resultAsCsv(result) : withoutFirst(resultAsCsv(result));
		case 'tsv':
			return resultAsTsv(result, headers);
		case 'json':
			return resultAsJson(result);
		case 'jsonl':
			return resultAsJsonLines(result);
		case 'markdown':
			return resultAsMarkdown(result);
		case 'insert':
			return resultAsInserts(result, mode.table ?? 'table');
	}
}

function* withoutFirst(lines: Iterable<string>): Generator<string> {
	let isFirst = true;
	for (const line of lines) {
		if (!isFirst) yield line;
		isFirst = false;
	}
}
