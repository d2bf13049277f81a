/** A database as JSON, as an SQL script or as an SQLite file. */

import { Connection } from '../../engine/index.js';
import { readContents } from './contents.js';
import { jsonText } from './jsonText.js';
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
	if (options.format === 'sqlite') return sqliteBytes(contents);
	return [...(options.format === 'json' ? jsonText(contents) : sqlText(contents))].join('');
}

/** The same text in pieces, for databases that make longer texts than JavaScript takes (512 MB). */
export function exportPieces(
	db: Connection,
	options: ExportOptions<'json' | 'sql'>,
): Iterable<string> {
	checkArguments(db, options);
	const contents = readContents(db, options.tables);
	return options.format === 'json' ? jsonText(contents) : sqlText(contents);
}

function checkArguments(db: unknown, options: unknown): asserts options is ExportOptions {
	if (!(db instanceof Connection)) throw new TypeError('Expected first argument to be a Database');
	const { format, tables } = (options ?? {}) as Partial<ExportOptions>;
	if (format !== 'json' && format !== 'sql' && format !== 'sqlite') {
		throw new TypeError('Expected the "format" option to be "json", "sql" or "sqlite"');
	}
	if (tables !== undefined && !(tables as unknown[]).every(name => typeof name === 'string')) {
		throw new TypeError('Expected the "tables" option to be an array of names');
	}
}
