/** sqlite_sequence and sqlite_stat1: ordinary tables that come into being when the engine needs them. */

import { addRelation } from '../../catalog/changeCatalog.js';
import { plainColumn, plainTable } from '../../catalog/plainTable.js';
import type { SchemaName, TableSchema } from '../../catalog/schema.js';
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
	const table = plainTable({
		id: database.newId(),
		schema,
		name,
		key: name,
		columns: columns.map(column => plainColumn(column)),
		hasRowid: true,
		sql: `CREATE TABLE ${name}(${columns.join(',')})`,
	});
	state.catalog = addRelation(state.catalog, database.newVersion(), table);
	state.putTree(table.id, newTableTree(table));
	return table;
}
