/**
 * Objects made anew from rewritten texts. They keep their ids, and with them their trees and their places in
 * sqlite_schema; objects whose text and table are what they were stay the same objects.
 */

import { replaceObjects } from '../../catalog/changeCatalog.js';
import type { Relation, SchemaObjects } from '../../catalog/catalog.js';
import type { IndexSchema, TableSchema, TriggerSchema } from '../../catalog/schema.js';
import { parse } from '../../syntax/parse.js';
import { SqlError } from '../../types/sqlError.js';
import { indexFromStatement } from '../ddl/createIndex.js';
import { tableFromDefinition } from '../ddl/tableFromDefinition.js';
import { viewFromStatement } from '../ddl/createView.js';
import { virtualDefinition } from '../ddl/virtualDefinition.js';
import type { DdlEnvironment } from '../ddl/environment.js';
import { tableExpressions } from '../planning.js';
import { parseStored } from './namesInText.js';
import { inText, schemaTexts } from './schemaTexts.js';
import type { SchemaText } from './schemaTexts.js';

/** `texts`: rewritten texts by object id. `when`: `after rename` and the like, for messages. */
export function reloadSchema(
	environment: DdlEnvironment,
	schema: string,
	texts: ReadonlyMap<number, string>,
	when: string,
): void {
	const { state, connection } = environment;
	const before = state.catalog.schemas.get(schema) as SchemaObjects;
	const loader = new Loader(environment, before);
	for (const text of schemaTexts(state.catalog, schema)) {
		const sql = texts.get(text.id) ?? text.sql;
		const name = sql === text.sql ? text.name : newName(text, sql);
		inText({ ...text, name }, when, () => loader.load(text, sql));
	}
	const version = connection.database.newVersion();
	state.catalog = replaceObjects(state.catalog, version, schema, loader.objects);
}

/** Errors name a renamed table as it is called now. */
function newName({ name }: SchemaText, sql: string): string {
	const [statement] = parse(sql).statements;
	return statement?.kind === 'createTable' ? statement.table.name.name : name;
}

class Loader {
	readonly #environment: DdlEnvironment;
	readonly #before: SchemaObjects;
	/** By the old key of the table. */
	readonly #tables = new Map<string, TableSchema>();
	readonly #relations: Relation[] = [];
	readonly #triggers: TriggerSchema[] = [];

	constructor(environment: DdlEnvironment, before: SchemaObjects) {
		this.#environment = environment;
		this.#before = before;
		for (const relation of before.relations.values()) {
			if (!relation.key.startsWith('sqlite_')) continue;
			if (relation.kind === 'table') this.#tables.set(relation.key, relation);
			else this.#relations.push(relation);
		}
	}

	get objects(): SchemaObjects {
		const relations = [...this.#relations, ...this.#tables.values()];
		const indexes = [...this.#tables.values()].flatMap(table => table.indexes);
		return {
			relations: new Map(relations.map(relation => [relation.key, relation])),
			indexes: new Map(indexes.map(index => [index.key, index])),
			triggers: new Map(this.#triggers.map(trigger => [trigger.key, trigger])),
		};
	}

	load(text: SchemaText, sql: string): void {
		switch (text.type) {
			case 'table':
				this.#loadTable(text, sql);
				return;
			case 'index':
				this.#loadIndex(text, sql);
				return;
			case 'view':
				this.#loadView(text, sql);
				return;
			default:
				this.#loadTrigger(text, sql);
		}
	}

	#loadTable(text: SchemaText, sql: string): void {
		const old = this.#before.relations.get(text.tableKey) as TableSchema;
		if (sql === old.sql) {
			this.#tables.set(text.tableKey, old);
			return;
		}
		const statement = parseStored(sql);
		const isVirtual = statement.kind === 'createVirtualTable';
		if (!isVirtual && statement.kind !== 'createTable') throw malformed(text);
		const definition = isVirtual ? virtualDefinition(statement, sql) : statement.body;
		if (definition.kind !== 'tableDefinition') throw malformed(text);
		const automatic = old.indexes.filter(index => index.origin !== 'c' && index.id !== old.id);
		const ids = [old.id, ...automatic.map(index => index.id).sort((one, other) => one - other)];
		const table = tableFromDefinition(
			{ ...this.#environment, text: sql },
			definition,
			{ name: statement.table.name, schema: text.schema, sql, module: old.module },
			() => ids.shift() ?? this.#environment.connection.database.newId(),
		);
		this.#check(table);
		this.#tables.set(text.tableKey, table);
	}

	#loadIndex(text: SchemaText, sql: string): void {
		const table = this.#tables.get(text.tableKey) as TableSchema;
		const known = table.indexes.find(index => index.id === text.id);
		if (known && sql === text.sql) return;
		const statement = parseStored(sql);
		if (statement.kind !== 'createIndex') throw malformed(text);
		const environment = { ...this.#environment, text: sql };
		const index: IndexSchema = indexFromStatement(environment, statement, table, text.id, sql);
		const { rowsPerPrefix } = this.#before.indexes.get(index.key) ?? index;
		const others = table.indexes.filter(({ id }) => id !== text.id);
		const extended = { ...table, indexes: [...others, { ...index, rowsPerPrefix }] };
		this.#check(extended);
		this.#tables.set(text.tableKey, extended);
	}

	#loadView(text: SchemaText, sql: string): void {
		const old = this.#before.relations.get(text.tableKey) as Relation;
		if (sql === old.sql) {
			this.#relations.push(old);
			return;
		}
		const statement = parseStored(sql);
		if (statement.kind !== 'createView') throw malformed(text);
		this.#relations.push(viewFromStatement(statement, text.schema, text.id, sql));
	}

	#loadTrigger(text: SchemaText, sql: string): void {
		const old = [...this.#before.triggers.values()].find(trigger => trigger.id === text.id);
		if (!old || sql === old.sql) {
			if (old) this.#triggers.push(old);
			return;
		}
		const statement = parseStored(sql);
		if (statement.kind !== 'createTrigger') throw malformed(text);
		this.#triggers.push({ ...old, tableKey: statement.table.name.key, statement, sql });
	}

	/** Binding finds names that mean nothing any more. */
	#check(table: TableSchema): void {
		const { connection, state } = this.#environment;
		tableExpressions(connection.database, state.catalog, table);
	}
}

function malformed(text: SchemaText): Error {
	return new SqlError('SQLITE_CORRUPT', `malformed database schema (${text.name})`);
}
