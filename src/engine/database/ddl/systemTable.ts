/** sqlite_sequence and sqlite_stat1: ordinary tables that come into being when the engine needs them. */

import { addRelation } from '../../catalog/changeCatalog.js';
import type { ColumnSchema, SchemaName, TableSchema } from '../../catalog/schema.js';
import { BINARY } from '../../types/collations.js';
import { newTableTree } from '../trees.js';
import type { DdlEnvironment } from './environment.js';

export function ensureSystemTable(
	environment: DdlEnvironment,
	schema: SchemaName,
	name: string,
	columns: readonly string[],
): TableSchema {
	const { state, connection } = environment;
	const { database } = connection;
	const known = state.catalog.findRelation(name, schema);
	if (known?.kind === 'table') return known;
	const table: TableSchema = {
		kind: 'table',
		id: database.newId(),
		schema,
		name,
		key: name,
		columns: columns.map(columnOf),
		rowidAlias: -1,
		hasRowid: true,
		isAutoincrement: false,
		isStrict: false,
		primaryKeyConflict: undefined,
		checks: [],
		foreignKeys: [],
		indexes: [],
		module: undefined,
		sql: `CREATE TABLE ${name}(${columns.join(',')})`,
	};
	state.catalog = addRelation(state.catalog, database.newVersion(), table);
	state.putTree(table.id, newTableTree(table));
	return table;
}

function columnOf(name: string): ColumnSchema {
	return {
		name,
		key: name,
		declaredType: undefined,
		affinity: 'blob',
		collation: BINARY,
		isNotNull: false,
		notNullConflict: undefined,
		defaultValue: undefined,
		defaultText: undefined,
		generated: undefined,
		primaryKeyPosition: 0,
	};
}
