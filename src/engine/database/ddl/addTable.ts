/** A new table enters the state: catalog, trees, event. */

import { addRelation } from '../../catalog/changeCatalog.js';
import type { TableSchema } from '../../catalog/schema.js';
import { tableExpressions } from '../planning.js';
import type { DdlEnvironment } from './environment.js';
import { rowStoreModuleOf, rowStoreOf } from './rowStore.js';
import { ensureSystemTable } from './systemTable.js';
import { refuseGeneratedLoops } from './generatedLoops.js';

/** Puts a table and its trees into the state. */
export function addTable(environment: DdlEnvironment, table: TableSchema): void {
	const { state, connection, log } = environment;
	const { database } = connection;
	if (table.isAutoincrement)
		ensureSystemTable(environment, table.schema, 'sqlite_sequence', ['name', 'seq']);
	state.catalog = addRelation(state.catalog, database.newVersion(), table);
	// Binding finds unknown columns and functions in CHECK, DEFAULT and generated columns.
	tableExpressions(database, state.catalog, table, true);
	refuseGeneratedLoops(table);
	rowStoreModuleOf(database, table).create(table, rowStoreOf(state));
	log.schemaChanged({
		type: 'create',
		objectType: 'table',
		objectName: table.name,
		ddl: table.sql,
	});
}
