/**
 * The `expect` option of a cell: what its last result, or its error, has to be.
 *
 *   -- | expect: 42                              one value
 *   -- | expect: [a, b]                          the first column
 *   -- | expect: [[1, a], [2, b]]                rows
 *   -- | expect: |                               a table (snapshotTable.ts)
 *   -- |   | n | s |
 *   -- |   | - | - |
 *   -- |   | 1 | a |
 *   -- | expect: {rows: 200}                     how many rows
 *   -- | expect: error                           any error
 *   -- | expect: {error: UNIQUE constraint}      an error with this in its message, or with this code
 *   -- | expect:                                 nothing yet: to be recorded
 */

import { readCellOptions, withCellOption } from '../format/cellOptions.js';
import type { RecordedExpectation, TextSpan } from '../../protocol/output.js';
import { parseTable, type SnapshotTable } from './snapshotTable.js';

export type Expectation =
	| { readonly kind: 'unrecorded' }
	| { readonly kind: 'invalid'; readonly message: string }
	| { readonly kind: 'rowCount'; readonly count: number }
	/** Part of the message, or a code; undefined: any. */
	| { readonly kind: 'error'; readonly text: string | undefined }
	| RowsExpectation;

export interface RowsExpectation {
	readonly kind: 'rows';
	readonly table: SnapshotTable;
	/** Written as YAML values: 15 is 15.0 there. */
	readonly isPlain: boolean;
}

export interface PlacedExpectation {
	readonly expectation: Expectation;
	/** Its first line in the cell's source. */
	readonly span: TextSpan;
}

const FORMS = 'a value, rows, a table, {rows: N}, {error: TEXT} or error';

export function readExpectation(source: string): PlacedExpectation | undefined {
	if (!source.startsWith('-- |')) return undefined;
	const { values, end } = readCellOptions(source);
	if (!('expect' in values)) return undefined;
	return { expectation: expectationOf(values['expect']), span: optionSpan(source, end) };
}

function optionSpan(source: string, optionsEnd: number): TextSpan {
	const found = /^-- \|\s*["']?expect["']?\s*:.*$/m.exec(source.slice(0, optionsEnd));
	if (found === null) return { start: 0, end: optionsEnd };
	return { start: found.index, end: found.index + found[0].trimEnd().length };
}

function expectationOf(value: unknown): Expectation {
	try {
		if (value === null || value === '') return { kind: 'unrecorded' };
		if (typeof value === 'string') return ofText(value);
		if (Array.isArray(value)) return ofRows(value);
		if (typeof value === 'object') return ofMap(value as Readonly<Record<string, unknown>>);
		return ofRows([value]);
	} catch (error) {
		return { kind: 'invalid', message: `expect: ${(error as Error).message}` };
	}
}

function ofText(text: string): Expectation {
	const error = /^error\s*(?::\s*([\s\S]*))?$/.exec(text.trim());
	if (error !== null) return { kind: 'error', text: error[1]?.trim() || undefined };
	if (!text.trimStart().startsWith('|')) return ofRows([text]);
	return { kind: 'rows', table: parseTable(text), isPlain: false };
}

function ofMap(map: Readonly<Record<string, unknown>>): Expectation {
	const surplus = Object.keys(map).find(key => key !== 'rows' && key !== 'error');
	if (surplus !== undefined) throw new Error(`unknown key '${surplus}'; expected ${FORMS}`);
	const { rows, error } = map;
	if (rows !== undefined && error !== undefined) throw new Error('either rows or an error');
	if (rows !== undefined) {
		if (typeof rows === 'number' && Number.isInteger(rows) && rows >= 0) {
			return { kind: 'rowCount', count: rows };
		}
		throw new Error('rows is how many: a whole number');
	}
	if (error === null || error === true) return { kind: 'error', text: undefined };
	if (typeof error !== 'string') throw new Error(`expected ${FORMS}`);
	return { kind: 'error', text: error.trim() || undefined };
}

/** Values of YAML; a list of values that are no lists is a column. */
function ofRows(values: readonly unknown[]): RowsExpectation {
	const rows = values.map(row => (Array.isArray(row) ? row : [row]).map(writtenValue));
	const rest = { columns: undefined, isPartial: false, rowCount: undefined, isUnordered: false };
	return { kind: 'rows', table: { ...rest, rows }, isPlain: true };
}

function writtenValue(value: unknown): string {
	if (value === null || value === undefined) return 'NULL';
	if (typeof value === 'boolean') return value ? '1' : '0';
	if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
	if (typeof value !== 'number') throw new Error('a value is a number, a text or null');
	if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
		throw new Error('integers this large are compared exactly in a table only');
	}
	return String(value);
}

/** The source with its expectation as it has to be for what was found (a Judgement's `recorded`). */
export function withRecorded(source: string, recorded: RecordedExpectation): string {
	return withCellOption(source, 'expect', recorded);
}
