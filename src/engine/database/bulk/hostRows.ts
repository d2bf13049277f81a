/**
 * Rows of the program, made into batches of columns that a table function gives to the executor.
 *
 * Every batch has all columns of the target that can be written; what a row does not give is its column's default.
 */

import type { ColumnBatch } from '../../functions/function.js';
import { SqlError } from '../../types/sqlError.js';
import type { SqlValue } from '../../types/value.js';
import { foldKey } from '../../util/foldKey.js';
import type { BulkOptions, BulkRows } from './bulkOptions.js';
import { DEFAULT_BATCH_SIZE } from './bulkOptions.js';
import { storedValue } from './hostValue.js';

/** What rows are written to. */
export interface RowTarget {
	readonly name: string;
	/** Names of the columns that rows may give, folded names as keys. */
	readonly columns: readonly { readonly name: string; readonly key: string }[];
	/** For a column that a row does not give. */
	readonly defaultValue: (column: number) => SqlValue;
}

/** Rows that pass through the executor at once. */
const CHUNK = 1024;

type ObjectRow = Readonly<Record<string, unknown>>;
type RowReader = (row: never, columns: SqlValue[][], position: number) => void;

export class HostRows {
	rows = 0;
	batches = 0;
	readonly #target: RowTarget;
	readonly #options: BulkOptions;
	readonly #given: BulkRows;
	readonly #batchSize: number;
	/** Of rows that are arrays, and of columns by name: their columns in the target. */
	readonly #places: readonly number[];
	/** Keys of the row before, in their order, and where their values go. */
	#keys: string[] = [];
	#keyPlaces: number[] = [];
	#absent: number[] = [];

	constructor(target: RowTarget, given: BulkRows, options: BulkOptions) {
		this.#target = target;
		this.#given = given;
		this.#options = options;
		this.#batchSize = options.batchSize ?? DEFAULT_BATCH_SIZE;
		this.#places = (options.columns ?? []).map(name => this.#placeOf(name));
	}

	*batchesOfColumns(): Generator<ColumnBatch, void, undefined> {
		this.#checkSignal();
		const source = isIterable(this.#given)
			? this.#chunksOfRows(this.#given)
			: this.#chunksOfColumns(this.#given);
		let inBatch = 0;
		for (const chunk of source) {
			yield chunk;
			// The chunk has been written by now.
			this.rows += chunk.count;
			inBatch += chunk.count;
			if (inBatch < this.#batchSize) continue;
			inBatch = 0;
			this.#endBatch();
		}
		if (inBatch > 0) this.#endBatch();
	}

	#endBatch(): void {
		this.batches++;
		const { rows, batches } = this;
		const goesOn = this.#options.onProgress?.({ rows, batches, total: this.#total() });
		if (goesOn === false) throw cancelled(undefined);
		this.#checkSignal();
	}

	#checkSignal(): void {
		const { signal } = this.#options;
		if (signal?.aborted) throw cancelled(signal.reason);
	}

	#total(): number | undefined {
		const given = this.#given as { readonly length?: unknown; readonly size?: unknown };
		if (!isIterable(this.#given)) return Object.values(this.#given)[0]?.length ?? 0;
		if (typeof given.length === 'number') return given.length;
		return typeof given.size === 'number' ? given.size : undefined;
	}

	*#chunksOfRows(rows: Iterable<object>): Generator<ColumnBatch, void, undefined> {
		const size = Math.min(CHUNK, this.#batchSize);
		let columns = this.#newColumns();
		let count = 0;
		let left = this.#batchSize;
		let read: RowReader | undefined;
		for (const row of rows) {
			read ??= this.#readerFor(row);
			read(row as never, columns, count++);
			if (count < size && count < left) continue;
			yield { columns, count };
			left = left > count ? left - count : this.#batchSize;
			columns = this.#newColumns();
			count = 0;
		}
		if (count > 0) yield { columns, count };
	}

	*#chunksOfColumns(
		given: Readonly<Record<string, ArrayLike<unknown>>>,
	): Generator<ColumnBatch, void, undefined> {
		const names = this.#options.columns ?? Object.keys(given);
		const sources = new Map<number, ArrayLike<unknown>>();
		let total: number | undefined;
		for (const name of names) {
			const values = given[name];
			if (values === undefined) throw new TypeError(`There is no column "${name}" in the rows`);
			if ((total ??= values.length) !== values.length) {
				throw new RangeError('The columns of the rows are not all of the same length');
			}
			sources.set(this.#placeOf(name), values);
		}
		for (let start = 0, left = this.#batchSize; start < (total ?? 0);) {
			const count = Math.min(CHUNK, left, (total ?? 0) - start);
			const columns = this.#target.columns.map((_, place) => {
				const values = sources.get(place);
				const stored: SqlValue[] = [];
				for (let position = start; position < start + count; position++) {
					stored.push(this.#valueFor(values?.[position], place));
				}
				return stored;
			});
			yield { columns, count };
			start += count;
			left = left > count ? left - count : this.#batchSize;
		}
	}

	#readerFor(row: object): RowReader {
		if (Array.isArray(row)) {
			const places = this.#options.columns
				? this.#places
				: this.#target.columns.map((_, place) => place);
			this.#absent = this.#othersThan(places);
			return (values: readonly unknown[], columns, position) => {
				this.#readArray(values, places, columns, position);
			};
		}
		if (this.#options.columns) {
			const names = this.#options.columns;
			this.#absent = this.#othersThan(this.#places);
			return (values: ObjectRow, columns, position) => {
				this.#readNamed(values, names, columns, position);
			};
		}
		return (values: ObjectRow, columns, position) => {
			this.#readObject(values, columns, position);
		};
	}

	#readArray(
		values: readonly unknown[],
		places: readonly number[],
		columns: SqlValue[][],
		position: number,
	): void {
		if (values.length !== places.length) {
			const number = this.rows + position + 1;
			throw new RangeError(
				`Row ${number} has ${values.length} values for ${places.length} columns`,
			);
		}
		for (let index = 0; index < places.length; index++) {
			const place = places[index] as number;
			(columns[place] as SqlValue[])[position] = this.#valueFor(values[index], place);
		}
		this.#fillAbsent(columns, position);
	}

	#readNamed(
		values: ObjectRow,
		names: readonly string[],
		columns: SqlValue[][],
		position: number,
	): void {
		for (let index = 0; index < names.length; index++) {
			const place = this.#places[index] as number;
			const value = this.#valueFor(values[names[index] as string], place);
			(columns[place] as SqlValue[])[position] = value;
		}
		this.#fillAbsent(columns, position);
	}

	/** Rows mostly have the same keys in the same order as the one before. */
	#readObject(values: ObjectRow, columns: SqlValue[][], position: number): void {
		const keys = this.#keys;
		const places = this.#keyPlaces;
		let index = 0;
		for (const key in values) {
			if (key !== keys[index]) {
				index = -1;
				break;
			}
			const place = places[index++] as number;
			(columns[place] as SqlValue[])[position] = this.#valueFor(values[key], place);
		}
		if (index !== keys.length) {
			this.#learnKeys(values);
			for (const [at, key] of this.#keys.entries()) {
				const place = this.#keyPlaces[at] as number;
				(columns[place] as SqlValue[])[position] = this.#valueFor(values[key], place);
			}
		}
		this.#fillAbsent(columns, position);
	}

	#learnKeys(row: ObjectRow): void {
		this.#keys = [];
		for (const key in row) this.#keys.push(key);
		this.#keyPlaces = this.#keys.map(key => this.#placeOf(key));
		this.#absent = this.#othersThan(this.#keyPlaces);
	}

	#othersThan(places: readonly number[]): number[] {
		const given = new Set(places);
		return this.#target.columns.flatMap((_, place) => (given.has(place) ? [] : [place]));
	}

	#fillAbsent(columns: SqlValue[][], position: number): void {
		for (const place of this.#absent) {
			(columns[place] as SqlValue[])[position] = this.#target.defaultValue(place);
		}
	}

	#valueFor(value: unknown, place: number): SqlValue {
		if (typeof value === 'string') return value;
		if (value === undefined) return this.#target.defaultValue(place);
		return storedValue(value);
	}

	#newColumns(): SqlValue[][] {
		return this.#target.columns.map(() => []);
	}

	#placeOf(name: string): number {
		const { columns, name: table } = this.#target;
		const key = foldKey(name);
		const place = columns.findIndex(column => column.key === key);
		if (place < 0) {
			throw new SqlError('SQLITE_ERROR', `table ${table} has no column named ${name}`, {
				hint: `its columns are ${columns.map(column => column.name).join(', ')}`,
			});
		}
		return place;
	}
}

function isIterable(value: object): value is Iterable<object> {
	return Symbol.iterator in value;
}

function cancelled(reason: unknown): SqlError {
	const error = new SqlError('SQLITE_INTERRUPT', 'interrupted');
	if (reason !== undefined) error.cause = reason;
	return error;
}
