/** CREATE INDEX: the schema object, and entries for the rows that are there already. */

import { addIndex } from '../../catalog/changeCatalog.js';
import type { IndexColumn, IndexSchema, SchemaName, TableSchema } from '../../catalog/schema.js';
import type { KeyTreeContract } from '../../storage/contract.js';
import type { Expression } from '../../syntax/ast/expression.js';
import type { Name, QualifiedName } from '../../syntax/ast/name.js';
import type { OrderingTerm } from '../../syntax/ast/query.js';
import type { CreateIndex, IndexOption } from '../../syntax/ast/statement.js';
import { ORDERED } from '../../indexTypes/builtinTypes.js';
import type { IndexTypes } from '../../indexTypes/builtinTypes.js';
import { suggest } from '../../binder/suggest.js';
import { SqlError } from '../../types/sqlError.js';
import { foldKey } from '../../util/foldKey.js';
import type { Span } from '../../util/span.js';
import { newIndexTree } from '../trees.js';
import {
	checkNotReserved,
	findCollation,
	isTableFunction,
	schemaTableName,
	storedSql,
	tableNames,
} from './environment.js';
import type { DdlEnvironment } from './environment.js';
import { fillIndex } from './fillIndex.js';
import { refuseTooMany } from './tableParts.js';

export function createIndex(environment: DdlEnvironment, statement: CreateIndex): void {
	const { state, connection, log } = environment;
	const { database } = connection;
	const table = indexedTable(environment, statement.index, statement.table);
	if (!isIndexNameFree(environment, statement, table.schema)) return;
	checkNotReserved(statement.index);
	const prefix = statement.isUnique ? 'CREATE UNIQUE INDEX' : 'CREATE INDEX';
	const sql = storedSql(environment, prefix, statement.index, statement.span.end);
	const index = indexFromStatement(environment, statement, table, database.newId(), sql);
	state.catalog = addIndex(state.catalog, database.newVersion(), index);
	state.putTree(index.id, emptyIndex(database.indexTypes, statement, table, index));
	fillIndex(environment, index, true);
	log.schemaChanged({
		type: 'create',
		objectType: 'index',
		objectName: index.name,
		ddl: index.sql,
	});
}

/** What a type refuses, it refuses without knowing the text. */
function emptyIndex(
	types: IndexTypes,
	{ using }: CreateIndex,
	table: TableSchema,
	index: IndexSchema,
): KeyTreeContract {
	try {
		return newIndexTree(types, table, index);
	} catch (error) {
		if (error instanceof SqlError) error.span ??= using?.span;
		throw error;
	}
}

/** Names and expressions are not checked. */
export function indexFromStatement(
	environment: DdlEnvironment,
	statement: CreateIndex,
	table: TableSchema,
	id: number,
	sql: string,
): IndexSchema {
	refuseTooMany(statement.columns);
	return {
		kind: 'index',
		id,
		schema: table.schema,
		name: statement.index.name.name,
		key: statement.index.name.key,
		tableKey: table.key,
		columns: statement.columns.map(term => indexColumn(environment, table, term)),
		isUnique: statement.isUnique,
		origin: 'c',
		conflict: undefined,
		where: statement.where,
		...ownParts(environment, table, statement),
		sql,
	};
}

/** What SQLite's indexes do not have: only there when written. */
function ownParts(
	{ connection }: DdlEnvironment,
	table: TableSchema,
	{ using, included, options }: CreateIndex,
): Pick<IndexSchema, 'type' | 'included' | 'options'> {
	const type = using && indexType(connection.database.indexTypes, using);
	const [option] = options;
	if (option && type === undefined) {
		const message = `no such option of index type ${ORDERED}: ${option.name.name}`;
		throw new SqlError('SQLITE_ERROR', message, {
			span: option.span,
			hint: 'ordinary indexes have no options',
		});
	}
	return {
		...(type === undefined ? {} : { type }),
		...(included.length === 0 ? {} : { included: includedColumns(table, included) }),
		...(options.length === 0 ? {} : { options: optionValues(options) }),
	};
}

/** Undefined: the ordinary one, which has a name too. */
function indexType(types: IndexTypes, { key, name, span }: Name): string | undefined {
	if (key === ORDERED) return undefined;
	if (types.find(key)) return key;
	const names = types.names();
	const similar = suggest(name, names);
	const hint = `${similar ? `${similar} ` : ''}index types: ${names.join(', ')}`;
	throw new SqlError('SQLITE_ERROR', `no such index type: ${name}`, { span, hint });
}

function includedColumns(table: TableSchema, names: readonly Name[]): readonly number[] {
	const columns = names.map(({ key, name, span }) => {
		const columnIndex = table.columns.findIndex(column => column.key === key);
		if (columnIndex >= 0) return columnIndex;
		const known = table.columns.map(column => column.name);
		const hint = suggest(name, known);
		throw new SqlError('SQLITE_ERROR', `no such column: ${name}`, { span, hint });
	});
	return [...new Set(columns)];
}

function optionValues(options: readonly IndexOption[]): ReadonlyMap<string, number | string> {
	const values = new Map<string, number | string>();
	for (const { name, value, span } of options) {
		if (values.has(name.key)) {
			const message = `duplicate index option: ${name.name}`;
			throw new SqlError('SQLITE_ERROR', message, { span });
		}
		values.set(name.key, value);
	}
	return values;
}

function indexedTable(environment: DdlEnvironment, index: QualifiedName, name: Name): TableSchema {
	const { catalog } = environment.state;
	const { span } = name;
	const schema = index.schema?.key;
	if (schema !== undefined && !catalog.schemas.has(schema)) {
		throw new SqlError('SQLITE_ERROR', `unknown database ${index.schema?.name}`, {
			span: index.schema?.span,
		});
	}
	const written = { kind: 'qualifiedName' as const, schema: index.schema, name, span };
	const shown = schemaTableName(written) ?? catalog.findRelation(name.key, schema)?.name;
	if (name.key.startsWith('sqlite_') && shown !== undefined) {
		throw new SqlError('SQLITE_ERROR', `table ${shown} may not be indexed`, { span });
	}
	// An index without a schema is one of main, unless its table is a temp one.
	const found =
		catalog.findRelation(name.key, schema ?? 'temp') ??
		catalog.findRelation(name.key, schema ?? 'main');
	if (!found) {
		throw notFound(environment, name, schema ?? 'main');
	}
	if (found.kind === 'view')
		throw new SqlError('SQLITE_ERROR', 'views may not be indexed', { span });
	if (found.source) throw notIndexed(span);
	return found;
}

function notFound(environment: DdlEnvironment, name: Name, schema: SchemaName): SqlError {
	const { span } = name;
	const isFunction = isTableFunction(environment, name.key);
	if (schema === 'temp') {
		if (isFunction || environment.state.catalog.findRelation(name.key, undefined)) {
			const message = `cannot create a TEMP index on non-TEMP table "${name.name}"`;
			return new SqlError('SQLITE_ERROR', message, { span });
		}
	} else if (isFunction) return notIndexed(span);
	const hint = suggest(name.name, tableNames(environment));
	const written = schema === 'temp' ? name.name : `${schema}.${name.name}`;
	return new SqlError('SQLITE_ERROR', `no such table: ${written}`, { span, hint });
}

function notIndexed(span: Span): SqlError {
	return new SqlError('SQLITE_ERROR', 'virtual tables may not be indexed', { span });
}

function isIndexNameFree(
	environment: DdlEnvironment,
	statement: CreateIndex,
	schema: SchemaName,
): boolean {
	const { name, key, span } = statement.index.name;
	const objects = environment.state.catalog.schemas.get(schema);
	if (objects?.relations.has(key)) {
		throw new SqlError('SQLITE_ERROR', `there is already a table named ${name}`, { span });
	}
	if (!objects?.indexes.has(key)) return true;
	if (statement.ifNotExists) return false;
	throw new SqlError('SQLITE_ERROR', `index ${name} already exists`, { span });
}

function indexColumn(
	environment: DdlEnvironment,
	table: TableSchema,
	term: OrderingTerm,
): IndexColumn {
	const descending = term.direction === 'desc';
	let { expression } = term;
	let collationName: Name | undefined;
	while (expression.kind === 'collate') {
		collationName ??= expression.collation;
		expression = expression.operand;
	}
	const columnIndex = columnOf(table, expression);
	const own = columnIndex >= 0 ? table.columns[columnIndex]?.collation : undefined;
	const collation = collationName
		? findCollation(environment, collationName.name, collationName.span)
		: (own ?? findCollation(environment, 'BINARY'));
	if (columnIndex >= -1) return { columnIndex, expression: undefined, collation, descending };
	return { columnIndex: -2, expression: term.expression, collation, descending };
}

/** The column an index term names; -2: it is an expression. */
function columnOf(table: TableSchema, expression: Expression): number {
	let key: string;
	if (expression.kind === 'columnReference' && !expression.table) key = expression.column.key;
	else if (expression.kind === 'textLiteral') key = foldKey(expression.value);
	else return -2;
	const columnIndex = table.columns.findIndex(column => column.key === key);
	if (columnIndex >= 0) return columnIndex;
	if (expression.kind !== 'textLiteral') return -2;
	throw new SqlError('SQLITE_ERROR', `no such column: ${expression.value}`, {
		span: expression.span,
		hint: suggest(
			expression.value,
			table.columns.map(column => column.name),
		),
	});
}
