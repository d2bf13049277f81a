/**
 * The table tree: rowid -> row, columns packed per leaf, copy-on-write between handles.
 *
 * Guarantees: fork() is O(1) and neither handle ever sees the other's later writes; a write copies at most one
 * path, and nothing when the path is the handle's own; a point read copies nothing.
 * If a leaf carries the handle's tag, so does every node above it: that is why the remembered leaves below may
 * be written without looking at their path.
 */

import type { RowId, SqlValue } from '../types/value.js';
import { vectorOf } from './columnVector.js';
import type { RowCursor, RowRange, RowTreeContract, ScanDirection } from './contract.js';
import { checkRowTree } from './checkRowTree.js';
import { ColumnDictionary } from './dictionary.js';
import { foldLeaf } from './foldLeaf.js';
import { newOwnerTag, rowTreeLimits, type OwnerTag, type TreeLimits } from './limits.js';
import {
	appendLeaf,
	rebalance,
	RowBranch,
	splitLeaf,
	type RowNode,
	type Shape,
} from './rowBranch.js';
import { openBelow, packBelow, savedBelow } from './packTree.js';
import type { PackedLeaves, PackedWhich } from './packTree.js';
import { isCold, openLeaf, packLeaf, readableLeaf } from './packedLeaf.js';
import { RowTreeCursor } from './rowCursor.js';
import {
	appendRow,
	emptyLeaf,
	hasKey,
	isBeyond,
	lastLiveKey,
	leafRow,
	leafValue,
	removeRow,
	RowLeaf,
	unshareArrays,
	upsertRow,
} from './rowLeaf.js';
import { joinLeaf, leafOfVectors } from './rowAppend.js';
import { childSlot, childSlotNumber } from './rowSearch.js';
import { nodesBeside } from './nodesBeside.js';
import { freshDictionaries, recoded } from './lostTexts.js';
import { partsSize } from './memoryUsage.js';
import type { VisitPart } from './memoryUsage.js';
import type { Vector } from './vector.js';
import { visitRowParts } from './visitParts.js';

export class RowTree implements RowTreeContract {
	readonly columnCount: number;
	readonly #limits: TreeLimits;
	/** One a column, shared by all forks; an empty tree begins again with new ones. */
	#dictionaries: readonly ColumnDictionary[];
	#root: RowNode;
	#height = 0;
	#size = 0;
	/** Nodes carrying this tag are this handle's own. */
	#owner: OwnerTag = newOwnerTag();
	/** Some key is or was a bigint. */
	#isWide = false;

	/** The last leaf, when it is this handle's own: appends go straight there. */
	#tail: RowLeaf | undefined = undefined;
	/** The leaf last looked at; it is the one for all keys with hintLow <= key < hintHigh. Not for wide trees. */
	#hint: RowLeaf | undefined = undefined;
	#hintLow = Infinity;
	#hintHigh = -Infinity;

	constructor(columnCount: number, limits: TreeLimits = rowTreeLimits, seed?: TreeSeed) {
		this.columnCount = columnCount;
		this.#limits = limits;
		this.#dictionaries = seed?.dictionaries ?? newDictionaries(columnCount);
		this.#root = seed?.root ?? emptyLeaf(this.#owner, columnCount);
		if (seed === undefined) return;
		this.#height = seed.height;
		this.#size = seed.size;
		this.#isWide = seed.isWide;
	}

	get size(): number {
		return this.#size;
	}

	fork(): RowTree {
		this.#owner = newOwnerTag();
		this.#tail = undefined;
		if (this.#size === 0) return new RowTree(this.columnCount, this.#limits);
		return new RowTree(this.columnCount, this.#limits, {
			root: this.#root,
			height: this.#height,
			size: this.#size,
			isWide: this.#isWide,
			dictionaries: this.#dictionaries,
		});
	}

	lastKey(): RowId | undefined {
		if (this.#size === 0) return undefined;
		return lastLiveKey(this.#tail ?? this.#rightmostLeaf());
	}

	has(key: RowId): boolean {
		return hasKey(this.#leafFor(key), key, this.#isWide);
	}

	getRow(key: RowId): SqlValue[] | undefined {
		return leafRow(this.#leafFor(key), key, this.#isWide);
	}

	getValue(key: RowId, columnIndex: number): SqlValue | undefined {
		return leafValue(this.#leafFor(key), key, columnIndex, this.#isWide);
	}

	insert(key: RowId, row: readonly SqlValue[]): void {
		const tail = this.#tail;
		if (
			tail !== undefined &&
			tail.delta === undefined &&
			tail.count < this.#limits.leaf &&
			key > (tail.keys[tail.count - 1] as RowId) &&
			(typeof key === 'number' || this.#isWide)
		) {
			appendRow(tail, key, row, this.#dictionaries, this.#size);
			this.#size++;
			return;
		}
		this.#insertAnywhere(key, row);
	}

	update(key: RowId, row: readonly SqlValue[]): void {
		const leaf = this.#ownLeafFor(key);
		upsertRow(leaf, key, row, false, this.#isWide);
		if (this.#isDeltaFull(leaf)) this.#fold(leaf);
	}

	delete(key: RowId): boolean {
		if (!this.has(key)) return false;
		const leaf = this.#ownLeafFor(key);
		removeRow(leaf, key, this.#isWide);
		this.#size--;
		if (this.#size === 0) {
			this.#clear();
			return true;
		}
		if (leaf.live === 0 || this.#isDeltaFull(leaf)) this.#rebalance(key);
		return true;
	}

	appendColumns(keys: readonly RowId[], columns: readonly (readonly SqlValue[])[]): void {
		const vectors = columns.map(data => ({ kind: 'generic', data }) as Vector);
		this.appendVectors(keys, vectors, keys.length);
	}

	appendVectors(keys: readonly RowId[], columns: readonly Vector[], count: number): void {
		for (let row = 0; row < count; row++) if (typeof keys[row] === 'bigint') this.#widen();
		let start = this.#size === 0 ? 0 : this.#fillLastLeaf(keys, columns, count);
		while (start < count) {
			const end = Math.min(start + this.#limits.leaf, count);
			const rows = { start, end, rowCount: (this.#size += end - start) };
			const leaf = leafOfVectors(this.#owner, keys, columns, rows, this.#dictionaries);
			if (this.#size > end - start) this.#appendLeaf(leaf);
			else {
				this.#forget();
				this.#tail = this.#root = leaf;
			}
			start = end;
		}
	}

	judgeTexts(columnIndex: number, sample: readonly string[]): void {
		if (this.#size === 0) this.#dictionaries[columnIndex]?.judge(sample);
	}

	scan(range?: RowRange, direction: ScanDirection = 'forward'): RowCursor {
		const shape = {
			dictionaries: this.#dictionaries,
			rowCount: this.#size,
			isWide: this.#isWide || typeof range?.lower === 'bigint' || typeof range?.upper === 'bigint',
		};
		return new RowTreeCursor(shape, this.#root, this.#height, range, direction);
	}

	withColumnAdded(value: SqlValue): RowTree {
		const dictionary = new ColumnDictionary();
		return this.#reshaped([...this.#dictionaries, dictionary], leaf => {
			const values = Array.from({ length: leaf.count }, () => value);
			const added = vectorOf(values, 0, leaf.count, dictionary, this.#size);
			return [...leaf.columns, added];
		});
	}

	withColumnRemoved(columnIndex: number): RowTree {
		return this.#reshaped(this.#dictionaries.toSpliced(columnIndex, 1), leaf =>
			leaf.columns.toSpliced(columnIndex, 1),
		);
	}

	/** The same rows, without texts that no row has any more; undefined: there are few of those. */
	withoutLostTexts(): RowTree | undefined {
		const fresh = freshDictionaries(this.#dictionaries, this.scan());
		return (
			fresh &&
			this.#reshaped(fresh, ({ columns, count }) =>
				columns.map((column, index) =>
					recoded(column, count, fresh[index] as ColumnDictionary, this.#size),
				),
			)
		);
	}

	byteSize(): number {
		return partsSize(this);
	}

	visitParts(visit: VisitPart): void {
		visitRowParts(this.#root, this.#height, visit);
		for (const dictionary of this.#dictionaries) visit(dictionary, dictionary.byteSize());
	}

	/** Leaves that are not written to in less memory. The map is shared by trees that may share leaves. */
	pack(which: PackedWhich, packed: PackedLeaves): void {
		if (this.#height === 0) return;
		this.#forgetHint();
		packBelow<RowLeaf>(this.#root as RowBranch, this.#height, this.#tail, packed, leaf =>
			which === 'all' || isCold(leaf) ? packLeaf(leaf) : undefined,
		);
	}

	unpack(): void {
		openBelow(this.#root, this.#height, leaf => openLeaf(leaf as RowLeaf));
	}

	plainSize(): number {
		return this.byteSize() + savedBelow(this.#root, this.#height);
	}

	/** All leaves in order, without deltas. */
	foldedLeaves(): RowLeaf[] {
		const leaves: RowLeaf[] = [];
		const collect = (node: RowNode, height: number): void => {
			if (height > 0) {
				for (const child of (node as RowBranch).children) collect(child, height - 1);
				return;
			}
			this.#fold(node as RowLeaf);
			leaves.push(node as RowLeaf);
		};
		collect(this.#root, this.#height);
		return leaves;
	}

	/** The leaves that the other tree does not have, in order and without deltas. For diffTrees.ts. */
	leavesBeside(other: RowTree): RowLeaf[] {
		const leaves = nodesBeside<RowNode>(
			{ root: this.#root, height: this.#height },
			{ root: other.#root, height: other.#height },
		) as RowLeaf[];
		for (const leaf of leaves) this.#fold(leaf);
		return leaves;
	}

	checkValid(): void {
		checkRowTree({
			root: this.#root,
			height: this.#height,
			size: this.#size,
			owner: this.#owner,
			isWide: this.#isWide,
			columnCount: this.columnCount,
			limits: this.#limits,
		});
	}

	#insertAnywhere(key: RowId, row: readonly SqlValue[]): void {
		if (typeof key === 'bigint') this.#widen();
		const leaf = this.#ownLeafFor(key);
		const rowCount = this.#size++;
		if (isBeyond(leaf, key)) {
			if (leaf.count < this.#limits.leaf) {
				appendRow(leaf, key, row, this.#dictionaries, rowCount);
				if (leaf === this.#rightmostLeaf()) this.#tail = leaf;
				return;
			}
			if (leaf === this.#rightmostLeaf()) {
				// *The full leaf gives back the spare capacity that pushing left.
				if (leaf.delta === undefined) unshareArrays(leaf);
				const added = emptyLeaf(this.#owner, this.columnCount);
				appendRow(added, key, row, this.#dictionaries, rowCount);
				this.#appendLeaf(added);
				return;
			}
		}
		upsertRow(leaf, key, row, true, this.#isWide);
		if (leaf.live > this.#limits.leaf || this.#isDeltaFull(leaf)) this.#rebalance(key);
	}

	#clear(): void {
		this.#forget();
		this.#dictionaries = newDictionaries(this.columnCount);
		this.#root = emptyLeaf(this.#owner, this.columnCount);
		this.#height = 0;
	}

	#isDeltaFull(leaf: RowLeaf): boolean {
		return leaf.delta !== undefined && leaf.delta.keys.length >= this.#limits.delta;
	}

	#leafFor(key: RowId): RowLeaf {
		if (typeof key === 'number' && !this.#isWide) {
			if (key >= this.#hintLow && key < this.#hintHigh) return this.#hint as RowLeaf;
			return this.#seek(key);
		}
		let node = this.#root;
		for (let level = this.#height; level > 0; level--) {
			const branch = node as RowBranch;
			node = branch.children[childSlot(branch.keys, key, true)] as RowNode;
		}
		return openLeaf(node as RowLeaf);
	}

	/** Descends and remembers. Precondition: not wide. */
	#seek(key: number): RowLeaf {
		let node = this.#root;
		let low = -Infinity;
		let high = Infinity;
		for (let level = this.#height; level > 0; level--) {
			const branch = node as RowBranch;
			const keys = branch.keys as number[];
			const slot = childSlotNumber(keys, key);
			if (slot > 0) low = keys[slot] as number;
			if (slot + 1 < keys.length) high = keys[slot + 1] as number;
			node = branch.children[slot] as RowNode;
		}
		const leaf = node as RowLeaf;
		if (leaf.packed !== undefined) openLeaf(leaf);
		this.#remember(leaf, low, high);
		return leaf;
	}

	/** The leaf for a key, made this handle's own together with its path. */
	#ownLeafFor(key: RowId): RowLeaf {
		const owner = this.#owner;
		const known = this.#leafFor(key);
		if (known.owner === owner) return known;
		let node = this.#root;
		if (node.owner !== owner) this.#root = node = node.copy(owner);
		for (let level = this.#height; level > 0; level--) {
			const branch = node as RowBranch;
			const slot = childSlot(branch.keys, key, this.#isWide);
			node = branch.children[slot] as RowNode;
			if (node.owner !== owner) branch.children[slot] = node = node.copy(owner);
		}
		const leaf = node as RowLeaf;
		// *What was known of the tree may be older than the packing of its leaves.
		if (leaf.packed !== undefined) openLeaf(leaf);
		// *The bounds are those of `known`, which it replaces.
		if (this.#hint === known) this.#hint = leaf;
		return leaf;
	}

	#rightmostLeaf(): RowLeaf {
		let node = this.#root;
		for (let level = this.#height; level > 0; level--) {
			const { children } = node as RowBranch;
			node = children[children.length - 1] as RowNode;
		}
		return openLeaf(node as RowLeaf);
	}

	#rebalance(key: RowId): void {
		this.#forget();
		const root = this.#root;
		const shape = this.#shape();
		const right =
			this.#height === 0
				? splitLeaf(shape, root as RowLeaf)
				: rebalance(shape, root as RowBranch, this.#height, key);
		if (right !== undefined) this.#grow(right);
		while (this.#height > 0) {
			const { children } = this.#root as RowBranch;
			if (children.length > 1) return;
			this.#height = children.length === 0 ? 0 : this.#height - 1;
			this.#root = children[0] ?? emptyLeaf(this.#owner, this.columnCount);
		}
	}

	/** Preconditions: the leaf's keys are beyond all others, and the leaf is this handle's own. */
	#appendLeaf(leaf: RowLeaf): void {
		this.#forget();
		this.#tail = leaf;
		if (this.#height === 0) {
			this.#grow(leaf);
			return;
		}
		let root = this.#root as RowBranch;
		if (root.owner !== this.#owner) this.#root = root = root.copy(this.#owner);
		const right = appendLeaf(this.#shape(), root, this.#height, leaf);
		if (right !== undefined) this.#grow(right);
	}

	#grow(right: RowNode): void {
		const key = right.keys[0] as RowId;
		this.#root = new RowBranch(this.#owner, [key, key], [this.#root, right]);
		this.#height++;
	}

	/** How many of the rows it has taken. Precondition: the tree is not empty. */
	#fillLastLeaf(keys: readonly RowId[], columns: readonly Vector[], count: number): number {
		const known = this.#rightmostLeaf();
		// *A tombstone there may hide a key beyond the new ones.
		this.#fold(known);
		const end = Math.min(count, this.#limits.leaf - known.live);
		if (end <= 0) return 0;
		const last = this.#ownLeafFor(known.keys[known.count - 1] as RowId);
		const rows = { start: 0, end, rowCount: (this.#size += end) };
		joinLeaf(last, leafOfVectors(this.#owner, keys, columns, rows, this.#dictionaries), {
			dictionaries: this.#dictionaries,
			rowCount: this.#size,
		});
		return end;
	}

	#reshaped(
		dictionaries: readonly ColumnDictionary[],
		columnsOf: (leaf: RowLeaf) => readonly Vector[],
	): RowTree {
		const owner = newOwnerTag();
		const rebuild = (node: RowNode, height: number): RowNode => {
			if (height > 0) {
				const branch = node as RowBranch;
				const children = branch.children.map(child => rebuild(child, height - 1));
				return new RowBranch(owner, branch.keys.slice(), children);
			}
			const leaf = readableLeaf(node as RowLeaf);
			this.#fold(leaf);
			return new RowLeaf(owner, leaf.keys, columnsOf(leaf), leaf.count);
		};
		return new RowTree(dictionaries.length, this.#limits, {
			root: rebuild(this.#root, this.#height),
			height: this.#height,
			size: this.#size,
			isWide: this.#isWide,
			dictionaries,
		});
	}

	#fold(leaf: RowLeaf): void {
		foldLeaf(leaf, this.#dictionaries, this.#size, this.#isWide);
	}

	#shape(): Shape {
		return {
			owner: this.#owner,
			limits: this.#limits,
			dictionaries: this.#dictionaries,
			rowCount: this.#size,
			isWide: this.#isWide,
		};
	}

	#widen(): void {
		this.#isWide = true;
		this.#forgetHint();
	}

	#remember(leaf: RowLeaf | undefined, low: number, high: number): void {
		this.#hint = leaf;
		this.#hintLow = low;
		this.#hintHigh = high;
	}

	#forgetHint(): void {
		this.#remember(undefined, Infinity, -Infinity);
	}

	#forget(): void {
		this.#forgetHint();
		this.#tail = undefined;
	}
}

interface TreeSeed {
	readonly root: RowNode;
	readonly height: number;
	readonly size: number;
	readonly isWide: boolean;
	readonly dictionaries: readonly ColumnDictionary[];
}

function newDictionaries(columnCount: number): ColumnDictionary[] {
	return Array.from({ length: columnCount }, () => new ColumnDictionary());
}
