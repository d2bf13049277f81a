/** Rows that one part of a statement hands to the next: a table-valued function without a name that users could write. */

import type { SqlValue } from '../types/value.js';
import type { ColumnBatch, TableFunction } from './function.js';

const BATCH = 1024;

/** `batches` is called when the rows are read. */
export function tableOfBatches(
	name: string,
	columns: readonly string[],
	batches: () => Iterator<ColumnBatch>,
): TableFunction {
	return {
		kind: 'table',
		name,
		minArguments: 0,
		maxArguments: 0,
		columns: columns.map(column => ({ name: column, declaredType: undefined })),
		bindColumns: undefined,
		rows: () => [],
		columnBatches: batches,
	};
}

export class RowBuffer {
	/** columns[c][row] */
	#columns: SqlValue[][] = [];
	#count = 0;

	/** `width`: values of a row. */
	clear(width: number): void {
		this.#columns = Array.from({ length: width }, () => []);
		this.#count = 0;
	}

	get count(): number {
		return this.#count;
	}

	add(row: readonly SqlValue[]): void {
		for (let index = 0; index < this.#columns.length; index++) {
			(this.#columns[index] as SqlValue[]).push(row[index] as SqlValue);
		}
		this.#count++;
	}

	asTable(name: string, columns: readonly string[]): TableFunction {
		return tableOfBatches(name, columns, () => this.#batches());
	}

	*#batches(): Generator<ColumnBatch, void, undefined> {
		for (let start = 0; start < this.#count; start += BATCH) {
			const end = Math.min(this.#count, start + BATCH);
			yield { columns: this.#columns.map(column => column.slice(start, end)), count: end - start };
		}
	}
}
