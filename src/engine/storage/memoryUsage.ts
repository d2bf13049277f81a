/**
 * Where the bytes are: by owner and tree, told apart into what only that owner reaches and what it shares.
 *
 *   owner 1   t -> [a b c]          own: b    (replaced in what owner 2 has)
 *   owner 2   t -> [a b' c]         own: b'
 *                                   shared by both: a, c; `total` counts them once
 *
 * An owner is one state or several: a connection with its savepoints. Subtrees that are known to be shared are not
 * walked again, so thousands of states that share nearly everything cost what they do not share.
 */

import type { Tree } from './contract.js';

/**
 * Called for each part of a tree that may be shared: a node, a column's array, a dictionary. False: what is below is
 * known already.
 */
export type VisitPart = (part: object, bytes: number) => boolean;

/** The bytes of all parts. */
export function partsSize(whole: { visitParts(visit: VisitPart): void }): number {
	let bytes = 0;
	whole.visitParts((_part, size) => {
		bytes += size;
		return true;
	});
	return bytes;
}

/** What the accounting needs of a database state. */
export interface TreeHolder {
	readonly trees: ReadonlyMap<number, Tree>;
}

export interface MemoryShare {
	/** Of all parts, counted once within one owner. */
	readonly bytes: number;
	/** Bytes that no other owner reaches. */
	readonly own: number;
	readonly shared: number;
}

export interface OwnerMemory extends MemoryShare {
	/** By tree id. */
	readonly trees: ReadonlyMap<number, MemoryShare>;
}

export interface MemoryUsage {
	/** Every part counted once. */
	readonly total: number;
	/** In the order of the owners. */
	readonly owners: readonly OwnerMemory[];
}

interface Part {
	readonly bytes: number;
	owner: number;
	/** Where its bytes are counted as own. */
	readonly count: Counts;
}

class Counts {
	own = 0;
	bytes = 0;

	get share(): MemoryShare {
		const { own, bytes } = this;
		return { own, bytes, shared: bytes - own };
	}
}

const sharedByMany = -1;

/** Each owner is one state or several. */
export function memoryUsage(owners: readonly (readonly TreeHolder[])[]): MemoryUsage {
	const parts = new Map<object, Part>();
	let total = 0;
	const counted = owners.map((held, owner) => {
		const trees = new Map<number, Counts>();
		const seen = new Set<Tree>();
		for (const { trees: handles } of held) {
			for (const [id, tree] of handles) {
				if (seen.has(tree)) continue;
				seen.add(tree);
				let count = trees.get(id);
				if (!count) trees.set(id, (count = new Counts()));
				// Of several versions the largest: what they do not share is among the own bytes.
				count.bytes = Math.max(count.bytes, tree.byteSize());
				total += countParts(tree, owner, count, parts);
			}
		}
		return trees;
	});
	return { total, owners: counted.map(ownerMemory) };
}

/** The bytes that are new. */
function countParts(tree: Tree, owner: number, count: Counts, parts: Map<object, Part>): number {
	let added = 0;
	tree.visitParts((part, bytes) => {
		const known = parts.get(part);
		if (known === undefined) {
			parts.set(part, { bytes, owner, count });
			count.own += bytes;
			added += bytes;
			return true;
		}
		if (known.owner === owner || known.owner === sharedByMany) return false;
		known.owner = sharedByMany;
		known.count.own -= known.bytes;
		return true;
	});
	return added;
}

function ownerMemory(counts: ReadonlyMap<number, Counts>): OwnerMemory {
	const trees = new Map<number, MemoryShare>();
	let own = 0;
	let shared = 0;
	for (const [id, count] of counts) {
		count.bytes = Math.max(count.bytes, count.own);
		const { share } = count;
		trees.set(id, share);
		own += share.own;
		shared += share.shared;
	}
	return { own, shared, bytes: own + shared, trees };
}
