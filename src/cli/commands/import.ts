/** `sqlnb import`: files of rows, SQLite files and JSON exports into a database that is kept in files. */

import fs from 'node:fs';
import { SqlError } from '../../engine/index.js';
import { importDatabase } from '../../library/index.js';
import { Failure, Misuse, type Command } from '../command.js';
import type { CommandLine } from '../commandLine.js';
import { importTable, isTableFile, tableNameOf } from '../importTable.js';
import { readInput } from '../input.js';
import { reportFailure } from '../notebookRun.js';
import { remark } from '../output.js';
import { plural } from '../plural.js';
import { progressBar } from '../progress.js';
import { named, openFolder } from '../source.js';

const MODES = ['append', 'replace', 'merge'] as const;

export const importCommand: Command = {
	name: 'import',
	summary: 'read CSV, JSON, SQLite and SQL files into a database that is kept in files',
	usage: 'FILE... --db DIR [options]',
	options: {
		db: { type: 'string', value: 'DIR', help: "the database's folder; made if need be" },
		table: { type: 'string', value: 'NAME', help: "the table (default: the file's name)" },
		mode: {
			type: 'string',
			value: 'MODE',
			help: 'append (default), replace: what is there goes, merge: rows of the same key are replaced',
		},
		keys: {
			type: 'string',
			value: 'COLUMN,...',
			help: 'columns by which merge finds rows (default: the primary key)',
		},
		csv: {
			type: 'string',
			value: 'OPTIONS',
			help: 'how CSV is read, as in read_csv: \'{header: false, delimiter: ";"}\'',
		},
	},
	notes: [
		`CSV, TSV, a JSON array of objects and JSON lines go into one table, which is made with the types found in the file.
SQLite files, SQL scripts and exports of databases (.sqlite, .sql, .json) bring all their tables.
A file is read whole or not at all. '-' is standard input: CSV for a --table, else a script or an export.`,
	],
	examples: [
		{ line: 'sqlnb import sales.csv --db ./data/shop' },
		{ line: 'sqlnb import today.csv --db ./data/shop --table sales --mode merge --keys id' },
		{
			line: 'curl -s https://example.com/sales.csv | sqlnb import - --table sales --db ./data/shop',
		},
		{ line: 'sqlnb import shop.sqlite --db ./data/shop', says: 'an SQLite database becomes ours' },
	],
	async run(line) {
		const folder = line.text('db');
		const mode = line.choice('mode', MODES) ?? 'append';
		if (line.words.length === 0) throw new Misuse('import needs a file');
		if (folder === undefined) throw new Misuse('import needs --db DIR, the folder of the database');
		if (line.text('keys') !== undefined && mode !== 'merge') {
			throw new Misuse('--keys goes with --mode merge');
		}
		const missing = line.words.find(file => file !== '-' && !fs.existsSync(file));
		if (missing !== undefined) throw new Failure(`no such file: ${missing}`);
		const database = openFolder(folder, { mustExist: false });
		try {
			for (const file of line.words) {
				if (isRows(file, line)) {
					const table = line.text('table') ?? tableNameOf(file);
					const done = await importTable(database, file, {
						table,
						mode,
						keys: line.text('keys')?.split(','),
						csvOptions: line.text('csv'),
					});
					remark(
						`${file}: ${plural(done.rows, 'row')} into ${done.isNew ? 'the new table ' : ''}${table}`,
					);
				} else await importAll(database, file, mode, line);
			}
			return 0;
		} finally {
			database.close();
		}
	},
};

/** A JSON file may hold rows or an export of a database. Standard input is CSV when it is to be one table. */
function isRows(file: string, line: CommandLine): boolean {
	if (file === '-') return line.text('table') !== undefined;
	if (isTableFile(file)) return true;
	if (!/\.json$/i.test(file)) return false;
	return /^\s*\[/.test(new TextDecoder().decode(readInput(file).subarray(0, 1000)));
}

async function importAll(
	database: ReturnType<typeof openFolder>,
	file: string,
	mode: (typeof MODES)[number],
	line: CommandLine,
): Promise<void> {
	const misplaced = ['table', 'keys', 'csv'].find(option => line.text(option) !== undefined);
	if (misplaced !== undefined) {
		throw new Misuse(`--${misplaced} is for files of rows, not ${file}`);
	}
	const bytes = readInput(file);
	const bar = progressBar(file);
	try {
		const report = await importDatabase(database, bytes, {
			...(mode === 'append' ? {} : { mode }),
			...(/\.json$/i.test(file) ? { format: 'json' } : {}),
			onProgress: ({ rows }) => bar.update(0, undefined, rows),
		});
		bar.end();
		const tables = Object.keys(report.tables).length;
		remark(`${file}: ${plural(report.rows, 'row')} in ${plural(tables, 'table')}`);
		for (const { type, name, reason } of report.skipped) remark(`${type} ${name}: ${reason}`);
	} catch (error) {
		bar.end();
		throw asFailure(error, file, bytes);
	} finally {
		bar.end();
	}
}

/** An error with a place is one of a script, which is shown. */
function asFailure(error: unknown, file: string, bytes: Uint8Array): unknown {
	if (!(error instanceof SqlError) || error.span === undefined) return named(error, file);
	const { code, span, hint } = error;
	const text = new TextDecoder().decode(bytes);
	const message = `${error.message} (${code})`;
	reportFailure({ file, text, start: { line: 1, column: 1 }, span, message, hint });
	return new Failure(`nothing of ${file} is imported`);
}
