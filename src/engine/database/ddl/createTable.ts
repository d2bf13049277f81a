/** CREATE TABLE, also with the module that is to keep the rows behind the definition. */

import type { SchemaName } from '../../catalog/schema.js';
import type { Name } from '../../syntax/ast/name.js';
import type { CreateTable } from '../../syntax/ast/statement.js';
import type { TableDefinition } from '../../syntax/ast/tableDefinition.js';
import { quotedName } from '../../syntax/quoteName.js';
import { addTable } from './addTable.js';
import { createTableAs } from './createTableAs.js';
import { createOfOther, findModule } from './createVirtualTable.js';
import { isNameFree, storedSql, targetSchema } from './environment.js';
import type { DdlEnvironment } from './environment.js';
import { withStrictTypes } from './strictTypes.js';
import { tableFromDefinition } from './tableFromDefinition.js';

export function createTable(environment: DdlEnvironment, statement: CreateTable): void {
	const { table, body, ifNotExists, span } = statement;
	const schema = targetSchema(environment, table, statement.isTemporary);
	if (!isNameFree(environment.state.catalog, table, schema, ifNotExists)) return;
	if (body.kind === 'query') {
		createTableAs(environment, statement, body, schema);
		return;
	}
	const sql = storedSql(environment, 'CREATE TABLE', table, span.end);
	createDefined(environment, body, table.name, schema, sql);
}

function createDefined(
	environment: DdlEnvironment,
	definition: TableDefinition,
	name: Name,
	schema: SchemaName,
	sql: string,
): void {
	const { defaultModule } = environment.connection.database;
	const module = definition.using ?? defaultModule;
	const found = module && findModule(environment, module);
	if (module && found && found.storage !== 'rowStore') {
		// The text says which, also to those who have another default.
		const text = definition.using ? sql : `${sql} USING ${quotedName(module.name)}`;
		createOfOther(environment, definition, { name, schema, module, sql: text }, found);
		return;
	}
	const kept = withStrictTypes(environment.connection.database, definition, sql);
	const made = { name, schema, sql: kept.sql, module: undefined };
	addTable(environment, tableFromDefinition(environment, kept.definition, made));
}
