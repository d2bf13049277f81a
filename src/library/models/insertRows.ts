/** Rows of a model written to its table. */

import type { BulkOptions, SqlValue } from '../../engine/index.js';
import { bound as boundValue, join, sql } from '../query/sql.js';
import type { Sql } from '../query/sql.js';
import type { StoredTable } from './ensureTable.js';
import type { Definition } from './definition.js';
import type { Field } from './field.js';
import { columnsSql, rowMaker } from './rows.js';
import { valuesToInsert, valuesToInsertMany } from './rowValues.js';
import type { StoredValues } from './rowValues.js';

/** What `insertMany` may be told. */
export type InsertManyOptions = Pick<BulkOptions, 'batchSize' | 'onProgress' | 'signal'>;

export function insertOne(bound: StoredTable, definition: Definition, given: unknown): object {
	const values = valuesToInsert(definition, given);
	const stored = values.filter(value => value !== undefined);
	const text = insertText(definition, values);
	return rowOf(bound, definition, text, stored);
}

const texts = new WeakMap<Definition, Map<string, string>>();

/** INSERT ... RETURNING, by which values are given. */
function insertText(definition: Definition, values: StoredValues): string {
	let known = texts.get(definition);
	if (!known) texts.set(definition, (known = new Map<string, string>()));
	let pattern = '';
	for (const value of values) pattern += value === undefined ? '-' : '?';
	let text = known.get(pattern);
	if (text === undefined) {
		text = returning(definition, insertSql(definition, values)).sql;
		known.set(pattern, text);
	}
	return text;
}

export function upsertOne(
	bound: StoredTable,
	definition: Definition,
	given: unknown,
	on: readonly string[] | undefined,
): object {
	const { table } = definition;
	const values = valuesToInsert(definition, given);
	const keys = on ? on.map(name => table.field(name)) : table.primaryKey;
	if (keys.length === 0) {
		throw new TypeError(`${table.name} has no primary key: say upsert(values, { on: ['name'] })`);
	}
	const insert = insertSql(definition, values);
	// A key that the database makes is never there already.
	if (!keys.every(key => values[table.fields.indexOf(key)] !== undefined))
		return returned(bound, definition, insert);
	const isGiven = ({ name }: Field) => (given as Record<string, unknown>)[name] !== undefined;
	const others = table.fields.filter(field => isGiven(field) && !keys.includes(field));
	const changes = (others.length > 0 ? others : keys).map(({ column }) => {
		const name = sql.id(column);
		return sql`${name} = excluded.${name}`;
	});
	const target = join(
		keys.map(({ column }) => sql.id(column)),
		', ',
	);
	const statement = sql`${insert} ON CONFLICT (${target}) DO UPDATE SET ${join(changes, ', ')}`;
	return returned(bound, definition, statement);
}

export function insertRows(
	{ connection }: StoredTable,
	definition: Definition,
	given: Iterable<unknown>,
	options: InsertManyOptions = {},
): number {
	const { columns, count } = valuesToInsertMany(definition, given);
	if (count > 0) connection.bulkWrite(definition.table.name, columns, options);
	return count;
}

function insertSql({ table }: Definition, values: StoredValues): Sql {
	const name = sql.id(table.name);
	const given = table.fields.flatMap(({ column }, index) => {
		const value = values[index];
		return value === undefined ? [] : [{ column: sql.id(column), value: boundValue(value) }];
	});
	if (given.length === 0) return sql`INSERT INTO ${name} DEFAULT VALUES`;
	const columns = given.map(({ column }) => column);
	const places = given.map(({ value }) => value);
	return sql`INSERT INTO ${name} (${join(columns, ', ')}) VALUES (${join(places, ', ')})`;
}

function returned(bound: StoredTable, definition: Definition, statement: Sql): object {
	const { sql: text, params } = returning(definition, statement);
	return rowOf(bound, definition, text, params);
}

function returning(definition: Definition, statement: Sql): ReturnType<Sql['toSQL']> {
	return sql`${statement} RETURNING ${columnsSql(definition)}`.toSQL();
}

function rowOf(
	{ connection }: StoredTable,
	definition: Definition,
	text: string,
	params: readonly SqlValue[],
): object {
	const values = connection
		.prepare<unknown[], SqlValue[]>(text)
		.raw()
		.get(...params);
	if (!values) throw new Error(`${definition.table.name}: a trigger left the row out`);
	return rowMaker(definition)(values);
}
