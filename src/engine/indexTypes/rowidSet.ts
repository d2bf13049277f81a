/**
 * A set of rowids as a compressed bitmap: rowids of the same upper bits (chunks of 65,536) share a container, which is a
 * sorted array while it is small and a bitmap beyond. Iteration is in ascending order.
 *
 * Copy-on-write: a set and its containers carry the tag of the handle that may change them in place.
 */

import type { OwnerTag } from '../storage/limits.js';
import { arrayBytes, objectBytes } from '../storage/byteSizes.js';
import type { VisitPart } from '../storage/memoryUsage.js';
import type { RowId } from '../types/value.js';
import {
	addTo,
	containerHas,
	intersectContainers,
	newContainer,
	positionsOf,
	removeFrom,
	uniteContainers,
} from './container.js';
import type { Container } from './container.js';

const CHUNK = 65536;

/** A set of rowids, compressed; copies that are not changed share their parts. */
export class RowidSet implements Iterable<RowId> {
	readonly #owner: OwnerTag | undefined;
	/** Ascending. */
	readonly #chunks: number[];
	readonly #containers: Container[];
	#size: number;

	constructor(
		owner: OwnerTag | undefined,
		chunks: number[] = [],
		containers: Container[] = [],
		size = 0,
	) {
		this.#owner = owner;
		this.#chunks = chunks;
		this.#containers = containers;
		this.#size = size;
	}

	/** A set of these. */
	static of(rowids: Iterable<RowId>, owner?: OwnerTag): RowidSet {
		if (rowids instanceof RowidSet && owner === undefined) return rowids;
		const set = new RowidSet(owner);
		for (const rowid of rowids) set.#add(rowid);
		return set;
	}

	/** How many rowids it has. */
	get size(): number {
		return this.#size;
	}

	/** The set that `owner` may change: this one, or a copy that shares the containers. */
	ownedBy(owner: OwnerTag): RowidSet {
		if (this.#owner === owner) return this;
		return new RowidSet(owner, this.#chunks.slice(), this.#containers.slice(), this.#size);
	}

	/** Whether it is in it. */
	has(rowid: RowId): boolean {
		const slot = this.#slotOf(chunkOf(rowid));
		return slot >= 0 && containerHas(this.#containers[slot] as Container, lowOf(rowid));
	}

	/** Precondition: it is its owner's own. */
	add(rowid: RowId): void {
		this.#add(rowid);
	}

	/** Precondition: it is its owner's own. */
	delete(rowid: RowId): void {
		const slot = this.#slotOf(chunkOf(rowid));
		if (slot < 0) return;
		const known = this.#containers[slot] as Container;
		const before = known.count;
		const container = removeFrom(known, lowOf(rowid), this.#owner);
		this.#size -= before - container.count;
		if (container !== known) this.#containers[slot] = container;
		if (container.count > 0) return;
		this.#chunks.splice(slot, 1);
		this.#containers.splice(slot, 1);
	}

	/** Those that are in both. */
	intersect(other: RowidSet): RowidSet {
		const result = new RowidSet(undefined);
		for (const [slot, chunk] of this.#chunks.entries()) {
			const at = other.#slotOf(chunk);
			if (at < 0) continue;
			const common = intersectContainers(
				this.#containers[slot] as Container,
				other.#containers[at] as Container,
			);
			result.#push(chunk, common);
		}
		return result;
	}

	/** Those that are in either. */
	unite(other: RowidSet): RowidSet {
		const result = new RowidSet(undefined);
		let left = 0;
		let right = 0;
		while (left < this.#chunks.length || right < other.#chunks.length) {
			const a = this.#chunks[left] ?? Infinity;
			const b = other.#chunks[right] ?? Infinity;
			if (a === b) {
				const mine = this.#containers[left++] as Container;
				result.#push(a, uniteContainers(mine, other.#containers[right++] as Container));
			} else if (a < b) result.#push(a, this.#containers[left++] as Container);
			else result.#push(b, other.#containers[right++] as Container);
		}
		return result;
	}

	/** In ascending order. */
	*[Symbol.iterator](): Generator<RowId, void, undefined> {
		for (const [slot, chunk] of this.#chunks.entries()) {
			const first = chunk * CHUNK;
			const isSafe = Number.isSafeInteger(first) && Number.isSafeInteger(first + CHUNK);
			for (const low of positionsOf(this.#containers[slot] as Container)) {
				yield isSafe ? first + low : wideRowid(chunk, low);
			}
		}
	}

	/** For `IndexStructure.visitParts`. */
	visitParts(visit: VisitPart): void {
		if (!visit(this, objectBytes + 2 * arrayBytes(this.#chunks.length))) return;
		for (const container of this.#containers) {
			const { positions, words } = container;
			visit(container, objectBytes + (words ? words.byteLength : arrayBytes(positions.length)));
		}
	}

	/** Throws when something is wrong inside. */
	checkValid(): void {
		let size = 0;
		for (const [slot, chunk] of this.#chunks.entries()) {
			const container = this.#containers[slot] as Container;
			size += container.count;
			let before = -1;
			let count = 0;
			for (const low of positionsOf(container)) {
				if (low <= before) throw new Error('rowid set: rowids out of order');
				before = low;
				count++;
			}
			const isSorted = slot === 0 || (this.#chunks[slot - 1] as number) < chunk;
			if (!isSorted || count !== container.count || count === 0) {
				throw new Error('rowid set: broken container');
			}
		}
		if (size !== this.#size) throw new Error('rowid set: wrong size');
	}

	#add(rowid: RowId): void {
		const chunk = chunkOf(rowid);
		const slot = this.#slotOf(chunk);
		if (slot >= 0) {
			const known = this.#containers[slot] as Container;
			const before = known.count;
			const container = addTo(known, lowOf(rowid), this.#owner);
			this.#size += container.count - before;
			if (container !== known) this.#containers[slot] = container;
			return;
		}
		this.#chunks.splice(-1 - slot, 0, chunk);
		this.#containers.splice(-1 - slot, 0, newContainer(this.#owner, lowOf(rowid)));
		this.#size++;
	}

	#push(chunk: number, container: Container): void {
		if (container.count === 0) return;
		this.#chunks.push(chunk);
		this.#containers.push(container);
		this.#size += container.count;
	}

	/** -1 - the place where it would stand, when there is none. */
	#slotOf(chunk: number): number {
		const chunks = this.#chunks;
		let low = 0;
		let high = chunks.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((chunks[middle] as number) < chunk) low = middle + 1;
			else high = middle;
		}
		return chunks[low] === chunk ? low : -1 - low;
	}
}

function chunkOf(rowid: RowId): number {
	return typeof rowid === 'number' ? Math.floor(rowid / CHUNK) : Number(rowid >> 16n);
}

function lowOf(rowid: RowId): number {
	return typeof rowid === 'number'
		? rowid - Math.floor(rowid / CHUNK) * CHUNK
		: Number(rowid & 0xffffn);
}

function wideRowid(chunk: number, low: number): RowId {
	const rowid = BigInt(chunk) * 65536n + BigInt(low);
	const number = Number(rowid);
	return Number.isSafeInteger(number) ? number : rowid;
}
