/**
 * `Model`: what classes of rows extend to have their methods known to the compiler: `Student.select()` is `Student[]`.
 * `modelOf(Student)` gives the same for classes that extend nothing.
 */

import type { Query } from '../query/query.js';
import type { Place } from './boundModel.js';
import { definitionOf } from './definition.js';
import type { InsertManyOptions } from './insertRows.js';
import type {
	Changes,
	FieldName,
	FilterOptions,
	InsertOf,
	ModelRow,
	RowClass,
	RowFilter,
	SelectOptions,
} from './modelTypes.js';
import { TableModel } from './tableModel.js';
import type { Key, NumberField } from './tableModel.js';

const models = new WeakMap<object, TableModel<object, object>>();

/** The model of a class with `@table()`. */
export function modelOf<T extends object>(rows: RowClass<T>): TableModel<T, InsertOf<T>> {
	let model = models.get(rows);
	if (!model) {
		model = new TableModel<object, object>(definitionOf(rows));
		models.set(rows, model);
	}
	return model as unknown as TableModel<T, InsertOf<T>>;
}

/** What rows of models are. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unsafe-declaration-merging -- marks rows for the compiler, and leaves nothing in them
export interface Model extends ModelRow {}

/** What classes of rows extend: its static methods read and write their table. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class, @typescript-eslint/no-unsafe-declaration-merging -- its subclasses are rows
export abstract class Model {
	/** The same model in another database, or in an open transaction: `Student.in(tx).insert(...)`. */
	static in<T extends object>(this: RowClass<T>, place: Place): TableModel<T, InsertOf<T>> {
		return modelOf(this).in(place);
	}

	/** Gives the row as it is stored: with its key, and with defaults. */
	static insert<T extends object>(this: RowClass<T>, values: InsertOf<T>): T {
		return modelOf(this).insert(values);
	}

	/** All rows or none; gives how many. */
	static insertMany<T extends object>(
		this: RowClass<T>,
		rows: Iterable<InsertOf<T>>,
		options?: InsertManyOptions,
	): number {
		return modelOf(this).insertMany(rows, options);
	}

	/** Inserts, or changes the row that has the same values in these fields: by default the primary key. */
	static upsert<T extends object>(
		this: RowClass<T>,
		values: InsertOf<T>,
		options?: { readonly on?: readonly FieldName<T>[] },
	): T {
		return modelOf(this).upsert(values, options);
	}

	/** The rows that `where` chooses, as objects of the class. */
	static select<T extends object>(this: RowClass<T>, options?: SelectOptions<T>): T[] {
		return modelOf(this).select(options);
	}

	/** The first of `select`. */
	static first<T extends object>(this: RowClass<T>, options?: SelectOptions<T>): T | undefined {
		return modelOf(this).first(options);
	}

	/** By primary key: its value, or an object when it has several fields. */
	static get<T extends object>(this: RowClass<T>, key: Key<T>): T | undefined {
		return modelOf(this).get(key);
	}

	/** Gives how many rows were changed. A function is given each row and tells its changes. */
	static update<T extends object>(
		this: RowClass<T>,
		filter: { readonly where: RowFilter<T> },
		changes: Changes<T> | ((row: T) => Changes<T>),
	): number {
		return modelOf(this).update(filter, changes);
	}

	/** Gives how many rows were deleted. `{ where: {} }` are all. */
	static delete<T extends object>(
		this: RowClass<T>,
		filter: { readonly where: RowFilter<T> },
	): number {
		return modelOf(this).delete(filter);
	}

	/** How many rows there are, or of those that `where` chooses. */
	static count<T extends object>(this: RowClass<T>, options?: FilterOptions<T>): number {
		return modelOf(this).count(options);
	}

	/** 0 where there is nothing to sum up. */
	static sum<T extends object>(
		this: RowClass<T>,
		field: NumberField<T>,
		options?: FilterOptions<T>,
	): number {
		return modelOf(this).sum(field, options);
	}

	/** null where there is nothing to average. */
	static avg<T extends object>(
		this: RowClass<T>,
		field: NumberField<T>,
		options?: FilterOptions<T>,
	): number | null {
		return modelOf(this).avg(field, options);
	}

	/** null where there is nothing to compare. */
	static min<T extends object, K extends FieldName<T>>(
		this: RowClass<T>,
		field: K,
		options?: FilterOptions<T>,
	): T[K] | null {
		return modelOf(this).min(field, options);
	}

	/** null where there is nothing to compare. */
	static max<T extends object, K extends FieldName<T>>(
		this: RowClass<T>,
		field: K,
		options?: FilterOptions<T>,
	): T[K] | null {
		return modelOf(this).max(field, options);
	}

	/** The query builder on this table. */
	static query<T extends object, A extends string = string>(
		this: RowClass<T>,
		alias?: A,
	): Query<Record<A, T>, T, T> {
		return modelOf(this).query(alias);
	}

	/** Adds the columns and indexes that the table lacks; gives the SQL that did it. */
	static migrate<T extends object>(this: RowClass<T>): string[] {
		return modelOf(this).migrate();
	}
}

/** The methods of `Model` for a class that does not extend it. */
export function addModelMethods(target: RowClass): void {
	if (target.prototype instanceof Model) return;
	const methods = Object.getOwnPropertyDescriptors(Model) as PropertyDescriptorMap;
	for (const [name, descriptor] of Object.entries(methods)) {
		if (typeof descriptor.value !== 'function' || Object.hasOwn(target, name)) continue;
		Object.defineProperty(target, name, descriptor);
	}
}
