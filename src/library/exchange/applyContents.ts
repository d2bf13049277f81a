/** Writes contents into a database: all of them or nothing. */

import { SqlError } from '../../engine/index.js';
import type { Connection } from '../../engine/index.js';
import { isSystemName, quoted } from './contents.js';
import type { Contents, ExactRow, SchemaObject, TableContents } from './contents.js';
import { bindable } from './bindable.js';
import type { Skipped } from './sqliteDialect.js';
import { inOrder } from './sqlText.js';

/**
 * replace: what the database held is gone. merge: tables that are not there are made; rows take the place of those with
 * the same primary key, others are added (all of them in tables without one); what else is there stays.
 */
export type ImportMode = 'replace' | 'merge';

/** How far an import is. */
export interface ImportProgress {
	readonly table: string;
	/** Of this table. */
	readonly rows: number;
}

/** What an import has done. */
export interface ImportReport {
	/** Rows written, by table. */
	readonly tables: Readonly<Record<string, number>>;
	/** Of all tables. */
	readonly rows: number;
	/** What was left out, and why. */
	readonly skipped: readonly Skipped[];
}

export interface Writing {
	readonly mode: ImportMode;
	/** Called now and then; when it throws, nothing is imported. */
	readonly onProgress: ((progress: ImportProgress) => void) | undefined;
}

const ROWS_PER_PROGRESS = 10_000;

/** Precondition: in a transaction in which foreign keys are not enforced. */
export function applyContents(db: Connection, contents: Contents, writing: Writing): ImportReport {
	const { tables, objects, settings, isAnalyzed } = contents;
	const known = knownNames(db);
	const counts: Record<string, number> = {};
	const skipped: Skipped[] = [...(contents.skipped ?? [])];
	for (const table of tables) {
		const isThere = known.has(`table ${table.name.toLowerCase()}`);
		if (!isThere) db.exec(table.sql);
		counts[table.name] = writeRows(db, table, isThere, writing.onProgress);
	}
	writeSequences(db, tables);
	for (const { type, name, sql } of inOrder(objects)) {
		if (known.has(`${type} ${name.toLowerCase()}`)) {
			skipped.push({ type, name, reason: 'it is there already' });
		} else db.exec(sql);
	}
	if (writing.mode === 'replace' || known.size === 0) {
		for (const [name, value] of Object.entries(settings)) setNumber(db, name, value);
	}
	if (isAnalyzed) db.exec('ANALYZE');
	const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
	return { tables: counts, rows, skipped };
}

function setNumber(db: Connection, name: string, value: number): void {
	if (name === 'user_version' || name === 'application_id') db.pragma(`${name} = ${value}`);
}

/** Drops everything in `main`. */
export function clear(db: Connection): void {
	const dropped = db
		.prepare(`SELECT type, name FROM main.sqlite_schema WHERE type IN ('view', 'table')`)
		.all() as { readonly type: 'view' | 'table'; readonly name: string }[];
	for (const { type, name } of dropped.filter(({ name }) => !isSystemName(name))) {
		db.exec(`DROP ${type} IF EXISTS main.${quoted(name)}`);
	}
	for (const { name } of dropped) {
		if (name === 'sqlite_sequence') db.exec('DELETE FROM main.sqlite_sequence');
		if (name === 'sqlite_stat1') db.exec('DROP TABLE main.sqlite_stat1');
	}
	for (const name of ['user_version', 'application_id']) setNumber(db, name, 0);
}

/** As `type name`, in lower case. */
export function knownNames(db: Connection): Set<string> {
	const rows = db.prepare('SELECT type, name FROM main.sqlite_schema').all() as SchemaObject[];
	const own = rows.filter(({ name }) => !isSystemName(name));
	return new Set(own.map(({ type, name }) => `${type} ${name.toLowerCase()}`));
}

function writeRows(
	db: Connection,
	table: TableContents,
	isMerged: boolean,
	onProgress: Writing['onProgress'],
): number {
	const { name, columns } = table;
	if (isMerged) checkColumns(db, table);
	const names = columns.map(column => column.name);
	const conflict = isMerged ? conflictClause(db, table) : '';
	// Rowids are no keys: rows of the table that is there may have the same.
	const isWithRowids = table.rowid !== undefined && !isMerged;
	const rows = bindableRows(table.rows, table.rowid === undefined || isWithRowids ? 0 : 1);
	if (isWithRowids) names.unshift(table.rowid);
	if (isWithRowids || conflict !== '') {
		return insertRows(db, name, names, rows, conflict, onProgress);
	}
	const { rows: written } = db.bulkWrite(name, rows, {
		columns: names,
		schema: 'main',
		batchSize: ROWS_PER_PROGRESS,
		onProgress: progress => onProgress?.({ table: name, rows: progress.rows }),
	});
	onProgress?.({ table: name, rows: written });
	return written;
}

function* bindableRows(
	rows: Iterable<ExactRow>,
	skipped: number,
): Generator<ReturnType<typeof bindable>[]> {
	for (const row of rows) yield (skipped > 0 ? row.slice(skipped) : row).map(bindable);
}

function insertRows(
	db: Connection,
	name: string,
	names: readonly string[],
	rows: Iterable<unknown[]>,
	conflict: string,
	onProgress: Writing['onProgress'],
): number {
	const list = names.map(quoted).join(', ');
	const places = names.map(() => '?').join(', ');
	const insert = db.prepare(
		`INSERT INTO main.${quoted(name)}(${list}) VALUES (${places})${conflict}`,
	);
	let count = 0;
	for (const row of rows) {
		insert.run(row);
		if (++count % ROWS_PER_PROGRESS === 0) onProgress?.({ table: name, rows: count });
	}
	onProgress?.({ table: name, rows: count });
	return count;
}

interface ColumnRow {
	readonly name: string;
	readonly pk: number;
}

/** '' for a table without a primary key. */
function conflictClause(db: Connection, { name, columns }: TableContents): string {
	const own = db.pragma(`main.table_info(${quoted(name)})`) as ColumnRow[];
	const key = own.filter(({ pk }) => pk > 0).map(column => column.name);
	if (key.length === 0) return '';
	const keys = new Set(key.map(part => part.toLowerCase()));
	const sets = columns
		.filter(column => !keys.has(column.name.toLowerCase()))
		.map(column => `${quoted(column.name)} = excluded.${quoted(column.name)}`);
	const action = sets.length > 0 ? `UPDATE SET ${sets.join(', ')}` : 'NOTHING';
	return ` ON CONFLICT (${key.map(quoted).join(', ')}) DO ${action}`;
}

function checkColumns(db: Connection, { name, columns }: TableContents): void {
	const own = db.pragma(`main.table_info(${quoted(name)})`) as ColumnRow[];
	const known = new Set(own.map(column => column.name.toLowerCase()));
	const missing = columns.filter(column => !known.has(column.name.toLowerCase()));
	if (missing.length === 0) return;
	const names = missing.map(column => column.name).join(', ');
	throw new SqlError('SQLITE_ERROR', `table ${name} has no column named ${names}`, {
		hint: 'add the columns, or import with the mode replace',
	});
}

/** A number that is greater already stays. */
function writeSequences(db: Connection, tables: readonly TableContents[]): void {
	const select = "SELECT 1 FROM main.sqlite_schema WHERE name = 'sqlite_sequence'";
	// None of the tables there counts, though those imported do.
	if (db.prepare(select).get() === undefined) return;
	for (const { name, sequence } of tables) {
		if (sequence === undefined) continue;
		const changed = db
			.prepare('UPDATE main.sqlite_sequence SET seq = max(seq, ?) WHERE name = ?')
			.run(sequence, name).changes;
		if (changed > 0) continue;
		db.prepare('INSERT INTO main.sqlite_sequence(name, seq) VALUES (?, ?)').run(name, sequence);
	}
}
