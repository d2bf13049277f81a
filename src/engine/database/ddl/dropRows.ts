/**
 * What foreign keys make of DROP TABLE: the rows are deleted first, so that references to them are refused or acted upon
 * as DELETE would. Triggers of the table do not fire, nobody is told of its rows, and foreign keys that cannot be resolved
 * are passed over. A table that nobody refers to just goes, unless its rows may resolve violations of the transaction.
 */

import type { TableSchema } from '../../catalog/schema.js';
import { compileScalar } from '../../executor/compile.js';
import { actionOf } from '../../executor/write/contract.js';
import type { ChangeRecorder } from '../../executor/write/contract.js';
import { compileDropKeys } from '../../executor/write/foreignKeys/compileForeignKeys.js';
import { foreignKeyFailure } from '../../executor/write/foreignKeys/violations.js';
import { TableWriter } from '../../executor/write/tableWriter.js';
import { newWriteExecution } from '../rowPrograms.js';
import { tableExpressions } from '../planning.js';
import { tableRows } from '../tableRows.js';
import type { DdlEnvironment } from './environment.js';

export function deleteRowsOfDropped(environment: DdlEnvironment, table: TableSchema): void {
	const { connection, state, log } = environment;
	const { database, violations, rowPrograms } = connection;
	const compiler = rowPrograms.foreignKeys;
	const keys = compileDropKeys(compiler, table);
	if (!keys) return;
	if (!keys.hasIncoming && violations.isAllClear) {
		// As in SQLite the statement counts what it has deleted, should that be nothing.
		const isPrepared = violations.isDeferringAll || table.foreignKeys.some(key => key.isDeferred);
		if (isPrepared) connection.changes = 0;
		return;
	}
	const expressions = tableExpressions(database, state.catalog, table);
	const execution = newWriteExecution(connection, expressions.slotCount);
	execution.reset(state, [], connection.lastInsertRowid);
	if (database.listeners.data.size > 0) execution.recorder = otherTables(log, table);
	execution.mark();
	const writer = new TableWriter(table, expressions, compileScalar);
	writer.removeKeys = keys;
	let changes = 0;
	connection.changes = 0;
	try {
		for (const row of tableRows(execution.source.tree(table.id), table)) {
			const stored = keys.hasActions ? writer.rowOf(execution, writer.keyOf(row)) : row;
			if (!stored) continue;
			writer.remove(execution, stored);
			changes++;
		}
	} catch (error) {
		// A statement that fails and keeps what it did is refused for what it violates.
		if (actionOf(error) !== 'fail' || !violations.isStatementRefused) throw error;
	}
	if (violations.isStatementRefused) throw foreignKeyFailure();
	connection.changes = changes;
	connection.totalChanges += changes;
}

function otherTables(recorder: ChangeRecorder, table: TableSchema): ChangeRecorder {
	return {
		inserted(changed, row) {
			if (changed !== table) recorder.inserted(changed, row);
		},
		updated(changed, oldRow, newRow) {
			if (changed !== table) recorder.updated(changed, oldRow, newRow);
		},
		deleted(changed, oldRow) {
			if (changed !== table) recorder.deleted(changed, oldRow);
		},
	};
}
