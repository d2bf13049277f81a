/**
 * Tables made of the schema: sqlite_schema (and its other names) and pragma_x, as table functions over one
 * connection's state of the moment.
 */

import type { Catalog } from '../catalog/catalog.js';
import type { SchemaName } from '../catalog/schema.js';
import type { TableFunction } from '../functions/function.js';
import type { Row, SqlValue } from '../types/value.js';
import type { ConnectionCore, SystemTables } from './connectionCore.js';
import { ownTable } from './tables/ownTables.js';
import { pragmaFunction } from './pragma/pragma.js';

/** All of them stand for the schema written before them; those of temp need none. */
const NAMES = new Set(['sqlite_schema', 'sqlite_master']);
const TEMP_NAMES = new Set(['sqlite_temp_schema', 'sqlite_temp_master']);

const SCHEMA_COLUMNS = [
	{ name: 'type', declaredType: 'TEXT' },
	{ name: 'name', declaredType: 'TEXT' },
	{ name: 'tbl_name', declaredType: 'TEXT' },
	{ name: 'rootpage', declaredType: 'INT' },
	{ name: 'sql', declaredType: 'TEXT' },
];

export const systemTables: SystemTables = {
	findSchemaTable(connection, key, schema) {
		if (TEMP_NAMES.has(key)) {
			const isOther = schema !== undefined && schema !== 'temp';
			return isOther ? undefined : schemaTable(connection, key, 'temp');
		}
		if (!NAMES.has(key)) return undefined;
		const own = schema ?? 'main';
		return connection.state.catalog.schemas.has(own)
			? schemaTable(connection, key, own)
			: undefined;
	},
	findPragmaTable: (connection, key) =>
		key.startsWith('pragma_') ? pragmaFunction(connection, key) : ownTable(connection, key),
};

function schemaTable(connection: ConnectionCore, name: string, schema: SchemaName): TableFunction {
	return {
		kind: 'table',
		name,
		minArguments: 0,
		maxArguments: 0,
		columns: SCHEMA_COLUMNS,
		bindColumns: undefined,
		rows: () => schemaRows(connection.state.catalog, schema),
	};
}

/**
 * In the order in which the objects were made, a table's automatic indexes behind it. There are no pages: what would have
 * some is numbered as in a database that never had anything else.
 */
export function schemaRows(catalog: Catalog, schema: SchemaName): Row[] {
	const objects = catalog.schemas.get(schema);
	if (!objects) return [];
	const rows: { readonly id: number; readonly row: SqlValue[] }[] = [];
	for (const relation of objects.relations.values()) {
		const { id, kind, name, sql } = relation;
		rows.push({ id, row: [kind, name, name, kind === 'table' ? 1 : 0, sql] });
	}
	for (const index of objects.indexes.values()) {
		const table = objects.relations.get(index.tableKey);
		if (table?.kind === 'table' && table.id === index.id) continue;
		const { id, name, sql } = index;
		rows.push({ id, row: ['index', name, table?.name ?? '', 1, sql ?? null] });
	}
	for (const trigger of objects.triggers.values()) {
		// As the trigger writes it, not as the table is called.
		const { name } = trigger.statement.table.name;
		rows.push({ id: trigger.id, row: ['trigger', trigger.name, name, 0, trigger.sql] });
	}
	rows.sort((left, right) => left.id - right.id);
	let page = 1;
	for (const { row } of rows) if (row[3] === 1) row[3] = ++page;
	return rows.map(({ row }) => row);
}
