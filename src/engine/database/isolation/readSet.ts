/**
 * What a serializable transaction has read: for each tree single keys, ranges, or all of it. Ranges count with the rows
 * that are not there, so that rows which appear in them later are noticed (phantoms).
 *
 * Sets are bounded: beyond `maximumReads` entries of a tree, all of the tree counts as read. That refuses more
 * transactions than need be, never fewer.
 */

import type { KeyBound, KeyPart, KeyRange, RowRange, Tree } from '../../storage/contract.js';
import { compareNumbers, compareValues } from '../../types/compare.js';
import type { RowId, SqlValue } from '../../types/value.js';
import { isRowTree } from '../trees.js';
import { TypedTree } from '../../indexTypes/typedTree.js';
import { WatchedTypedTree } from './watchedTypedTree.js';
import { WatchedKeyTree, WatchedRowTree } from './watchedTrees.js';

const maximumReads = 4096;

export class ReadSet {
	readonly #reads = new Map<number, TreeReads>();
	readonly #watched = new Map<number, { readonly tree: Tree; readonly watched: Tree }>();

	/** The tree, noting what is read of it. */
	watch(id: number, tree: Tree): Tree {
		const known = this.#watched.get(id);
		if (known?.tree === tree) return known.watched;
		let reads = this.#reads.get(id);
		if (!reads) this.#reads.set(id, (reads = new TreeReads()));
		const watched = isRowTree(tree)
			? new WatchedRowTree(tree, reads)
			: tree instanceof TypedTree
				? new WatchedTypedTree(tree, reads)
				: new WatchedKeyTree(tree, reads);
		this.#watched.set(id, { tree, watched });
		return watched;
	}

	of(id: number): TreeReads | undefined {
		return this.#reads.get(id);
	}

	get treeIds(): Iterable<number> {
		return this.#reads.keys();
	}

	/** Nothing more will be read: lets the trees go. */
	end(): void {
		this.#watched.clear();
	}
}

export class TreeReads {
	#isWhole = false;
	readonly #rowids = new Set<RowId>();
	readonly #rowRanges: RowRange[] = [];
	readonly #keyRanges: KeyRange[] = [];

	get isWhole(): boolean {
		return this.#isWhole;
	}

	get isEmpty(): boolean {
		return !this.#isWhole && this.#count === 0;
	}

	whole(): void {
		this.#isWhole = true;
		this.#rowids.clear();
		this.#rowRanges.length = 0;
		this.#keyRanges.length = 0;
	}

	rowid(rowid: RowId): void {
		if (this.#hasRoom()) this.#rowids.add(rowid);
	}

	rowRange(range: RowRange | undefined): void {
		if (range === undefined) this.whole();
		else if (this.#hasRoom()) this.#rowRanges.push(range);
	}

	keyRange(range: KeyRange | undefined): void {
		if (range === undefined) this.whole();
		else if (this.#hasRoom()) this.#keyRanges.push(range);
	}

	hasRowid(rowid: RowId): boolean {
		return (
			this.#isWhole ||
			this.#rowids.has(rowid) ||
			this.#rowRanges.some(range => isInRowRange(rowid, range))
		);
	}

	/** `parts`: of the tree that the entry is in. */
	hasEntry(entry: readonly SqlValue[], parts: readonly KeyPart[]): boolean {
		return this.#isWhole || this.#keyRanges.some(range => isInKeyRange(entry, parts, range));
	}

	get #count(): number {
		return this.#rowids.size + this.#rowRanges.length + this.#keyRanges.length;
	}

	#hasRoom(): boolean {
		if (this.#isWhole) return false;
		if (this.#count < maximumReads) return true;
		this.whole();
		return false;
	}
}

function isInRowRange(rowid: RowId, range: RowRange): boolean {
	const { lower, lowerInclusive, upper, upperInclusive } = range;
	if (lower !== undefined) {
		const order = compareNumbers(rowid, lower);
		if (order < 0 || (order === 0 && !lowerInclusive)) return false;
	}
	if (upper === undefined) return true;
	const order = compareNumbers(rowid, upper);
	return order < 0 || (order === 0 && upperInclusive);
}

function isInKeyRange(
	entry: readonly SqlValue[],
	parts: readonly KeyPart[],
	{ lower, upper }: KeyRange,
): boolean {
	if (lower) {
		const order = compareWithBound(entry, parts, lower);
		if (order < 0 || (order === 0 && !lower.inclusive)) return false;
	}
	if (!upper) return true;
	const order = compareWithBound(entry, parts, upper);
	return order < 0 || (order === 0 && upper.inclusive);
}

function compareWithBound(
	entry: readonly SqlValue[],
	parts: readonly KeyPart[],
	{ prefix }: KeyBound,
): number {
	for (const [index, value] of prefix.entries()) {
		const { position, collation, descending } = parts[index] as KeyPart;
		const order = compareValues(entry[position] as SqlValue, value, collation);
		if (order !== 0) return descending ? -order : order;
	}
	return 0;
}
