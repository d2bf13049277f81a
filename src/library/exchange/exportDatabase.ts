/** A database as JSON, as an SQL script or as an SQLite file. */

import { Connection } from '../../engine/index.js';
import { readContents } from './contents.js';
import type { Contents } from './contents.js';
import { jsonText } from './jsonText.js';
import { sqliteContents } from './sqliteDialect.js';
import type { Skipped } from './sqliteDialect.js';
import { sqliteBytes } from './sqliteFile.js';
import { sqlText } from './sqlText.js';

/** What a database can be exported as. */
export type ExportFormat = 'json' | 'sql' | 'sqlite';

/** What is exported, and as what. */
export interface ExportOptions<Format extends ExportFormat = ExportFormat> {
	/** json: one document. sql: a script. sqlite: a file of SQLite, for which the package sql.js is needed. */
	readonly format: Format;
	/** Names of the tables and views to export; all unless given. */
	readonly tables?: readonly string[];
	/** Of scripts. sqlite: real SQLite runs it, too; what only Strata has is left out, as it is of SQLite files. */
	readonly dialect?: 'strata' | 'sqlite';
	/** Told what is left out because SQLite has no such thing. */
	readonly onSkipped?: (skipped: Skipped) => void;
}

/** A text, or the bytes of an SQLite file. */
export type Exported<Format extends ExportFormat> = Format extends 'sqlite' ? Uint8Array : string;

/**
 * What the connection sees of `main` at the moment of the call: schema, rows, AUTOINCREMENT counters, user_version and
 * application_id. Rejects for a table that is not there.
 */
export async function exportDatabase<Format extends ExportFormat>(
	db: Connection,
	options: ExportOptions<Format>,
): Promise<Exported<Format>>;
export async function exportDatabase(
	db: Connection,
	options: ExportOptions,
): Promise<string | Uint8Array> {
	checkArguments(db, options);
	const contents = readContents(db, options.tables);
	if (options.format === 'sqlite') return sqliteBytes(contents, options.onSkipped);
	return [...textPieces(contents, options)].join('');
}

/** The same text in pieces, for databases that make longer texts than JavaScript takes (512 MB). */
export function exportPieces(
	db: Connection,
	options: ExportOptions<'json' | 'sql'>,
): Iterable<string> {
	checkArguments(db, options);
	const contents = readContents(db, options.tables);
	return textPieces(contents, options);
}

function textPieces(
	contents: Contents,
	{ format, dialect, onSkipped }: ExportOptions,
): Iterable<string> {
	if (format === 'json') return jsonText(contents);
	return sqlText(dialect === 'sqlite' ? sqliteContents(contents, onSkipped) : contents);
}

function checkArguments(db: unknown, options: unknown): asserts options is ExportOptions {
	if (!(db instanceof Connection)) throw new TypeError('Expected first argument to be a Database');
	const { format, tables, dialect } = (options ?? {}) as Readonly<Record<string, unknown>>;
	if (format !== 'json' && format !== 'sql' && format !== 'sqlite') {
		throw new TypeError('Expected the "format" option to be "json", "sql" or "sqlite"');
	}
	if (dialect !== undefined && dialect !== 'strata' && dialect !== 'sqlite') {
		throw new TypeError('Expected the "dialect" option to be "strata" or "sqlite"');
	}
	const isList = Array.isArray(tables) && tables.every(name => typeof name === 'string');
	if (tables !== undefined && !isList) {
		throw new TypeError('Expected the "tables" option to be an array of names');
	}
}
