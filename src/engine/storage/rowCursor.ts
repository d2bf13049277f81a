/**
 * Walks the leaves of a row tree, both ways, without copying a row. Folds the leaves it reaches, which no
 * reader can see. Holds the root it was opened on: later writes to forks do not show.
 */

import type { RowId } from '../types/value.js';
import type { ScanDirection, RowCursor, RowRange } from './contract.js';
import { foldLeaf } from './foldLeaf.js';
import { readableLeaf } from './packedLeaf.js';
import type { RowBranch, RowNode, Shape } from './rowBranch.js';
import type { RowLeaf } from './rowLeaf.js';
import { childSlot, lowerBound } from './rowSearch.js';
import type { Vector } from './vector.js';
import { zoneOf, type Zone } from './zone.js';

export type CursorShape = Pick<Shape, 'dictionaries' | 'rowCount' | 'isWide'>;

export class RowTreeCursor implements RowCursor {
	keys: readonly RowId[] = [];
	columns: readonly Vector[] = [];
	start = 0;
	end = 0;

	readonly #shape: CursorShape;
	readonly #range: RowRange | undefined;
	readonly #isForward: boolean;
	readonly #height: number;
	readonly #branches: RowBranch[] = [];
	readonly #slots: number[] = [];
	#root: RowNode | undefined;
	#leaf: RowLeaf | undefined;

	constructor(
		shape: CursorShape,
		root: RowNode,
		height: number,
		range: RowRange | undefined,
		direction: ScanDirection,
	) {
		this.#shape = shape;
		this.#root = root;
		this.#height = height;
		this.#range = range;
		this.#isForward = direction === 'forward';
	}

	next(): boolean {
		for (;;) {
			let leaf = this.#nextLeaf();
			if (leaf === undefined) return false;
			if (leaf.packed !== undefined) leaf = readableLeaf(leaf);
			const { dictionaries, rowCount, isWide } = this.#shape;
			if (leaf.delta !== undefined) foldLeaf(leaf, dictionaries, rowCount, isWide);
			this.#leaf = leaf;
			this.keys = leaf.keys;
			this.columns = leaf.columns;
			this.start = 0;
			this.end = leaf.count;
			if (this.#range !== undefined) this.#cut(leaf, this.#range);
			if (this.start < this.end) return true;
		}
	}

	zone(columnIndex: number): Zone {
		return zoneOf(this.#leaf as RowLeaf, columnIndex);
	}

	#cut(leaf: RowLeaf, range: RowRange): void {
		const { keys, count } = leaf;
		if (count === 0) return;
		const first = keys[0] as RowId;
		const last = keys[count - 1] as RowId;
		const { lower, upper } = range;
		if (lower !== undefined && first <= lower) {
			const position = lowerBound(keys, count, lower, this.#shape.isWide);
			const isHit = position < count && keys[position] === lower;
			this.start = isHit && !range.lowerInclusive ? position + 1 : position;
			if (!this.#isForward) this.#finish();
		}
		if (upper !== undefined && last >= upper) {
			const position = lowerBound(keys, count, upper, this.#shape.isWide);
			const isHit = position < count && keys[position] === upper;
			this.end = isHit && range.upperInclusive ? position + 1 : position;
			if (this.#isForward) this.#finish();
		}
	}

	#finish(): void {
		this.#root = undefined;
		this.#branches.length = 0;
	}

	#nextLeaf(): RowLeaf | undefined {
		const root = this.#root;
		if (root !== undefined) {
			this.#root = undefined;
			const key = this.#isForward ? this.#range?.lower : this.#range?.upper;
			return this.#descend(root, this.#height, key);
		}
		const branches = this.#branches;
		for (let depth = branches.length - 1; depth >= 0; depth--) {
			const branch = branches[depth] as RowBranch;
			const slot = (this.#slots[depth] as number) + (this.#isForward ? 1 : -1);
			const child = branch.children[slot];
			if (child !== undefined) {
				this.#slots[depth] = slot;
				return this.#descend(child, this.#height - 1 - depth, undefined);
			}
			branches.length = depth;
		}
		return undefined;
	}

	#descend(from: RowNode, height: number, key: RowId | undefined): RowLeaf {
		let node = from;
		for (let level = height; level > 0; level--) {
			const branch = node as RowBranch;
			let slot = this.#isForward ? 0 : branch.children.length - 1;
			if (key !== undefined) slot = childSlot(branch.keys, key, this.#shape.isWide);
			this.#slots[this.#branches.length] = slot;
			this.#branches.push(branch);
			node = branch.children[slot] as RowNode;
		}
		return node as RowLeaf;
	}
}
