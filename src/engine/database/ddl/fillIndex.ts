/** The entries of an index, made of the rows that its table has: for CREATE INDEX and REINDEX. */

import type { IndexSchema, TableSchema } from '../../catalog/schema.js';
import { compileScalar } from '../../executor/compile.js';
import { uniqueFailure } from '../../executor/write/constraintErrors.js';
import { scalarLayout } from '../../executor/write/rowLayout.js';
import { compileIndex, conflictingEntry, entryOf } from '../../executor/write/tableIndexes.js';
import type { SqlValue } from '../../types/value.js';
import { QueryExecution } from '../execution.js';
import { tableExpressions } from '../planning.js';
import { tableRows } from '../tableRows.js';
import type { DdlEnvironment } from './environment.js';

/** Entries of all stored rows. Precondition: its tree is empty. `isOwnText`: the statement makes the index. */
export function fillIndex(
	environment: DdlEnvironment,
	schema: IndexSchema,
	isOwnText = false,
): void {
	const { state, connection } = environment;
	const { database } = connection;
	const table = state.catalog.findRelation(schema.tableKey, schema.schema) as TableSchema;
	const expressions = tableExpressions(database, state.catalog, table, isOwnText);
	const layout = scalarLayout(expressions.layout);
	const bound = expressions.indexes.get(schema.id);
	const index = compileIndex(
		table,
		schema,
		(bound?.columns ?? []).map(expr => expr && compileScalar(expr, layout)),
		bound?.where && compileScalar(bound.where, layout),
	);
	const context = new QueryExecution(
		state,
		[],
		expressions.slotCount,
		connection.services,
		database.checkInterrupt,
	);
	const tree = state.writable(schema.id);
	if ('columnCount' in tree) return;
	const entries: (readonly SqlValue[])[] = [];
	for (const row of tableRows(state.tree(table.id), table, database.checkInterrupt)) {
		const entry = entryOf(index, context, row);
		if (!entry) continue;
		if (!schema.isUnique) {
			entries.push(entry);
			continue;
		}
		if (conflictingEntry(index, tree, entry)) throw uniqueFailure(table, schema, undefined);
		tree.insert(entry);
	}
	if (entries.length > 0) tree.insertAll(entries);
}
