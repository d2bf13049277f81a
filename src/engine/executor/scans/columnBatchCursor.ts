/** Rows that a program hands over by columns: the arrays are read in place, nothing is copied. */

import type { ColumnBatch } from '../../functions/function.js';
import type { Vector } from '../../storage/vector.js';
import type { SqlValue } from '../../types/value.js';
import type { Batch, BatchCursor, ExecutionContext } from '../contract.js';
import type { FilterEval } from '../expression/scope.js';
import { Frame } from '../frame.js';
import { denseBatch } from '../vectors/batch.js';

export class ColumnBatchCursor implements BatchCursor {
	readonly #context: ExecutionContext;
	readonly #batches: Iterator<ColumnBatch>;
	/** -1: the number of the row, from 1. */
	readonly #columnIndexes: readonly number[];
	readonly #filter: FilterEval | undefined;
	readonly #frame: Frame;
	#rowsBefore = 0;
	#isDone = false;

	constructor(
		context: ExecutionContext,
		batches: Iterator<ColumnBatch>,
		columnIndexes: readonly number[],
		filter: FilterEval | undefined,
	) {
		this.#context = context;
		this.#batches = batches;
		this.#columnIndexes = columnIndexes;
		this.#filter = filter;
		this.#frame = new Frame(context);
	}

	next(): Batch | undefined {
		while (!this.#isDone) {
			this.#context.checkInterrupt();
			const result = this.#batches.next();
			if (result.done === true) {
				this.#isDone = true;
				break;
			}
			const { columns, count } = result.value;
			const vectors = this.#columnIndexes.map(columnIndex =>
				columnIndex < 0 ? this.#numbers(count) : genericVector(columns[columnIndex] ?? []),
			);
			this.#rowsBefore += count;
			const batch = denseBatch(vectors, 0, count);
			if (this.#filter === undefined) return batch;
			const kept = this.#filter(this.#frame, batch);
			if (kept.count > 0) return kept;
		}
		return undefined;
	}

	close(): void {
		if (this.#isDone) return;
		this.#isDone = true;
		this.#batches.return?.();
	}

	#numbers(count: number): Vector {
		const data: number[] = [];
		for (let row = 1; row <= count; row++) data.push(this.#rowsBefore + row);
		return { kind: 'int', data };
	}
}

function genericVector(data: SqlValue[]): Vector {
	return { kind: 'generic', data };
}
