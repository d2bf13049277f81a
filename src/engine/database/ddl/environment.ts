/** What a schema change works on, and the checks that all of them share. */

import type { Catalog } from '../../catalog/catalog.js';
import type { SchemaName } from '../../catalog/schema.js';
import type { QualifiedName } from '../../syntax/ast/name.js';
import type { Collation } from '../../types/collation.js';
import { printName } from '../../syntax/print/printer.js';
import { SqlError } from '../../types/sqlError.js';
import type { SqlValue } from '../../types/value.js';
import type { Span } from '../../util/span.js';
import type { ConnectionCore } from '../connectionCore.js';
import type { ChangeLog } from '../events.js';
import type { State } from '../state.js';

export interface DdlEnvironment {
	readonly connection: ConnectionCore;
	/** The state being changed. */
	readonly state: State;
	readonly log: ChangeLog;
	/** Text that the statement's spans refer to. */
	readonly text: string;
	/** Bound values, for CREATE TABLE ... AS. */
	readonly parameters: readonly SqlValue[];
}

/** Schema in which a new object is made. */
export function targetSchema(
	environment: DdlEnvironment,
	name: QualifiedName,
	isTemporary: boolean,
): SchemaName {
	const { schema } = name;
	if (!schema) return isTemporary ? 'temp' : 'main';
	if (!environment.state.catalog.schemas.has(schema.key)) {
		throw new SqlError('SQLITE_ERROR', `unknown database ${schema.name}`, { span: schema.span });
	}
	if (isTemporary && schema.key !== 'temp') {
		throw new SqlError('SQLITE_ERROR', 'temporary table name must be unqualified', {
			span: schema.span,
		});
	}
	return schema.key;
}

/** For hints: the tables of all schemas. */
export function tableNames({ state }: DdlEnvironment): string[] {
	return [...state.catalog.schemas.values()]
		.flatMap(objects => [...objects.relations.values()])
		.filter(relation => relation.kind === 'table')
		.map(relation => relation.name);
}

/** False: an object of that name exists and IF NOT EXISTS was written. */
export function isNameFree(
	catalog: Catalog,
	name: QualifiedName,
	schema: SchemaName,
	ifNotExists: boolean,
): boolean {
	const { span } = name.name;
	checkNotReserved(name);
	const objects = catalog.schemas.get(schema);
	const relation = objects?.relations.get(name.name.key);
	if (relation) {
		if (ifNotExists) return false;
		const message = `${relation.kind} ${printName(name.name)} already exists`;
		throw new SqlError('SQLITE_ERROR', message, { span });
	}
	if (objects?.indexes.has(name.name.key)) {
		const message = `there is already an index named ${name.name.name}`;
		throw new SqlError('SQLITE_ERROR', message, { span });
	}
	return true;
}

/** How SQLite calls the schema table, whichever of its names is written; undefined: another table is meant. */
export function schemaTableName({ schema, name }: QualifiedName): string | undefined {
	const found = /^sqlite_(temp_)?(?:schema|master)$/.exec(name.key);
	if (!found) return undefined;
	const isTemporary = found[1] !== undefined || schema?.key === 'temp';
	return isTemporary ? 'sqlite_temp_master' : 'sqlite_master';
}

/** Not a table of the catalog, but a table-valued function of that name: to SQLite a virtual table as well. */
export function isTableFunction({ connection }: DdlEnvironment, key: string): boolean {
	const { functions } = connection.database;
	return (functions.findTable(key) ?? connection.findPragmaTable(key)) !== undefined;
}

export function checkNotReserved(name: QualifiedName): void {
	if (!name.name.key.startsWith('sqlite_')) return;
	throw new SqlError('SQLITE_ERROR', `object name reserved for internal use: ${name.name.name}`, {
		span: name.name.span,
	});
}

/** Text for sqlite_schema: SQLite keeps it from the object's own name on. */
export function storedSql(
	environment: DdlEnvironment,
	prefix: string,
	name: QualifiedName,
	end: number,
): string {
	return `${prefix} ${environment.text.slice(name.name.span.start, end)}`;
}

export function findCollation(environment: DdlEnvironment, name: string, span?: Span): Collation {
	const found = environment.connection.database.findCollation(name);
	if (found) return found;
	throw new SqlError('SQLITE_ERROR_MISSING_COLLSEQ', `no such collation sequence: ${name}`, {
		span,
	});
}
