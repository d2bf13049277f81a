/**
 * The query builder: `db.from(Student).where({ gpa: { gt: 3.5 } }).orderBy('-gpa').limit(3)`. Each call gives a new query;
 * nothing runs before `all`, `first`, `iterate` or `count`. `String(query)` is its SQL.
 */

import type { Statement, SqlValue } from '../../engine/index.js';
import { bindTo, connectionOf } from '../models/boundModel.js';
import type { Place } from '../models/boundModel.js';
import { definitionOf } from '../models/definition.js';
import { comparedField } from '../models/rowFilter.js';
import { compileQuery } from './compileQuery.js';
import type { CompiledQuery, QueryParts } from './compileQuery.js';
import type { FindField } from './functionFilter.js';
import type {
	AnyRow,
	ColumnName,
	JoinCondition,
	Missing,
	QueryOrder,
	QuerySource,
	QueryWhere,
	Scope,
	SelectedRow,
	Selection,
} from './queryTypes.js';
import { isSame } from './sources.js';
import type { JoinPart, Source } from './sources.js';
import { sql } from './sql.js';
import type { Sql } from './sql.js';

/** A query that is being built; nothing runs before its rows are asked for. */
export class Query<S extends Scope, C extends object, Row> implements Iterable<Row> {
	readonly #place: () => Place;
	readonly #parts: QueryParts;

	/** `db.from()` and models make queries. */
	constructor(place: () => Place, parts: QueryParts) {
		this.#place = place;
		this.#parts = parts;
	}

	/** Conditions of several calls must all hold. */
	where(condition: QueryWhere<S, C> | ((row: C) => unknown)): Query<S, C, Row> {
		return this.#with({ where: [...this.#parts.where, condition] });
	}

	/** Without conditions: by the reference between the two tables. */
	join<T extends object, A extends string = string>(
		table: QuerySource<T>,
		alias?: A,
		on?: JoinCondition<S & Record<A, T>, C & T>,
	): Query<S & Record<A, T>, C & T, Row>;
	join<A extends string = string>(
		table: string,
		alias: A,
		on: JoinCondition<S & Record<A, AnyRow>, AnyRow>,
	): Query<S & Record<A, AnyRow>, C & AnyRow, Row>;
	join(table: QuerySource<object> | string, alias?: string, on?: JoinPart['on']): unknown {
		return this.#join(table, alias, { kind: 'JOIN', on });
	}

	/** Rows without a partner too: the joined columns are null in them. */
	leftJoin<T extends object, A extends string = string>(
		table: QuerySource<T>,
		alias?: A,
		on?: JoinCondition<S & Record<A, T>, C & T>,
	): Query<S & Record<A, Missing<T>>, C & Missing<T>, Row>;
	leftJoin<A extends string = string>(
		table: string,
		alias: A,
		on: JoinCondition<S & Record<A, AnyRow>, AnyRow>,
	): Query<S & Record<A, AnyRow>, C & AnyRow, Row>;
	leftJoin(table: QuerySource<object> | string, alias?: string, on?: JoinPart['on']): unknown {
		return this.#join(table, alias, { kind: 'LEFT JOIN', on });
	}

	/** One row for all rows that have the same values in these columns. */
	groupBy(...columns: readonly (ColumnName<S, C> | Sql)[]): Query<S, C, Row> {
		return this.#with({ groupBy: [...this.#parts.groupBy, ...columns] });
	}

	/** Of groups, by names given in `select` too. */
	having(condition: Sql | QueryWhere<S, C> | Readonly<Record<string, unknown>>): Query<S, C, Row> {
		return this.#with({ having: [...this.#parts.having, condition] });
	}

	/** `'gpa'` upwards, `'-gpa'` downwards. */
	orderBy(...orders: readonly QueryOrder<S, C>[]): Query<S, C, Row> {
		return this.#with({ orderBy: [...this.#parts.orderBy, ...orders] });
	}

	/** At most so many rows. */
	limit(limit: number): Query<S, C, Row> {
		return this.#with({ limit: wholeNumber('limit', limit) });
	}

	/** Without the first so many rows. */
	offset(offset: number): Query<S, C, Row> {
		return this.#with({ offset: wholeNumber('offset', offset) });
	}

	/** Equal rows only once. */
	distinct(): Query<S, C, Row> {
		return this.#with({ isDistinct: true });
	}

	/** Which columns: by name, or under names of one's own: `select('name', { average: avg('gpa') })`. */
	select<const P extends readonly Selection<S, C>[]>(
		...columns: P
	): Query<S, C, SelectedRow<S, C, P>> {
		return this.#with({ selection: columns.length > 0 ? columns : undefined }) as unknown as Query<
			S,
			C,
			SelectedRow<S, C, P>
		>;
	}

	/** All rows. */
	all(): Row[] {
		const { statement, params, makeRow } = this.#prepare();
		if (!makeRow) return statement.all(...params) as Row[];
		return (statement.raw().all(...params) as SqlValue[][]).map(makeRow) as Row[];
	}

	/** The first row, or undefined. */
	first(): Row | undefined {
		for (const row of this.limit(this.#parts.limit === 0 ? 0 : 1)) return row;
		return undefined;
	}

	/** Row by row: those of the moment of the call, whatever is written meanwhile. */
	*iterate(): Generator<Row, void, undefined> {
		const { statement, params, makeRow } = this.#prepare();
		if (!makeRow) {
			yield* statement.rows(...params) as Iterable<Row>;
			return;
		}
		for (const values of statement.raw().rows(...params) as Iterable<SqlValue[]>) {
			yield makeRow(values) as Row;
		}
	}

	/** Rows for `for ... of`. */
	[Symbol.iterator](): Iterator<Row> {
		return this.iterate();
	}

	/** Of the rows it gives. */
	count(): number {
		const { sql: text, params } = sql`SELECT count(*) FROM (${this.#compile().sql})`.toSQL();
		const connection = connectionOf(this.#place());
		return connection
			.prepare<unknown[], number>(text)
			.pluck()
			.get(...params) as number;
	}

	/** With `?` for values. */
	toSQL(): { readonly sql: string; readonly params: readonly SqlValue[] } {
		return this.#compile().sql.toSQL();
	}

	/** To be read and run: values are literals. */
	toString(): string {
		return this.#compile().sql.toString();
	}

	/** What the planner makes of it, a line each, as EXPLAIN QUERY PLAN says it. */
	explain(): string[] {
		const { sql: text, params } = this.toSQL();
		const rows = connectionOf(this.#place())
			.prepare<unknown[], { readonly detail: string }>(`EXPLAIN QUERY PLAN ${text}`)
			.all(...params);
		return rows.map(({ detail }) => detail);
	}

	#with(change: Partial<QueryParts>): Query<S, C, Row> {
		return new Query<S, C, Row>(this.#place, { ...this.#parts, ...change });
	}

	#join(table: QuerySource<object> | string, alias: string | undefined, join: JoinPart): unknown {
		const source = sourceOf(table, alias, join);
		const { sources } = this.#parts;
		if (sources.some(one => isSame(one.alias, source.alias))) {
			throw new TypeError(`${source.alias} is in the query already: give it another alias`);
		}
		return this.#with({ sources: [...sources, source] });
	}

	#prepare(): {
		readonly statement: Statement;
		readonly params: readonly SqlValue[];
		readonly makeRow: CompiledQuery['makeRow'];
	} {
		const { sql: compiled, makeRow } = this.#compile();
		const { sql: text, params } = compiled.toSQL();
		return { statement: connectionOf(this.#place()).prepare(text), params, makeRow };
	}

	#compile(): CompiledQuery {
		const place = this.#place();
		const bound = this.#parts.sources.map(
			({ definition }) => definition && bindTo(place, definition),
		);
		const [only, second] = this.#parts.sources;
		const table = second === undefined ? only?.definition?.table : undefined;
		const [stored] = bound;
		const strictField: FindField = name => {
			const field = table?.find(name);
			if (!field || !stored) return undefined;
			return comparedField(field, stored);
		};
		return compileQuery(this.#parts, strictField);
	}
}

export function queryFrom<T extends object, A extends string>(
	place: () => Place,
	table: QuerySource<T> | string,
	alias?: A,
): Query<Record<A, T>, T, T> {
	return new Query<Record<A, T>, T, T>(place, {
		sources: [sourceOf(table, alias, undefined)],
		where: [],
		groupBy: [],
		having: [],
		orderBy: [],
		selection: undefined,
		isDistinct: false,
		limit: undefined,
		offset: undefined,
	});
}

function sourceOf(
	table: QuerySource<object> | string,
	alias: string | undefined,
	join: JoinPart | undefined,
): Source {
	if (typeof table === 'string') {
		return { table, alias: alias ?? table, definition: undefined, join };
	}
	const definition = definitionOf(table);
	const { name } = definition.table;
	return { table: name, alias: alias ?? name, definition, join };
}

function wholeNumber(what: string, given: number): number {
	if (Number.isSafeInteger(given) && given >= 0) return given;
	throw new TypeError(`${what}: expected a whole number, not negative; got ${given}`);
}
