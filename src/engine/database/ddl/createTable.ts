/** CREATE TABLE, and CREATE VIRTUAL TABLE ... USING memory(...), which is the same thing. */

import type { SchemaName, TableSchema } from '../../catalog/schema.js';
import type { Name } from '../../syntax/ast/name.js';
import type { CreateTable, CreateVirtualTable } from '../../syntax/ast/statement.js';
import type { TableDefinition } from '../../syntax/ast/tableDefinition.js';
import type { RowsModule } from '../../modules/module.js';
import { parse } from '../../syntax/parse.js';
import { SqlError } from '../../types/sqlError.js';
import { addTable } from './addTable.js';
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
	const made = { name: table.name, schema, sql, module: undefined };
	addTable(environment, tableFromDefinition(environment, body, made));
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
	if (found.storage === 'none') {
		createOf(environment, statement, schema, found);
		return;
	}
	if (!definition) {
		throw new SqlError('SQLITE_ERROR', `vtable constructor failed: ${table.name.name}`, { span });
	}
	const sql = storedSql(environment, 'CREATE VIRTUAL TABLE', table, span.end);
	const made = { name: table.name, schema, sql, module: module.key };
	addTable(environment, tableFromDefinition(environment, definition, made));
}

/** A table that is a function: its schema lists the columns, its rows come from there. */
function createOf(
	environment: DdlEnvironment,
	statement: CreateVirtualTable,
	schema: SchemaName,
	module: RowsModule,
): void {
	const { name } = statement.table;
	const args = statement.args.map(argument => argument.text);
	const source = module.define(schema, name.name, args);
	const shown = source.columns.map(column => `${quoted(column.name)} ${column.declaredType ?? ''}`);
	const text = `CREATE TABLE x(${shown.join(', ')})`;
	const [parsed] = parse(text).statements;
	if (parsed?.kind !== 'createTable' || parsed.body.kind === 'query') return;
	const sql = storedSql(environment, 'CREATE VIRTUAL TABLE', statement.table, statement.span.end);
	const made = { name, schema, sql, module: statement.module.key };
	const table = tableFromDefinition({ ...environment, text }, parsed.body, made);
	addTable(environment, { ...table, source });
}

function quoted(name: string): string {
	return `"${name.replaceAll('"', '""')}"`;
}

export interface NewTable {
	readonly name: Name;
	readonly schema: SchemaName;
	/** Text for sqlite_schema. */
	readonly sql: string;
	readonly module: string | undefined;
}

/** The definition's spans refer to the environment's text. */
export function tableFromDefinition(
	environment: DdlEnvironment,
	definition: TableDefinition,
	table: NewTable,
	newId: () => number = () => environment.connection.database.newId(),
): TableSchema {
	return buildTableSchema(definition, {
		...table,
		text: environment.text,
		newId,
		findCollation: (name, span) => findCollation(environment, name, span),
	});
}
