/**
 * `db.backup(file)`: what is committed at the moment, written page by page, as better-sqlite3 does it. The file holds
 * what `serialize()` gives: `new Database(bytes)` reads it. Files are the business of a port, which the host provides.
 */

import { SqlError } from '../types/sqlError.js';
import { isFunction, isObject } from './argumentChecks.js';
import type { ConnectionCore } from './connectionCore.js';
import { serialize } from './serialize.js';

/** How far a backup is. Pages are of 4096 bytes. */
export interface BackupProgress {
	totalPages: number;
	remainingPages: number;
}

/** What `backup` may be told. */
export interface BackupOptions {
	/** Only main can be saved. */
	readonly attached?: string;
	/** Asked before each stretch: how many pages to write next (100 unless told; 0: pause). */
	readonly progress?: ((progress: BackupProgress) => number | undefined) | null | undefined;
}

/** Where backups are written. */
export interface FilePort {
	/** Whether the folder exists in which `file` lies or would lie. */
	hasFolderOf(file: string): Promise<boolean>;
	/** Nobody sees the new file before it is kept. Rejects when the file cannot be written. */
	create(file: string): Promise<NewFile>;
}

/** Ended by `keep` or `discard`. Every call gives the host a turn. */
export interface NewFile {
	append(bytes: Uint8Array): Promise<void>;
	/** The file gets its name; it is on the disk then. */
	keep(): Promise<void>;
	/** As if it had never been made. */
	discard(): Promise<void>;
}

const PAGE_BYTES = 4096;
const PAGES_AT_ONCE = 100;

let files: FilePort | undefined;

/** For all databases made with this copy of the engine. */
export function provideFiles(port: FilePort): void {
	files = port;
}

/** The checks of arguments come first, all in promises: nothing is thrown. */
export async function backup(
	core: ConnectionCore,
	name: string,
	options: BackupOptions | null | undefined,
): Promise<BackupProgress> {
	const { file, progress } = checkedArguments(name, options ?? {});
	if (!files) throw cannotOpen('there is no file system here: keep the bytes of serialize()');
	if (!(await files.hasFolderOf(file))) {
		throw new TypeError('Cannot save backup because the directory does not exist');
	}
	checkOpen(core);
	core.activity.checkIdle();
	checkSchema(options ?? {});
	const target = await files.create(file).catch((error: unknown) => {
		throw cannotOpen(error instanceof Error ? error.message : String(error));
	});
	try {
		const done = await writePages(core, target, progress);
		await target.keep();
		return done;
	} catch (error) {
		await target.discard();
		throw error;
	}
}

async function writePages(
	core: ConnectionCore,
	target: NewFile,
	progress: BackupOptions['progress'],
): Promise<BackupProgress> {
	const bytes = serialize(core.database.head.shared);
	const totalPages = Math.ceil(bytes.length / PAGE_BYTES);
	let written = 0;
	let rate = 0;
	let isFirst = true;
	for (;;) {
		const next = Math.min(written + rate, totalPages);
		await target.append(bytes.subarray(written * PAGE_BYTES, next * PAGE_BYTES));
		checkOpen(core);
		written = next;
		const remainingPages = totalPages - written;
		if (remainingPages === 0) return { totalPages, remainingPages };
		if (isFirst) rate = PAGES_AT_ONCE;
		isFirst = false;
		rate = asked(progress?.({ totalPages, remainingPages }), rate);
	}
}

function asked(answer: unknown, rate: number): number {
	if (answer === undefined) return rate;
	if (typeof answer !== 'number' || Number.isNaN(answer)) {
		throw new TypeError('Expected progress callback to return a number or undefined');
	}
	return Math.max(0, Math.min(0x7fffffff, Math.round(answer)));
}

interface Unchecked {
	readonly attached?: unknown;
	readonly progress?: unknown;
}

function checkedArguments(
	name: unknown,
	options: unknown,
): { readonly file: string; readonly progress: BackupOptions['progress'] } {
	if (typeof name !== 'string') throw new TypeError('Expected first argument to be a string');
	if (!isObject(options)) {
		throw new TypeError('Expected second argument to be an options object');
	}
	const file = name.trim();
	const { attached = 'main', progress }: Unchecked = options;
	if (file === '') throw new TypeError('Backup filename cannot be an empty string');
	if (file === ':memory:') throw new TypeError('Invalid backup filename ":memory:"');
	if (typeof attached !== 'string') {
		throw new TypeError('Expected the "attached" option to be a string');
	}
	if (attached === '') throw new TypeError('The "attached" option cannot be an empty string');
	if (progress !== null && progress !== undefined && !isFunction(progress)) {
		throw new TypeError('Expected the "progress" option to be a function');
	}
	return { file, progress: progress as BackupOptions['progress'] };
}

function checkSchema({ attached = 'main' }: BackupOptions): void {
	if (attached === 'main') return;
	throw new SqlError('SQLITE_ERROR', `unknown database ${attached}`, {
		hint: 'only main can be saved',
	});
}

function checkOpen(core: ConnectionCore): void {
	if (!core.isOpen) throw new TypeError('The database connection is not open');
}

function cannotOpen(hint: string): SqlError {
	return new SqlError('SQLITE_CANTOPEN', 'unable to open database file', { hint });
}
