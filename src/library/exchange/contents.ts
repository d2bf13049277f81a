/**
 * What a database holds, between reading it and writing it elsewhere: settings, tables with their rows, and the texts of
 * everything else. Values are exact: INTEGER is a bigint, REAL a number. Of `main`, the only schema that is kept.
 */

import type { Connection } from '../../engine/index.js';
import { freeRowidName } from './rowidName.js';
import type { Skipped } from './sqliteDialect.js';

export type ExactValue = null | bigint | number | string | Uint8Array;
export type ExactRow = readonly ExactValue[];

export interface Contents {
	/** PRAGMA user_version and application_id. */
	readonly settings: Readonly<Record<string, number>>;
	readonly tables: readonly TableContents[];
	/** In the order in which they were made. */
	readonly objects: readonly SchemaObject[];
	/** ANALYZE has been run. */
	readonly isAnalyzed: boolean;
	/** What is there but cannot be told. */
	readonly skipped?: readonly Skipped[];
}

export interface SchemaObject {
	readonly type: 'index' | 'view' | 'trigger';
	readonly name: string;
	/** The table or view it belongs to; a view's own name. */
	readonly table: string;
	readonly sql: string;
}

export interface TableContents {
	readonly name: string;
	readonly sql: string;
	/** Those that are stored: generated ones are computed anew. */
	readonly columns: readonly StoredColumn[];
	/** A name for the rowid, where the rows' first value is that. */
	readonly rowid: string | undefined;
	/** Those of the moment at which the contents were asked for. To be read once. */
	readonly rows: Iterable<ExactRow>;
	/** Of AUTOINCREMENT: the last number given. */
	readonly sequence: bigint | undefined;
}

export interface StoredColumn {
	readonly name: string;
	/** As declared; '' when none was. */
	readonly type: string;
	/** Position in the primary key, from 1; 0: not in it. */
	readonly primaryKey: number;
}

interface SchemaRow {
	readonly type: 'table' | SchemaObject['type'];
	readonly name: string;
	readonly tbl_name: string;
	readonly sql: string | null;
}

/** `only`: names of the tables and views to read; undefined: all. */
export function readContents(db: Connection, only?: readonly string[]): Contents {
	const rows = db
		.prepare('SELECT type, name, tbl_name, sql FROM main.sqlite_schema')
		.all() as SchemaRow[];
	const isWanted = wantedNames(rows, only);
	const own = rows.filter(({ name, tbl_name }) => !isSystemName(name) && isWanted(tbl_name));
	const objects = own.flatMap(({ type, name, tbl_name, sql }): SchemaObject[] =>
		type === 'table' || sql === null ? [] : [{ type, name, table: tbl_name, sql }],
	);
	const setting = (name: string) => db.pragma(name, { simple: true }) as number;
	const sequences = readSequences(db, rows);
	return {
		settings: {
			user_version: setting('user_version'),
			application_id: setting('application_id'),
		},
		tables: own
			.filter(({ type }) => type === 'table')
			.map(({ name, sql }) => readTable(db, name, sql ?? '', sequences.get(name))),
		objects,
		isAnalyzed: only === undefined && rows.some(({ name }) => name === 'sqlite_stat1'),
	};
}

export function isSystemName(name: string): boolean {
	return name.toLowerCase().startsWith('sqlite_');
}

export function quoted(name: string): string {
	return `"${name.replaceAll('"', '""')}"`;
}

function wantedNames(
	rows: readonly SchemaRow[],
	only: readonly string[] | undefined,
): (name: string) => boolean {
	if (!only) return () => true;
	const wanted = new Set(only.map(name => name.toLowerCase()));
	const known = new Set(rows.map(({ tbl_name }) => tbl_name.toLowerCase()));
	for (const name of only) {
		if (!known.has(name.toLowerCase())) throw new RangeError(`no such table: ${name}`);
	}
	return name => wanted.has(name.toLowerCase());
}

function readSequences(db: Connection, rows: readonly SchemaRow[]): Map<string, bigint> {
	if (!rows.some(({ name }) => name === 'sqlite_sequence')) return new Map();
	const sequences = db
		.prepare('SELECT name, seq FROM main.sqlite_sequence')
		.safeIntegers()
		.raw()
		.all();
	return new Map(sequences as [string, bigint][]);
}

interface ColumnRow {
	readonly name: string;
	readonly type: string;
	readonly pk: number;
	readonly hidden: number;
}

function readTable(
	db: Connection,
	name: string,
	sql: string,
	sequence: bigint | undefined,
): TableContents {
	const all = db.pragma(`main.table_xinfo(${quoted(name)})`) as ColumnRow[];
	const columns = all
		.filter(({ hidden }) => hidden === 0)
		.map(column => ({ name: column.name, type: column.type, primaryKey: column.pk }));
	const [info] = db.pragma(`main.table_list(${quoted(name)})`) as {
		readonly type: string;
		readonly wr: number;
	}[];
	const rowid = info?.wr === 1 ? undefined : rowidToKeep(db, name, all);
	return { name, sql, columns, rowid, rows: readRows(db, name, columns, rowid), sequence };
}

/** Rowids that are just 1, 2, 3 ... come back by themselves; others are kept, unless a column holds them. */
function rowidToKeep(
	db: Connection,
	table: string,
	columns: readonly ColumnRow[],
): string | undefined {
	const key = columns.filter(({ pk }) => pk > 0);
	if (key.length === 1 && key[0]?.type.toUpperCase() === 'INTEGER') return undefined;
	const rowid = freeRowidName(columns.map(({ name }) => name));
	if (rowid === undefined) return undefined;
	const [count, first, last] = db
		.prepare(`SELECT count(*), min(${rowid}), max(${rowid}) FROM main.${quoted(table)}`)
		.raw()
		.get() as [number, number | null, number | null];
	return count === 0 || (first === 1 && last === count) ? undefined : rowid;
}

function readRows(
	db: Connection,
	table: string,
	columns: readonly StoredColumn[],
	rowid: string | undefined,
): Iterable<ExactRow> {
	const names = columns.map(({ name }) => quoted(name));
	if (rowid !== undefined) names.unshift(rowid);
	const order = rowid === undefined ? '' : ` ORDER BY ${rowid}`;
	const select = db.prepare(`SELECT ${names.join(', ')} FROM main.${quoted(table)}${order}`);
	return select.safeIntegers().raw().rows() as Iterable<ExactRow>;
}
