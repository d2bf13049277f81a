/** Puts stored rows out in a given order, batch by batch. */

import type { Vector } from '../../storage/vector.js';
import type { Batch, BatchCursor, ExecutionContext } from '../contract.js';
import { Frame } from '../frame.js';
import { batchRows, denseBatch } from '../vectors/batch.js';
import { gather } from '../vectors/gather.js';

export class GatherCursor implements BatchCursor {
	readonly #columns: readonly Vector[];
	readonly #rows: readonly number[];
	readonly #end: number;
	readonly #frame: Frame;
	#at = 0;

	/** Rows rows[0] .. rows[count - 1] of the columns. */
	constructor(
		columns: readonly Vector[],
		rows: readonly number[],
		count: number,
		context: ExecutionContext,
	) {
		this.#columns = columns;
		this.#rows = rows;
		this.#end = count;
		this.#frame = new Frame(context);
	}

	next(): Batch | undefined {
		this.#frame.context.checkInterrupt();
		const count = Math.min(batchRows, this.#end - this.#at);
		if (count <= 0) return undefined;
		const from = this.#at;
		this.#at += count;
		const columns = this.#columns.map((column, index) =>
			gather(column, this.#rows, from, count, this.#frame.scratch(index)),
		);
		return denseBatch(columns, 0, count);
	}

	close(): void {
		this.#at = this.#end;
	}
}

/** A cursor whose work starts with the first next(). */
export class LazyCursor implements BatchCursor {
	#open: (() => BatchCursor) | undefined;
	#cursor: BatchCursor | undefined = undefined;

	constructor(open: () => BatchCursor) {
		this.#open = open;
	}

	next(): Batch | undefined {
		if (this.#open !== undefined) {
			const open = this.#open;
			this.#open = undefined;
			this.#cursor = open();
		}
		return this.#cursor?.next();
	}

	close(): void {
		this.#open = undefined;
		this.#cursor?.close();
	}
}
