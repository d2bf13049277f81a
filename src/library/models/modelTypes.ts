/**
 * What the compiler knows of a model: which of its members are columns, what may be left out of an insert, what a `where`
 * may say of each field.
 */

import type { Sql } from '../query/sql.js';

declare const generated: unique symbol;
declare const modelRow: unique symbol;

/**
 * A field that may be left out of an insert because it has an initialiser or the database makes it. A class that marks
 * one field so has the others asked for by the compiler:
 *
 *     id!: Generated<number>;  name!: string;  gpa: Generated<number> = 0;
 */
export type Generated<T> = T & { readonly [generated]?: never };

/** What tells rows of other models (relations) from columns. */
export interface ModelRow {
	readonly [modelRow]?: 'row of a model';
}

/** Any class of rows: with `@table()`, whether it extends `Model` or not. */
export type RowClass<T = object> = abstract new (...args: never[]) => T;

/** The names of the columns of a row type: not its methods, not its relations. */
export type FieldName<T> = {
	[K in keyof T]-?: K extends string
		? IsColumn<NonNullable<T[K]>> extends true
			? K
			: never
		: never;
}[keyof T];

type IsColumn<V> = unknown extends V
	? true
	: V extends (...args: never[]) => unknown
		? false
		: typeof modelRow extends keyof V
			? false
			: V extends readonly (infer Item)[]
				? typeof modelRow extends keyof Item
					? false
					: true
				: true;

/** The columns of a row, without methods and relations. */
export type Fields<T> = { [K in FieldName<T>]: T[K] };

type IsMarked<V> = V extends null | undefined
	? false
	: typeof generated extends keyof V
		? true
		: false;

type MarkedName<T> = {
	[K in FieldName<T>]: true extends IsMarked<T[K]> ? K : never;
}[FieldName<T>];

/** Fields one need not give: marked, nullable, or readonly (getters look so to the compiler). */
type OptionalName<T> = {
	[K in FieldName<T>]: true extends IsMarked<T[K]>
		? K
		: null extends T[K]
			? K
			: undefined extends T[K]
				? K
				: IsReadonly<T, K> extends true
					? K
					: never;
}[FieldName<T>];

type IsReadonly<T, K extends keyof T> =
	IsSame<Pick<T, K>, { -readonly [P in K]: T[P] }> extends true ? false : true;

/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters -- two functions are compared, which tells readonly apart */
type IsSame<A, B> =
	(<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
/* eslint-enable @typescript-eslint/no-unnecessary-type-parameters */

/** What `insert` takes: all fields optional, or, if one is marked `Generated`, the others asked for. */
export type InsertOf<T> = [MarkedName<T>] extends [never]
	? Partial<Fields<T>>
	: Simplify<
			{ [K in Exclude<FieldName<T>, OptionalName<T>>]: T[K] } & {
				[K in OptionalName<T>]?: T[K];
			}
		>;

export type Simplify<T> = { [K in keyof T]: T[K] };

/** New values for `update`: of some fields, as values or as SQL. */
export type Changes<T> = { [K in FieldName<T>]?: T[K] | Sql };

/** Comparisons of a field with values. */
export interface Comparisons<V> {
	readonly eq?: V;
	/** NULL is unequal to any value. */
	readonly ne?: V;
	readonly gt?: NonNullable<V>;
	readonly gte?: NonNullable<V>;
	readonly lt?: NonNullable<V>;
	readonly lte?: NonNullable<V>;
	readonly in?: readonly V[];
	readonly notIn?: readonly V[];
	/** Both ends included. */
	readonly between?: readonly [NonNullable<V>, NonNullable<V>];
	readonly isNull?: boolean;
}

/** Comparisons of text. */
export interface TextComparisons {
	readonly like?: string;
	readonly notLike?: string;
	readonly glob?: string;
	/** These three look at letters exactly, and at nothing but letters: % and _ mean themselves. */
	readonly startsWith?: string;
	readonly endsWith?: string;
	readonly contains?: string;
}

/** A value the field must have, or comparisons that must all hold. */
export type Condition<V> =
	V | Sql | (Comparisons<V> & ([NonNullable<V>] extends [string] ? TextComparisons : unknown));

/** Conditions by field; all must hold. */
export type Where<Columns> =
	| Sql
	| ({ readonly [K in keyof Columns]?: Condition<Columns[K]> } & {
			readonly and?: readonly Where<Columns>[];
			readonly or?: readonly Where<Columns>[];
			/** The rows that the condition does not give, those where it is NULL included. */
			readonly not?: Where<Columns>;
	  });

/** Conditions as an object, as SQL, or as a function that is asked of each row. */
export type RowFilter<T> = Where<Fields<T>> | ((row: T) => unknown);

export type Order<Name extends string> = Name | `-${Name}` | `+${Name}`;

/** What `select` may be told. */
export interface SelectOptions<T> {
	readonly where?: RowFilter<T> | undefined;
	/** `'gpa'` upwards, `'-gpa'` downwards; several as a list. */
	readonly orderBy?: Order<FieldName<T>> | readonly Order<FieldName<T>>[] | undefined;
	readonly limit?: number | undefined;
	readonly offset?: number | undefined;
	/** Relations to be read along, `'registrations'` or `'registrations.course'`, a query each instead of one a row. */
	readonly include?: string | readonly string[] | undefined;
}

/** Which rows are counted, summed up ...: without `where` all. */
export interface FilterOptions<T> {
	readonly where?: RowFilter<T> | undefined;
}
