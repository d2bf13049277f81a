/**
 * Whether a cell that ran gave what its `expect` option says; the same for the notebook, `sqlnb run` and `sqlnb test`.
 *
 * The verdict is one more output behind the cell's own, and takes the place of an error that was expected.
 */

import type {
	AssertOutput,
	CellOutput,
	ErrorOutput,
	GridOutput,
	RecordedExpectation,
} from '../../protocol/output.js';
import type { WireValue } from '../../protocol/page.js';
import { lineDiff } from './lineDiff.js';
import type { Expectation, PlacedExpectation, RowsExpectation } from './expectation.js';
import {
	isSameColumn,
	printTables,
	snapshotCell,
	writtenKey,
	type SnapshotTable,
} from './snapshotTable.js';

/** How rows of a grid are read. */
export type ReadRows = (output: GridOutput, count: number) => readonly (readonly WireValue[])[];

/** Rows written by a recording that was not told how many. */
const RECORDED_ROWS = 20;
/** Rows shown beyond those that were expected. */
const SURPLUS_ROWS = 5;

interface Verdict {
	readonly detail: string | undefined;
	readonly expected?: string;
	readonly actual?: string;
	/** Where a sentence does not tell it all. */
	readonly difference?: readonly string[];
	/** How it would have to be expected; undefined when nothing was found that can be. */
	readonly recorded?: RecordedExpectation;
}

export function judge(
	outputs: readonly CellOutput[],
	placed: PlacedExpectation,
	readRows: ReadRows,
): CellOutput[] {
	const { expectation, span } = placed;
	const last = outputs.at(-1);
	const error = last?.type === 'error' ? last : undefined;
	if (error?.error.code === 'SQLITE_INTERRUPT') return [...outputs];
	const verdict = verdictOf(expectation, outputs, error, readRows);
	if (verdict === undefined) return [...outputs];
	const { detail, expected, actual, difference, recorded } = verdict;
	const passed = detail === undefined;
	const isErrorTold = error !== undefined && !passed;
	const output: AssertOutput = {
		type: 'assert',
		statementIndex: last?.statementIndex ?? 0,
		span: isErrorTold ? error.span : span,
		elapsedMs: error?.elapsedMs ?? 0,
		passed,
		detail: passed && error ? `failed as expected: ${error.error.message}` : detail,
		error: isErrorTold ? error.error : undefined,
		difference,
		expected,
		actual,
		recorded: passed ? undefined : recorded,
	};
	return [...(error === undefined ? outputs : outputs.slice(0, -1)), output];
}

/** undefined: an error that nobody expected speaks for itself. */
function verdictOf(
	expectation: Expectation,
	outputs: readonly CellOutput[],
	error: ErrorOutput | undefined,
	readRows: ReadRows,
): Verdict | undefined {
	switch (expectation.kind) {
		case 'invalid':
			return error ? undefined : { detail: expectation.message };
		case 'error':
			return errorVerdict(expectation.text, error);
		case 'unrecorded':
			if (error) return unrecorded({ error: error.error.message });
			break;
		case 'rowCount':
		case 'rows':
			if (error) return undefined;
	}
	const grid = outputs.findLast(output => output.type === 'grid');
	if (grid === undefined) {
		if (expectation.kind !== 'unrecorded') return { detail: 'the cell gave no rows' };
		return { detail: 'there is nothing to record: the cell gave no rows' };
	}
	if (expectation.kind === 'rowCount') return countVerdict(expectation.count, grid.rowCount);
	if (expectation.kind === 'rows') return rowsVerdict(expectation, grid, readRows);
	return unrecorded(printed(tableOf(grid, RECORDED_ROWS, readRows)));
}

function unrecorded(recorded: RecordedExpectation): Verdict {
	return { detail: 'nothing is recorded yet; `sqlnb test --update` records it', recorded };
}

function errorVerdict(text: string | undefined, output: ErrorOutput | undefined): Verdict {
	const expected = text ?? 'an error';
	if (output === undefined) {
		return { detail: 'the cell ran without an error', expected, actual: 'no error' };
	}
	const { code, message } = output.error;
	if (text === undefined || isOfCode(code, text)) return { detail: undefined };
	if (message.toLowerCase().includes(text.toLowerCase())) return { detail: undefined };
	return {
		detail: `another error was expected: ${text}`,
		expected: text,
		actual: /^SQLITE_[A-Z_]+$/.test(text) ? code : message,
		recorded: { error: /^SQLITE_[A-Z_]+$/.test(text) ? code : message },
	};
}

/** SQLITE_CONSTRAINT stands for SQLITE_CONSTRAINT_UNIQUE, too. */
function isOfCode(code: string, text: string): boolean {
	return code === text || code.startsWith(`${text}_`);
}

function countVerdict(expected: number, actual: number): Verdict {
	if (expected === actual) return { detail: undefined };
	return {
		detail: `${rowsText(actual)} instead of ${rowsText(expected)}`,
		expected: rowsText(expected),
		actual: rowsText(actual),
		recorded: { rows: actual },
	};
}

function rowsText(count: number): string {
	return count === 1 ? '1 row' : `${count} rows`;
}

function rowsVerdict(
	{ table, isPlain }: RowsExpectation,
	grid: GridOutput,
	readRows: ReadRows,
): Verdict {
	const keyOf = isPlain ? plainKey : writtenKey;
	const wanted = table.isPartial && !table.isUnordered ? table.rows.length : grid.rowCount;
	// Beyond what is expected rows need not be read to be told apart.
	const read = table.isPartial && table.isUnordered ? wanted : Math.min(wanted, table.rows.length);
	const actual = tableOf(grid, read, readRows);
	const problem =
		columnProblem(table, actual, isPlain) ??
		countProblem(table, grid.rowCount) ??
		rowProblem(table, actual, keyOf);
	if (problem === undefined) return { detail: undefined };
	return { detail: problem, ...difference(table, grid, readRows, keyOf, isPlain) };
}

function columnProblem(
	expected: SnapshotTable,
	actual: SnapshotTable,
	isPlain: boolean,
): string | undefined {
	const names = actual.columns ?? [];
	if (expected.columns !== undefined) {
		const isSame =
			expected.columns.length === names.length &&
			expected.columns.every((column, index) => isSameColumn(column, names[index] ?? ''));
		return isSame ? undefined : 'the columns differ';
	}
	const width = expected.rows[0]?.length ?? names.length;
	// A value, or a list of values, speaks of the first column.
	const isSame = isPlain ? width <= names.length : width === names.length;
	return isSame ? undefined : `${names.length} columns instead of ${width}`;
}

function countProblem(expected: SnapshotTable, actual: number): string | undefined {
	const { rows, isPartial, rowCount } = expected;
	const count = rowCount ?? (isPartial ? undefined : rows.length);
	if (count !== undefined && count !== actual) {
		return `${rowsText(actual)} instead of ${rowsText(count)}`;
	}
	return isPartial && actual < rows.length
		? `${rowsText(actual)} instead of at least ${rows.length}`
		: undefined;
}

function rowProblem(
	expected: SnapshotTable,
	actual: SnapshotTable,
	keyOf: (written: string) => string,
): string | undefined {
	const width = expected.rows[0]?.length ?? 0;
	const rowKey = (row: readonly string[]) => JSON.stringify(row.slice(0, width).map(keyOf));
	const actualKeys = actual.rows.map(rowKey);
	if (!expected.isUnordered) {
		const wrong = expected.rows.findIndex((row, index) => rowKey(row) !== actualKeys[index]);
		if (wrong < 0) return undefined;
		return expected.rows.length === 1 && width === 1
			? `${actual.rows[0]?.[0] ?? ''} instead of ${expected.rows[0]?.[0] ?? ''}`
			: `row ${wrong + 1} differs`;
	}
	const left = new Map<string, number>();
	for (const key of actualKeys) left.set(key, (left.get(key) ?? 0) + 1);
	for (const row of expected.rows) {
		const key = rowKey(row);
		const count = left.get(key) ?? 0;
		if (count === 0) return `no row is | ${row.join(' | ')} |`;
		left.set(key, count - 1);
	}
	return undefined;
}

/** Both sides in the same form; unordered rows are sorted, so that equal ones meet. */
function difference(
	table: SnapshotTable,
	grid: GridOutput,
	readRows: ReadRows,
	keyOf: (written: string) => string,
	isPlain: boolean,
): Omit<Verdict, 'detail'> {
	const { rows, isPartial, isUnordered } = table;
	const most = isPartial ? rows.length : Math.max(RECORDED_ROWS, rows.length + SURPLUS_ROWS);
	const found = { ...tableOf(grid, most, readRows), isUnordered };
	const width = table.columns === undefined && isPlain ? (rows[0]?.length ?? 0) : undefined;
	const shape = (one: SnapshotTable): SnapshotTable => ({
		columns: table.columns === undefined ? undefined : one.columns,
		rows: sorted(one.rows, isUnordered, keyOf).map(row => row.slice(0, width)),
		isPartial: one.isPartial,
		rowCount: one.isPartial ? one.rowCount : undefined,
		isUnordered,
	});
	const [expected = '', actual = ''] = printTables([
		shape(table),
		shape({ ...found, rowCount: table.rowCount === undefined ? undefined : grid.rowCount }),
	]);
	const value = onlyValue(table, grid) ? readRows(grid, 1)[0]?.[0] : undefined;
	const isShort = isPlain && (typeof value === 'number' || typeof value === 'string');
	const recorded = isShort ? value : printed(found);
	if (value !== undefined) {
		return { expected: rows[0]?.[0] ?? '', actual: snapshotCell(value), recorded };
	}
	return { expected, actual, difference: lineDiff(expected, actual), recorded };
}

function onlyValue({ columns, rows }: SnapshotTable, { rowCount }: GridOutput): boolean {
	return columns === undefined && rowCount === 1 && rows.length === 1 && rows[0]?.length === 1;
}

function sorted(
	rows: readonly (readonly string[])[],
	isUnordered: boolean,
	keyOf: (written: string) => string,
): readonly (readonly string[])[] {
	if (!isUnordered) return rows;
	const key = (row: readonly string[]) => JSON.stringify(row.map(keyOf));
	return rows.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** 15 and 15.0 are one number of YAML. */
function plainKey(written: string): string {
	const key = writtenKey(written);
	return key.startsWith('number ') ? `number ${Number(key.slice(7))}` : key;
}

function tableOf(grid: GridOutput, most: number, readRows: ReadRows): SnapshotTable {
	const count = Math.min(most, grid.rowCount);
	const isPartial = count < grid.rowCount;
	return {
		columns: grid.columns.map(({ name }) => name),
		rows: readRows(grid, count).map(row => row.map(snapshotCell)),
		isPartial,
		rowCount: isPartial ? grid.rowCount : undefined,
		isUnordered: false,
	};
}

function printed(table: SnapshotTable): string {
	return printTables([table])[0] ?? '';
}
