/**
 * The tree of composite keys: secondary indexes and WITHOUT ROWID tables. Copy-on-write like rowTree.ts, but
 * the leaves hold the entries as they were given: they are small, and read one at a time more than scanned.
 */

import type {
	EntryColumns,
	KeyCursor,
	KeyPart,
	KeyRange,
	KeyTreeContract,
	ScanDirection,
} from './contract.js';
import type { SqlValue } from '../types/value.js';
import { checkKeyTree } from './checkKeyTree.js';
import { withoutEntries } from './deleteEntries.js';
import { KeyTreeCursor } from './keyCursor.js';
import {
	appendKeyLeaf,
	KeyBranch,
	lowerBound,
	probeFor,
	rebalanceKeys,
	sampleEntries,
	slotOf,
	splitKeyLeaf,
	withHeads,
	type KeyNode,
	type KeyShape,
	type LeafWithBound,
	type Probe,
} from './keyNode.js';
import { columnarLeaves } from './columnarEntries.js';
import { KeyLeaf } from './keyLeaf.js';
import { firstEntry, isAt, lastEntry, leafFor, rightmostLeaf } from './keySearch.js';
import { KeyOrder, type Entry, type HeadPlan, numericHeads } from './keyOrder.js';
import { nodesBeside } from './nodesBeside.js';
import type { VisitPart } from './memoryUsage.js';
import { openBelow, packBelow, savedBelow } from './packTree.js';
import type { PackedLeaves, PackedWhich } from './packTree.js';
import { entriesOf, openKeyLeaf, packKeyLeaf } from './packedEntries.js';
import {
	distinctFrom,
	haveTwins,
	mergeSorted,
	sampleOf,
	plainHeads,
	sortEntries,
	storedEntries,
	type SortedEntries,
} from './sortEntries.js';
import {
	columnsInOrder,
	entriesOfColumns,
	haveTwinRows,
	isBeyond,
	someEntries,
	sortColumns,
	type SortedColumns,
} from './sortColumns.js';
import { keyBytes, visitKeyParts } from './visitParts.js';
import { keyTreeLimits, newOwnerTag, type OwnerTag, type TreeLimits } from './limits.js';

export class KeyTree implements KeyTreeContract {
	readonly keyParts: readonly KeyPart[];
	readonly #order: KeyOrder;
	readonly #limits: TreeLimits;
	#root: KeyNode;
	#height = 0;
	#size = 0;
	#plan: HeadPlan = numericHeads;
	/** At this size the plan is looked at again: the first entries may be nothing like the rest. */
	#nextPlanning = firstPlanning;
	/** Nodes carrying this tag are this handle's own. */
	#owner: OwnerTag = newOwnerTag();
	/** The last leaf, when it is this handle's own. */
	#tail: KeyLeaf | undefined = undefined;

	constructor(
		keyParts: readonly KeyPart[],
		limits: TreeLimits = keyTreeLimits,
		seed?: KeyTreeSeed,
	) {
		this.keyParts = keyParts;
		this.#limits = limits;
		this.#order = seed?.order ?? new KeyOrder(keyParts);
		this.#root = seed?.root ?? new KeyLeaf(this.#owner, [], []);
		if (seed === undefined) return;
		this.#height = seed.height;
		this.#size = seed.size;
		this.#plan = seed.plan;
		this.#nextPlanning = seed.nextPlanning;
	}

	get size(): number {
		return this.#size;
	}

	fork(): KeyTree {
		this.#owner = newOwnerTag();
		this.#tail = undefined;
		return new KeyTree(this.keyParts, this.#limits, {
			root: this.#root,
			height: this.#height,
			size: this.#size,
			plan: this.#plan,
			nextPlanning: this.#nextPlanning,
			order: this.#order,
		});
	}

	insert(entry: Entry): boolean {
		const values = this.#order.probeOf(entry);
		if (this.#size >= this.#nextPlanning) this.#planHeads();
		const probe = this.#fullProbe(values);
		if (this.#tail !== undefined && this.#isBeyondLeaf(this.#tail, probe)) {
			this.#append(this.#tail, entry, probe);
			return true;
		}
		const known = leafFor(this.#order, this.#plan, this.#root, this.#height, probe);
		const position = lowerBound(known, 0, this.#order, probe);
		if (isAt(this.#order, known, position, probe)) return false;
		const leaf = this.#own(known, probe);
		if (position === leaf.entries.length && leaf === rightmostLeaf(this.#root, this.#height)) {
			this.#tail = leaf;
			this.#append(leaf, entry, probe);
			return true;
		}
		this.#shareText(entry, leaf.entries[position - 1] ?? leaf.entries[position]);
		leaf.touch();
		leaf.heads.splice(position, 0, probe.head);
		leaf.entries.splice(position, 0, entry);
		this.#size++;
		if (leaf.entries.length > this.#limits.leaf) this.#rebalance(probe);
		return true;
	}

	delete(entry: Entry): boolean {
		const probe = this.#fullProbe(this.#order.probeOf(entry));
		const known = leafFor(this.#order, this.#plan, this.#root, this.#height, probe);
		const position = lowerBound(known, 0, this.#order, probe);
		if (!isAt(this.#order, known, position, probe)) return false;
		const leaf = this.#own(known, probe);
		leaf.touch();
		leaf.heads.splice(position, 1);
		leaf.entries.splice(position, 1);
		this.#size--;
		if (this.#size === 0) this.#nextPlanning = firstPlanning;
		if (leaf.entries.length * 4 <= this.#limits.leaf) this.#rebalance(probe);
		return true;
	}

	find(prefix: Entry): Entry | undefined {
		const probe = probeFor(this.#order, prefix, prefix.length, this.#plan);
		return firstEntry(this.#order, this.#plan, this.#root, this.#height, probe);
	}

	scan(range?: KeyRange, direction: ScanDirection = 'forward'): KeyCursor {
		return new KeyTreeCursor(this.#order, this.#plan, this.#root, this.#height, range, direction);
	}

	/** Sign of left - right in tree order. */
	compareEntries(left: Entry, right: Entry): number {
		return this.#order.compareEntries(left, right);
	}

	insertAll(entries: readonly Entry[]): void {
		const sorted = this.#sorted(entries);
		if (this.#isReplacedBy(sorted)) {
			this.#replaceAll(distinctFrom(this.#mergedWith(sorted), 0, this.#order));
		} else this.#insertSorted(sorted);
	}

	#insertDistinct(entries: readonly Entry[], width: number | undefined): boolean {
		const sorted = this.#sorted(entries);
		if (width !== undefined && haveTwins(sorted, width, this.#order)) return false;
		if (this.#isReplacedBy(sorted)) {
			const all = this.#mergedWith(sorted);
			if (width !== undefined && haveTwins(all, width, this.#order)) return false;
			this.#replaceAll(all);
			return true;
		}
		if (width !== undefined && this.#hasTwinOf(sorted, width)) return false;
		this.#insertSorted(sorted, 'distinct');
		return true;
	}

	insertColumns(rows: EntryColumns, width: number | undefined): boolean {
		if (this.#size > 0 || rows.count < this.#limits.leaf) {
			return this.appendColumns(rows, width) || this.#insertDistinct(entriesOfColumns(rows), width);
		}
		this.#planHeads(someEntries(rows, this.#order, planningSample));
		return this.#appendSortedColumns(sortColumns(this.#order, this.#plan, rows), width);
	}

	appendColumns(rows: EntryColumns, width: number | undefined): boolean {
		if (rows.count === 0) return true;
		const last = lastEntry(this.#root, this.#height);
		if (!isBeyond(this.#order, last, rows, width)) return false;
		if (this.#size === 0) this.#planHeads(someEntries(rows, this.#order, planningSample));
		else if (this.#size >= this.#nextPlanning) this.#planHeads();
		const sorted = columnsInOrder(this.#order, this.#plan, rows);
		// *A leaf of few entries would stay one.
		if (sorted && rows.count < this.#limits.leaf) {
			return this.#insertDistinct(entriesOfColumns(rows), width);
		}
		return sorted !== undefined && this.#appendSortedColumns(sorted, width);
	}

	/** Precondition: beyond all that there are. */
	#appendSortedColumns(sorted: SortedColumns, width: number | undefined): boolean {
		if (width !== undefined && haveTwinRows(this.#order, sorted, width)) return false;
		if (this.#height > 0 && this.#root.owner !== this.#owner) {
			this.#root = this.#root.copy(this.#owner);
		}
		for (const added of columnarLeaves(this.#owner, this.#order, sorted, this.#limits.leaf)) {
			if (this.#size > 0) this.#appendLeaf(added);
			else this.#root = added.leaf;
			this.#size += added.leaf.packed?.count ?? 0;
		}
		return true;
	}

	#sorted(entries: readonly Entry[]): SortedEntries {
		if (this.#size === 0) this.#planHeads(sampleOf(entries, this.#order, planningSample));
		return sortEntries(this.#order, this.#plan, entries);
	}

	/** Whether a stored entry agrees with one of these in so many parts, without NULL. */
	#hasTwinOf({ entries }: SortedEntries, width: number): boolean {
		if (this.#size === 0) return false;
		return entries.some(entry => {
			const prefix = this.#order.probeOf(entry).slice(0, width);
			return !prefix.includes(null) && this.find(prefix) !== undefined;
		});
	}

	/** 'distinct': no two of them have equal keys. */
	#insertSorted(sorted: SortedEntries, how?: 'distinct'): void {
		const order = this.#order;
		const length = this.keyParts.length;
		// *Not in between: the heads at hand are of this plan.
		const planAt = this.#nextPlanning;
		this.#nextPlanning = Infinity;
		const { entries, heads } = sorted;
		for (let index = 0; index < entries.length; index++) {
			const entry = entries[index] as Entry;
			const values = order.probeOf(entry);
			const probe = { values, length, head: heads[index] as number };
			if (this.#tail === undefined || !this.#isBeyondLeaf(this.#tail, probe)) {
				this.insert(entry);
				continue;
			}
			// *What follows is beyond it, too.
			this.#appendSorted(how ? sorted : distinctFrom(sorted, index, order), how ? index : 0);
			break;
		}
		this.#nextPlanning = planAt;
	}

	/** So many new entries among the old ones that leaves are better made anew. */
	#isReplacedBy({ entries }: SortedEntries): boolean {
		const [first] = entries;
		if (first === undefined || this.#size === 0 || entries.length * rebuiltPart < this.#size) {
			return false;
		}
		return this.compareEntries(first, lastEntry(this.#root, this.#height) as Entry) < 0;
	}

	/** All entries, those of the tree first where keys are equal. */
	#mergedWith(sorted: SortedEntries): SortedEntries {
		const stored = storedEntries(this.scan(), this.#order, this.#plan);
		return mergeSorted(stored, sorted, this.#order);
	}

	/** Precondition: they are distinct. */
	#replaceAll(sorted: SortedEntries): void {
		this.#tail = undefined;
		this.#root = new KeyLeaf(this.#owner, [], []);
		this.#height = 0;
		this.#size = 0;
		this.#insertSorted(sorted, 'distinct');
	}

	deleteAll(entries: readonly Entry[]): void {
		const sorted = sortEntries(this.#order, this.#plan, entries);
		this.#tail = undefined;
		const { root, removed } = withoutEntries(this.#shape(), this.#root, this.#height, sorted);
		this.#size -= removed;
		if (root === undefined) this.#height = 0;
		this.#root = root ?? new KeyLeaf(this.#owner, [], []);
		this.#shrink();
		if (this.#size === 0) this.#nextPlanning = firstPlanning;
	}

	/**
	 * The entries from `start` on. Preconditions: they are distinct, and beyond those of the last leaf, which is this
	 * handle's own.
	 */
	#appendSorted({ entries, heads }: SortedEntries, start: number): void {
		this.#size += entries.length - start;
		const tail = this.#tail as KeyLeaf;
		tail.touch();
		let before = tail.entries[tail.entries.length - 1];
		for (let index = start; index < entries.length; index++) {
			const entry = entries[index] as Entry;
			this.#shareText(entry, before);
			before = entry;
		}
		const { leaf: limit } = this.#limits;
		let from = Math.min(entries.length, start + limit - tail.entries.length);
		if (from > start) {
			tail.heads = [...tail.heads, ...plainHeads(heads, start, from)];
			tail.entries = [...tail.entries, ...entries.slice(start, from)];
		}
		for (; from < entries.length; from += limit) {
			const end = Math.min(from + limit, entries.length);
			const leaf = new KeyLeaf(this.#owner, plainHeads(heads, from, end), entries.slice(from, end));
			const entry = entries[from] as Entry;
			this.#appendLeaf({ leaf, head: heads[from] as number, entry });
		}
	}

	/** The entries in leaves that the other tree does not have, in order. For diffTrees.ts. */
	entriesBeside(other: KeyTree): Entry[] {
		return nodesBeside<KeyNode>(
			{ root: this.#root, height: this.#height },
			{ root: other.#root, height: other.#height },
		).flatMap(leaf => entriesOf(leaf as KeyLeaf));
	}

	byteSize(): number {
		return keyBytes(this.#root, this.#height, this.keyParts);
	}

	visitParts(visit: VisitPart): void {
		visitKeyParts(this.#root, this.#height, this.keyParts, visit);
	}

	/** As RowTree.pack: indexes and tables WITHOUT ROWID. */
	pack(which: PackedWhich, packed: PackedLeaves): void {
		if (this.#height === 0) return;
		packBelow<KeyLeaf>(this.#root as KeyBranch, this.#height, this.#tail, packed, leaf =>
			packKeyLeaf(leaf, which, this.keyParts),
		);
	}

	unpack(): void {
		openBelow(this.#root, this.#height, leaf =>
			openKeyLeaf(leaf as KeyLeaf, this.#order, this.#plan),
		);
	}

	plainSize(): number {
		return this.byteSize() + savedBelow(this.#root, this.#height);
	}

	checkValid(): void {
		checkKeyTree({
			root: this.#root,
			height: this.#height,
			size: this.#size,
			owner: this.#owner,
			order: this.#order,
			plan: this.#plan,
			limits: this.#limits,
		});
	}

	#fullProbe(values: Entry): Probe {
		return probeFor(this.#order, values, this.keyParts.length, this.#plan);
	}

	#isBeyondLeaf(leaf: KeyLeaf, probe: Probe): boolean {
		const last = leaf.entries.length - 1;
		if (last < 0) return false;
		const head = leaf.heads[last] as number;
		if (head !== probe.head) return head < probe.head;
		return this.#order.compare(leaf.entries[last] as Entry, probe.values, probe.length) < 0;
	}

	/** Preconditions: the leaf is the last one and this handle's own, the entry is beyond its entries. */
	#append(leaf: KeyLeaf, entry: Entry, probe: Probe): void {
		this.#size++;
		if (leaf.entries.length < this.#limits.leaf) {
			this.#shareText(entry, leaf.entries[leaf.entries.length - 1]);
			leaf.touch();
			leaf.heads.push(probe.head);
			leaf.entries.push(entry);
			return;
		}
		// *The full leaf gives back the spare capacity that pushing left.
		leaf.heads = leaf.heads.slice();
		leaf.entries = leaf.entries.slice();
		const added = new KeyLeaf(this.#owner, [probe.head], [entry]);
		this.#appendLeaf({ leaf: added, head: probe.head, entry });
	}

	/** Precondition: the path to the last leaf is this handle's own. */
	#appendLeaf(added: LeafWithBound): void {
		const { leaf, head, entry } = added;
		this.#tail = leaf.packed === undefined ? leaf : undefined;
		if (this.#height === 0) {
			this.#grow(leaf, head, entry);
			return;
		}
		const right = appendKeyLeaf(this.#shape(), this.#root as KeyBranch, this.#height, added);
		if (right !== undefined) this.#growBranch(right);
	}

	/** Equal texts side by side are one string: an index of a column that repeats itself holds each text once. */
	#shareText(entry: Entry, neighbour: Entry | undefined): void {
		const { position } = this.keyParts[0] as KeyPart;
		const text = entry[position];
		if (typeof text === 'string' && neighbour?.[position] === text) {
			(entry as SqlValue[])[position] = neighbour[position];
		}
	}

	/** The leaf `known` of a full key, made this handle's own together with its path. */
	#own(known: KeyLeaf, probe: Probe): KeyLeaf {
		const owner = this.#owner;
		if (known.owner === owner) return known;
		let node = this.#root;
		if (node.owner !== owner) this.#root = node = node.copy(owner);
		for (let level = this.#height; level > 0; level--) {
			const branch = node as KeyBranch;
			const slot = slotOf(branch, this.#order, probe);
			node = branch.children[slot] as KeyNode;
			if (node.owner !== owner) branch.children[slot] = node = node.copy(owner);
		}
		return node as KeyLeaf;
	}

	#rebalance(probe: Probe): void {
		this.#tail = undefined;
		const root = this.#root;
		const shape = this.#shape();
		const right =
			this.#height === 0
				? splitKeyLeaf(shape, root as KeyLeaf)
				: rebalanceKeys(shape, root as KeyBranch, this.#height, probe);
		if (right !== undefined) this.#growBranch(right);
		this.#shrink();
	}

	/** A root with one child gives way to it. */
	#shrink(): void {
		while (this.#height > 0) {
			const { children } = this.#root as KeyBranch;
			if (children.length > 1) return;
			this.#height = children.length === 0 ? 0 : this.#height - 1;
			this.#root = children[0] ?? new KeyLeaf(this.#owner, [], []);
		}
	}

	#grow(right: KeyNode, head: number, entry: Entry): void {
		this.#root = new KeyBranch(this.#owner, [head, head], [entry, entry], [this.#root, right]);
		this.#height++;
	}

	/** `right`: a branch, or a leaf that is not packed. */
	#growBranch(right: KeyNode): void {
		this.#grow(right, right.heads[0] as number, right.entries[0] as Entry);
	}

	#planHeads(sample = sampleEntries(this.#root, this.#height, planningSample)): void {
		this.#nextPlanning = Math.max(this.#size, firstPlanning) * 4;
		const plan = this.#order.planHeads(sample);
		if (plan.kind === this.#plan.kind && plan.prefix === this.#plan.prefix) return;
		this.#plan = plan;
		this.#root = withHeads(this.#shape(), this.#root, this.#height, plan);
	}

	#shape(): KeyShape {
		return {
			owner: this.#owner,
			limits: this.#limits,
			order: this.#order,
			plan: this.#plan,
		};
	}
}

const firstPlanning = 16;
/** From a fourth of the entries on. */
const rebuiltPart = 4;
const planningSample = 64;

interface KeyTreeSeed {
	readonly root: KeyNode;
	readonly height: number;
	readonly size: number;
	readonly plan: HeadPlan;
	readonly nextPlanning: number;
	readonly order: KeyOrder;
}
