/**
 * What the compiler knows of a query. `Scope` maps the aliases of its tables to their rows, `Columns` has the columns of
 * all of them by their bare names. A table without an alias of its own may be called by any.
 */

import type { FieldName, Order, RowClass, Simplify, Where } from '../models/modelTypes.js';
import type { Aggregate } from './aggregates.js';
import type { Sql } from './sql.js';

export type Scope = Record<string, object>;

/** What `defineTable` gave, seen from here. */
export interface TypedTable<T> {
	readonly tableName: string;
	readonly rowType?: T;
}

/** A model: a class with `@table()`, or what `defineTable()` gave. */
export type QuerySource<T> = RowClass<T> | TypedTable<T>;

/** A row of a table of which nothing is known. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any column of any type
export type AnyRow = Record<string, any>;

type QualifiedName<S extends Scope> = {
	[A in keyof S & string]: `${A}.${FieldName<S[A]>}`;
}[keyof S & string];

export type ColumnName<S extends Scope, C> = FieldName<C> | QualifiedName<S>;

export type ColumnValue<S extends Scope, C, N> = N extends keyof C
	? C[N]
	: N extends `${infer A}.${infer K}`
		? A extends keyof S
			? K extends keyof S[A]
				? S[A][K]
				: never
			: never
		: never;

/** Conditions by bare and by qualified names. */
export type QueryWhere<S extends Scope, C> = Where<{
	[N in ColumnName<S, C>]: ColumnValue<S, C, N>;
}>;

/** What stands in a SELECT under a name of its own. */
export type Selected<S extends Scope, C> =
	ColumnName<S, C> | Sql | Aggregate<ColumnName<S, C>, unknown> | Aggregate<never, unknown>;

export type Selection<S extends Scope, C> =
	ColumnName<S, C> | Readonly<Record<string, Selected<S, C>>>;

type SelectedValue<S extends Scope, C, V> =
	V extends Aggregate<infer N, infer R>
		? R extends 'same'
			? ColumnValue<S, C, N> | null
			: R
		: V extends Sql<infer R>
			? R
			: ColumnValue<S, C, V>;

type LastPart<N> = N extends `${string}.${infer K}` ? K : N;

type SelectedPart<S extends Scope, C, P> = P extends string
	? { [K in LastPart<P> & string]: ColumnValue<S, C, P> }
	: { -readonly [K in keyof P]: SelectedValue<S, C, P[K]> };

type Intersection<U> = (U extends unknown ? (part: U) => void : never) extends (
	part: infer I,
) => void
	? I
	: never;

export type SelectedRow<S extends Scope, C, P extends readonly unknown[]> = Simplify<
	Intersection<{ [I in keyof P]: SelectedPart<S, C, P[I]> }[number]>
>;

/** Columns, and any name: those that a later `select` gives are not known yet. */
export type QueryOrder<S extends Scope, C> =
	Order<ColumnName<S, C>> | (string & Record<never, never>) | Sql;

/** `{ 'r.studentId': 's.id' }`: columns that must be equal. */
export type JoinCondition<S extends Scope, C> =
	Sql | { readonly [N in ColumnName<S, C>]?: ColumnName<S, C> };

/** The columns of a table that may have no row. */
export type Missing<T> = { [K in keyof T]: T[K] | null };
