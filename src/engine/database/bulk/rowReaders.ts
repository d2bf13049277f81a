/**
 * Reads one row of the program after the other into arrays, one for each column that the target has.
 *
 * A row that is an object may leave columns out, an array has a value for each. What is not given, or undefined, is the
 * column's default.
 */

import { SqlError } from '../../types/sqlError.js';
import type { SqlValue } from '../../types/value.js';
import { foldKey } from '../../util/foldKey.js';
import { storedValue } from './hostValue.js';

/** What rows are written to. */
export interface RowTarget {
	readonly name: string;
	/** Names of the columns that rows may give, folded names as keys. */
	readonly columns: readonly { readonly name: string; readonly key: string }[];
	/** For a column that a row does not give. */
	readonly defaultValue: (column: number) => SqlValue;
}

export interface RowReader {
	/** `number`: of the row, from 1. */
	read(row: object, columns: readonly SqlValue[][], position: number, number: number): void;
}

type ObjectRow = Readonly<Record<string, unknown>>;

/** For rows like this one; `names`: of the columns to be read. */
export function rowReader(
	target: RowTarget,
	row: object,
	names: readonly string[] | undefined,
): RowReader {
	if (Array.isArray(row)) return new ArrayReader(target, names);
	return names ? new NamedReader(target, names) : new ObjectReader(target);
}

export function valueFor(target: RowTarget, value: unknown, place: number): SqlValue {
	if (typeof value === 'string') return value;
	// Neither 0, which may be -0, nor NaN.
	if (typeof value === 'number' && (value > 0 || value < 0)) return value;
	if (value === undefined) return target.defaultValue(place);
	return storedValue(value);
}

/** Throws SqlError when there is no such column. */
export function placeOf({ columns, name: table }: RowTarget, name: string): number {
	const key = foldKey(name);
	const place = columns.findIndex(column => column.key === key);
	if (place < 0) {
		throw new SqlError('SQLITE_ERROR', `table ${table} has no column named ${name}`, {
			hint: `its columns are ${columns.map(column => column.name).join(', ')}`,
		});
	}
	return place;
}

class ArrayReader implements RowReader {
	readonly #target: RowTarget;
	readonly #places: readonly number[];
	readonly #absent: readonly number[];

	constructor(target: RowTarget, names: readonly string[] | undefined) {
		this.#target = target;
		this.#places = names
			? names.map(name => placeOf(target, name))
			: target.columns.map((_, place) => place);
		this.#absent = othersThan(target, this.#places);
	}

	read(
		row: readonly unknown[],
		columns: readonly SqlValue[][],
		position: number,
		number: number,
	): void {
		const places = this.#places;
		if (row.length !== places.length) {
			throw new RangeError(`Row ${number} has ${row.length} values for ${places.length} columns`);
		}
		for (let index = 0; index < places.length; index++) {
			const place = places[index] as number;
			(columns[place] as SqlValue[])[position] = valueFor(this.#target, row[index], place);
		}
		fillAbsent(this.#target, this.#absent, columns, position);
	}
}

class NamedReader implements RowReader {
	readonly #target: RowTarget;
	readonly #names: readonly string[];
	readonly #places: readonly number[];
	readonly #absent: readonly number[];

	constructor(target: RowTarget, names: readonly string[]) {
		this.#target = target;
		this.#names = names;
		this.#places = names.map(name => placeOf(target, name));
		this.#absent = othersThan(target, this.#places);
	}

	read(row: object, columns: readonly SqlValue[][], position: number): void {
		for (let index = 0; index < this.#names.length; index++) {
			const place = this.#places[index] as number;
			const value = (row as ObjectRow)[this.#names[index] as string];
			(columns[place] as SqlValue[])[position] = valueFor(this.#target, value, place);
		}
		fillAbsent(this.#target, this.#absent, columns, position);
	}
}

/** Rows mostly have the same keys in the same order as the one before. */
class ObjectReader implements RowReader {
	readonly #target: RowTarget;
	#keys: string[] = [];
	#places: number[] = [];
	#absent: readonly number[] = [];

	constructor(target: RowTarget) {
		this.#target = target;
	}

	read(row: object, columns: readonly SqlValue[][], position: number): void {
		const keys = this.#keys;
		const places = this.#places;
		let index = 0;
		for (const key in row) {
			if (key !== keys[index]) {
				index = -1;
				break;
			}
			const place = places[index++] as number;
			const value = (row as ObjectRow)[key];
			(columns[place] as SqlValue[])[position] = valueFor(this.#target, value, place);
		}
		if (index !== keys.length) this.#readOther(row as ObjectRow, columns, position);
		if (this.#absent.length > 0) fillAbsent(this.#target, this.#absent, columns, position);
	}

	#readOther(row: ObjectRow, columns: readonly SqlValue[][], position: number): void {
		const keys: string[] = [];
		for (const key in row) keys.push(key);
		this.#keys = keys;
		this.#places = keys.map(key => placeOf(this.#target, key));
		this.#absent = othersThan(this.#target, this.#places);
		keys.forEach((key, index) => {
			const place = this.#places[index] as number;
			(columns[place] as SqlValue[])[position] = valueFor(this.#target, row[key], place);
		});
	}
}

function othersThan(target: RowTarget, places: readonly number[]): number[] {
	const given = new Set(places);
	return target.columns.flatMap((_, place) => (given.has(place) ? [] : [place]));
}

function fillAbsent(
	target: RowTarget,
	absent: readonly number[],
	columns: readonly SqlValue[][],
	position: number,
): void {
	for (const place of absent) {
		(columns[place] as SqlValue[])[position] = target.defaultValue(place);
	}
}
