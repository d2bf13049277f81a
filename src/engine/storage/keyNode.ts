/**
 * Nodes of a key tree, and the moves that keep it in shape.
 *
 *   leaf     heads    [ 3  3  9 ]                 see keyOrder.ts
 *            entries  [ [3,'a',7]  [3,'b',2]  [9,NULL,4] ]
 *   branch   heads, entries: the lower bound of each child; those at 0 are never looked at
 *
 * A node is changed in place only by the handle whose tag it carries; entries are never changed at all.
 */

import { KeyLeaf } from './keyLeaf.js';
import type { KeyOrder, Entry, HeadPlan } from './keyOrder.js';
import { entriesOf, openKeyLeaf } from './packedEntries.js';
import { counters, type OwnerTag, type TreeLimits } from './limits.js';

export type KeyNode = KeyBranch | KeyLeaf;

export class KeyBranch {
	readonly owner: OwnerTag;
	readonly heads: number[];
	readonly entries: Entry[];
	readonly children: KeyNode[];
	/** As in leaves, where they are used. */
	entryBytes = -1;
	readonly packed = undefined;

	constructor(owner: OwnerTag, heads: number[], entries: Entry[], children: KeyNode[]) {
		this.owner = owner;
		this.heads = heads;
		this.entries = entries;
		this.children = children;
	}

	copy(owner: OwnerTag): KeyBranch {
		counters.copiedNodes++;
		return new KeyBranch(owner, this.heads.slice(), this.entries.slice(), this.children.slice());
	}
}

/** A key, or the first parts of one, to look for. */
export interface Probe {
	readonly values: Entry;
	/** How many values count. */
	readonly length: number;
	readonly head: number;
}

export function probeFor(order: KeyOrder, values: Entry, length: number, plan: HeadPlan): Probe {
	// *No values: equal to every entry, and found at the first.
	const head = length === 0 ? -Infinity : order.headOf(values, plan);
	return { values, length, head };
}

/** First position, from `from` on, of an entry not below the probe. */
export function lowerBound(node: KeyNode, from: number, order: KeyOrder, probe: Probe): number {
	const { heads, entries } = node;
	const { head, values, length } = probe;
	let low = from;
	let high = heads.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		const other = heads[middle] as number;
		if (
			other < head ||
			(other === head && order.compare(entries[middle] as Entry, values, length) < 0)
		) {
			low = middle + 1;
		} else high = middle;
	}
	return low;
}

/** First position, from `from` on, of an entry beyond the probe. */
export function upperBound(node: KeyNode, from: number, order: KeyOrder, probe: Probe): number {
	const { heads, entries } = node;
	const { head, values, length } = probe;
	let low = from;
	let high = heads.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		const other = heads[middle] as number;
		if (
			other < head ||
			(other === head && order.compare(entries[middle] as Entry, values, length) <= 0)
		) {
			low = middle + 1;
		} else high = middle;
	}
	return low;
}

/** The child where the first entry not below the probe is, or would end. */
export function slotBefore(branch: KeyBranch, order: KeyOrder, probe: Probe): number {
	return lowerBound(branch, 1, order, probe) - 1;
}

/** The child of a full key; for a prefix the child of its last entry. */
export function slotOf(branch: KeyBranch, order: KeyOrder, probe: Probe): number {
	return upperBound(branch, 1, order, probe) - 1;
}

/** A leaf, packed or not, with its first entry. */
export interface LeafWithBound {
	readonly leaf: KeyLeaf;
	readonly head: number;
	readonly entry: Entry;
}

export interface KeyShape {
	readonly owner: OwnerTag;
	readonly limits: TreeLimits;
	readonly order: KeyOrder;
	/** Of the heads in the leaves. */
	readonly plan: HeadPlan;
}

/**
 * Puts the path to the probe in order after its leaf changed. The path carries the owner's tag. Returns the
 * new right sibling of `branch` when that had to split.
 */
export function rebalanceKeys(
	shape: KeyShape,
	branch: KeyBranch,
	height: number,
	probe: Probe,
): KeyBranch | undefined {
	const slot = slotOf(branch, shape.order, probe);
	const child = branch.children[slot] as KeyNode;
	const right =
		height > 1
			? rebalanceKeys(shape, child as KeyBranch, height - 1, probe)
			: splitKeyLeaf(shape, child as KeyLeaf);
	if (right !== undefined) {
		branch.heads.splice(slot + 1, 0, right.heads[0] as number);
		branch.entries.splice(slot + 1, 0, right.entries[0] as Entry);
		branch.children.splice(slot + 1, 0, right);
		return branch.children.length > shape.limits.branch ? splitBranch(shape, branch) : undefined;
	}
	mergeChild(shape, branch, slot, height > 1);
	return undefined;
}

/** Precondition: not packed. */
export function splitKeyLeaf(shape: KeyShape, leaf: KeyLeaf): KeyLeaf | undefined {
	if (leaf.entries.length <= shape.limits.leaf) return undefined;
	const middle = leaf.entries.length >>> 1;
	leaf.touch();
	const right = new KeyLeaf(shape.owner, leaf.heads.slice(middle), leaf.entries.slice(middle));
	leaf.heads = leaf.heads.slice(0, middle);
	leaf.entries = leaf.entries.slice(0, middle);
	return right;
}

/** Adds a leaf of greater keys at the right end; returns the new right sibling if `branch` was full. */
export function appendKeyLeaf(
	shape: KeyShape,
	branch: KeyBranch,
	height: number,
	{ leaf, head, entry }: LeafWithBound,
): KeyBranch | undefined {
	let added: KeyNode | undefined = leaf;
	if (height > 1) {
		const slot = branch.children.length - 1;
		let last = branch.children[slot] as KeyBranch;
		if (last.owner !== shape.owner) {
			last = last.copy(shape.owner);
			branch.children[slot] = last;
		}
		added = appendKeyLeaf(shape, last, height - 1, { leaf, head, entry });
	}
	if (added === undefined) return undefined;
	if (branch.children.length >= shape.limits.branch) {
		return new KeyBranch(shape.owner, [head], [entry], [added]);
	}
	branch.heads.push(head);
	branch.entries.push(entry);
	branch.children.push(added);
	return undefined;
}

function splitBranch(shape: KeyShape, branch: KeyBranch): KeyBranch {
	const middle = branch.children.length >>> 1;
	return new KeyBranch(
		shape.owner,
		branch.heads.splice(middle),
		branch.entries.splice(middle),
		branch.children.splice(middle),
	);
}

/** Below a quarter full a node looks for a neighbour that has room for it. */
function mergeChild(shape: KeyShape, parent: KeyBranch, slot: number, isBranch: boolean): void {
	const limit = isBranch ? shape.limits.branch : shape.limits.leaf;
	// *A branch has as many entries as children.
	const size = (parent.children[slot] as KeyNode).entries.length;
	if (size === 0) {
		removeChild(parent, slot);
		return;
	}
	if (size * 4 > limit) return;
	for (const left of [slot - 1, slot]) {
		const other = parent.children[left === slot ? slot + 1 : left];
		if (other === undefined || size + countOf(other) > limit) continue;
		if (!isBranch) openKeyLeaf(other as KeyLeaf, shape.order, shape.plan);
		parent.children[left] = concatNodes(shape, parent, left, isBranch);
		removeChild(parent, left + 1);
		return;
	}
}

function countOf({ packed, entries }: KeyNode): number {
	return packed === undefined ? entries.length : packed.count;
}

function concatNodes(shape: KeyShape, parent: KeyBranch, left: number, isBranch: boolean): KeyNode {
	const first = parent.children[left] as KeyNode;
	const second = parent.children[left + 1] as KeyNode;
	const heads = [...first.heads, ...second.heads];
	const entries = [...first.entries, ...second.entries];
	if (!isBranch) return new KeyLeaf(shape.owner, heads, entries);
	// *What a branch holds at 0 may be stale; the true lower bound is in the parent.
	heads[first.heads.length] = parent.heads[left + 1] as number;
	entries[first.entries.length] = parent.entries[left + 1] as Entry;
	const children = [...(first as KeyBranch).children, ...(second as KeyBranch).children];
	return new KeyBranch(shape.owner, heads, entries, children);
}

function removeChild(branch: KeyBranch, slot: number): void {
	branch.heads.splice(slot, 1);
	branch.entries.splice(slot, 1);
	branch.children.splice(slot, 1);
}

/** The same node with heads made by another plan; nodes that are not the owner's are replaced. */
export function withHeads(shape: KeyShape, node: KeyNode, height: number, plan: HeadPlan): KeyNode {
	const { order, owner } = shape;
	if (node.packed !== undefined) {
		// *Opened by its own plan, whatever becomes of one that shares it.
		return KeyLeaf.ofPacked(owner, node.packed);
	}
	const own = node.owner === owner ? node : node.copy(owner);
	for (let index = 0; index < own.entries.length; index++) {
		own.heads[index] = order.headOf(order.probeOf(own.entries[index] as Entry), plan);
	}
	if (height === 0) return own;
	const { children } = own as KeyBranch;
	for (let slot = 0; slot < children.length; slot++) {
		children[slot] = withHeads(shape, children[slot] as KeyNode, height - 1, plan);
	}
	return own;
}

/** Some entries from all over the tree, in order: those of the highest level that has enough. */
export function sampleEntries(root: KeyNode, height: number, enough: number): Entry[] {
	let level: KeyNode[] = [root];
	for (let below = height; below > 0; below--) {
		const entries = level.flatMap(node => node.entries);
		if (entries.length >= enough) return entries;
		level = level.flatMap(node => (node as KeyBranch).children);
	}
	return level.flatMap(leaf => entriesOf(leaf as KeyLeaf));
}
