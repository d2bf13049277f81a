/**
 * Results as text: an aligned table, CSV, JSON, Markdown. Line by line, so that a million rows need no
 * million-row string; only the table must see its rows first, and shows a limited number.
 *
 *   csv       RFC 4180; NULL is an empty field, '' is ""
 *   json      an array of objects; integers and REALs in full (1.0 stays 1.0), blobs {"$blob": base64}
 *   markdown  a pipe table
 *   table     aligned columns, numbers to the right, NULL as NULL
 */

import { cellText, valueClass } from '../../protocol/cellText.js';
import type { WireValue } from '../../protocol/page.js';
import { isBoxedReal } from '../../protocol/pageCodec.js';
import { valueToJson } from '../../protocol/pageJson.js';

export interface TextResult {
	readonly columns: readonly string[];
	readonly rowCount: number;
	readonly rows: Iterable<readonly WireValue[]>;
}

export function* resultAsCsv(result: TextResult): Generator<string> {
	yield result.columns.map(csvText).join(',');
	for (const row of result.rows) yield row.map(csvField).join(',');
}

function csvField(value: WireValue): string {
	return value === null ? '' : csvText(cellText(value));
}

function csvText(text: string): string {
	return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function* resultAsJson(result: TextResult): Generator<string> {
	const keys = uniqueKeys(result.columns).map(key => JSON.stringify(key));
	let opening = '[';
	for (const row of result.rows) {
		const fields = row.map((value, index) => `${keys[index] ?? ''}:${jsonText(value)}`);
		yield `${opening}{${fields.join(',')}}`;
		opening = ',';
	}
	yield opening === '[' ? '[]' : ']';
}

function jsonText(value: WireValue): string {
	if (value === null || typeof value === 'string' || value instanceof Uint8Array) {
		return JSON.stringify(valueToJson(value));
	}
	if (value === Infinity || value === -Infinity) return value > 0 ? '9.0e+999' : '-9.0e+999';
	return cellText(value);
}

function uniqueKeys(names: readonly string[]): string[] {
	const taken = new Set<string>();
	return names.map(name => {
		let key = name;
		for (let count = 2; taken.has(key); count++) key = `${name}_${count}`;
		taken.add(key);
		return key;
	});
}

export function* resultAsMarkdown(result: TextResult): Generator<string> {
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
	let isHeadDone = false;
	const head = (first: readonly WireValue[]) => [
		line(result.columns.map(markdownText)),
		line(result.columns.map((_, index) => (isNumber(first[index] ?? null) ? '--:' : '---'))),
	];
	for (const row of result.rows) {
		if (!isHeadDone) yield* head(row);
		isHeadDone = true;
		yield line(row.map(value => (value === null ? '_NULL_' : markdownText(cellText(value)))));
	}
	if (!isHeadDone) yield* head([]);
}

function markdownText(text: string): string {
	return text.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\r\n?|\n/g, '<br>');
}

const WIDEST = 80;

export function* resultAsTable(result: TextResult, maxRows: number): Generator<string> {
	const shown: string[][] = [];
	let numeric: readonly boolean[] = [];
	for (const row of result.rows) {
		if (shown.length === maxRows) break;
		if (shown.length === 0) numeric = row.map(isNumber);
		shown.push(row.map(value => oneLine(value === null ? 'NULL' : cellText(value))));
	}
	const names = result.columns.map(oneLine);
	const widths = names.map((name, index) =>
		Math.max(width(name), ...shown.map(row => width(row[index] ?? ''))),
	);
	const line = (cells: readonly string[]) =>
		cells
			.map((cell, index) => {
				const blanks = ' '.repeat(Math.max(0, (widths[index] ?? 0) - width(cell)));
				return numeric[index] ? blanks + cell : cell + blanks;
			})
			.join('  ')
			.trimEnd();
	yield line(names);
	yield widths.map(count => '─'.repeat(count)).join('  ');
	for (const row of shown) yield line(row);
	const rows = result.rowCount === 1 ? '1 row' : `${result.rowCount} rows`;
	const more = result.rowCount > shown.length ? `, the first ${shown.length} shown` : '';
	yield `(${rows}${more})`;
}

function isNumber(value: WireValue): boolean {
	if (value === null) return false;
	return typeof value === 'number' || isBoxedReal(value) || valueClass(value) === 'integer';
}

function oneLine(text: string): string {
	const line = text.replace(/\r\n?|\n/g, '↵').replace(/\t/g, '→');
	return width(line) > WIDEST
		? `${Array.from(line)
				.slice(0, WIDEST - 1)
				.join('')}…`
		: line;
}

/** Characters, not UTF-16 units. */
function width(text: string): number {
	return Array.from(text).length;
}
