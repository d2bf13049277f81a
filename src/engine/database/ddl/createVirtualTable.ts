/** CREATE VIRTUAL TABLE ... USING module(...), and CREATE TABLE (...) USING module. */

import { quotedName } from '../../syntax/quoteName.js';
import type { SchemaName, TableSchema } from '../../catalog/schema.js';
import type { RowsModule, TableModule } from '../../modules/module.js';
import type { VirtualTableModule } from '../../modules/virtualModule.js';
import type { Name } from '../../syntax/ast/name.js';
import type { CreateVirtualTable } from '../../syntax/ast/statement.js';
import type { TableDefinition } from '../../syntax/ast/tableDefinition.js';
import { parse } from '../../syntax/parse.js';
import { SqlError } from '../../types/sqlError.js';
import { createModuleTable } from '../virtual/createModuleTable.js';
import { addTable } from './addTable.js';
import { isNameFree, storedSql, targetSchema } from './environment.js';
import type { DdlEnvironment } from './environment.js';
import { withStrictTypes } from './strictTypes.js';
import { tableFromDefinition } from './tableFromDefinition.js';
import { virtualDefinition } from './virtualDefinition.js';

export type OtherModule = RowsModule | VirtualTableModule;

/** A table that is to be made. */
export interface VirtualTarget {
	readonly name: Name;
	readonly schema: SchemaName;
	readonly module: Name;
	/** Text for sqlite_schema. */
	readonly sql: string;
	readonly args: readonly string[];
}

export function createVirtualTable(
	environment: DdlEnvironment,
	statement: CreateVirtualTable,
): void {
	const { table, ifNotExists, span, module, args } = statement;
	const schema = targetSchema(environment, table, false);
	if (!isNameFree(environment.state.catalog, table, schema, ifNotExists)) return;
	const found = findModule(environment, module);
	const sql = storedSql(environment, 'CREATE VIRTUAL TABLE', table, span.end);
	const target = { name: table.name, schema, module, sql, args: args.map(({ text }) => text) };
	if (found.storage === 'rowStore') {
		const given = virtualDefinition(statement, environment.text);
		const kept = withStrictTypes(environment.connection.database, given, sql);
		const made = { ...target, sql: kept.sql, module: module.key };
		addTable(environment, tableFromDefinition(environment, kept.definition, made));
		return;
	}
	addTable(environment, moduleTable(environment, target, found, 'create'));
}

/** The same for the module named behind the definition of CREATE TABLE, unless that keeps its rows in our trees. */
export function createOfOther(
	environment: DdlEnvironment,
	definition: TableDefinition,
	target: Omit<VirtualTarget, 'args'>,
	module: OtherModule,
): void {
	const parts = [...definition.columns, ...definition.constraints];
	const args = parts.map(({ span }) => environment.text.slice(span.start, span.end));
	addTable(environment, moduleTable(environment, { ...target, args }, module, 'create'));
}

export function findModule({ connection }: DdlEnvironment, name: Name): TableModule {
	const { modules } = connection.database;
	const found = modules.get(name.key);
	if (found) return found;
	throw new SqlError('SQLITE_ERROR', `no such module: ${name.name}`, {
		span: name.span,
		hint: `modules that are registered: ${[...modules.keys()].join(', ')}`,
	});
}

/** A table that is a function: its schema lists the columns, its rows come from there. */
export function moduleTable(
	environment: DdlEnvironment,
	target: VirtualTarget,
	module: OtherModule,
	how: 'create' | 'connect',
): TableSchema {
	const { name, schema, sql, args } = target;
	const source =
		module.storage === 'none'
			? module.define(schema, name.name, args)
			: createModuleTable(environment.connection, module, target, how);
	const shown = source.columns.map(
		column => `${quotedName(column.name)} ${column.declaredType ?? ''}`,
	);
	const text = `CREATE TABLE x(${shown.join(', ')})`;
	const [parsed] = parse(text).statements;
	if (parsed?.kind !== 'createTable' || parsed.body.kind === 'query') {
		throw new SqlError('SQLITE_ERROR', `vtable constructor failed: ${name.name}`);
	}
	const made = { name, schema, sql, module: target.module.key };
	return { ...tableFromDefinition({ ...environment, text }, parsed.body, made), source };
}
