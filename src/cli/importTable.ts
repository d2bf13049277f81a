/**
 * Files of rows into a table, all of them or none: CSV, TSV, a JSON array of objects, JSON lines.
 *
 * The table is made when it is not there, its columns and types found in the file. On a terminal a bar shows how far it is.
 */

import fs from 'node:fs';
import path from 'node:path';
import { SqlError, type Connection } from '../engine/index.js';
import { CsvOptionProblem, readCsvOptions } from '../notebook/csv/csvOptions.js';
import { CsvProblem, readCsv } from '../notebook/csv/csvReader.js';
import { FileProblem } from '../notebook/csv/filePort.js';
import { nodeFiles } from '../notebook/csv/nodeFiles.js';
import { quoteName } from '../notebook/session/statementText.js';
import { Failure } from './command.js';
import { readInput } from './input.js';
import { progressBar } from './progress.js';

export interface ImportTableOptions {
	readonly table: string;
	readonly mode: 'append' | 'replace' | 'merge';
	readonly keys?: readonly string[] | undefined;
	/** Those of read_csv, as YAML. */
	readonly csvOptions?: string | undefined;
	/** Asked between batches; true: nothing is imported. */
	readonly isCancelled?: (() => boolean) | undefined;
}

export interface ImportedTable {
	readonly rows: number;
	readonly isNew: boolean;
}

export function isTableFile(file: string): boolean {
	return /\.(?:csv|tsv|tab|jsonl|ndjson)$/i.test(file);
}

/** Of the file's name. */
export function tableNameOf(file: string): string {
	return (
		path
			.basename(file)
			.replace(/\.[^.]*$/, '')
			.replace(/[^\p{L}\p{N}_]+/gu, '_') || 'data'
	);
}

interface RowFile {
	readonly columns: readonly { readonly name: string; readonly type: string }[];
	readonly rows: Iterable<readonly unknown[]>;
	/** Bytes read so far, and of the whole file. */
	readonly read: () => readonly [number, number];
}

export async function importTable(
	database: Connection,
	file: string,
	options: ImportTableOptions,
): Promise<ImportedTable> {
	const bar = progressBar(path.basename(file));
	try {
		const source = /\.(?:json|jsonl|ndjson)$/i.test(file) ? jsonRows(file) : csvRows(file, options);
		return write(database, source, options, rows => bar.update(...source.read(), rows));
	} catch (error) {
		throw asFailure(error, file);
	} finally {
		bar.end();
		await Promise.resolve();
	}
}

function write(
	database: Connection,
	{ columns, rows }: RowFile,
	{ table, mode, keys, isCancelled }: ImportTableOptions,
	onRows: (rows: number) => void,
): ImportedTable {
	if (columns.length === 0) throw new CsvProblem('it holds no rows');
	const isNew =
		database
			.prepare(
				"SELECT 1 FROM sqlite_schema WHERE type IN ('table', 'view') AND name = ? COLLATE NOCASE",
			)
			.get(table) === undefined;
	const work = database.transaction(() => {
		if (isNew) {
			const list = columns.map(({ name, type }) => `${quoteName(name)} ${type}`.trimEnd());
			database.exec(`CREATE TABLE ${quoteName(table)}(${list.join(', ')})`);
		}
		return database.bulkWrite(table, rows, {
			mode: isNew ? 'append' : mode,
			...(keys === undefined || isNew ? {} : { keys }),
			columns: columns.map(({ name }) => name),
			onProgress({ rows: written }) {
				onRows(written);
				return isCancelled?.() !== true;
			},
		}).rows;
	});
	return { rows: work(), isNew };
}

function csvRows(file: string, { csvOptions }: ImportTableOptions): RowFile {
	const given = readCsvOptions(csvOptions);
	const isTabbed = /\.(?:tsv|tab)$/i.test(file) && given.delimiter === undefined;
	const counter = countedFile(file);
	const csv = readCsv(counter.open, isTabbed ? { ...given, delimiter: '\t' } : given);
	return {
		columns: csv.columns.map(({ name, declaredType }) => ({ name, type: declaredType })),
		rows: csv.rows(),
		read: counter.read,
	};
}

function countedFile(file: string): { open: () => Iterable<Uint8Array>; read: RowFile['read'] } {
	const files = nodeFiles({ folder: () => process.cwd(), isTrusted: () => true });
	const bytes = file === '-' ? readInput(file) : undefined;
	const total = bytes?.length ?? fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
	let done = 0;
	function* open(): Generator<Uint8Array> {
		done = 0;
		for (const stretch of bytes ? [bytes] : files.read(file)) {
			done += stretch.length;
			yield stretch;
		}
	}
	return { open, read: () => [done, total] };
}

function jsonRows(file: string): RowFile {
	const bytes = readInput(file);
	const text = new TextDecoder().decode(bytes);
	const objects = parseObjects(text, /\.(?:jsonl|ndjson)$/i.test(file));
	const names = [...new Set(objects.flatMap(row => Object.keys(row)))];
	const columns = names.map(name => ({ name, type: typeOf(objects.map(row => row[name])) }));
	return {
		columns,
		rows: objects.map(row => names.map(name => row[name] ?? null)),
		read: () => [0, 0],
	};
}

function parseObjects(text: string, isLines: boolean): Record<string, unknown>[] {
	const rows: unknown = isLines
		? text
				.split('\n')
				.filter(line => line.trim() !== '')
				.map((line, index) => parseJson(line, `line ${index + 1}: `))
		: parseJson(text, '');
	if (Array.isArray(rows) && rows.every(isObject)) return rows;
	throw new CsvProblem('it is no list of JSON objects');
}

function parseJson(text: string, place: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new CsvProblem(`${place}${(error as Error).message}`);
	}
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeOf(values: readonly unknown[]): string {
	const given = values.filter(value => value !== null && value !== undefined);
	if (given.length === 0) return '';
	if (given.every(value => Number.isSafeInteger(value) || typeof value === 'boolean'))
		return 'INTEGER';
	if (given.every(value => typeof value === 'number')) return 'REAL';
	return given.some(value => typeof value === 'number') ? '' : 'TEXT';
}

function asFailure(error: unknown, file: string): unknown {
	if (error instanceof FileProblem) return new Failure(error.message);
	if (error instanceof CsvProblem || error instanceof CsvOptionProblem) {
		return new Failure(`cannot read ${file}: ${error.message}`);
	}
	if (!(error instanceof SqlError)) return error;
	return new Failure(`${file}: ${error.message} (${error.code})`, error.hint);
}
