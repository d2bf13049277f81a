/**
 * A memory store: tables by name, read and written as rows. It is a database like any other (`store.database`), so what
 * destinations write can be queried, and what SQL makes can be read here.
 */

import type { BulkResult, BulkRows, DatabaseOptions, TableInfo } from '../../engine/index.js';
import { Database } from '../database.js';
import { atomically } from './atomically.js';
import { DestinationError } from './destinationError.js';
import { quoted } from './names.js';
import { knownRows } from './rowSource.js';
import { StoreTimes } from './storeTimes.js';
import { restoredValue } from './valueTypes.js';
import { fillNewTable, guardMemory } from './writeRows.js';

/** A row of a table: values as they were written. */
export type StoredRow = Record<string, unknown>;

/** What the tables of a store take, in bytes. */
export interface StoreMemoryUsage {
	readonly total: number;
	/** With their indexes, by name. */
	readonly tables: Readonly<Record<string, number>>;
	/** The most that may be used; 0: no limit. */
	readonly limit: number;
}

/** What a store knows of a table. */
export interface StoredTableInfo {
	readonly name: string;
	readonly rows: number;
	readonly columns: readonly {
		readonly name: string;
		/** As declared, '' when none was. */
		readonly type: string;
		readonly isNullable: boolean;
	}[];
	/** With its indexes. */
	readonly bytes: number;
	/** When the store first saw it. */
	readonly created: Date;
	/** When it was last written to, by the store or by SQL. */
	readonly modified: Date;
	readonly indexes: readonly {
		readonly name: string;
		readonly columns: readonly string[];
		readonly isUnique: boolean;
	}[];
}

/** Tables by name, in memory, read and written as rows. */
export class MemoryStore {
	readonly #options: DatabaseOptions | undefined;
	#database: Database | undefined;
	#times: StoreTimes | undefined = undefined;

	/** A store of its own, or one over a database that is there. */
	constructor(source?: Database | DatabaseOptions) {
		const isDatabase = source !== undefined && 'prepare' in source;
		this.#database = isDatabase ? source : undefined;
		this.#options = isDatabase ? undefined : source;
		if (this.#database) this.#watch(this.#database);
	}

	/** What holds the tables: they can be queried there. */
	get database(): Database {
		if (!this.#database) {
			this.#database = new Database(this.#options ?? {});
			this.#watch(this.#database);
		}
		return this.#database;
	}

	/** In the order of their names. */
	tableNames(): string[] {
		return this.#names().map(({ name }) => name);
	}

	/** Whether there is a table or view of that name. */
	hasTable(name: string): boolean {
		const key = name.toLowerCase();
		return this.#names().some(table => table.name.toLowerCase() === key);
	}

	/** Makes the table of these rows, whatever there was under its name: all of it or nothing. */
	setTable(
		name: string,
		rows: BulkRows,
		options: { readonly columns?: readonly string[] } = {},
	): BulkResult {
		const { database } = this;
		const known = knownRows(rows, options.columns);
		return guardMemory(() =>
			atomically(database, () => {
				if (this.hasTable(name)) this.#drop(name);
				return fillNewTable(database, name, known);
			}),
		);
	}

	/** All rows of a table. Throws when there is none of that name. */
	getTable(name: string): StoredRow[] {
		const { columns } = this.#known(name);
		const rows = this.database.prepare(`SELECT * FROM ${quoted(name)}`).all() as StoredRow[];
		const restored = columns.filter(({ type }) => RESTORED.test(type));
		for (const row of rows) {
			for (const column of restored) {
				row[column.name] = restoredValue(row[column.name], column.type);
			}
		}
		return rows;
	}

	/** The same by columns. */
	getColumns(name: string): Record<string, unknown[]> {
		const { columns } = this.#known(name);
		const found: Record<string, unknown[]> = {};
		const rows = this.getTable(name);
		for (const column of columns) found[column.name] = rows.map(row => row[column.name]);
		return found;
	}

	/** Removes a table with its rows. Throws when there is none of that name. */
	clearTable(name: string): void {
		this.#known(name);
		atomically(this.database, () => {
			this.#drop(name);
		});
	}

	/** Removes all tables and views. */
	clearAll(): void {
		if (!this.#database) return;
		const tables = this.#names();
		if (tables.length === 0) return;
		const { database } = this;
		const hasKeys = database.pragma('foreign_keys', { simple: true }) === 1;
		if (hasKeys && !database.inTransaction) database.pragma('foreign_keys = off');
		try {
			atomically(database, () => {
				for (const table of tables) this.#dropFound(table);
			});
		} finally {
			if (hasKeys && !database.inTransaction) database.pragma('foreign_keys = on');
		}
	}

	/** Bytes of all tables together and of each. */
	getMemoryUsage(): StoreMemoryUsage {
		const { limit } = this.database.memoryUsage();
		const tables: Record<string, number> = {};
		let total = 0;
		for (const table of this.#tables()) {
			if (table.type === 'view') continue;
			const bytes = this.#bytesOf(table);
			tables[table.name] = bytes;
			total += bytes;
		}
		return { total, tables, limit };
	}

	/** Throws when there is no table of that name. */
	getTableInfo(name: string): StoredTableInfo {
		const table = this.#known(name);
		const { created, modified } = (this.#times as StoreTimes).of(table);
		return {
			name: table.name,
			rows: table.rowCount ?? this.#count(table.name),
			columns: table.columns.map(({ name: column, type, isNotNull }) => ({
				name: column,
				type,
				isNullable: !isNotNull,
			})),
			bytes: this.#bytesOf(table),
			created,
			modified,
			indexes: table.indexes.map(index => ({
				name: index.name,
				columns: index.columns.map(column => column ?? ''),
				isUnique: index.isUnique,
			})),
		};
	}

	/** Ends the store's own database. */
	close(): void {
		this.#database?.close();
	}

	/** Undefined: there is no table or view of that name. */
	find(name: string): TableInfo | undefined {
		const key = name.toLowerCase();
		return this.#tables().find(table => table.name.toLowerCase() === key);
	}

	#watch(database: Database): void {
		this.#times = new StoreTimes(database);
	}

	#names(): NamedTable[] {
		return this.database.prepare(NAMES).all() as NamedTable[];
	}

	#tables(): readonly TableInfo[] {
		const main = this.database.catalogSnapshot().schemas.find(({ name }) => name === 'main');
		return (main?.tables ?? []).filter(({ name }) => !/^sqlite_/i.test(name));
	}

	#known(name: string): TableInfo {
		const table = this.find(name);
		if (table) return table;
		const names = this.tableNames();
		const hint = names.length === 0 ? 'the store is empty' : `there are ${names.join(', ')}`;
		throw new DestinationError(`no such table: ${name}`, { hint });
	}

	#count(name: string): number {
		const count = this.database
			.prepare(`SELECT count(*) FROM ${quoted(name)}`)
			.pluck()
			.get();
		return count as number;
	}

	#bytesOf({ name, indexes }: TableInfo): number {
		const names = new Set([name, ...indexes.map(index => index.name)]);
		let bytes = 0;
		for (const object of this.database.memoryUsage().objects) {
			if (object.schema === 'main' && names.has(object.name)) bytes += object.bytes;
		}
		return bytes;
	}

	#drop(name: string): void {
		this.#dropFound(this.#known(name));
	}

	#dropFound({ name, type }: NamedTable): void {
		this.database.exec(`DROP ${type === 'view' ? 'VIEW' : 'TABLE'} IF EXISTS ${quoted(name)}`);
	}
}

interface NamedTable {
	readonly name: string;
	readonly type: string;
}

const NAMES = `SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view')
	AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name`;
const RESTORED = /^(?:BOOLEAN|BIGINT|TIMESTAMP|JSON TEXT)$/i;

/** The store that destinations write to unless they are given another one. */
export const memoryStore = new MemoryStore();
