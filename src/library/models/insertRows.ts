/** Rows of a model written to its table. */

import type { SqlValue } from '../../engine/index.js';
import { bound as boundValue, join, sql } from '../query/sql.js';
import type { Sql } from '../query/sql.js';
import type { Bound } from './boundModel.js';
import type { Definition } from './definition.js';
import type { Field } from './field.js';
import { columnsSql, rowMaker } from './rows.js';
import { valuesToInsert, valuesToInsertMany } from './rowValues.js';
import type { StoredValues } from './rowValues.js';

export interface InsertManyOptions {
	/** Rows between two calls of `onProgress`; 10000 without it. */
	readonly batchSize?: number;
	readonly onProgress?: (written: number, total: number) => void;
	/** Undoes everything when it is aborted between two batches. */
	readonly signal?: { readonly aborted: boolean };
}

export function insertOne(bound: Bound, definition: Definition, given: unknown): object {
	const values = valuesToInsert(definition, given);
	return returned(bound, definition, insertSql(definition, values));
}

export function upsertOne(
	bound: Bound,
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
	if (!keys.every(key => values.has(key))) return returned(bound, definition, insert);
	const isGiven = ({ name }: Field) => (given as Record<string, unknown>)[name] !== undefined;
	const others = [...values.keys()].filter(field => isGiven(field) && !keys.includes(field));
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
	{ connection }: Bound,
	definition: Definition,
	given: Iterable<unknown>,
	{ batchSize = 10_000, onProgress, signal }: InsertManyOptions = {},
): number {
	const rows = valuesToInsertMany(definition, given);
	if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
		throw new TypeError(`batchSize: expected a positive whole number, got ${batchSize}`);
	}
	connection.transaction(() => {
		let written = 0;
		let fields = '';
		let statement = connection.prepare('SELECT 1');
		for (const values of rows) {
			const names = [...values.keys()].map(({ name }) => name).join();
			if (written === 0 || names !== fields) {
				fields = names;
				statement = connection.prepare(insertSql(definition, values).toSQL().sql);
			}
			statement.run(...values.values());
			if (++written % batchSize > 0 && written < rows.length) continue;
			onProgress?.(written, rows.length);
			if (signal?.aborted) throw new Error('insertMany was aborted; no row was written');
		}
	})();
	return rows.length;
}

function insertSql({ table }: Definition, values: StoredValues): Sql {
	const name = sql.id(table.name);
	if (values.size === 0) return sql`INSERT INTO ${name} DEFAULT VALUES`;
	const columns = [...values.keys()].map(({ column }) => sql.id(column));
	const places = [...values.values()].map(value => boundValue(value));
	return sql`INSERT INTO ${name} (${join(columns, ', ')}) VALUES (${join(places, ', ')})`;
}

function returned({ connection }: Bound, definition: Definition, statement: Sql): object {
	const { sql: text, params } = sql`${statement} RETURNING ${columnsSql(definition)}`.toSQL();
	const values = connection
		.prepare<unknown[], SqlValue[]>(text)
		.raw()
		.get(...params);
	if (!values) throw new Error(`${definition.table.name}: a trigger left the row out`);
	return rowMaker(definition)(values);
}
