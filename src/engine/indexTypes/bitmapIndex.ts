/**
 * `USING bitmap`: for columns of few values. For each value (of all its columns together) the compressed set of the rowids
 * that have it, so that several such indexes answer AND and OR together, and count(*) without looking at a row.
 */

import type { Row, RowId } from '../types/value.js';
import type { IndexType } from './contract.js';
import { hashedCollations, KeyedIndex } from './keyedIndex.js';
import { RowidSet } from './rowidSet.js';

export const bitmapType: IndexType = {
	operators: { '=': 'exact' },
	create: definition => new BitmapIndex(hashedCollations(definition, 'bitmap')),
};

const EMPTY = new RowidSet(undefined);

class BitmapIndex extends KeyedIndex<RowidSet> {
	fork(): BitmapIndex {
		return new BitmapIndex(this.collations, this.keys.fork(), this.rows);
	}

	insert(values: Row, rowid: RowId): void {
		this.#own(this.keyOf(values)).add(rowid);
		this.rows++;
	}

	delete(values: Row, rowid: RowId): void {
		const key = this.keyOf(values);
		if (this.keys.get(key)?.has(rowid) !== true) return;
		const set = this.#own(key);
		set.delete(rowid);
		this.rows--;
		if (set.size === 0) this.keys.delete(key);
	}

	protected rowidsOf(there: RowidSet | undefined): RowidSet {
		return there ?? EMPTY;
	}

	/** The value's set, to be changed. */
	#own(key: string): RowidSet {
		const { owner } = this.keys;
		const known = this.keys.get(key) ?? EMPTY;
		const set = known.ownedBy(owner);
		if (set !== known) this.keys.set(key, set);
		return set;
	}
}
