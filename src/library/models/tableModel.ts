/**
 * What can be done with the rows of a model. Classes with `@table()` have the same as static methods; `defineTable()` gives
 * one of these.
 */

import type { Connection, SqlValue } from '../../engine/index.js';
import { queryFrom } from '../query/query.js';
import type { Query } from '../query/query.js';
import type { TypedTable } from '../query/queryTypes.js';
import { sql, text } from '../query/sql.js';
import type { Sql } from '../query/sql.js';
import { bindTo } from './boundModel.js';
import type { Place } from './boundModel.js';
import { databaseOf } from './defaultDatabase.js';
import { define } from './definition.js';
import type { Definition } from './definition.js';
import { migrateTable } from './ensureTable.js';
import type { StoredTable } from './ensureTable.js';
import { getRow } from './getRow.js';
import { insertOne, insertRows, upsertOne } from './insertRows.js';
import type { InsertManyOptions } from './insertRows.js';
import { changeRows, deleteRows } from './changeRows.js';
import type { Changes, FieldName, FilterOptions, RowFilter, SelectOptions } from './modelTypes.js';
import { filterOf } from './rowFilter.js';
import { includeRelations, rememberPlace } from './relations.js';

export type NumberField<T> = {
	[K in FieldName<T>]: NonNullable<T[K]> extends number | bigint ? K : never;
}[FieldName<T>];

/** A value of the primary key, or all of its fields. */
export type Key<T> = number | bigint | string | Date | Uint8Array | Partial<T>;

/** Reads and writes the rows of a model. `T` are its rows, `Insert` is what `insert` takes. */
export class TableModel<T extends object, Insert = Partial<T>> implements TypedTable<T> {
	/** For the compiler only. */
	declare readonly rowType?: T;
	/** What its rows are: for types only, `type Student = typeof Students.row`. */
	declare readonly row: T;
	readonly #definition: Definition;
	readonly #place: Place | undefined;

	constructor(definition: Definition, place?: Place) {
		this.#definition = definition;
		this.#place = place;
		define(this, definition);
	}

	/** In SQL. */
	get tableName(): string {
		return this.#definition.table.name;
	}

	/** The same model in another database, or in an open transaction. */
	in(place: Place): TableModel<T, Insert> {
		return new TableModel<T, Insert>(this.#definition, place);
	}

	/** Gives the row as it is stored: with its key, and with defaults. */
	insert(values: Insert): T {
		return insertOne(this.#bind(), this.#definition, values) as T;
	}

	/** All rows or none; gives how many. */
	insertMany(rows: Iterable<Insert>, options?: InsertManyOptions): number {
		return insertRows(this.#bind(), this.#definition, rows, options);
	}

	/** Inserts, or changes the row that has the same values in these fields: by default the primary key. */
	upsert(values: Insert, options?: { readonly on?: readonly FieldName<T>[] }): T {
		return upsertOne(this.#bind(), this.#definition, values, options?.on) as T;
	}

	/** The rows that `where` chooses. */
	select(options: SelectOptions<T> = {}): T[] {
		const rows = [...this.#rows(options)];
		if (this.#place && this.#definition.relations.size > 0) rememberPlace(rows, this.#place);
		if (options.include !== undefined) {
			includeRelations(this.#definition, this.#usedPlace(), rows, options.include);
		}
		return rows;
	}

	/** The first of `select`. */
	first(options: SelectOptions<T> = {}): T | undefined {
		return this.select({ ...options, limit: Math.min(1, options.limit ?? 1) })[0];
	}

	/** By primary key: its value, or an object when it has several fields. */
	get(key: Key<T>): T | undefined {
		const row = getRow(this.#bind(), this.#definition, key);
		if (row && this.#place) rememberPlace([row], this.#place);
		return row as T | undefined;
	}

	/** Gives how many rows were changed. A function is given each row and tells its changes. */
	update(
		filter: { readonly where: RowFilter<T> },
		changes: Changes<T> | ((row: T) => Changes<T>),
	): number {
		return changeRows(this.#bind(), this.#definition, required(filter, 'update'), changes);
	}

	/** Gives how many rows were deleted. `{ where: {} }` are all. */
	delete(filter: { readonly where: RowFilter<T> }): number {
		return deleteRows(this.#bind(), this.#definition, required(filter, 'delete'));
	}

	/** How many rows there are, or of those that `where` chooses. */
	count(options: FilterOptions<T> = {}): number {
		return this.#aggregate('count', undefined, options) as number;
	}

	/** 0 where there is nothing to sum up. */
	sum(field: NumberField<T>, options: FilterOptions<T> = {}): number {
		return (this.#aggregate('sum', field, options) ?? 0) as number;
	}

	/** null where there is nothing to average. */
	avg(field: NumberField<T>, options: FilterOptions<T> = {}): number | null {
		return this.#aggregate('avg', field, options) as number | null;
	}

	/** null where there is nothing to compare. */
	min<K extends FieldName<T>>(field: K, options: FilterOptions<T> = {}): T[K] | null {
		return this.#aggregate('min', field, options) as T[K] | null;
	}

	/** null where there is nothing to compare. */
	max<K extends FieldName<T>>(field: K, options: FilterOptions<T> = {}): T[K] | null {
		return this.#aggregate('max', field, options) as T[K] | null;
	}

	/** The query builder on this table. */
	query<A extends string = string>(alias?: A): Query<Record<A, T>, T, T> {
		return queryFrom<T, A>(() => this.#usedPlace(), this, alias);
	}

	/** Adds the columns and indexes that the table lacks; gives the SQL that did it. */
	migrate(): string[] {
		const place = this.#usedPlace();
		return migrateTable('connection' in place ? place.connection : place, this.#definition);
	}

	*#rows(options: SelectOptions<T>): Generator<T> {
		const bound = this.#bind();
		const { condition, test } = filterOf(this.#definition, bound, options.where);
		let query = this.query();
		if (condition) query = query.where(condition);
		query = query.orderBy(...orderOf(this.#definition, bound, options));
		const { limit, offset = 0 } = options;
		const page = offset === 0 ? query : query.offset(offset);
		const all = limit === undefined ? page : page.limit(limit);
		if (!test) {
			yield* all.all();
			return;
		}
		let skipped = 0;
		let given = 0;
		if (limit === 0) return;
		for (const row of query.iterate()) {
			if (!test(row) || skipped++ < offset) continue;
			yield row;
			if (++given === limit) return;
		}
	}

	#aggregate(name: string, field: string | undefined, options: FilterOptions<T>): unknown {
		const bound = this.#bind();
		const { table } = this.#definition;
		const { condition, test } = filterOf(this.#definition, bound, options.where);
		const found = field === undefined ? undefined : table.field(field);
		const column = found ? sql.id(found.column) : text('*');
		if (test) return this.#aggregateRows(name, found?.name, test);
		const where = condition ? sql` WHERE ${condition}` : text('');
		const query = sql`SELECT ${text(name)}(${column}) FROM ${sql.id(table.name)}${where}`;
		const value = getValue(bound.connection, query);
		const decode = name === 'min' || name === 'max' ? found?.type.decode : undefined;
		return decode && value !== null ? decode(value) : value;
	}

	/** Of the rows that a function lets through. */
	#aggregateRows(name: string, field: string | undefined, test: (row: object) => boolean): unknown {
		const values: unknown[] = [];
		for (const row of this.query().iterate()) {
			if (test(row)) values.push(field === undefined ? 1 : row[field as keyof T]);
		}
		return aggregateValues(name, values);
	}

	#usedPlace(): Place {
		return this.#place ?? databaseOf(this.#definition);
	}

	#bind(): StoredTable {
		return bindTo(this.#usedPlace(), this.#definition);
	}
}

/**
 * As it is said; and without a word, in the order in which rows were inserted, whether an index finds them or a function
 * chooses them.
 */
function orderOf<T>(
	{ table }: Definition,
	{ isOwn }: StoredTable,
	{ orderBy, where }: SelectOptions<T>,
): never[] {
	if (orderBy !== undefined) return [orderBy].flat() as never[];
	if (where === undefined) return [];
	const [key, second] = table.primaryKey;
	if (key && !second && key.type.sqlType === 'INTEGER') return [key.name] as never[];
	return isOwn ? [text('rowid') as never] : [];
}

function getValue(connection: Connection, query: Sql): SqlValue {
	const { sql: compiled, params } = query.toSQL();
	const statement = connection.prepare<unknown[], SqlValue>(compiled).pluck();
	return statement.get(...params) as SqlValue;
}

function aggregateValues(name: string, all: readonly unknown[]): unknown {
	if (name === 'count') return all.length;
	const values = all.filter(value => value !== null) as number[];
	if (values.length === 0) return null;
	switch (name) {
		case 'sum':
			return values.reduce((total, value) => total + value, 0);
		case 'avg':
			return values.reduce((total, value) => total + value, 0) / values.length;
		case 'min':
			return values.reduce((least, value) => (value < least ? value : least));
		default:
			return values.reduce((most, value) => (value > most ? value : most));
	}
}

function required(filter: { readonly where: unknown } | undefined, what: string): unknown {
	const where = filter?.where;
	if (where !== undefined) return where;
	throw new TypeError(`${what} needs { where: ... }; { where: {} } means all rows`);
}
