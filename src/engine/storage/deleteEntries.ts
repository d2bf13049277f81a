/**
 * Taking many entries out of a key tree in one walk: the counterpart of insertAll. Nodes that lose nothing are kept as they
 * are, by identity; of the others new ones are made, and neighbours below the same branch that fit into one are joined.
 *
 *   leaves   [ 1 2 3 ]  [ 4 5 6 ]  [ 7 8 9 ]        without 4 5 8
 *            [ 1 2 3 ]  [ 6 7 9 ]
 */

import { KeyLeaf } from './keyLeaf.js';
import { KeyBranch, type KeyNode, type KeyShape } from './keyNode.js';
import type { Entry } from './keyOrder.js';
import { readableKeyLeaf } from './packedEntries.js';
import type { SortedEntries } from './sortEntries.js';

export interface Remainder {
	/** Undefined: nothing is left. */
	readonly root: KeyNode | undefined;
	readonly removed: number;
}

/** `sorted`: in tree order; entries that the tree does not have are passed over. */
export function withoutEntries(
	shape: KeyShape,
	root: KeyNode,
	height: number,
	sorted: SortedEntries,
): Remainder {
	const removal = new Removal(shape, sorted);
	return { root: removal.remainder(root, height, undefined), removed: removal.removed };
}

/** A child with its lower bound. */
interface Child {
	readonly head: number;
	readonly entry: Entry;
	readonly node: KeyNode;
}

class Removal {
	removed = 0;
	readonly #shape: KeyShape;
	readonly #sorted: SortedEntries;
	/** The next one to go. */
	#at = 0;

	constructor(shape: KeyShape, sorted: SortedEntries) {
		this.#shape = shape;
		this.#sorted = sorted;
	}

	/** `high`: all entries of the node are below it. */
	remainder(node: KeyNode, height: number, high: Entry | undefined): KeyNode | undefined {
		if (!this.#hasBelow(high)) return node;
		return height === 0
			? this.#leaf(node as KeyLeaf)
			: this.#branch(node as KeyBranch, height, high);
	}

	#hasBelow(high: Entry | undefined): boolean {
		const next = this.#sorted.entries[this.#at];
		if (next === undefined) return false;
		return high === undefined || this.#shape.order.compareEntries(next, high) < 0;
	}

	#leaf(leaf: KeyLeaf): KeyNode | undefined {
		const { order, plan, owner } = this.#shape;
		const { heads, entries } = readableKeyLeaf(leaf, order, plan);
		const keptHeads: number[] = [];
		const kept: Entry[] = [];
		for (let position = 0; position < entries.length; position++) {
			const entry = entries[position] as Entry;
			const head = heads[position] as number;
			if (this.#takes(entry, head)) continue;
			keptHeads.push(head);
			kept.push(entry);
		}
		if (kept.length === entries.length) return leaf;
		this.removed += entries.length - kept.length;
		if (kept.length === 0) return undefined;
		// *Pushing leaves spare capacity.
		return new KeyLeaf(owner, keptHeads.slice(), kept.slice());
	}

	#takes(entry: Entry, head: number): boolean {
		const { entries, heads } = this.#sorted;
		for (; this.#at < entries.length; this.#at++) {
			const other = heads[this.#at] as number;
			if (other > head) return false;
			if (other < head) continue;
			const difference = this.#shape.order.compareEntries(entries[this.#at] as Entry, entry);
			if (difference > 0) return false;
			if (difference === 0) {
				this.#at++;
				return true;
			}
		}
		return false;
	}

	#branch(branch: KeyBranch, height: number, high: Entry | undefined): KeyNode | undefined {
		const children: Child[] = [];
		let isSame = true;
		for (let slot = 0; slot < branch.children.length; slot++) {
			const child = branch.children[slot] as KeyNode;
			const childHigh = slot + 1 < branch.entries.length ? branch.entries[slot + 1] : high;
			const node = this.remainder(child, height - 1, childHigh);
			if (node !== child) isSame = false;
			if (node === undefined) continue;
			const head = branch.heads[slot] as number;
			this.#add(children, { head, entry: branch.entries[slot] as Entry, node }, height - 1);
		}
		if (isSame) return branch;
		if (children.length === 0) return undefined;
		return new KeyBranch(
			this.#shape.owner,
			children.map(({ head }) => head),
			children.map(({ entry }) => entry),
			children.map(({ node }) => node),
		);
	}

	/** Behind the others, or joined with the last of them if both are new and fit into one node. */
	#add(children: Child[], child: Child, height: number): void {
		const last = children[children.length - 1];
		const joined = last && this.#joined(last, child, height);
		if (joined) children[children.length - 1] = { ...last, node: joined };
		else children.push(child);
	}

	#joined({ node: left }: Child, { node: right, head, entry }: Child, height: number) {
		const { owner, limits } = this.#shape;
		if (left.owner !== owner || right.owner !== owner || left.packed || right.packed)
			return undefined;
		const limit = height === 0 ? limits.leaf : limits.branch;
		if (left.entries.length + right.entries.length > limit) return undefined;
		const heads = [...left.heads, ...right.heads];
		const entries = [...left.entries, ...right.entries];
		if (height === 0) return new KeyLeaf(owner, heads, entries);
		// *What a branch holds at 0 may be stale; the true lower bound is at hand.
		heads[left.heads.length] = head;
		entries[left.entries.length] = entry;
		const children = [...(left as KeyBranch).children, ...(right as KeyBranch).children];
		return new KeyBranch(owner, heads, entries, children);
	}
}
