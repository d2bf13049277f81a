/**
 * Branches of a row tree, and the moves that keep the tree in shape: split, merge, append on the right.
 *
 *   keys      [ -  40  90 ]      keys[i] is the lower bound of children[i]; keys[0] is never looked at
 *   children  [ a   b   c ]
 *
 * All functions here expect the nodes on the path to carry the caller's tag; siblings may be shared, and are
 * replaced, never changed. Height 0 is a leaf; the tree knows its height, so no node is ever asked what it is.
 */

import type { RowId } from '../types/value.js';
import { concatVectors, sliceVector } from './columnVector.js';
import type { ColumnDictionary } from './dictionary.js';
import { foldLeaf } from './foldLeaf.js';
import { counters, type OwnerTag, type TreeLimits } from './limits.js';
import { readableLeaf } from './packedLeaf.js';
import { RowLeaf } from './rowLeaf.js';
import { childSlot } from './rowSearch.js';

export type RowNode = RowBranch | RowLeaf;

export class RowBranch {
	readonly owner: OwnerTag;
	readonly keys: RowId[];
	readonly children: RowNode[];

	constructor(owner: OwnerTag, keys: RowId[], children: RowNode[]) {
		this.owner = owner;
		this.keys = keys;
		this.children = children;
	}

	copy(owner: OwnerTag): RowBranch {
		counters.copiedNodes++;
		return new RowBranch(owner, this.keys.slice(), this.children.slice());
	}
}

/** What every move needs to know of the tree. */
export interface Shape {
	readonly owner: OwnerTag;
	readonly limits: TreeLimits;
	readonly dictionaries: readonly ColumnDictionary[];
	readonly rowCount: number;
	readonly isWide: boolean;
}

/**
 * Puts the path to `key` in order after its leaf changed: folds, splits, merges, drops empty nodes. Returns the
 * new right sibling of `branch` when that had to split.
 */
export function rebalance(
	shape: Shape,
	branch: RowBranch,
	height: number,
	key: RowId,
): RowBranch | undefined {
	const slot = childSlot(branch.keys, key, shape.isWide);
	const child = branch.children[slot] as RowNode;
	const right =
		height > 1
			? rebalance(shape, child as RowBranch, height - 1, key)
			: splitLeaf(shape, child as RowLeaf);
	if (right !== undefined) {
		branch.keys.splice(slot + 1, 0, right.keys[0] as RowId);
		branch.children.splice(slot + 1, 0, right);
		return branch.children.length > shape.limits.branch ? splitBranch(shape, branch) : undefined;
	}
	if (height > 1) mergeBranches(shape, branch, slot);
	else mergeLeaves(shape, branch, slot);
	return undefined;
}

/** Folds; the right part when the leaf was too full, otherwise undefined. */
export function splitLeaf(shape: Shape, leaf: RowLeaf): RowLeaf | undefined {
	fold(shape, leaf);
	const count = leaf.count;
	if (count <= shape.limits.leaf) return undefined;
	const middle = count >>> 1;
	const right = new RowLeaf(
		shape.owner,
		leaf.keys.slice(middle, count),
		leaf.columns.map(column => sliceVector(column, middle, count)),
		count - middle,
	);
	leaf.keys = leaf.keys.slice(0, middle);
	leaf.columns = leaf.columns.map(column => sliceVector(column, 0, middle));
	leaf.count = middle;
	leaf.live = middle;
	leaf.zones = undefined;
	return right;
}

/** Adds a leaf of greater keys at the right end; returns the new right sibling if `branch` was full. */
export function appendLeaf(
	shape: Shape,
	branch: RowBranch,
	height: number,
	leaf: RowLeaf,
): RowBranch | undefined {
	const key = leaf.keys[0] as RowId;
	let added: RowNode | undefined = leaf;
	if (height > 1) {
		const slot = branch.children.length - 1;
		let last = branch.children[slot] as RowBranch;
		if (last.owner !== shape.owner) {
			last = last.copy(shape.owner);
			branch.children[slot] = last;
		}
		added = appendLeaf(shape, last, height - 1, leaf);
	}
	if (added === undefined) return undefined;
	if (branch.children.length >= shape.limits.branch) {
		return new RowBranch(shape.owner, [key], [added]);
	}
	branch.keys.push(key);
	branch.children.push(added);
	return undefined;
}

function fold(shape: Shape, leaf: RowLeaf): void {
	foldLeaf(leaf, shape.dictionaries, shape.rowCount, shape.isWide);
}

function splitBranch(shape: Shape, branch: RowBranch): RowBranch {
	const middle = branch.children.length >>> 1;
	return new RowBranch(shape.owner, branch.keys.splice(middle), branch.children.splice(middle));
}

/** Below a quarter full a node looks for a neighbour that has room for it. */
function mergeLeaves(shape: Shape, branch: RowBranch, slot: number): void {
	const leaf = branch.children[slot] as RowLeaf;
	if (leaf.live === 0) {
		removeChild(branch, slot);
		return;
	}
	if (leaf.live * 4 > shape.limits.leaf) return;
	const left = partner(branch, slot, node => (node as RowLeaf).live, shape.limits.leaf);
	if (left < 0) return;
	branch.children[left] = concatLeaves(
		shape,
		readableLeaf(branch.children[left] as RowLeaf),
		readableLeaf(branch.children[left + 1] as RowLeaf),
	);
	removeChild(branch, left + 1);
}

function concatLeaves(shape: Shape, left: RowLeaf, right: RowLeaf): RowLeaf {
	fold(shape, left);
	fold(shape, right);
	const keys = left.keys.slice(0, left.count);
	for (let position = 0; position < right.count; position++) {
		keys.push(right.keys[position] as RowId);
	}
	const columns = left.columns.map((column, index) =>
		concatVectors(
			column,
			left.count,
			right.columns[index] as typeof column,
			right.count,
			shape.dictionaries[index] as ColumnDictionary,
			shape.rowCount,
		),
	);
	return new RowLeaf(shape.owner, keys, columns, left.count + right.count);
}

function mergeBranches(shape: Shape, branch: RowBranch, slot: number): void {
	const count = (branch.children[slot] as RowBranch).children.length;
	if (count === 0) {
		removeChild(branch, slot);
		return;
	}
	if (count * 4 > shape.limits.branch) return;
	const left = partner(
		branch,
		slot,
		node => (node as RowBranch).children.length,
		shape.limits.branch,
	);
	if (left < 0) return;
	const first = branch.children[left] as RowBranch;
	const second = branch.children[left + 1] as RowBranch;
	// *second.keys[0] may be stale; its true lower bound is in the parent.
	const keys = [...first.keys, branch.keys[left + 1] as RowId, ...second.keys.slice(1)];
	branch.children[left] = new RowBranch(shape.owner, keys, [...first.children, ...second.children]);
	removeChild(branch, left + 1);
}

/** The left slot of two neighbours, one of them `slot`, that fit into one node; -1 if there are none. */
function partner(
	branch: RowBranch,
	slot: number,
	sizeOf: (node: RowNode) => number,
	limit: number,
): number {
	const size = sizeOf(branch.children[slot] as RowNode);
	for (const left of [slot - 1, slot]) {
		const other = branch.children[left === slot ? slot + 1 : left];
		if (other !== undefined && size + sizeOf(other) <= limit) return left;
	}
	return -1;
}

function removeChild(branch: RowBranch, slot: number): void {
	branch.keys.splice(slot, 1);
	branch.children.splice(slot, 1);
}
