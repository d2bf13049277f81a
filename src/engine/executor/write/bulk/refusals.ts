/**
 * Rows that a bulk write cannot store, and why.
 *
 * Whoever wants to hear of all of them gives the write a list; otherwise it stops at the first one, which is the
 * first in the order of the rows, and of one row's constraints in SQLite's.
 */

import { SqlError } from '../../../types/sqlError.js';

export interface Refusal {
	/** Position among the rows of the statement, from 0. */
	readonly row: number;
	/** Among the constraints of one row: the smallest is told. */
	readonly rank: number;
	readonly error: Error;
}

export class RefusalList {
	readonly refusals: Refusal[] = [];
	/** Rows that are done with; those of refusals are counted from there. */
	rowsBefore = 0;
	readonly #limit: number;

	constructor(limit: number) {
		this.#limit = limit;
	}

	/** Nothing more is wanted. */
	get isFull(): boolean {
		return this.refusals.length >= this.#limit;
	}

	add(refusals: readonly Refusal[]): void {
		for (const { row, rank, error } of refusals) {
			if (this.isFull) return;
			this.refusals.push({ row: this.rowsBefore + row, rank, error });
		}
	}

	/** One row by itself: what refuses it is noted. */
	attempt(store: () => void): void {
		try {
			store();
		} catch (error) {
			if (this.isFull || !(error instanceof SqlError) || !isRefusal(error)) throw error;
			this.add([{ row: 0, rank: 0, error }]);
		}
		this.rowsBefore++;
	}

	/** One for each row, in their order. */
	firstOfEachRow(): Refusal[] {
		const firsts = new Map<number, Refusal>();
		for (const refusal of this.refusals) {
			const known = firsts.get(refusal.row);
			if (!known || refusal.rank < known.rank) firsts.set(refusal.row, refusal);
		}
		return [...firsts.values()].sort((left, right) => left.row - right.row);
	}
}

function isRefusal({ code }: SqlError): boolean {
	return code.startsWith('SQLITE_CONSTRAINT') || code === 'SQLITE_MISMATCH';
}

/** The one to be thrown. */
export function firstRefusal(refusals: readonly Refusal[]): Refusal | undefined {
	let first: Refusal | undefined;
	for (const refusal of refusals) if (!first || isBefore(refusal, first)) first = refusal;
	return first;
}

function isBefore(left: Refusal, right: Refusal): boolean {
	return left.row === right.row ? left.rank < right.rank : left.row < right.row;
}
