/** Finding leaves and entries below a node of a key tree. Leaves that are packed are opened. */

import {
	lowerBound,
	slotBefore,
	slotOf,
	type KeyBranch,
	type KeyNode,
	type Probe,
} from './keyNode.js';
import type { KeyLeaf } from './keyLeaf.js';
import type { Entry, HeadPlan, KeyOrder } from './keyOrder.js';
import { entriesOf, openKeyLeaf } from './packedEntries.js';

/** Where the full key is, or would be. */
export function leafFor(
	order: KeyOrder,
	plan: HeadPlan,
	root: KeyNode,
	height: number,
	probe: Probe,
): KeyLeaf {
	let node = root;
	for (let level = height; level > 0; level--) {
		const branch = node as KeyBranch;
		node = branch.children[slotOf(branch, order, probe)] as KeyNode;
	}
	return openKeyLeaf(node as KeyLeaf, order, plan);
}

/** The first that begins with the probe. */
export function firstEntry(
	order: KeyOrder,
	plan: HeadPlan,
	root: KeyNode,
	height: number,
	probe: Probe,
): Entry | undefined {
	let node = root;
	let next: KeyNode | undefined;
	let nextHeight = 0;
	for (let level = height; level > 0; level--) {
		const branch = node as KeyBranch;
		const slot = slotBefore(branch, order, probe);
		if (slot + 1 < branch.children.length) {
			next = branch.children[slot + 1];
			nextHeight = level - 1;
		}
		node = branch.children[slot] as KeyNode;
	}
	if (node.packed !== undefined) openKeyLeaf(node, order, plan);
	let position = lowerBound(node, 0, order, probe);
	if (position === node.entries.length && next !== undefined) {
		node = leftmostLeaf(order, plan, next, nextHeight);
		position = 0;
	}
	return isAt(order, node, position, probe) ? node.entries[position] : undefined;
}

export function isAt(order: KeyOrder, node: KeyNode, position: number, probe: Probe): boolean {
	return (
		position < node.entries.length &&
		order.compare(node.entries[position] as Entry, probe.values, probe.length) === 0
	);
}

/** Perhaps packed. */
export function rightmostLeaf(root: KeyNode, height: number): KeyLeaf {
	let node = root;
	for (let level = height; level > 0; level--) {
		const { children } = node as KeyBranch;
		node = children[children.length - 1] as KeyNode;
	}
	return node as KeyLeaf;
}

/** Opens no leaf. */
export function lastEntry(root: KeyNode, height: number): Entry | undefined {
	const leaf = rightmostLeaf(root, height);
	return leaf.packed?.last ?? entriesOf(leaf).at(-1);
}

function leftmostLeaf(order: KeyOrder, plan: HeadPlan, from: KeyNode, height: number): KeyLeaf {
	let node = from;
	for (let level = height; level > 0; level--) {
		node = (node as KeyBranch).children[0] as KeyNode;
	}
	return openKeyLeaf(node as KeyLeaf, order, plan);
}
