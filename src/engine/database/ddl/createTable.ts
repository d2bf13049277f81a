/** CREATE TABLE, and CREATE VIRTUAL TABLE ... USING memory(...), which is the same thing. */

import { addRelation } from '../../catalog/changeCatalog.js';
import type { SchemaName, TableSchema } from '../../catalog/schema.js';
import type { CreateTable, CreateVirtualTable } from '../../syntax/ast/statement.js';
import type { TableDefinition } from '../../syntax/ast/tableDefinition.js';
import { BINARY } from '../../types/collations.js';
import { SqlError } from '../../types/sqlError.js';
import { foldKey } from '../../util/foldKey.js';
import { tableExpressions } from '../planning.js';
import { newIndexTree, newTableTree } from '../trees.js';
import { createTableAs } from './createTableAs.js';
import { findCollation, isNameFree, storedSql, targetSchema } from './environment.js';
import type { DdlEnvironment } from './environment.js';
import { buildTableSchema } from './tableSchema.js';

export function createTable(environment: DdlEnvironment, statement: CreateTable): void {
	const { table, body, ifNotExists, span } = statement;
	const schema = targetSchema(environment, table, statement.isTemporary);
	if (!isNameFree(environment.state.catalog, table, schema, ifNotExists)) return;
	if (body.kind === 'query') {
		createTableAs(environment, statement, body, schema);
		return;
	}
	const sql = storedSql(environment, 'CREATE TABLE', table, span.end);
	addTable(environment, buildTable(environment, body, statement, schema, sql, undefined));
}

export function createVirtualTable(
	environment: DdlEnvironment,
	statement: CreateVirtualTable,
): void {
	const { table, ifNotExists, span, definition, module } = statement;
	const schema = targetSchema(environment, table, false);
	if (!isNameFree(environment.state.catalog, table, schema, ifNotExists)) return;
	const found = environment.connection.database.modules.get(module.key);
	if (!found) {
		const known = [...environment.connection.database.modules.keys()].join(', ');
		throw new SqlError('SQLITE_ERROR', `no such module: ${module.name}`, {
			span: module.span,
			hint: `modules that are registered: ${known}`,
		});
	}
	if (!definition) {
		throw new SqlError('SQLITE_ERROR', `vtable constructor failed: ${table.name.name}`, { span });
	}
	const sql = storedSql(environment, 'CREATE VIRTUAL TABLE', table, span.end);
	addTable(environment, buildTable(environment, definition, statement, schema, sql, module.key));
}

/** Puts a table and its trees into the state. */
export function addTable(environment: DdlEnvironment, table: TableSchema): void {
	const { state, connection, log } = environment;
	const { database } = connection;
	if (table.isAutoincrement) ensureSequenceTable(environment, table.schema);
	state.catalog = addRelation(state.catalog, database.newVersion(), table);
	// Binding finds unknown columns and functions in CHECK, DEFAULT and generated columns.
	tableExpressions(database, state.catalog, table);
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

function buildTable(
	environment: DdlEnvironment,
	definition: TableDefinition,
	statement: CreateTable | CreateVirtualTable,
	schema: SchemaName,
	sql: string,
	module: string | undefined,
): TableSchema {
	const { database } = environment.connection;
	return buildTableSchema(definition, {
		name: statement.table.name,
		schema,
		text: environment.text,
		sql,
		module,
		newId: () => database.newId(),
		findCollation: (name, span) => findCollation(environment, name, span),
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
