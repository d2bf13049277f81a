/**
 * The rows of an altered table: the tree gets a column more or less. A new tree is made and the old one left as it is, for
 * other layers may read it; vectors of the columns that stay are shared. Entries of secondary indexes name no column
 * positions and stay.
 */

import type { TableSchema } from '../../catalog/schema.js';
import { compileScalar } from '../../executor/compile.js';
import { ConstraintError } from '../../executor/write/contract.js';
import { RowChecks } from '../../executor/write/rowChecks.js';
import type { KeyTreeContract, RowTreeContract } from '../../storage/contract.js';
import { SqlError } from '../../types/sqlError.js';
import type { RowId, SqlValue } from '../../types/value.js';
import type { DdlEnvironment } from '../ddl/environment.js';
import { QueryExecution } from '../execution.js';
import { tableExpressions } from '../planning.js';
import { tableRows } from '../tableRows.js';
import { newTableTree } from '../trees.js';

/** `table`: without the column. */
export function removeStoredColumn(
	{ state }: DdlEnvironment,
	table: TableSchema,
	position: number,
): void {
	const tree = state.tree(table.id);
	if (table.hasRowid) {
		state.putTree(table.id, (tree as RowTreeContract).withColumnRemoved(position));
		return;
	}
	rewriteEntries(state, table, entry => entry.toSpliced(position, 1));
}

/** `table`: with the column at its end. */
export function addStoredValue(
	{ state }: DdlEnvironment,
	table: TableSchema,
	value: SqlValue,
): void {
	const tree = state.tree(table.id);
	if (table.hasRowid) {
		state.putTree(table.id, (tree as RowTreeContract).withColumnAdded(value));
		return;
	}
	rewriteEntries(state, table, entry => [...entry, value]);
}

function rewriteEntries(
	state: DdlEnvironment['state'],
	table: TableSchema,
	change: (entry: readonly SqlValue[]) => SqlValue[],
): void {
	const cursor = (state.tree(table.id) as KeyTreeContract).scan();
	const entries: SqlValue[][] = [];
	while (cursor.next()) {
		for (let position = cursor.start; position < cursor.end; position++) {
			entries.push(change(cursor.entries[position] as readonly SqlValue[]));
		}
	}
	const tree = newTableTree(table) as KeyTreeContract;
	tree.insertAll(entries);
	state.putTree(table.id, tree);
}

/** Computes a generated column that was added as the last one, for every row. */
export function fillGenerated(environment: DdlEnvironment, table: TableSchema): void {
	const { state, connection } = environment;
	const checks = rowChecks(environment, table);
	const { length } = table.columns;
	const tree = newTableTree(table);
	const rows = tableRows(state.tree(table.id), table, connection.database.checkInterrupt);
	if (!table.hasRowid) {
		const entries = [...rows];
		for (const entry of entries) checks(entry);
		(tree as KeyTreeContract).insertAll(entries);
	} else {
		for (const chunk of chunksOf(rows, 1024)) {
			for (const row of chunk) checks(row);
			const columns = Array.from({ length }, (_, column) =>
				chunk.map(row => row[column] as SqlValue),
			);
			const keys = chunk.map(row => row[length] as RowId);
			(tree as RowTreeContract).appendColumns(keys, columns);
		}
	}
	state.putTree(table.id, tree);
}

function* chunksOf<T>(items: Iterable<T>, size: number): Generator<T[]> {
	let chunk: T[] = [];
	for (const item of items) {
		chunk.push(item);
		if (chunk.length < size) continue;
		yield chunk;
		chunk = [];
	}
	if (chunk.length > 0) yield chunk;
}

/**
 * Whether all rows pass the table's constraints; throws what SQLite says of the first that does not, or `message`.
 */
export function checkRows(environment: DdlEnvironment, table: TableSchema, message?: string): void {
	const { state, connection } = environment;
	const check = rowChecks(environment, table, message);
	const rows = tableRows(state.tree(table.id), table, connection.database.checkInterrupt);
	for (const row of rows) check(row);
}

/** Checks a working row and computes its generated columns. */
function rowChecks(
	{ state, connection }: DdlEnvironment,
	table: TableSchema,
	message?: string,
): (row: SqlValue[]) => void {
	const { database, services } = connection;
	const expressions = tableExpressions(database, state.catalog, table);
	const checks = new RowChecks(table, expressions, compileScalar);
	const { slotCount } = expressions;
	const context = new QueryExecution(state, [], slotCount, services, database.checkInterrupt);
	return row => {
		try {
			checks.pass(context, row, 'abort');
			if (checks.isStrict) checks.checkTypes(row, 'all');
		} catch (error) {
			throw error instanceof ConstraintError ? asAlterError(error, table, message) : error;
		}
	};
}

function asAlterError(
	{ code, message }: ConstraintError,
	{ columns }: TableSchema,
	general?: string,
): SqlError {
	if (general !== undefined) return new SqlError('SQLITE_CONSTRAINT', general, { hint: message });
	if (code === 'SQLITE_CONSTRAINT_CHECK') {
		return new SqlError('SQLITE_ERROR', 'CHECK constraint failed', { hint: message });
	}
	if (code === 'SQLITE_CONSTRAINT_NOTNULL') {
		return new SqlError('SQLITE_ERROR', 'NOT NULL constraint failed', { hint: message });
	}
	// A generated column is refused while SQLite computes it, not when it checks the rows.
	if (columns.at(-1)?.generated) return new SqlError(code, 'constraint failed', { hint: message });
	return new SqlError('SQLITE_ERROR', 'type mismatch on DEFAULT', { hint: message });
}
