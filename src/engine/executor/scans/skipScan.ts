/** An index searched behind its first parts: for each of their values that there is, one search. */

import type { KeyRange, KeyTreeContract, ScanDirection } from '../../storage/contract.js';
import type { SqlValue } from '../../types/value.js';
import type { Batch, BatchCursor } from '../contract.js';

export class SkipScanCursor implements BatchCursor {
	readonly #tree: KeyTreeContract;
	readonly #length: number;
	readonly #direction: ScanDirection;
	readonly #search: (start: readonly SqlValue[]) => BatchCursor;
	#start: readonly SqlValue[] | undefined = undefined;
	#cursor: BatchCursor | undefined = undefined;
	#isOver = false;

	/** `search` gives the rows whose first `length` parts have those values. */
	constructor(
		tree: KeyTreeContract,
		length: number,
		direction: ScanDirection,
		search: (start: readonly SqlValue[]) => BatchCursor,
	) {
		this.#tree = tree;
		this.#length = length;
		this.#direction = direction;
		this.#search = search;
	}

	next(): Batch | undefined {
		while (!this.#isOver) {
			const batch = this.#cursor?.next();
			if (batch !== undefined) return batch;
			this.#start = this.#nextStart();
			if (this.#start === undefined) break;
			this.#cursor = this.#search(this.#start);
		}
		this.close();
		return undefined;
	}

	close(): void {
		this.#isOver = true;
		this.#cursor?.close();
	}

	/** The values behind the present ones, in the direction of the scan. */
	#nextStart(): readonly SqlValue[] | undefined {
		const cursor = this.#tree.scan(this.#rest(), this.#direction);
		if (!cursor.next()) return undefined;
		const isForward = this.#direction === 'forward';
		const entry = cursor.entries[isForward ? cursor.start : cursor.end - 1];
		return this.#tree.keyParts
			.slice(0, this.#length)
			.map(part => entry?.[part.position] as SqlValue);
	}

	#rest(): KeyRange | undefined {
		if (this.#start === undefined) return undefined;
		const bound = { prefix: this.#start, inclusive: false };
		return this.#direction === 'forward'
			? { lower: bound, upper: undefined }
			: { lower: undefined, upper: bound };
	}
}
