/**
 * Rows kept in memory, column by column, with access by row number: results, common table expressions, build
 * and sort inputs. Appending copies, so that the rows outlive the cursor they came from.
 */

import type { SqlValue } from '../../types/value.js';
import type { Vector } from '../../storage/vector.js';
import type { Batch, BatchCursor, ExecutionContext } from '../contract.js';
import { sliceVector, valueAt } from '../../storage/columnVector.js';
import { batchRows, denseBatch, rowAtPosition } from './batch.js';
import { ColumnBuilder } from './columnBuilder.js';
import { checkRows, rowsLimit, weighRow, weighRows } from './rowsLimit.js';

export class StoredRows {
	count = 0;
	readonly #builders: ColumnBuilder[] = [];
	#columns: Vector[] | undefined = undefined;
	/** Estimated, while there is a limit. */
	#bytes = 0;

	constructor(columnCount: number) {
		for (let column = 0; column < columnCount; column++) this.#builders.push(new ColumnBuilder());
	}

	get columnCount(): number {
		return this.#builders.length;
	}

	/** Row r of column c is at columns[c].data[r]. Ask again after appending. */
	get columns(): readonly Vector[] {
		return (this.#columns ??= this.#builders.map(builder => builder.vector()));
	}

	appendBatch(batch: Batch): void {
		this.appendColumns(batch.columns, batch);
	}

	/** Vectors aligned with the batch, one per column. */
	appendColumns(columns: readonly Vector[], batch: Batch): void {
		for (let column = 0; column < this.#builders.length; column++) {
			(this.#builders[column] as ColumnBuilder).appendVector(columns[column] as Vector, batch);
		}
		this.count += batch.count;
		this.#columns = undefined;
		if (rowsLimit.bytes === Infinity) return;
		const first = batch.selection === undefined ? batch.start : (batch.selection[0] as number);
		this.#add(weighRows(columns, first, batch.count));
	}

	appendRow(row: readonly SqlValue[]): void {
		for (let column = 0; column < this.#builders.length; column++) {
			(this.#builders[column] as ColumnBuilder).appendValue(row[column] as SqlValue);
		}
		this.count++;
		this.#columns = undefined;
		if (rowsLimit.bytes !== Infinity) this.#add(weighRow(row));
	}

	appendPosition(columns: readonly Vector[], position: number): void {
		for (let column = 0; column < this.#builders.length; column++) {
			(this.#builders[column] as ColumnBuilder).appendPosition(columns[column] as Vector, position);
		}
		this.count++;
		this.#columns = undefined;
		if (rowsLimit.bytes !== Infinity) this.#add(weighRows(columns, position, 1));
	}

	value(row: number, column: number): SqlValue {
		return valueAt(this.columns[column] as Vector, row);
	}

	row(row: number): SqlValue[] {
		return rowAtPosition(this.columns, row);
	}

	/** Rows start .. start + count - 1 as a batch of its own, its positions counted from 0. */
	slice(start: number, count: number): Batch {
		if (start === 0) return denseBatch(this.columns, 0, count);
		return denseBatch(
			this.columns.map(column => sliceVector(column, start, start + count)),
			0,
			count,
		);
	}

	cursor(context: ExecutionContext, from = 0): BatchCursor {
		return new StoredRowsCursor(this, context, from);
	}

	#add(bytes: number): void {
		this.#bytes += bytes;
		checkRows(this.#bytes);
	}
}

class StoredRowsCursor implements BatchCursor {
	readonly #rows: StoredRows;
	readonly #context: ExecutionContext;
	#next: number;

	constructor(rows: StoredRows, context: ExecutionContext, from: number) {
		this.#rows = rows;
		this.#context = context;
		this.#next = from;
	}

	next(): Batch | undefined {
		this.#context.checkInterrupt();
		const start = this.#next;
		const count = Math.min(batchRows, this.#rows.count - start);
		if (count <= 0) return undefined;
		this.#next = start + count;
		return this.#rows.slice(start, count);
	}

	close(): void {
		this.#next = this.#rows.count;
	}
}

/** Drains and closes the cursor. */
export function materialize(cursor: BatchCursor, columnCount: number): StoredRows {
	const rows = new StoredRows(columnCount);
	try {
		for (let batch = cursor.next(); batch !== undefined; batch = cursor.next()) {
			rows.appendBatch(batch);
		}
	} finally {
		cursor.close();
	}
	return rows;
}
