/**
 * What commands read a database from: the folder of one, a notebook or script (it is run), an SQLite file, a JSON export,
 * a table of CSV or JSON lines.
 */

import fs from 'node:fs';
import { Database, SqlError } from '../engine/index.js';
import { importDatabase } from '../library/index.js';
import { Failure } from './command.js';
import { importTable, isTableFile, tableNameOf } from './importTable.js';
import { readInput, readOwnNotebook } from './input.js';
import { checkFolder, isDatabaseFolder, openSession, runCells } from './notebookRun.js';

export const SOURCES = `SOURCE is the folder of a database, a notebook or SQL script (it is run, in memory), an SQLite file, a JSON export or a
CSV file.`;

export interface Source {
	readonly database: Database;
	close(): void;
}

export interface SourceOptions {
	readonly parameters: ReadonlyMap<string, string>;
	/** Of a folder: nothing is written, and another program may have it open. */
	readonly readonly: boolean;
	/** The folder of a database that a notebook is run on, instead of one in memory. */
	readonly db?: string | undefined;
}

export async function openSource(name: string, options: SourceOptions): Promise<Source> {
	if (fs.statSync(name, { throwIfNoEntry: false })?.isDirectory()) {
		return owned(openFolder(name, { mustExist: true, readonly: options.readonly }));
	}
	if (isTableFile(name)) {
		const database = new Database();
		await importTable(database, name, { table: tableNameOf(name), mode: 'append' });
		return owned(database);
	}
	if (/\.json$/i.test(name) || isSqliteFile(name)) {
		const database = new Database();
		const format = /\.json$/i.test(name) ? 'json' : 'sqlite';
		await failing(() => importDatabase(database, readInput(name), { format }), name);
		return owned(database);
	}
	return runNotebook(name, options);
}

/** Its name is that of a notebook or script. */
export function isNotebookFile(name: string): boolean {
	return name === '-' || /\.(?:sqlnb|sql)$/i.test(name);
}

function owned(database: Database): Source {
	return { database, close: () => database.close() };
}

/** The folder of a database; what is not one is said in words. */
export function openFolder(
	folder: string,
	{ mustExist, readonly = false }: { readonly mustExist: boolean; readonly readonly?: boolean },
): Database {
	if (mustExist) checkDatabase(folder);
	else checkFolder(folder);
	return failingSync(() => Database.open(folder, { readonly, fileMustExist: mustExist }), folder);
}

/** Fails unless the folder is that of a database. */
export function checkDatabase(folder: string): void {
	checkFolder(folder);
	if (isDatabaseFolder(folder)) return;
	const isThere = fs.existsSync(folder);
	throw new Failure(`${folder} ${isThere ? 'holds no database' : 'is not there'}`);
}

async function runNotebook(file: string, options: SourceOptions): Promise<Source> {
	const notebook = readOwnNotebook(file);
	const { db } = options;
	const opened = failingSync(
		() => openSession(file, notebook, { db, isTrial: db === undefined }),
		db ?? file,
	);
	if (!(await runCells(file, notebook, opened, { ...options, keepGoing: false }))) {
		opened.close();
		throw new Failure(`${file} did not run to its end`);
	}
	return { database: opened.database, close: () => opened.close() };
}

function isSqliteFile(file: string): boolean {
	if (/\.(?:sqlite3?|db3?)$/i.test(file)) return true;
	if (file === '-' || !fs.existsSync(file)) return false;
	const descriptor = fs.openSync(file, 'r');
	try {
		const start = Buffer.alloc(16);
		fs.readSync(descriptor, start);
		return start.toString('latin1') === 'SQLite format 3\0';
	} finally {
		fs.closeSync(descriptor);
	}
}

/** Errors of the engine about a file as failures that name it. */
export async function failing<T>(work: () => Promise<T>, file: string): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw named(error, file);
	}
}

export function failingSync<T>(work: () => T, file: string): T {
	try {
		return work();
	} catch (error) {
		throw named(error, file);
	}
}

/** An error of the engine about a file as a failure that names it. */
export function named(error: unknown, file: string): unknown {
	if (!(error instanceof SqlError)) return error;
	return new Failure(`${file}: ${error.message} (${error.code})`, error.hint);
}
