/** Rows into a table of a database, which is made of them when it is not there. */

import { SqlError } from '../../engine/index.js';
import type { BulkOptions, BulkResult, Connection } from '../../engine/index.js';
import { DestinationError, insufficientMemory } from './destinationError.js';
import { quoted } from './names.js';
import type { KnownRows } from './rowSource.js';
import type { InferredColumn } from './valueTypes.js';

/** Precondition: the table is not there. */
export function createTable(
	database: Connection,
	table: string,
	columns: readonly InferredColumn[],
): void {
	if (columns.length === 0) {
		throw new DestinationError(`Cannot create table '${table}' - the data has no columns`);
	}
	const parts = columns.map(({ name, declaredType }) =>
		`${quoted(name)} ${declaredType}`.trimEnd(),
	);
	database.exec(`CREATE TABLE ${quoted(table)}(${parts.join(', ')})`);
}

/** Makes the table and fills it. */
export function fillNewTable(
	database: Connection,
	table: string,
	{ rows, columns, inferred }: KnownRows,
	options: BulkOptions = {},
): BulkResult {
	createTable(database, table, inferred);
	const names = columns ?? inferred.map(({ name }) => name);
	return database.bulkWrite(table, rows, { ...options, columns: names });
}

/** What is thrown for lack of memory is said in the words of destinations. */
export function guardMemory<Result>(write: () => Result): Result {
	try {
		return write();
	} catch (error) {
		if (isOutOfMemory(error)) throw insufficientMemory(error);
		throw error;
	}
}

function isOutOfMemory(error: unknown): boolean {
	if (error instanceof DestinationError) return false;
	if (error instanceof SqlError)
		return error.code === 'SQLITE_FULL' || error.code === 'SQLITE_NOMEM';
	return error instanceof RangeError && /array (?:length|size)|allocation/i.test(error.message);
}
