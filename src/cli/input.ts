/** Files named on the command line: `-` is standard input; what is wrong with one is said with a way out. */

import fs from 'node:fs';
import type { ForeignNotebook, NotebookFile } from '../notebook/format/model.js';
import { readNotebook } from '../notebook/format/readNotebook.js';
import { Failure } from './command.js';

export function readInput(file: string): Uint8Array {
	try {
		return fs.readFileSync(file === '-' ? 0 : file);
	} catch (error) {
		throw unreadable(file, error as NodeJS.ErrnoException);
	}
}

function unreadable(file: string, error: NodeJS.ErrnoException): Failure {
	if (error.code === 'ENOENT') return new Failure(`no such file: ${file}`);
	if (error.code === 'EISDIR') {
		return new Failure(`${file} is a folder`, `a database in files is opened with --db ${file}`);
	}
	if (error.code === 'EACCES') return new Failure(`not allowed to read ${file}`);
	return new Failure(`cannot read ${file}: ${error.message}`);
}

/** A notebook of ours or plain SQL, or one of another product. */
export function readAnyNotebook(
	file: string,
): { readonly kind: 'notebook'; readonly file: NotebookFile } | ForeignNotebook {
	return readNotebook(readInput(file), { isPlainSql: file === '-' || isPlainSql(file) });
}

/** The name says it: .sql, but not .nb.sql. */
export function isPlainSql(file: string): boolean {
	return /\.sql$/i.test(file) && !/\.nb\.sql$/i.test(file);
}

/** Fails for what does not run here. */
export function readOwnNotebook(file: string): NotebookFile {
	const result = readAnyNotebook(file);
	if (result.kind === 'notebook') return result.file;
	throw new Failure(
		`${file}: ${result.message}`,
		result.cells === undefined || result.format === 'unknownText'
			? undefined
			: `sqlnb convert ${file} makes a copy that runs`,
	);
}
