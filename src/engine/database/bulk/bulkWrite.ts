/**
 * `bulkWrite`: many rows into a table at once, all or none. One statement for the whole: it is undone when a row is
 * refused, when the source of the rows throws, or when it is cancelled between two batches.
 */

import type { ConnectionCore } from '../connectionCore.js';
import { runInTransaction } from '../transactionFunction.js';
import { quotedName } from '../../syntax/quoteName.js';
import { BatchProgress } from './batchProgress.js';
import type { BulkOptions, BulkResult, BulkRows } from './bulkOptions.js';
import { compileBulkInsert, rowTarget, RowSource, runBulkInsert } from './bulkProgram.js';
import { mergeRows } from './bulkMerge.js';
import { HostRows } from './hostRows.js';
import { judgeTexts } from './textSamples.js';

const MODES: readonly unknown[] = ['append', 'replace', 'merge'];
const CONFLICTS: readonly unknown[] = ['abort', 'ignore', 'replace'];

interface Runner {
	readonly core: ConnectionCore;
	/** Runs a statement, and tells how many rows it has changed. */
	readonly run: (sql: string) => number;
}

export function bulkWrite(
	runner: Runner,
	table: string,
	rows: BulkRows,
	options: BulkOptions,
): BulkResult {
	checkArguments(table, rows, options);
	const { mode = 'append' } = options;
	if (mode === 'merge') {
		return runInTransaction(runner.core, 'BEGIN', () =>
			mergeRows(runner.core, table, rows, options),
		);
	}
	if (mode === 'append') return append(runner.core, table, rows, options);
	return runInTransaction(runner.core, 'BEGIN', () => {
		const place = options.schema === undefined ? '' : `${quotedName(options.schema)}.`;
		const deleted = runner.run(`DELETE FROM ${place}${quotedName(table)}`);
		return { ...append(runner.core, table, rows, options), deleted };
	});
}

function append(
	core: ConnectionCore,
	table: string,
	given: BulkRows,
	options: BulkOptions,
): BulkResult {
	const { schema, onConflict } = options;
	core.refresh();
	const target = rowTarget(core, table, schema);
	const source = new RowSource();
	const program = compileBulkInsert(core, target, source, { schema, onConflict });
	judgeTexts(core.state, table, given, options);
	const progress = new BatchProgress(given, options);
	const rows = new HostRows(target, given, options, progress);
	source.batches = rows.chunks();
	const inserted = runBulkInsert(core, program);
	return {
		rows: rows.rows,
		batches: progress.batches,
		inserted,
		updated: 0,
		deleted: 0,
		unchanged: rows.rows - inserted,
		lastInsertRowid: core.lastInsertRowid,
	};
}

function checkArguments(table: unknown, rows: unknown, options: BulkOptions): void {
	if (typeof table !== 'string') throw new TypeError('Expected first argument to be a string');
	if (typeof rows !== 'object' || rows === null) {
		throw new TypeError('Expected second argument to be rows: an iterable, or columns by name');
	}
	const { mode = 'append', onConflict = 'abort', batchSize = 1, keys } = options;
	if (!MODES.includes(mode)) {
		throw new TypeError(`Expected the "mode" option to be 'append', 'replace' or 'merge'`);
	}
	if (!CONFLICTS.includes(onConflict)) {
		throw new TypeError(`Expected the "onConflict" option to be 'abort', 'ignore' or 'replace'`);
	}
	if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
		throw new TypeError('Expected the "batchSize" option to be a positive integer');
	}
	if (keys !== undefined && !Array.isArray(keys)) {
		throw new TypeError('Expected the "keys" option to be an array of column names');
	}
}
