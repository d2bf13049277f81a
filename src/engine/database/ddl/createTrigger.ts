/**
 * CREATE TRIGGER and DROP TRIGGER. What the body names is looked up when the trigger is first needed, as in SQLite; only
 * variables and tables of other databases are refused at once.
 */

import { addTrigger, removeTrigger } from '../../catalog/changeCatalog.js';
import type { Relation } from '../../catalog/catalog.js';
import type { SchemaName, TriggerSchema } from '../../catalog/schema.js';
import { suggest } from '../../binder/suggest.js';
import type { CreateTrigger, Drop } from '../../syntax/ast/statement.js';
import type { Span } from '../../util/span.js';
import { parse } from '../../syntax/parse.js';
import { qualifiedTarget } from '../../syntax/parser/tables.js';
import { SqlError } from '../../types/sqlError.js';
import { checkNotReserved, isTableFunction, storedSql, targetSchema } from './environment.js';
import type { DdlEnvironment } from './environment.js';

export function createTrigger(environment: DdlEnvironment, statement: CreateTrigger): void {
	const { state, connection, log } = environment;
	const { trigger } = statement;
	const place = triggerPlace(environment, statement);
	if (!place) return;
	const { schema, table } = place;
	if (schema !== 'temp') checkTargets(statement);
	if (statement.parameters.length > 0) {
		throw failure('trigger cannot use variables', statement.span);
	}
	if (schema !== 'temp') checkForeignTables(statement, schema);
	const sql = storedSql(environment, 'CREATE TRIGGER', trigger, statement.span.end);
	const created: TriggerSchema = {
		kind: 'trigger',
		id: connection.database.newId(),
		schema,
		name: trigger.name.name,
		key: trigger.name.key,
		tableSchema: table.schema,
		tableKey: table.key,
		statement: storedTrigger(sql) ?? statement,
		sql,
	};
	state.catalog = addTrigger(state.catalog, connection.database.newVersion(), created);
	log.schemaChanged({
		type: 'create',
		objectType: 'trigger',
		objectName: created.name,
		ddl: sql,
	});
}

/** Checks all that stands before the body; undefined: the trigger exists and IF NOT EXISTS was written. */
export function triggerPlace(
	environment: DdlEnvironment,
	statement: CreateTrigger,
): { readonly schema: SchemaName; readonly table: Relation } | undefined {
	const { trigger } = statement;
	const schema = schemaOfTrigger(environment, statement);
	const table = findTable(environment, statement, schema);
	checkNotReserved(trigger);
	if (environment.state.catalog.schemas.get(schema)?.triggers.has(trigger.name.key)) {
		if (statement.ifNotExists) return undefined;
		throw failure(
			`trigger ${writtenAs(environment, trigger.name.span)} already exists`,
			trigger.name.span,
		);
	}
	checkTable(statement, table, schema);
	return { schema, table };
}

export function dropTrigger(environment: DdlEnvironment, statement: Drop): void {
	const { state, connection, log } = environment;
	const { name, schema } = statement.object;
	const schemas = schema ? [schema.key] : ['temp', ...state.catalog.schemas.keys()];
	const found = schemas
		.map(key => state.catalog.schemas.get(key)?.triggers.get(name.key))
		.find(trigger => trigger !== undefined);
	if (!found) {
		if (statement.ifExists) return;
		const written = schema ? `${schema.name}.${name.name}` : name.name;
		const known = [...state.catalog.schemas.values()].flatMap(objects =>
			[...objects.triggers.values()].map(trigger => trigger.name),
		);
		throw failure(`no such trigger: ${written}`, name.span, suggest(name.name, known));
	}
	state.catalog = removeTrigger(state.catalog, connection.database.newVersion(), found);
	log.schemaChanged({ type: 'drop', objectType: 'trigger', objectName: found.name });
}

/** A trigger goes where its table is when that is temp, unless its name says where. */
function schemaOfTrigger(environment: DdlEnvironment, statement: CreateTrigger): SchemaName {
	const { trigger, table } = statement;
	if (statement.isTemporary && trigger.schema) {
		throw failure('temporary trigger may not have qualified name', trigger.schema.span);
	}
	const schema = targetSchema(environment, trigger, statement.isTemporary);
	if (trigger.schema) return schema;
	const found = environment.state.catalog.findRelation(table.name.key, table.schema?.key);
	return found?.schema === 'temp' ? 'temp' : schema;
}

/** The table; a trigger outside of temp has it in its own schema. */
function findTable(
	environment: DdlEnvironment,
	{ trigger, table }: CreateTrigger,
	schema: SchemaName,
): Relation {
	const { state } = environment;
	const named = table.schema?.key;
	if (schema !== 'temp' && named !== undefined && named !== schema) {
		throw foreignTable(trigger.name.name, table.schema?.name ?? '', table.schema?.span);
	}
	const where = schema === 'temp' ? named : schema;
	const found = state.catalog.findRelation(table.name.key, where);
	if (found) return found;
	if (isSystemTable(table.name.key)) {
		throw failure('cannot create trigger on system table', table.name.span);
	}
	if (where !== 'temp' && isTableFunction(environment, table.name.key)) {
		throw failure('cannot create triggers on virtual tables', table.name.span);
	}
	const written = where === undefined ? table.name.name : `${where}.${table.name.name}`;
	const names = [...state.catalog.schemas.values()].flatMap(objects =>
		[...objects.relations.values()].map(relation => relation.name),
	);
	throw failure(`no such table: ${written}`, table.name.span, suggest(table.name.name, names));
}

function checkTable({ timing, table }: CreateTrigger, found: Relation, schema: SchemaName): void {
	const { span } = table.name;
	const isNamedWhole = table.schema && schema === 'temp';
	const written = (isNamedWhole ? `${table.schema.name}.` : '') + table.name.name;
	if (found.key.startsWith('sqlite_')) {
		throw failure('cannot create trigger on system table', span);
	}
	if (found.kind === 'table' && found.source) {
		throw failure('cannot create triggers on virtual tables', span);
	}
	if (found.kind === 'view' && timing !== 'insteadOf') {
		const word = timing.toUpperCase();
		throw failure(`cannot create ${word} trigger on view: ${written}`, span);
	}
	if (found.kind === 'table' && timing === 'insteadOf') {
		throw failure(`cannot create INSTEAD OF trigger on table: ${written}`, span);
	}
}

function isSystemTable(key: string): boolean {
	return /^sqlite_(?:temp_)?(?:schema|master)$/.test(key);
}

/** Throws for a table that is written to and named with its database. */
function checkTargets({ body }: CreateTrigger): void {
	for (const step of body) {
		if (step.kind === 'select' || !step.table.schema) continue;
		throw failure(qualifiedTarget, step.table.span);
	}
}

/** Throws for a table in FROM of another database than the trigger's. */
function checkForeignTables(statement: CreateTrigger, schema: SchemaName): void {
	const visit = (node: unknown): void => {
		if (typeof node !== 'object' || node === null) return;
		if ('kind' in node && node.kind === 'tableReference' && 'schema' in node && node.schema) {
			const named = node.schema as { readonly name: string; readonly key: string; span: Span };
			if (named.key !== schema) {
				throw foreignTable(statement.trigger.name.name, named.name, named.span);
			}
		}
		for (const child of Object.values(node)) visit(child);
	};
	visit(statement.when);
	visit(statement.body);
}

function foreignTable(trigger: string, database: string, span: Span | undefined): SqlError {
	return failure(`trigger ${trigger} cannot reference objects in database ${database}`, span);
}

/** Read again from the stored text, so that its spans refer to that text whenever it runs. */
function storedTrigger(sql: string): CreateTrigger | undefined {
	const [stored] = parse(sql).statements;
	return stored?.kind === 'createTrigger' ? stored : undefined;
}

function writtenAs({ text }: DdlEnvironment, span: Span): string {
	return text.slice(span.start, span.end);
}

function failure(message: string, span: Span | undefined, hint?: string): SqlError {
	return new SqlError('SQLITE_ERROR', message, { span, hint });
}
