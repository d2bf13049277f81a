/**
 * Rows of the program, made into chunks of columns that a table function gives to the executor; tells of progress and
 * looks for a reason to stop between batches.
 *
 * A chunk has all columns of the target that can be written. Its arrays are used again for the next one.
 */

import type { ColumnBatch } from '../../functions/function.js';
import type { SqlValue } from '../../types/value.js';
import { isIterable } from './batchProgress.js';
import type { BatchProgress } from './batchProgress.js';
import type { BulkOptions, BulkRows } from './bulkOptions.js';
import { DEFAULT_BATCH_SIZE } from './bulkOptions.js';
import { placeOf, rowReader, valueFor } from './rowReaders.js';
import type { RowReader, RowTarget } from './rowReaders.js';

/** Rows that pass through the executor at once: four leaves. */
const CHUNK = 1024;

export class HostRows {
	/** Written so far. */
	rows = 0;
	readonly #target: RowTarget;
	readonly #options: BulkOptions;
	readonly #given: BulkRows;
	readonly #batchSize: number;
	readonly #progress: BatchProgress | undefined;
	readonly #columns: SqlValue[][];
	#reader: RowReader | undefined = undefined;

	/** `progress`: undefined when batches end elsewhere. */
	constructor(
		target: RowTarget,
		given: BulkRows,
		options: BulkOptions,
		progress: BatchProgress | undefined,
	) {
		this.#progress = progress;
		this.#target = target;
		this.#given = given;
		this.#options = options;
		this.#batchSize = options.batchSize ?? DEFAULT_BATCH_SIZE;
		this.#columns = target.columns.map(() => []);
	}

	*chunks(): Generator<ColumnBatch, void, undefined> {
		this.#progress?.checkSignal();
		for (const count of this.#filledChunks()) {
			yield { columns: this.#columns, count };
			// It has been written by now.
			this.rows += count;
			if (this.rows % this.#batchSize === 0) this.#progress?.endBatch(this.rows);
		}
		if (this.rows % this.#batchSize > 0) this.#progress?.endBatch(this.rows);
	}

	#filledChunks(): Iterable<number> {
		const given = this.#given;
		if (Array.isArray(given)) return this.#chunksOfArray(given as readonly object[]);
		return isIterable(given) ? this.#chunksOfRows(given) : this.#chunksOfColumns(given);
	}

	/** To the end of the batch, or to where the leaves of a table filled by this alone end. */
	#room(rows: number): number {
		return Math.min(CHUNK - (rows % CHUNK), this.#batchSize - (rows % this.#batchSize));
	}

	*#chunksOfArray(rows: readonly object[]): Generator<number, void, undefined> {
		for (let start = 0; start < rows.length;) {
			const reader = this.#readerFor(rows[start] as object);
			const count = Math.min(this.#room(start), rows.length - start);
			reader.read(rows, start, count, 0, start + 1);
			yield count;
			start += count;
		}
	}

	*#chunksOfRows(rows: Iterable<object>): Generator<number, void, undefined> {
		let start = 0;
		let count = 0;
		let room = this.#room(0);
		// One by one: it may be the same object every time.
		const single: object[] = [];
		for (const row of rows) {
			single[0] = row;
			this.#readerFor(row).read(single, 0, 1, count, start + count + 1);
			if (++count < room) continue;
			yield count;
			start += count;
			count = 0;
			room = this.#room(start);
		}
		if (count > 0) yield count;
	}

	/** The first row decides what all are: objects or arrays. */
	#readerFor(row: object): RowReader {
		return (this.#reader ??= rowReader(this.#target, this.#columns, row, this.#options.columns));
	}

	*#chunksOfColumns(
		given: Readonly<Record<string, ArrayLike<unknown>>>,
	): Generator<number, void, undefined> {
		const names = this.#options.columns ?? Object.keys(given);
		const sources = new Map<number, ArrayLike<unknown>>();
		const total = given[names[0] ?? '']?.length ?? 0;
		for (const name of names) {
			const values = given[name];
			if (values === undefined) throw new TypeError(`There is no column "${name}" in the rows`);
			if (values.length !== total) {
				throw new RangeError('The columns of the rows are not all of the same length');
			}
			sources.set(placeOf(this.#target, name), values);
		}
		for (let start = 0; start < total;) {
			const count = Math.min(this.#room(start), total - start);
			this.#columns.forEach((column, place) => {
				const values = sources.get(place);
				for (let row = 0; row < count; row++) {
					column[row] = valueFor(this.#target, values?.[start + row], place);
				}
			});
			yield count;
			start += count;
		}
	}
}
