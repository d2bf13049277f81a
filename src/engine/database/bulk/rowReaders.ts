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
	/**
	 * The rows [start, start + count), to positions from `position` on; `number`: of the first, from 1. Many at once: a
	 * call for each row is a third of reading.
	 */
	read(
		rows: readonly object[],
		start: number,
		count: number,
		position: number,
		number: number,
	): void;
}

type ObjectRow = Readonly<Record<string, unknown>>;

/** For rows like this one, to an array for each column of the target; `names`: of the columns to be read. */
export function rowReader(
	target: RowTarget,
	columns: readonly SqlValue[][],
	row: object,
	names: readonly string[] | undefined,
): RowReader {
	if (Array.isArray(row)) return new ArrayReader(target, columns, names);
	return names ? new NamedReader(target, columns, names) : new ObjectReader(target, columns);
}

export function valueFor(target: RowTarget, value: unknown, place: number): SqlValue {
	if (isStorable(value)) return value;
	if (value === undefined) return target.defaultValue(place);
	return storedValue(value);
}

/** Values that need nothing done to them: of numbers neither 0, which may be -0, nor NaN. */
function isStorable(value: unknown): value is string | number {
	return typeof value === 'string' || (typeof value === 'number' && (value > 0 || value < 0));
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
	readonly #sinks: readonly SqlValue[][];
	readonly #absent: AbsentColumns;

	constructor(
		target: RowTarget,
		columns: readonly SqlValue[][],
		names: readonly string[] | undefined,
	) {
		this.#target = target;
		this.#places = names
			? names.map(name => placeOf(target, name))
			: target.columns.map((_, place) => place);
		this.#sinks = sinksOf(columns, this.#places);
		this.#absent = new AbsentColumns(target, columns, this.#places);
	}

	read(
		rows: readonly (readonly unknown[])[],
		start: number,
		count: number,
		position: number,
		number: number,
	): void {
		const target = this.#target;
		const places = this.#places;
		const sinks = this.#sinks;
		for (let at = 0; at < count; at++) {
			const row = rows[start + at] as readonly unknown[];
			if (row.length !== places.length) throw widthError(number + at, row, places);
			for (let index = 0; index < places.length; index++) {
				const value = row[index];
				(sinks[index] as SqlValue[])[position + at] = isStorable(value)
					? value
					: valueFor(target, value, places[index] as number);
			}
		}
		this.#absent.fill(position, count);
	}
}

class NamedReader implements RowReader {
	readonly #target: RowTarget;
	readonly #names: readonly string[];
	readonly #places: readonly number[];
	readonly #sinks: readonly SqlValue[][];
	readonly #absent: AbsentColumns;

	constructor(target: RowTarget, columns: readonly SqlValue[][], names: readonly string[]) {
		this.#target = target;
		this.#names = names;
		this.#places = names.map(name => placeOf(target, name));
		this.#sinks = sinksOf(columns, this.#places);
		this.#absent = new AbsentColumns(target, columns, this.#places);
	}

	read(rows: readonly object[], start: number, count: number, position: number): void {
		this.#names.forEach((name, index) => {
			const place = this.#places[index] as number;
			const sink = this.#sinks[index] as SqlValue[];
			for (let at = 0; at < count; at++) {
				sink[position + at] = valueFor(this.#target, (rows[start + at] as ObjectRow)[name], place);
			}
		});
		this.#absent.fill(position, count);
	}
}

/** Rows mostly have the same keys in the same order as the one before. */
class ObjectReader implements RowReader {
	readonly #target: RowTarget;
	readonly #columns: readonly SqlValue[][];
	#keys: string[] = [];
	#places: number[] = [];
	#sinks: readonly SqlValue[][] = [];
	#absent: AbsentColumns;

	constructor(target: RowTarget, columns: readonly SqlValue[][]) {
		this.#target = target;
		this.#columns = columns;
		this.#absent = new AbsentColumns(target, columns, []);
	}

	read(rows: readonly object[], start: number, count: number, position: number): void {
		let from = 0;
		while (from < count) {
			const end = this.#readAlike(rows, start, from, count, position);
			this.#absent.fill(position + from, end - from);
			from = end + 1;
			if (end < count) this.#readOther(rows[start + end] as ObjectRow, position + end);
		}
	}

	/** Until the first row that has other keys; where that is. */
	#readAlike(
		rows: readonly object[],
		start: number,
		from: number,
		count: number,
		position: number,
	): number {
		const target = this.#target;
		const keys = this.#keys;
		const places = this.#places;
		const sinks = this.#sinks;
		for (let at = from; at < count; at++) {
			const row = rows[start + at] as ObjectRow;
			let index = 0;
			for (const key in row) {
				if (key !== keys[index]) return at;
				const value = row[key];
				(sinks[index] as SqlValue[])[position + at] = isStorable(value)
					? value
					: valueFor(target, value, places[index] as number);
				index++;
			}
			if (index !== keys.length) return at;
		}
		return count;
	}

	#readOther(row: ObjectRow, position: number): void {
		const keys: string[] = [];
		for (const key in row) keys.push(key);
		this.#keys = keys;
		this.#places = keys.map(key => placeOf(this.#target, key));
		this.#sinks = sinksOf(this.#columns, this.#places);
		this.#absent = new AbsentColumns(this.#target, this.#columns, this.#places);
		keys.forEach((key, index) => {
			const value = valueFor(this.#target, row[key], this.#places[index] as number);
			(this.#sinks[index] as SqlValue[])[position] = value;
		});
		this.#absent.fill(position, 1);
	}
}

/** Columns that rows do not give. */
class AbsentColumns {
	readonly #target: RowTarget;
	readonly #columns: readonly SqlValue[][];
	readonly #places: readonly number[];

	constructor(target: RowTarget, columns: readonly SqlValue[][], given: readonly number[]) {
		this.#target = target;
		this.#columns = columns;
		this.#places = target.columns.flatMap((_, place) => (given.includes(place) ? [] : [place]));
	}

	fill(position: number, count: number): void {
		for (const place of this.#places) {
			const column = this.#columns[place] as SqlValue[];
			for (let at = position; at < position + count; at++) {
				column[at] = this.#target.defaultValue(place);
			}
		}
	}
}

function sinksOf(columns: readonly SqlValue[][], places: readonly number[]): SqlValue[][] {
	return places.map(place => columns[place] as SqlValue[]);
}

function widthError(
	number: number,
	row: readonly unknown[],
	places: readonly number[],
): RangeError {
	return new RangeError(`Row ${number} has ${row.length} values for ${places.length} columns`);
}
