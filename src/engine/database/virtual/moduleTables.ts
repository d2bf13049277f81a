/**
 * Tables of modules whose definition comes from bytes or files: the rows are the module's business, so it is asked to
 * connect to the table, not to create it. Without the module the table is there all the same, and says so when it is
 * used; it connects when the module is registered.
 */

import { addRelation } from '../../catalog/changeCatalog.js';
import type { TableSchema } from '../../catalog/schema.js';
import type { TableFunction } from '../../functions/function.js';
import type { CreateTable, CreateVirtualTable } from '../../syntax/ast/statement.js';
import { parse } from '../../syntax/parse.js';
import { SqlError } from '../../types/sqlError.js';
import { foldKey } from '../../util/foldKey.js';
import type { ConnectionCore } from '../connectionCore.js';
import { addTable } from '../ddl/addTable.js';
import { moduleTable } from '../ddl/createVirtualTable.js';
import type { OtherModule, VirtualTarget } from '../ddl/createVirtualTable.js';
import type { DdlEnvironment } from '../ddl/environment.js';
import { tableFromDefinition } from '../ddl/tableFromDefinition.js';

/** False: the text makes no such table. */
export function loadModuleTable(connection: ConnectionCore, sql: string): boolean {
	const target = targetOf(sql);
	if (!target) return false;
	const module = connection.database.modules.get(target.module.key);
	if (module?.storage === 'rowStore') return false;
	connection.runSchemaChange((state, log) => {
		const environment = { connection, state, log, text: sql, parameters: [] };
		const table = module
			? moduleTable(environment, target, module, 'connect')
			: missingTable(environment, target);
		addTable(environment, table);
	});
	return true;
}

/** A module has been registered: tables that have waited for it are connected. */
export function connectTables(connection: ConnectionCore, name: string): void {
	const key = foldKey(name);
	const { database, state } = connection;
	const module = database.modules.get(key);
	if (!module || module.storage === 'rowStore') return;
	const waiting = [...(state.catalog.schemas.get('main')?.relations.values() ?? [])].filter(
		relation => relation.kind === 'table' && relation.module === key && isMissing(relation),
	) as TableSchema[];
	for (const table of waiting) connectTable(connection, table, module);
}

function connectTable(connection: ConnectionCore, table: TableSchema, module: OtherModule): void {
	const target = targetOf(table.sql);
	if (!target) return;
	connection.runSchemaChange((state, log) => {
		const environment = { connection, state, log, text: table.sql, parameters: [] };
		const made = moduleTable(environment, target, module, 'connect');
		const version = connection.database.newVersion();
		state.catalog = addRelation(state.catalog, version, { ...made, id: table.id });
	});
}

function isMissing({ source }: TableSchema): boolean {
	return (source as TableFunction | undefined)?.refusal !== undefined;
}

function targetOf(sql: string): VirtualTarget | undefined {
	const [statement] = parse(sql).statements;
	if (statement?.kind === 'createVirtualTable') return virtualTarget(statement, sql);
	return statement?.kind === 'createTable' ? plainTarget(statement, sql) : undefined;
}

function virtualTarget({ table, module, args }: CreateVirtualTable, sql: string): VirtualTarget {
	const { name } = table;
	return { name, schema: 'main', module, sql, args: args.map(({ text }) => text) };
}

function plainTarget({ table, body }: CreateTable, sql: string): VirtualTarget | undefined {
	if (body.kind === 'query' || !body.using) return undefined;
	const parts = [...body.columns, ...body.constraints];
	const args = parts.map(({ span }) => sql.slice(span.start, span.end));
	return { name: table.name, schema: 'main', module: body.using, sql, args };
}

/** What stands for a table whose module is not there. */
function missingTable(environment: DdlEnvironment, target: VirtualTarget): TableSchema {
	const { name, schema, module, sql } = target;
	const refusal = {
		message: `no such module: ${module.name}`,
		hint: `register it: registerModule('${module.name}', ...)`,
	};
	const fail = (): never => {
		throw new SqlError('SQLITE_ERROR', refusal.message, { hint: refusal.hint });
	};
	const source: TableFunction = {
		kind: 'table',
		name: name.key,
		minArguments: 0,
		maxArguments: 0,
		columns: [],
		bindColumns: undefined,
		refusal,
		virtual: {
			isWritable: fail,
			findFunction: fail,
			plan: fail,
			scan: fail,
			write: fail,
			destroy: () => undefined,
		},
		rows: fail,
	};
	const text = 'CREATE TABLE x(x)';
	const [parsed] = parse(text).statements;
	if (parsed?.kind !== 'createTable' || parsed.body.kind === 'query') return fail();
	const about = { name, schema, sql, module: module.key };
	const made = tableFromDefinition({ ...environment, text }, parsed.body, about);
	return { ...made, columns: [], source };
}
