/**
 * What changed between two states of a table. Leaves that both trees share are skipped unread, so the cost
 * is that of the changed leaves and the branches above them.
 *
 * Precondition: the trees have the same columns (rows) or key parts (entries).
 */

import { valueAt } from './columnVector.js';
import { Real, type RowId, type SqlValue } from '../types/value.js';
import type { KeyTree } from './keyTree.js';
import type { Entry } from './keyOrder.js';
import { readableLeaf } from './packedLeaf.js';
import { rowAt, type RowLeaf } from './rowLeaf.js';
import type { RowTree } from './rowTree.js';
import type { Vector } from './vector.js';

export interface RowChange {
	readonly key: RowId;
	/** undefined: inserted. */
	readonly before: SqlValue[] | undefined;
	/** undefined: deleted. The rows are fresh arrays. */
	readonly after: SqlValue[] | undefined;
}

/** In key order. Rows written with the values they had are no changes. */
export function* diffRows(before: RowTree, after: RowTree): Generator<RowChange, void> {
	const old = new RowWalk(before.leavesBeside(after));
	const now = new RowWalk(after.leavesBeside(before));
	for (;;) {
		const oldKey = old.key();
		const newKey = now.key();
		if (oldKey === undefined && newKey === undefined) return;
		if (newKey === undefined || (oldKey !== undefined && oldKey < newKey)) {
			yield { key: oldKey as RowId, before: old.row(), after: undefined };
			old.advance();
		} else if (oldKey === undefined || newKey < oldKey) {
			yield { key: newKey, before: undefined, after: now.row() };
			now.advance();
		} else {
			const shared = old.sharedRows(now);
			if (shared === 0 && !old.isAtSame(now)) {
				yield { key: newKey, before: old.row(), after: now.row() };
			}
			old.advance(shared || 1);
			now.advance(shared || 1);
		}
	}
}

export interface EntryChange {
	readonly before: Entry | undefined;
	readonly after: Entry | undefined;
}

/** In tree order; entries of equal keys are one change. */
export function* diffEntries(before: KeyTree, after: KeyTree): Generator<EntryChange, void> {
	const old = before.entriesBeside(after);
	const now = after.entriesBeside(before);
	let oldPosition = 0;
	let newPosition = 0;
	while (oldPosition < old.length || newPosition < now.length) {
		const left = old[oldPosition];
		const right = now[newPosition];
		const difference = orderOf(after, left, right);
		const change = {
			before: difference <= 0 ? left : undefined,
			after: difference >= 0 ? right : undefined,
		};
		if (difference <= 0) oldPosition++;
		if (difference >= 0) newPosition++;
		if (difference !== 0 || !isSameRow(left as Entry, right as Entry)) yield change;
	}
}

/** The one that has ended counts as greater. */
function orderOf(tree: KeyTree, left: Entry | undefined, right: Entry | undefined): number {
	if (left === undefined) return 1;
	return right === undefined ? -1 : tree.compareEntries(left, right);
}

/** The rows of some leaves, one by one. */
class RowWalk {
	readonly #leaves: readonly RowLeaf[];
	#leaf = 0;
	#current: RowLeaf | undefined;
	#position = 0;

	constructor(leaves: readonly RowLeaf[]) {
		this.#leaves = leaves.filter(leaf => leaf.count > 0);
		this.#open();
	}

	key(): RowId | undefined {
		return this.#current?.keys[this.#position];
	}

	row(): SqlValue[] {
		return rowAt((this.#current as RowLeaf).columns, this.#position);
	}

	/** How many rows from here on stand in the same arrays: those before what was appended. */
	sharedRows(other: RowWalk): number {
		const mine = this.#current as RowLeaf;
		const theirs = other.#current as RowLeaf;
		if (mine.keys !== theirs.keys || this.#position !== other.#position) return 0;
		for (let column = 0; column < mine.columns.length; column++) {
			if (mine.columns[column]?.data !== theirs.columns[column]?.data) return 0;
		}
		return Math.min(mine.count, theirs.count) - this.#position;
	}

	/** Whether both are at the same values. */
	isAtSame(other: RowWalk): boolean {
		const mine = (this.#current as RowLeaf).columns;
		const theirs = (other.#current as RowLeaf).columns;
		for (let column = 0; column < mine.length; column++) {
			const left = valueAt(mine[column] as Vector, this.#position);
			const right = valueAt(theirs[column] as Vector, other.#position);
			if (!isSameValue(left, right)) return false;
		}
		return true;
	}

	/** Precondition: the leaf has as many rows. */
	advance(rows = 1): void {
		this.#position += rows;
		if (this.#position < (this.#current as RowLeaf).count) return;
		this.#leaf++;
		this.#position = 0;
		this.#open();
	}

	#open(): void {
		const leaf = this.#leaves[this.#leaf];
		this.#current = leaf && readableLeaf(leaf);
	}
}

function isSameRow(left: readonly SqlValue[], right: readonly SqlValue[]): boolean {
	return left === right || left.every((value, index) => isSameValue(value, right[index]));
}

/** Same class and same bytes: 1 is not 1.0 here. */
function isSameValue(left: SqlValue, right: SqlValue | undefined): boolean {
	if (left === right) return true;
	if (left instanceof Real) return right instanceof Real && Object.is(left.value, right.value);
	if (!(left instanceof Uint8Array && right instanceof Uint8Array)) return false;
	return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
