/** A notebook's database out to a file's bytes and in again, and into the files of a database that is kept. */

import { Database, provideStorage, type StoragePort } from '../../engine/index.js';
import { exportDatabase } from '../../library/exchange/exportDatabase.js';
import { importDatabase } from '../../library/exchange/importDatabase.js';
import { provideSqlJs, type SqlJs as LoadedSqlJs } from '../../library/exchange/sqlJs.js';
import type { ExportFormat, ImportReport } from '../../protocol/workerMessages.js';
import type { NotebookStore } from './openNotebook.js';
import { quoteName } from './statementText.js';

/** How SQLite itself is loaded, for its files; called when it is needed. */
export const provideSqlite: typeof provideSqlJs = provideSqlJs;

export type SqlJs = LoadedSqlJs;

export async function exportedBytes(db: Database, format: ExportFormat): Promise<Uint8Array> {
	const made = await exportDatabase(db, { format });
	return typeof made === 'string' ? new TextEncoder().encode(made) : made;
}

export function importBytes(
	db: Database,
	bytes: Uint8Array,
	mode: 'replace' | 'merge' | undefined,
): Promise<ImportReport> {
	return importDatabase(db, bytes, mode === undefined ? {} : { mode });
}

/** Precondition: the store is empty, and nobody has it open. `present`: the storage of the databases made after this. */
export async function copyInto(
	db: Database,
	store: NotebookStore,
	present: StoragePort | undefined,
): Promise<void> {
	const contents = await exportDatabase(db, { format: 'json' });
	const { root, storage, ...policy } = store;
	provideStorage(storage);
	const copy = Database.open(root, policy);
	if (present) provideStorage(present);
	try {
		await importDatabase(copy, contents);
	} finally {
		copy.close();
	}
}

/** Takes all rows out of one table, or of all tables; gives their number. Nothing happens when one of them cannot be emptied. */
export function clearTables(
	db: Database,
	only: { readonly schemaName: string; readonly tableName: string } | null,
): number {
	const tables = only ? [only] : allTables(db);
	const hasForeignKeys = db.pragma('foreign_keys', { simple: true }) === 1;
	// Emptying every table breaks no reference.
	if (!only && hasForeignKeys) db.pragma('foreign_keys = OFF');
	try {
		const clear = db.transaction(() => {
			let rows = 0;
			for (const { schemaName, tableName } of tables) {
				const table = `${quoteName(schemaName)}.${quoteName(tableName)}`;
				rows += db.prepare(`DELETE FROM ${table}`).run().changes;
			}
			return rows;
		});
		return clear();
	} finally {
		if (!only && hasForeignKeys) db.pragma('foreign_keys = ON');
	}
}

function allTables(db: Database): { schemaName: string; tableName: string }[] {
	return db
		.catalogSnapshot()
		.schemas.flatMap(({ name: schemaName, tables }) =>
			tables
				.filter(({ type, name }) => type === 'table' && !/^sqlite_/i.test(name))
				.map(({ name: tableName }) => ({ schemaName, tableName })),
		);
}
