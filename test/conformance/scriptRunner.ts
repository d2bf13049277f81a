/**
 * Runs sqllogictest records against any database that can execute and query, and tells which records fail.
 * Rendering follows the original runner: I as %d, R as %.3f of 16 significant digits, T as text with unprintable
 * characters as @, NULL as NULL, the empty string as (empty).
 */

import { createHash } from 'node:crypto';
import type { QueryRecord, ScriptRecord } from './scriptReader.js';

export type CellValue = null | number | bigint | string | Uint8Array;

export interface ConformanceDatabase {
	execute(sql: string): void;
	query(sql: string): CellValue[][];
	/** Frees what garbage collection does not. */
	close?(): void;
}

export interface RecordFailure {
	readonly record: ScriptRecord;
	readonly message: string;
}

export interface ScriptResult {
	readonly total: number;
	readonly failures: readonly RecordFailure[];
}

export function runRecords(
	records: readonly ScriptRecord[],
	database: ConformanceDatabase,
): ScriptResult {
	const failures: RecordFailure[] = [];
	const resultOfLabel = new Map<string, string>();
	for (const record of records) {
		const message =
			record.kind === 'statement'
				? runStatement(record.sql, record.expectsError, database)
				: runQuery(record, database, resultOfLabel);
		if (message === undefined) continue;
		failures.push({ record, message });
	}
	return { total: records.length, failures };
}

function runStatement(
	sql: string,
	expectsError: boolean,
	database: ConformanceDatabase,
): string | undefined {
	try {
		database.execute(sql);
	} catch (error) {
		const message = (error as Error).message;
		if (expectsError && !message.includes('not supported yet')) return undefined;
		return `error: ${message}`;
	}
	return expectsError ? 'expected an error' : undefined;
}

function runQuery(
	record: QueryRecord,
	database: ConformanceDatabase,
	resultOfLabel: Map<string, string>,
): string | undefined {
	let rows: CellValue[][];
	try {
		rows = database.query(record.sql);
	} catch (error) {
		const message = (error as Error).message;
		if (record.expected.length === 0 && message.includes('integer overflow')) return undefined;
		return `error: ${message}`;
	}
	const columnCount = rows[0]?.length ?? record.types.length;
	if (columnCount !== record.types.length) {
		return `expected ${record.types.length} columns, got ${columnCount}`;
	}
	const values = sortValues(rows, record);
	const first = record.expected[0] ?? '';
	const hashed = /^(\d+) values hashing to ([0-9a-f]{32})$/.exec(first);
	const digest = digestOf(values);
	if (record.label !== undefined) {
		const known = resultOfLabel.get(record.label);
		if (known !== undefined && known !== digest) {
			return `differs from the earlier result labelled ${record.label}`;
		}
		resultOfLabel.set(record.label, digest);
	}
	if (hashed) {
		if (values.length !== Number(hashed[1])) {
			return `expected ${hashed[1]} values, got ${values.length}`;
		}
		return digest === hashed[2] ? undefined : `expected hash ${hashed[2]}, got ${digest}`;
	}
	const isEqual =
		values.length === record.expected.length &&
		values.every((value, index) => value === record.expected[index]);
	return isEqual ? undefined : `expected ${preview(record.expected)}, got ${preview(values)}`;
}

function preview(values: readonly string[]): string {
	const shown = values.slice(0, 8).join(' | ');
	return `[${values.length}] ${shown}${values.length > 8 ? ' ...' : ''}`;
}

function sortValues(rows: readonly CellValue[][], record: QueryRecord): string[] {
	const rendered = rows.map(row => row.map((value, index) => render(value, record.types[index])));
	if (record.sort === 'rowsort') {
		rendered.sort((left, right) => {
			for (let index = 0; index < left.length; index++) {
				const order = compareText(left[index] ?? '', right[index] ?? '');
				if (order !== 0) return order;
			}
			return 0;
		});
	}
	const values = rendered.flat();
	if (record.sort === 'valuesort') values.sort(compareText);
	return values;
}

function compareText(left: string, right: string): number {
	return left < right ? -1 : left > right ? 1 : 0;
}

function digestOf(values: readonly string[]): string {
	const hash = createHash('md5');
	hash.update(values.map(value => value + '\n').join(''), 'latin1');
	return hash.digest('hex');
}

function render(value: CellValue, type: string | undefined): string {
	if (value === null) return 'NULL';
	if (type === 'I') return renderInteger(value);
	if (type === 'R') return renderReal(toNumber(value));
	const text = value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value);
	return text === '' ? '(empty)' : text.replace(/[^ -~]/g, '@');
}

function renderInteger(value: Exclude<CellValue, null>): string {
	if (typeof value === 'bigint') return value.toString();
	const number = Math.trunc(toNumber(value));
	return Number.isFinite(number) ? BigInt(number).toString() : '0';
}

function toNumber(value: Exclude<CellValue, null>): number {
	if (typeof value === 'number') return value;
	if (typeof value === 'bigint') return Number(value);
	const text = value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
	const number = Number.parseFloat(text);
	return Number.isNaN(number) ? 0 : number;
}

function renderReal(value: number): string {
	if (Math.abs(value) < 1e12) return value.toFixed(3);
	// 16 significant digits, then zeros
	return Number(value.toPrecision(16)).toLocaleString('en-US', {
		useGrouping: false,
		minimumFractionDigits: 3,
		maximumFractionDigits: 3,
	});
}
