/**
 * `USING bitmap`: for columns of few values. For each value (of all its columns together) the compressed set of the rowids
 * that have it, so that several such indexes answer AND and OR together, and count(*) without looking at a row.
 */

import { compositeKey } from '../types/compare.js';
import type { Collation } from '../types/collation.js';
import type { Row, RowId } from '../types/value.js';
import type { VisitPart } from '../storage/memoryUsage.js';
import type { IndexSearch, IndexStructure, IndexType } from './contract.js';
import { hashedCollations } from './hashIndex.js';
import { HashTrie } from './hashTrie.js';
import { RowidSet } from './rowidSet.js';

export const bitmapType: IndexType = {
	operators: { '=': 'exact' },
	create: definition => new BitmapIndex(hashedCollations(definition, 'bitmap')),
};

const EMPTY = new RowidSet(undefined);

class BitmapIndex implements IndexStructure {
	readonly #collations: readonly Collation[];
	readonly #bitmaps: HashTrie<RowidSet>;
	#rows: number;

	constructor(
		collations: readonly Collation[],
		bitmaps: HashTrie<RowidSet> = new HashTrie(),
		rows = 0,
	) {
		this.#collations = collations;
		this.#bitmaps = bitmaps;
		this.#rows = rows;
	}

	fork(): BitmapIndex {
		return new BitmapIndex(this.#collations, this.#bitmaps.fork(), this.#rows);
	}

	insert(values: Row, rowid: RowId): void {
		const key = compositeKey(values, this.#collations);
		const set = this.#own(key);
		set.add(rowid);
		this.#rows++;
	}

	delete(values: Row, rowid: RowId): void {
		const key = compositeKey(values, this.#collations);
		if (this.#bitmaps.get(key)?.has(rowid) !== true) return;
		const set = this.#own(key);
		set.delete(rowid);
		this.#rows--;
		if (set.size === 0) this.#bitmaps.delete(key);
	}

	search(search: IndexSearch): Iterable<RowId> | undefined {
		if (search.operator !== '=') return undefined;
		return this.#bitmaps.get(compositeKey(search.values, this.#collations)) ?? EMPTY;
	}

	rowsPerSearch(): number {
		return this.#rows / Math.max(1, this.#bitmaps.size);
	}

	byteSize(): number {
		let bytes = 0;
		this.visitParts((_part, size) => {
			bytes += size;
			return true;
		});
		return bytes;
	}

	visitParts(visit: VisitPart): void {
		this.#bitmaps.visitParts(visit, set => set.visitParts(visit));
	}

	checkValid(): void {
		this.#bitmaps.checkValid();
		let rows = 0;
		for (const [, set] of this.#bitmaps.entries()) {
			set.checkValid();
			rows += set.size;
		}
		if (rows !== this.#rows) throw new Error(`bitmap index: ${rows} rowids of ${this.#rows}`);
	}

	/** The value's set, to be changed. */
	#own(key: string): RowidSet {
		const { owner } = this.#bitmaps;
		const known = this.#bitmaps.get(key) ?? EMPTY;
		const set = known.ownedBy(owner);
		if (set !== known) this.#bitmaps.set(key, set);
		return set;
	}
}
