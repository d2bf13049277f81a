/** Walks the leaves of a key tree, both ways, without copying. Holds the root it was opened on. */

import type { KeyBound, KeyCursor, KeyRange, ScanDirection } from './contract.js';
import {
	lowerBound,
	probeFor,
	slotBefore,
	slotOf,
	upperBound,
	type KeyBranch,
	type KeyNode,
	type Probe,
} from './keyNode.js';
import type { KeyLeaf } from './keyLeaf.js';
import { openKeyLeaf, readableKeyLeaf } from './packedEntries.js';
import type { Entry, HeadPlan, KeyOrder } from './keyOrder.js';

interface Bound {
	readonly probe: Probe;
	/** Whether the entries equal to the probe lie after the bound. */
	readonly isBefore: boolean;
}

export class KeyTreeCursor implements KeyCursor {
	entries: readonly Entry[] = [];
	start = 0;
	end = 0;

	readonly #order: KeyOrder;
	readonly #plan: HeadPlan;
	readonly #height: number;
	readonly #isForward: boolean;
	readonly #lower: Bound | undefined;
	readonly #upper: Bound | undefined;
	readonly #branches: KeyBranch[] = [];
	readonly #slots: number[] = [];
	#root: KeyNode | undefined;

	constructor(
		order: KeyOrder,
		plan: HeadPlan,
		root: KeyNode,
		height: number,
		range: KeyRange | undefined,
		direction: ScanDirection,
	) {
		this.#order = order;
		this.#plan = plan;
		this.#height = height;
		this.#isForward = direction === 'forward';
		this.#root = isEmpty(range?.lower) || isEmpty(range?.upper) ? undefined : root;
		this.#lower = boundOf(order, plan, range?.lower, 'lower');
		this.#upper = boundOf(order, plan, range?.upper, 'upper');
	}

	next(): boolean {
		for (;;) {
			const leaf = this.#nextLeaf();
			if (leaf === undefined) return false;
			this.entries = leaf.entries;
			this.start = 0;
			this.end = leaf.entries.length;
			this.#cut(leaf);
			if (this.start < this.end) return true;
		}
	}

	#cut(leaf: KeyLeaf): void {
		const lower = this.#lower;
		if (lower !== undefined && !this.#isBeyond(leaf, 0, lower)) {
			this.start = this.#position(leaf, lower);
			if (!this.#isForward) this.#finish();
		}
		const upper = this.#upper;
		if (upper !== undefined && this.#isBeyond(leaf, this.end - 1, upper)) {
			this.end = this.#position(leaf, upper);
			if (this.#isForward) this.#finish();
		}
	}

	#position(leaf: KeyLeaf, bound: Bound): number {
		return bound.isBefore
			? lowerBound(leaf, 0, this.#order, bound.probe)
			: upperBound(leaf, 0, this.#order, bound.probe);
	}

	/** Whether the entry lies after the bound. */
	#isBeyond(leaf: KeyLeaf, position: number, bound: Bound): boolean {
		const entry = leaf.entries[position];
		if (entry === undefined) return false;
		const { values, length } = bound.probe;
		const difference = this.#order.compare(entry, values, length);
		return difference > 0 || (difference === 0 && bound.isBefore);
	}

	#finish(): void {
		this.#branches.length = 0;
	}

	#nextLeaf(): KeyLeaf | undefined {
		const root = this.#root;
		if (root !== undefined) {
			this.#root = undefined;
			return this.#descend(root, this.#height, this.#isForward ? this.#lower : this.#upper);
		}
		const branches = this.#branches;
		for (let depth = branches.length - 1; depth >= 0; depth--) {
			const slot = (this.#slots[depth] as number) + (this.#isForward ? 1 : -1);
			const child = (branches[depth] as KeyBranch).children[slot];
			if (child !== undefined) {
				this.#slots[depth] = slot;
				return this.#descend(child, this.#height - 1 - depth, undefined);
			}
			branches.length = depth;
		}
		return undefined;
	}

	#descend(from: KeyNode, height: number, bound: Bound | undefined): KeyLeaf {
		let node = from;
		for (let level = height; level > 0; level--) {
			const branch = node as KeyBranch;
			const slot = this.#slotFor(branch, bound);
			this.#slots[this.#branches.length] = slot;
			this.#branches.push(branch);
			node = branch.children[slot] as KeyNode;
		}
		if (node.packed === undefined) return node as KeyLeaf;
		// *Where a range begins something is looked up, perhaps again.
		return bound === undefined && node.packed.isCompressed
			? readableKeyLeaf(node, this.#order, this.#plan)
			: openKeyLeaf(node, this.#order, this.#plan);
	}

	#slotFor(branch: KeyBranch, bound: Bound | undefined): number {
		if (bound === undefined) return this.#isForward ? 0 : branch.children.length - 1;
		return bound.isBefore
			? slotBefore(branch, this.#order, bound.probe)
			: slotOf(branch, this.#order, bound.probe);
	}
}

/** A bound of no values: equal to every entry, so inclusive bounds nothing and exclusive leaves nothing. */
function isEmpty(bound: KeyBound | undefined): boolean {
	return bound !== undefined && bound.prefix.length === 0 && !bound.inclusive;
}

function boundOf(
	order: KeyOrder,
	plan: HeadPlan,
	bound: KeyBound | undefined,
	side: 'lower' | 'upper',
): Bound | undefined {
	if (bound === undefined || bound.prefix.length === 0) return undefined;
	return {
		probe: probeFor(order, bound.prefix, bound.prefix.length, plan),
		isBefore: bound.inclusive === (side === 'lower'),
	};
}
