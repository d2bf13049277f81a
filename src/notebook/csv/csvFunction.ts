/**
 * read_csv(path, options) as a table-valued function: columns are the file's, rows are read as they are
 * asked for.
 */

import type { SqlValue } from '../../engine/index.js';
import { CsvOptionProblem, readCsvOptions } from './csvOptions.js';
import { CsvProblem, readCsv, type CsvColumn, type CsvFile } from './csvReader.js';
import { FileProblem, type FilePort } from './filePort.js';

export interface CsvFunction {
	columns(path: unknown, options: unknown): readonly CsvColumn[];
	rows(path: unknown, options: unknown): Iterable<SqlValue[]>;
}

export function csvFunction(files: FilePort): CsvFunction {
	const open = (path: unknown, options: unknown): CsvFile => {
		if (typeof path !== 'string') {
			throw new CsvOptionProblem("read_csv needs a path: read_csv('data/file.csv')");
		}
		if (options !== undefined && options !== null && typeof options !== 'string') {
			throw new CsvOptionProblem("read_csv options are a text like '{header: false}'");
		}
		return withPath(path, () =>
			readCsv(() => files.read(path), readCsvOptions(options ?? undefined)),
		);
	};
	return {
		columns: (path, options) => open(path, options).columns,
		*rows(path, options) {
			const rows = open(path, options).rows()[Symbol.iterator]();
			for (;;) {
				const next = withPath(path as string, () => rows.next());
				if (next.done) return;
				yield next.value;
			}
		},
	};
}

/** Says which file a problem is in, so that its place in the SQL can be found. */
function withPath<T>(path: string, read: () => T): T {
	try {
		return read();
	} catch (error) {
		if (!(error instanceof CsvProblem)) throw error;
		throw new FileProblem('unreadable', path, `${path}: ${error.message}`);
	}
}
