/**
 * A hash array mapped trie of texts to values, copy-on-write: nodes carry the tag of the one handle that may change them
 * in place, any other handle copies the path first. fork() is O(1).
 *
 *   hash 01101 00010 ...     root [..*..]  -> slot 01101 -> branch [.*...] -> slot 00010 -> leaf {key, value}
 *
 * Values that are changed in place must carry a tag of their own: `owner` is the present one.
 */

import { newOwnerTag } from '../storage/limits.js';
import type { OwnerTag } from '../storage/limits.js';
import { arrayBytes, objectBytes } from '../storage/byteSizes.js';
import type { VisitPart } from '../storage/memoryUsage.js';

interface Leaf<V> {
	readonly key: string;
	readonly hash: number;
	value: V;
	readonly owner: OwnerTag;
	/** Another key of the same hash. */
	next: Leaf<V> | undefined;
}

class Branch<V> {
	readonly owner: OwnerTag;
	/** One bit for each slot in use, in the order of `slots`. */
	map: number;
	readonly slots: (Branch<V> | Leaf<V>)[];

	constructor(owner: OwnerTag, map: number, slots: (Branch<V> | Leaf<V>)[]) {
		this.owner = owner;
		this.map = map;
		this.slots = slots;
	}
}

const BITS = 5;
const LAST_SHIFT = 30;

/** A map from texts to values whose copies cost nothing: what is the same is shared until one side changes it. */
export class HashTrie<V> {
	#owner: OwnerTag = newOwnerTag();
	#root: Branch<V>;
	#size: number;

	constructor(root?: Branch<V>, size = 0) {
		this.#root = root ?? new Branch<V>(this.#owner, 0, []);
		this.#size = size;
	}

	/** How many keys there are. */
	get size(): number {
		return this.#size;
	}

	/** The tag of what may be changed in place: values that are must carry it. */
	get owner(): OwnerTag {
		return this.#owner;
	}

	/** A copy, at once; both go on by themselves. */
	fork(): HashTrie<V> {
		this.#owner = newOwnerTag();
		return new HashTrie(this.#root, this.#size);
	}

	/** Undefined when the key is not there. */
	get(key: string): V | undefined {
		const hash = hashOf(key);
		let node: Branch<V> | Leaf<V> | undefined = this.#root;
		for (let shift = 0; node instanceof Branch; shift += BITS) {
			const bit = bitAt(hash, shift);
			node = (node.map & bit) === 0 ? undefined : node.slots[slotOf(node.map, bit)];
		}
		for (let leaf = node; leaf !== undefined; leaf = leaf.next) {
			if (leaf.hash === hash && leaf.key === key) return leaf.value;
		}
		return undefined;
	}

	/** Puts a value in the place of the present one. */
	set(key: string, value: V): void {
		const leaf = { key, hash: hashOf(key), value, owner: this.#owner, next: undefined };
		this.#root = this.#put(this.#root, leaf, 0);
	}

	/** False when absent. */
	delete(key: string): boolean {
		const hash = hashOf(key);
		const before = this.#size;
		this.#root = (this.#remove(this.#root, key, hash, 0) ??
			new Branch<V>(this.#owner, 0, [])) as Branch<V>;
		return this.#size < before;
	}

	/** Keys and values, in the order of hashes. */
	*entries(): Generator<readonly [string, V], void, undefined> {
		const nodes: (Branch<V> | Leaf<V>)[] = [this.#root];
		for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
			if (node instanceof Branch) {
				for (const slot of node.slots) nodes.push(slot);
				continue;
			}
			for (let leaf: Leaf<V> | undefined = node; leaf; leaf = leaf.next) {
				yield [leaf.key, leaf.value];
			}
		}
	}

	/** Nodes and keys; what values take is told by the caller. */
	visitParts(visit: VisitPart, visitValue: (value: V) => void): void {
		const nodes: (Branch<V> | Leaf<V>)[] = [this.#root];
		for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
			if (node instanceof Branch) {
				if (!visit(node, objectBytes + arrayBytes(node.slots.length))) continue;
				for (const slot of node.slots) nodes.push(slot);
				continue;
			}
			visit(node, objectBytes + 16 + node.key.length);
			visitValue(node.value);
			if (node.next) nodes.push(node.next);
		}
	}

	/** Throws when a key stands where its hash does not lead, or the size is wrong. */
	checkValid(): void {
		let count = 0;
		const check = (node: Branch<V> | Leaf<V>, shift: number, prefix: number): void => {
			if (!(node instanceof Branch)) {
				for (let leaf: Leaf<V> | undefined = node; leaf; leaf = leaf.next) {
					count++;
					const isInPlace = (leaf.hash & lowBits(shift)) === prefix;
					if (!isInPlace || leaf.hash !== hashOf(leaf.key))
						throw new Error('hash trie: misplaced key');
				}
				return;
			}
			let slot = 0;
			for (let index = 0; index < 32; index++) {
				if ((node.map & (1 << index)) === 0) continue;
				const child = node.slots[slot++];
				if (!child) throw new Error('hash trie: slots and map differ');
				check(child, shift + BITS, prefix | (index << shift));
			}
			if (slot !== node.slots.length) throw new Error('hash trie: slots and map differ');
		};
		check(this.#root, 0, 0);
		if (count !== this.#size) throw new Error(`hash trie: size is ${this.#size}, holds ${count}`);
	}

	#own(branch: Branch<V>): Branch<V> {
		if (branch.owner === this.#owner) return branch;
		return new Branch(this.#owner, branch.map, branch.slots.slice());
	}

	#put(known: Branch<V>, leaf: Leaf<V>, shift: number): Branch<V> {
		const branch = this.#own(known);
		const bit = bitAt(leaf.hash, shift);
		const slot = slotOf(branch.map, bit);
		if ((branch.map & bit) === 0) {
			branch.map |= bit;
			branch.slots.splice(slot, 0, leaf);
			this.#size++;
			return branch;
		}
		const there = branch.slots[slot] as Branch<V> | Leaf<V>;
		if (there instanceof Branch) branch.slots[slot] = this.#put(there, leaf, shift + BITS);
		else if (there.hash === leaf.hash) branch.slots[slot] = this.#chain(there, leaf);
		else {
			// Both go one level down, until their hashes differ.
			const below = new Branch<V>(this.#owner, bitAt(there.hash, shift + BITS), [there]);
			branch.slots[slot] = this.#put(below, leaf, shift + BITS);
		}
		return branch;
	}

	/** The chain with the leaf in it, in place of one of the same key. */
	#chain(first: Leaf<V>, leaf: Leaf<V>): Leaf<V> {
		if (first.key === leaf.key && first.next === undefined) {
			if (first.owner !== this.#owner) return leaf;
			first.value = leaf.value;
			return first;
		}
		const others = without(first, leaf.key, this.#owner);
		if (others.count === others.kept) this.#size++;
		leaf.next = others.chain;
		return leaf;
	}

	/** What is left of the node; undefined: nothing. */
	#remove(
		node: Branch<V> | Leaf<V>,
		key: string,
		hash: number,
		shift: number,
	): Branch<V> | Leaf<V> | undefined {
		if (!(node instanceof Branch)) {
			if (node.hash !== hash) return node;
			const { chain, count, kept } = without(node, key, this.#owner);
			if (count === kept) return node;
			this.#size--;
			return chain;
		}
		const bit = bitAt(hash, shift);
		if ((node.map & bit) === 0) return node;
		const slot = slotOf(node.map, bit);
		const there = node.slots[slot] as Branch<V> | Leaf<V>;
		const left = this.#remove(there, key, hash, shift + BITS);
		if (left === there) return node;
		if (left === undefined && node.slots.length === 1 && shift > 0) return undefined;
		const branch = this.#own(node);
		if (left === undefined) {
			branch.map &= ~bit;
			branch.slots.splice(slot, 1);
		} else branch.slots[slot] = left;
		const [only] = branch.slots;
		// A leaf alone moves up.
		if (shift > 0 && branch.slots.length === 1 && !(only instanceof Branch)) return only;
		return branch;
	}
}

/** Copies of the chain's leaves but the key's. */
function without<V>(
	first: Leaf<V>,
	key: string,
	owner: OwnerTag,
): { readonly chain: Leaf<V> | undefined; readonly count: number; readonly kept: number } {
	let chain: Leaf<V> | undefined;
	let count = 0;
	let kept = 0;
	for (let leaf: Leaf<V> | undefined = first; leaf; leaf = leaf.next) {
		count++;
		if (leaf.key === key) continue;
		kept++;
		chain = { key: leaf.key, hash: leaf.hash, value: leaf.value, owner, next: chain };
	}
	return { chain, count, kept };
}

/** FNV-1a, with its bits mixed once more. */
export function hashOf(key: string): number {
	let hash = 0x811c9dc5;
	for (let index = 0; index < key.length; index++) {
		hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
	}
	hash ^= hash >>> 15;
	hash = Math.imul(hash, 0x2c1b3c6d);
	return (hash ^ (hash >>> 13)) | 0;
}

function bitAt(hash: number, shift: number): number {
	return 1 << ((shift > LAST_SHIFT ? 0 : hash >>> shift) & 31);
}

function lowBits(shift: number): number {
	return shift >= 32 ? -1 : (1 << shift) - 1;
}

function slotOf(map: number, bit: number): number {
	let bits = map & (bit - 1);
	bits -= (bits >>> 1) & 0x55555555;
	bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
	return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
