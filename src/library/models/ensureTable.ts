/**
 * Sees to it that a connection's database has the table of a model: makes it when it is not there, and otherwise looks
 * whether it fits. Looked at again only when the schema has changed.
 */

import type { Connection } from '../../engine/index.js';
import { quoteName } from '../query/sql.js';
import type { Definition } from './definition.js';
import { targetDefinition } from './references.js';
import type { Table } from './table.js';

/** A table in the place where it is used. */
export interface StoredTable {
	readonly connection: Connection;
	/** Whether it holds nothing but values of the model's types. */
	readonly isStrict: boolean;
	/** Whether it is word for word the model's, so that its columns have the model's collations. */
	readonly isOwn: boolean;
}

type Nature = Pick<StoredTable, 'isStrict' | 'isOwn'>;

interface Known extends StoredTable {
	readonly version: number;
}

const known = new WeakMap<Definition, WeakMap<Connection, Known>>();

export function ensureTable(connection: Connection, definition: Definition): StoredTable {
	let connections = known.get(definition);
	if (!connections) known.set(definition, (connections = new WeakMap()));
	const before = connections.get(connection);
	if (before?.version === connection.catalogVersion) return before;
	const stored = find(connection, definition.table) ?? create(connection, definition);
	const found = { ...stored, connection, version: connection.catalogVersion };
	connections.set(connection, found);
	for (const { reference } of definition.table.fields) {
		const target = reference?.target();
		if (target !== undefined && typeof target !== 'string') {
			ensureTable(connection, targetDefinition(target));
		}
	}
	return found;
}

function create(connection: Connection, { table }: Definition): Nature {
	const statements = [table.createSql(), ...table.createIndexSql()];
	connection.transaction(() => void connection.exec(statements.join(';\n')))();
	return { isStrict: true, isOwn: true };
}

interface ColumnRow {
	readonly name: string;
	readonly type: string;
}

interface TableRow {
	readonly strict: number;
	readonly sql: string | null;
}

function find(connection: Connection, table: Table): Nature | undefined {
	const row = connection
		.prepare<[string], TableRow>(
			`SELECT l.strict, s.sql FROM pragma_table_list l LEFT JOIN sqlite_schema s ON s.name = l.name
				WHERE l.schema = 'main' AND lower(l.name) = lower(?)`,
		)
		.get(table.name);
	if (!row) return undefined;
	const isOwn = row.sql === table.createSql();
	if (isOwn) return { isStrict: true, isOwn };
	const columns = columnsOf(connection, table);
	const missing = missingColumns(table, columns);
	if (missing.length > 0) {
		const [first] = missing;
		const names = missing.map(({ name }) => name).join(', ');
		throw new TypeError(
			`table ${table.name} has no column ${names} that its model has; migrate() adds it, or: ` +
				`ALTER TABLE ${quoteName(table.name)} ADD COLUMN ${first ? table.columnSql(first) : ''}`,
		);
	}
	const isStrict = row.strict === 1 && checkTypes(table, columns, row.sql ?? '');
	return { isStrict, isOwn };
}

function columnsOf(connection: Connection, table: Table): ReadonlyMap<string, ColumnRow> {
	const rows = connection
		.prepare<[string], ColumnRow>('SELECT name, type FROM pragma_table_xinfo(?)')
		.all(table.name);
	return new Map(rows.map(row => [row.name.toLowerCase(), row]));
}

function missingColumns(table: Table, columns: ReadonlyMap<string, ColumnRow>) {
	return table.fields.filter(({ column }) => !columns.has(column.toLowerCase()));
}

/** Of a STRICT table: types that differ from the model's cannot work. */
function checkTypes(table: Table, columns: ReadonlyMap<string, ColumnRow>, sql: string): boolean {
	for (const { name, column, type } of table.fields) {
		const declared = columns.get(column.toLowerCase())?.type.toUpperCase() ?? '';
		const stored = declared === 'INT' ? 'INTEGER' : declared;
		if (stored === type.sqlType) continue;
		if (stored === 'ANY') return false;
		throw new TypeError(
			`${table.name}.${name} is ${type.name} in the model, but the table's column is ${declared}`,
		);
	}
	// BOOL and JSON are what their CHECK makes them, which another table need not have.
	return table.fields.every(({ type, column }) => {
		const check = type.check?.(quoteName(column));
		return check === undefined || sql.includes(`CHECK (${check})`);
	});
}

/** Adds the columns and indexes that the model has and the table lacks; gives the SQL it has run. */
export function migrateTable(connection: Connection, definition: Definition): string[] {
	const { table } = definition;
	const columns = columnsOf(connection, table);
	const statements =
		columns.size === 0
			? [table.createSql()]
			: missingColumns(table, columns).map(
					field => `ALTER TABLE ${quoteName(table.name)} ADD COLUMN ${table.columnSql(field)}`,
				);
	statements.push(...table.createIndexSql());
	connection.transaction(() => {
		for (const statement of statements) connection.exec(statement);
	})();
	return statements.filter(statement => !statement.includes('INDEX IF NOT EXISTS'));
}
