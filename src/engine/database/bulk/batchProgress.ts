/** Between two batches of a bulk write: tells how far it is, and looks for a reason to stop. */

import { SqlError } from '../../types/sqlError.js';
import type { BulkOptions, BulkRows } from './bulkOptions.js';

export class BatchProgress {
	batches = 0;
	readonly #options: BulkOptions;
	/** Undefined: the source does not tell. */
	readonly total: number | undefined;

	constructor(given: BulkRows, options: BulkOptions) {
		this.#options = options;
		this.total = totalOf(given);
	}

	/** Throws SqlError SQLITE_INTERRUPT when no more is wanted. `rows`: written so far. */
	endBatch(rows: number): void {
		this.batches++;
		const { batches } = this;
		const goesOn = this.#options.onProgress?.({ rows, batches, total: this.total });
		if (goesOn === false) throw cancelled(undefined);
		this.checkSignal();
	}

	checkSignal(): void {
		const { signal } = this.#options;
		if (signal?.aborted) throw cancelled(signal.reason);
	}
}

export function isIterable(value: object): value is Iterable<object> {
	return Symbol.iterator in value;
}

function totalOf(given: BulkRows): number | undefined {
	if (!isIterable(given)) return Object.values(given)[0]?.length ?? 0;
	const { length, size } = given as { readonly length?: unknown; readonly size?: unknown };
	if (typeof length === 'number') return length;
	return typeof size === 'number' ? size : undefined;
}

function cancelled(reason: unknown): SqlError {
	const error = new SqlError('SQLITE_INTERRUPT', 'interrupted');
	if (reason !== undefined) error.cause = reason;
	return error;
}
