/** A database as an SQLite file, and back: SQLite runs our script, and tells what its files hold. */

import { SqlError } from '../../engine/index.js';
import { isSystemName, quoted } from './contents.js';
import type { Contents, ExactRow, SchemaObject, StoredColumn, TableContents } from './contents.js';
import { freeRowidName } from './rowidName.js';
import { loadSqlJs } from './sqlJs.js';
import type { SqlJsDatabase } from './sqlJs.js';
import { inOrder, inserts, sequenceTexts } from './sqlText.js';
import { plainTable, sqliteContents } from './sqliteDialect.js';
import type { Skipped } from './sqliteDialect.js';

/** `onSkipped`: told what SQLite does not take; a table it takes as plain columns then. */
export async function sqliteBytes(
	contents: Contents,
	onSkipped: ((skipped: Skipped) => void) | undefined,
): Promise<Uint8Array> {
	const { Database } = await loadSqlJs();
	const file = new Database();
	try {
		writeFile(file, sqliteContents(contents, onSkipped), onSkipped);
		return file.export();
	} catch (error) {
		throw translated(error);
	} finally {
		file.close();
	}
}

function writeFile(
	file: SqlJsDatabase,
	{ settings, tables, objects, isAnalyzed }: Contents,
	onSkipped: ((skipped: Skipped) => void) | undefined,
): void {
	file.run('PRAGMA foreign_keys=OFF; BEGIN');
	for (const [name, value] of Object.entries(settings)) file.run(`PRAGMA ${name}=${value}`);
	for (const table of tables) {
		const { name, sql, columns } = table;
		const reason = refusal(file, sql);
		if (reason !== undefined) {
			onSkipped?.({ type: 'table', name, reason: `only its rows are kept: ${reason}` });
			file.run(plainTable(name, columns));
		}
		for (const insert of inserts(table)) file.run(insert);
	}
	for (const text of sequenceTexts(tables)) file.run(text);
	for (const { type, name, sql } of inOrder(objects)) {
		const reason = refusal(file, sql);
		if (reason !== undefined) onSkipped?.({ type, name, reason });
	}
	file.run(isAnalyzed ? 'COMMIT; ANALYZE' : 'COMMIT');
}

/** Why SQLite does not take the statement; undefined: it does. */
function refusal(file: SqlJsDatabase, sql: string): string | undefined {
	try {
		file.run(sql);
		return undefined;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}

const MAGIC = 'SQLite format 3\0';

export function isSqliteFile(bytes: Uint8Array): boolean {
	return String.fromCharCode(...bytes.subarray(0, MAGIC.length)) === MAGIC;
}

/** `use` gets the contents while the file is open: its rows are read as they are asked for. */
export async function withSqliteFile<T>(
	bytes: Uint8Array,
	use: (contents: Contents) => T,
): Promise<T> {
	const { Database } = await loadSqlJs();
	const file = new Database(bytes);
	try {
		return use(readFile(file));
	} catch (error) {
		throw translated(error);
	} finally {
		file.close();
	}
}

type SchemaRow = [type: string, name: string, table: string, sql: string | null];

function readFile(file: SqlJsDatabase): Contents {
	const schema = rowsOf(file, 'SELECT type, name, tbl_name, sql FROM sqlite_schema');
	const rows = schema as Iterable<readonly unknown[]> as Iterable<SchemaRow>;
	const tables: TableContents[] = [];
	const objects: SchemaObject[] = [];
	const found = [...rows];
	const hasSequences = found.some(([, name]) => name === 'sqlite_sequence');
	const skipped: Skipped[] = [];
	const foreign = moduleTables(file);
	for (const [type, name, table, sql] of found) {
		if (isSystemName(name) || sql === null) continue;
		if (foreign.has(table)) {
			if (foreign.get(table) === 'shadow') continue;
			const reason = 'it is a virtual table of SQLite';
			skipped.push({ type: type as Skipped['type'], name, reason });
			continue;
		}
		if (type === 'table') tables.push(readTable(file, name, sql, hasSequences));
		else objects.push({ type: type as SchemaObject['type'], name, table, sql });
	}
	const setting = (name: string) => Number(first(file, `PRAGMA ${name}`));
	return {
		settings: {
			user_version: setting('user_version'),
			application_id: setting('application_id'),
		},
		tables,
		objects,
		skipped,
		isAnalyzed: found.some(([, name]) => name === 'sqlite_stat1'),
	};
}

/** Virtual tables, and those that they keep their data in. */
function moduleTables(file: SqlJsDatabase): Map<string, string> {
	const sql = "SELECT name, type FROM pragma_table_list WHERE type IN ('virtual', 'shadow')";
	return new Map([...rowsOf(file, sql)] as unknown as [string, string][]);
}

function readTable(
	file: SqlJsDatabase,
	name: string,
	sql: string,
	hasSequences: boolean,
): TableContents {
	const text = `'${name.replaceAll("'", "''")}'`;
	const all = [...rowsOf(file, `SELECT name, type, pk, hidden FROM pragma_table_xinfo(${text})`)];
	const columns: StoredColumn[] = all
		.filter(([, , , hidden]) => hidden === 0n)
		.map(([column, type, key]) => ({
			name: column as string,
			type: type as string,
			primaryKey: Number(key),
		}));
	const names = columns.map(column => quoted(column.name));
	const rowid = rowidToKeep(file, name, text, all);
	if (rowid !== undefined) names.unshift(rowid);
	const sequence = hasSequences
		? first(file, `SELECT seq FROM sqlite_sequence WHERE name = ${text}`)
		: undefined;
	return {
		name,
		sql,
		columns,
		rowid,
		rows: rowsOf(file, `SELECT ${names.join(', ')} FROM ${quoted(name)}`),
		sequence: sequence as bigint | undefined,
	};
}

function rowidToKeep(
	file: SqlJsDatabase,
	name: string,
	text: string,
	columns: readonly ExactRow[],
): string | undefined {
	const key = columns.filter(([, , position]) => Number(position) > 0);
	if (key.length === 1 && String(key[0]?.[1]).toUpperCase() === 'INTEGER') return undefined;
	if (first(file, `SELECT wr FROM pragma_table_list WHERE name = ${text}`) === 1n) return undefined;
	const rowid = freeRowidName(columns.map(([column]) => String(column)));
	if (rowid === undefined) return undefined;
	const sql = `SELECT count(*) = max(${rowid}) AND min(${rowid}) = 1 FROM ${quoted(name)}`;
	return first(file, sql) === 0n ? rowid : undefined;
}

function first(file: SqlJsDatabase, sql: string): unknown {
	for (const [value] of rowsOf(file, sql)) return value;
	return undefined;
}

function* rowsOf(file: SqlJsDatabase, sql: string): Generator<ExactRow> {
	const statement = file.prepare(sql);
	try {
		while (statement.step()) yield statement.get(null, { useBigInt: true }) as ExactRow;
	} finally {
		statement.free();
	}
}

/** sql.js throws errors with SQLite's messages and no codes. */
function translated(error: unknown): unknown {
	if (error instanceof SqlError || error instanceof RangeError) return error;
	if (!(error instanceof Error)) return error;
	const isNoFile = /not a database|malformed/.test(error.message);
	return new SqlError(isNoFile ? 'SQLITE_NOTADB' : 'SQLITE_ERROR', error.message);
}
