/**
 * Rows that a bulk write cannot store, and why.
 *
 * Whoever wants to hear of all of them gives the write a list; otherwise it stops at the first one, which is the
 * first in the order of the rows, and of one row's constraints in SQLite's.
 */

export interface Refusal {
	/** Position among the rows of the statement, from 0. */
	readonly row: number;
	/** Among the constraints of one row: the smallest is told. */
	readonly rank: number;
	readonly error: Error;
}

export interface RefusalList {
	readonly refusals: Refusal[];
	/** Nothing more is wanted. */
	readonly isFull: boolean;
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
