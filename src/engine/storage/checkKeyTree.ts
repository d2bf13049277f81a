/** The invariants of key trees, checked node by node; for tests and self-checks. */

import type { KeyLeaf } from './keyLeaf.js';
import type { KeyBranch, KeyNode } from './keyNode.js';
import type { Entry, HeadPlan, KeyOrder } from './keyOrder.js';
import type { OwnerTag, TreeLimits } from './limits.js';
import { readableKeyLeaf } from './packedEntries.js';

export interface CheckedKeyTree {
	readonly root: KeyNode;
	readonly height: number;
	readonly size: number;
	readonly owner: OwnerTag;
	readonly order: KeyOrder;
	readonly plan: HeadPlan;
	readonly limits: TreeLimits;
}

export function checkKeyTree(tree: CheckedKeyTree): void {
	const size = checkNode(tree, tree.root, tree.height, undefined, undefined);
	claim(size === tree.size, `size is ${tree.size}, leaves hold ${size}`);
}

function claim(isTrue: boolean, message: string): void {
	if (!isTrue) throw new Error(`key tree: ${message}`);
}

/** Returns the entries below. low <= entries < high. */
function checkNode(
	tree: CheckedKeyTree,
	node: KeyNode,
	height: number,
	low: Entry | undefined,
	high: Entry | undefined,
): number {
	if (height === 0) {
		const leaf = readableKeyLeaf(node as KeyLeaf, tree.order, tree.plan);
		claim(leaf.entries.length > 0 || node === tree.root, 'empty leaf');
		return checkLeaf(tree, leaf, low, high);
	}
	claim(node.heads.length === node.entries.length, 'heads and entries differ in number');
	const { entries, children, owner } = node as KeyBranch;
	claim(entries.length === children.length, 'separators and children differ in number');
	claim(children.length <= tree.limits.branch, 'branch too full');
	claim(children.length > (node === tree.root ? 1 : 0), 'branch too empty');
	let size = 0;
	for (const [slot, child] of children.entries()) {
		claim(owner === tree.owner || child.owner !== tree.owner, 'own node below a shared one');
		if (slot > 0) checkHead(tree, node, slot);
		const childLow = slot === 0 ? low : entries[slot];
		const childHigh = slot + 1 < entries.length ? entries[slot + 1] : high;
		size += checkNode(tree, child, height - 1, childLow, childHigh);
	}
	return size;
}

function checkLeaf(
	tree: CheckedKeyTree,
	leaf: KeyLeaf,
	low: Entry | undefined,
	high: Entry | undefined,
): number {
	const { heads, entries } = leaf;
	const { order, limits } = tree;
	claim(entries.length <= limits.leaf, 'leaf too full');
	claim(heads.length === entries.length, 'heads and entries differ in number');
	for (const [index, entry] of entries.entries()) {
		checkHead(tree, leaf, index);
		const before = entries[index - 1];
		claim(before === undefined || order.compareEntries(before, entry) < 0, 'entries out of order');
		claim(index === 0 || (heads[index - 1] as number) <= (heads[index] as number), 'heads');
		claim(low === undefined || order.compareEntries(low, entry) <= 0, 'below its separator');
		claim(high === undefined || order.compareEntries(entry, high) < 0, 'beyond its separator');
	}
	return entries.length;
}

function checkHead(tree: CheckedKeyTree, node: KeyNode, position: number): void {
	const probe = tree.order.probeOf(node.entries[position] as Entry);
	claim(node.heads[position] === tree.order.headOf(probe, tree.plan), 'head of another entry');
}
