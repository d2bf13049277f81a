/** A new table enters the state: catalog, trees, event. */

import { addRelation } from '../../catalog/changeCatalog.js';
import type { SchemaName, TableSchema } from '../../catalog/schema.js';
import { BINARY } from '../../types/collations.js';
import { foldKey } from '../../util/foldKey.js';
import { tableExpressions } from '../planning.js';
import { newIndexTree, newTableTree } from '../trees.js';
import type { DdlEnvironment } from './environment.js';
import { refuseGeneratedLoops } from './generatedLoops.js';

/** Puts a table and its trees into the state. */
export function addTable(environment: DdlEnvironment, table: TableSchema): void {
	const { state, connection, log } = environment;
	const { database } = connection;
	if (table.isAutoincrement) ensureSequenceTable(environment, table.schema);
	state.catalog = addRelation(state.catalog, database.newVersion(), table);
	// Binding finds unknown columns and functions in CHECK, DEFAULT and generated columns.
	tableExpressions(database, state.catalog, table);
	refuseGeneratedLoops(table);
	state.putTree(table.id, newTableTree(table));
	for (const index of table.indexes) {
		if (index.id !== table.id) state.putTree(index.id, newIndexTree(table, index));
	}
	log.schemaChanged({
		type: 'create',
		objectType: 'table',
		objectName: table.name,
		ddl: table.sql,
	});
}

/** sqlite_sequence comes into being with the first AUTOINCREMENT table, as in SQLite. */
function ensureSequenceTable(environment: DdlEnvironment, schema: SchemaName): void {
	const { state, connection } = environment;
	const { database } = connection;
	const key = 'sqlite_sequence';
	if (state.catalog.findRelation(key, schema)) return;
	const column = (name: string) => ({
		name,
		key: foldKey(name),
		declaredType: undefined,
		affinity: 'blob' as const,
		collation: BINARY,
		isNotNull: false,
		notNullConflict: undefined,
		defaultValue: undefined,
		defaultText: undefined,
		generated: undefined,
		primaryKeyPosition: 0,
	});
	const table: TableSchema = {
		kind: 'table',
		id: database.newId(),
		schema,
		name: key,
		key,
		columns: [column('name'), column('seq')],
		rowidAlias: -1,
		hasRowid: true,
		isAutoincrement: false,
		isStrict: false,
		primaryKeyConflict: undefined,
		checks: [],
		foreignKeys: [],
		indexes: [],
		module: undefined,
		sql: 'CREATE TABLE sqlite_sequence(name,seq)',
	};
	state.catalog = addRelation(state.catalog, database.newVersion(), table);
	state.putTree(table.id, newTableTree(table));
}
