/**
 * `USING hash`: equality over all its columns at once. A trie of keys to the rowids that have them; one rowid, the usual
 * case, stands there by itself. UNIQUE is possible.
 */

import type { Row, RowId } from '../types/value.js';
import type { IndexType } from './contract.js';
import { hashedCollations, KeyedIndex } from './keyedIndex.js';
import { RowidSet } from './rowidSet.js';

export const hashType: IndexType = {
	operators: { '=': 'exact' },
	create: definition => new HashIndex(hashedCollations(definition, 'hash')),
};

class HashIndex extends KeyedIndex<RowId | RowidSet> {
	fork(): HashIndex {
		return new HashIndex(this.collations, this.keys.fork(), this.rows);
	}

	insert(values: Row, rowid: RowId): void {
		const key = this.keyOf(values);
		const there = this.keys.get(key);
		this.rows++;
		if (there === undefined) {
			this.keys.set(key, rowid);
			return;
		}
		const { owner } = this.keys;
		const set = there instanceof RowidSet ? there.ownedBy(owner) : RowidSet.of([there], owner);
		set.add(rowid);
		if (set !== there) this.keys.set(key, set);
	}

	delete(values: Row, rowid: RowId): void {
		const key = this.keyOf(values);
		const there = this.keys.get(key);
		if (there === undefined) return;
		this.rows--;
		if (!(there instanceof RowidSet)) {
			this.keys.delete(key);
			return;
		}
		const set = there.ownedBy(this.keys.owner);
		set.delete(rowid);
		if (set.size <= 1) for (const last of set) this.keys.set(key, last);
		else if (set !== there) this.keys.set(key, set);
	}

	protected rowidsOf(there: RowId | RowidSet | undefined): Iterable<RowId> {
		if (there === undefined) return [];
		return there instanceof RowidSet ? there : [there];
	}
}
