/** JSON exports, SQL scripts and SQLite files into a database: all of it or nothing. */

import { Connection, SqlError } from '../../engine/index.js';
import { applyContents, clear, knownNames } from './applyContents.js';
import type { ImportMode, ImportProgress, ImportReport } from './applyContents.js';
import type { Contents } from './contents.js';
import { contentsOfJson } from './jsonText.js';
import { isSqliteFile, withSqliteFile } from './sqliteFile.js';
import { contentsOfScript, runImportedScript } from './sqlScript.js';

/** What can be imported. */
export type ImportFormat = 'json' | 'sql' | 'sqlite';

/** How a database is imported. */
export interface ImportOptions {
	/** Found out unless given. */
	readonly format?: ImportFormat;
	/**
	 * What becomes of what is there. replace: it is gone. merge: rows with the primary key of an imported one are
	 * replaced, the rest stays. Without a mode the database has to be empty.
	 */
	readonly mode?: ImportMode;
	/** Called now and then, and at the end of each table; when it throws, nothing is imported. */
	readonly onProgress?: (progress: ImportProgress) => void;
}

/** A text, the bytes of a file, or what JSON.parse gave. */
export type ImportSource = string | Uint8Array | object;

/** Rejects, and leaves the database as it was, when anything in the source cannot be imported. */
export async function importDatabase(
	db: Connection,
	source: ImportSource,
	options: ImportOptions = {},
): Promise<ImportReport> {
	checkArguments(db, options);
	const format = options.format ?? formatOf(source);
	if (format === 'sqlite') {
		if (!(source instanceof Uint8Array)) throw notReadable('an SQLite file is bytes');
		return withSqliteFile(source, contents => importContents(db, () => contents, options));
	}
	if (format === 'json') {
		const json = source instanceof Uint8Array ? textOf(source) : source;
		const contents = contentsOfJson(typeof json === 'string' ? parsed(json) : json);
		return importContents(db, () => contents, options);
	}
	const script = source instanceof Uint8Array ? textOf(source) : source;
	if (typeof script !== 'string') throw notReadable('a script is a text');
	if (options.mode === 'merge') {
		return importContents(db, () => contentsOfScript(db, script), options);
	}
	return inTransaction(db, options.mode, () => runImportedScript(db, script));
}

function importContents(
	db: Connection,
	contents: () => Contents,
	{ mode, onProgress }: ImportOptions,
): ImportReport {
	return inTransaction(db, mode, () => {
		const read = contents();
		try {
			return applyContents(db, read, { mode: mode ?? 'replace', onProgress });
		} catch (error) {
			throw withoutPlace(error);
		}
	});
}

/** What is written are statements of ours: places in them are none of the source. */
function withoutPlace(error: unknown): unknown {
	if (error instanceof SqlError) error.span = error.line = error.column = undefined;
	return error;
}

function inTransaction<T>(db: Connection, mode: ImportMode | undefined, work: () => T): T {
	if (db.inTransaction) {
		throw new SqlError('SQLITE_ERROR', 'cannot import within a transaction', {
			hint: 'COMMIT or ROLLBACK first: an import is a transaction of its own',
		});
	}
	if (mode === undefined && knownNames(db).size > 0) {
		throw new SqlError('SQLITE_ERROR', 'cannot import: the database is not empty', {
			hint: 'the mode says what becomes of what it holds: replace or merge',
		});
	}
	const isEnforced = db.pragma('foreign_keys', { simple: true }) === 1;
	db.pragma('foreign_keys = OFF');
	try {
		return db.transaction(() => {
			if (mode === 'replace') clear(db);
			const result = work();
			if (isEnforced) checkForeignKeys(db);
			return result;
		})();
	} finally {
		if (isEnforced) db.pragma('foreign_keys = ON');
	}
}

function checkForeignKeys(db: Connection): void {
	const [row] = db.pragma('main.foreign_key_check') as {
		readonly table: string;
		readonly parent: string;
	}[];
	if (!row) return;
	throw new SqlError('SQLITE_CONSTRAINT_FOREIGNKEY', 'FOREIGN KEY constraint failed', {
		hint: `a row of ${row.table} has no row of ${row.parent}; PRAGMA foreign_keys = OFF imports it all the same`,
	});
}

function formatOf(source: ImportSource): ImportFormat {
	if (source instanceof Uint8Array) {
		return isSqliteFile(source) ? 'sqlite' : formatOf(textOf(source.subarray(0, 1000)));
	}
	if (typeof source !== 'string') return 'json';
	return /^\s*[[{]/.test(source) ? 'json' : 'sql';
}

function textOf(bytes: Uint8Array): string {
	return new TextDecoder().decode(bytes);
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw notReadable(error instanceof Error ? error.message : String(error));
	}
}

function notReadable(reason: string): SqlError {
	return new SqlError('SQLITE_NOTADB', `this is no export of a database: ${reason}`);
}

function checkArguments(db: unknown, options: ImportOptions): void {
	if (!(db instanceof Connection)) throw new TypeError('Expected first argument to be a Database');
	const { format, mode } = options;
	if (format !== undefined && !['json', 'sql', 'sqlite'].includes(format)) {
		throw new TypeError('Expected the "format" option to be "json", "sql" or "sqlite"');
	}
	if (mode !== undefined && !['replace', 'merge'].includes(mode)) {
		throw new TypeError('Expected the "mode" option to be "replace" or "merge"');
	}
}
