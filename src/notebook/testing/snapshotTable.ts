/**
 * Result rows as a table in text that reads back as the same values: what stands below `-- | expect: |`.
 *
 *   | region | total |
 *   | ------ | ----: |
 *   | N      |    15 |
 *   | '15'   |  NULL |      a text that would read as something else is quoted, like SQL's
 *   ...                    more rows follow (they are not compared)
 *   (200 rows)             how many there are
 *   (any order)            whatever the order they come in
 *
 * A value is INTEGER, REAL (always with its point), NULL, blob (x'00FF') or text. Texts with line ends, bars or control
 * characters are JSON strings. Without the line of dashes the first line is a row, and column names are not compared.
 */

import { cellText } from '../../protocol/cellText.js';
import type { WireValue } from '../../protocol/page.js';

export interface SnapshotTable {
	/** undefined: not said. */
	readonly columns: readonly string[] | undefined;
	/** Each value as it is written. */
	readonly rows: readonly (readonly string[])[];
	/** Only the first rows are there. */
	readonly isPartial: boolean;
	/** undefined: not said, and then as many as there are rows unless the table is partial. */
	readonly rowCount: number | undefined;
	readonly isUnordered: boolean;
}

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
const WORDS = /^(?:null|[-+]?inf|\.\.\.|…|:?-+:?)$/i;
const BLOB = /^x'[\da-f]*'$/i;
/** What neither a table's cell nor a YAML block may hold as it is. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f|\u2028\u2029\ufeff]|\p{Surrogate}/u;

export function snapshotCell(value: WireValue): string {
	if (value === null) return 'NULL';
	return typeof value === 'string' ? writtenText(value) : cellText(value);
}

function writtenText(text: string): string {
	if (UNPRINTABLE.test(text)) {
		return JSON.stringify(text).replace(
			/[\u007f-\u009f|\u2028\u2029\ufeff]/g,
			character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
		);
	}
	const isPlain =
		text !== '' &&
		text === text.trim() &&
		!/^['"]/.test(text) &&
		!NUMBER.test(text) &&
		!WORDS.test(text) &&
		!BLOB.test(text);
	return isPlain ? text : `'${text.replaceAll("'", "''")}'`;
}

/** The same for two written values exactly when they are the same value of the same type. */
export function writtenKey(written: string): string {
	if (/^null$/i.test(written)) return 'null';
	if (/^'.*'$/s.test(written)) return `text ${written.slice(1, -1).replaceAll("''", "'")}`;
	if (written.startsWith('"')) {
		try {
			return `text ${String(JSON.parse(written))}`;
		} catch {
			return `text ${written}`;
		}
	}
	if (BLOB.test(written)) return written.toLowerCase();
	if (NUMBER.test(written)) return `number ${written.toLowerCase().replace(/^\+/, '')}`;
	return `text ${written}`;
}

/** Tables are lined up with each other, so that a comparison by lines shows values, not widths. */
export function printTables(tables: readonly SnapshotTable[]): string[] {
	const all = tables.flatMap(({ columns, rows }) => [
		...(columns === undefined ? [] : [columns.map(escaped)]),
		...rows,
	]);
	const widths: number[] = [];
	for (const row of all) {
		row.forEach((cell, column) => {
			widths[column] = Math.max(widths[column] ?? 3, widthOf(cell));
		});
	}
	const isNumeric = widths.map((_, column) => isNumericColumn(tables, column));
	return tables.map(table => printTable(table, widths, isNumeric));
}

function printTable(
	table: SnapshotTable,
	widths: readonly number[],
	isNumeric: readonly boolean[],
): string {
	const { columns, rows, isPartial, rowCount, isUnordered } = table;
	const line = (cells: readonly string[]) => {
		const padded = cells.map((cell, column) => {
			const blanks = ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)));
			return isNumeric[column] === true ? blanks + cell : cell + blanks;
		});
		return `| ${padded.join(' | ')} |`;
	};
	const lines: string[] = [];
	if (columns !== undefined) {
		const dashes = columns.map((_, column) => {
			const width = widths[column] ?? 3;
			return isNumeric[column] === true ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width);
		});
		lines.push(line(columns.map(escaped)), line(dashes));
	}
	lines.push(...rows.map(line));
	if (isPartial) lines.push('...');
	if (rowCount !== undefined) lines.push(`(${rowCount} ${rowCount === 1 ? 'row' : 'rows'})`);
	if (isUnordered) lines.push('(any order)');
	return lines.map(text => `${text}\n`).join('');
}

/** By the first value of the column that is not NULL. */
function isNumericColumn(tables: readonly SnapshotTable[], column: number): boolean {
	for (const { rows } of tables) {
		const value = rows.map(row => row[column]).find(cell => cell !== undefined && cell !== 'NULL');
		if (value !== undefined) return NUMBER.test(value);
	}
	return false;
}

/** A column's name is only ever compared as text. */
function escaped(name: string): string {
	return name.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}

/** Throws an Error with a message for the user. */
export function parseTable(text: string): SnapshotTable {
	const lines = text
		.split('\n')
		.map(line => line.trim())
		.filter(line => line !== '');
	const table: string[][] = [];
	let isPartial = false;
	let isUnordered = false;
	let rowCount: number | undefined;
	for (const line of lines) {
		const count = /^\(?(\d+) rows?\)?$/.exec(line)?.[1];
		if (line.startsWith('|')) table.push(cellsOf(line));
		else if (/^\(?(?:in )?any order\)?$/.test(line)) isUnordered = true;
		else if (line === '...' || line === '…') isPartial = true;
		else if (count !== undefined) rowCount = Number(count);
		else throw new Error(`'${line}' is no line of a table`);
	}
	const hasColumns = table[1]?.every(cell => /^:?-+:?$/.test(cell)) ?? false;
	const rows = hasColumns ? table.slice(2) : table;
	const width = table[0]?.length ?? 0;
	const odd = rows.find(row => row.length !== width);
	if (odd) throw new Error(`a row has ${odd.length} values, not ${width}: | ${odd.join(' | ')} |`);
	return { columns: hasColumns ? table[0] : undefined, rows, isPartial, rowCount, isUnordered };
}

function cellsOf(line: string): string[] {
	const inner = line.slice(1).replace(/(?<!\\)\|$/, '');
	return inner.split(/(?<!\\)\|/).map(cell => cell.trim().replaceAll('\\|', '|'));
}

export function isSameColumn(expected: string, actual: string): boolean {
	return expected === actual.replace(/\s+/g, ' ').trim();
}

/** Characters, not UTF-16 units. */
function widthOf(text: string): number {
	return Array.from(text).length;
}
