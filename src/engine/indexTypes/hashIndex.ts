/**
 * `USING hash`: equality over all its columns at once. A trie of keys to the rowids that have them; one rowid, the usual
 * case, stands there by itself. UNIQUE is possible.
 */

import { SqlError } from '../types/sqlError.js';
import { compositeKey } from '../types/compare.js';
import type { Collation } from '../types/collation.js';
import type { Row, RowId } from '../types/value.js';
import type { VisitPart } from '../storage/memoryUsage.js';
import type { IndexDefinition, IndexSearch, IndexStructure, IndexType } from './contract.js';
import { HashTrie } from './hashTrie.js';
import { RowidSet } from './rowidSet.js';

export const hashType: IndexType = {
	operators: { '=': 'exact' },
	create: definition => new HashIndex(hashedCollations(definition, 'hash')),
};

/** Equal values need equal keys. */
export function hashedCollations({ columns }: IndexDefinition, type: string): readonly Collation[] {
	for (const { collation } of columns) {
		if (collation.hashKey !== undefined) continue;
		throw new SqlError(
			'SQLITE_ERROR',
			`index type ${type} cannot use collating sequence ${collation.name}`,
			{ hint: 'only an ordinary index can: leave USING out' },
		);
	}
	return columns.map(column => column.collation);
}

class HashIndex implements IndexStructure {
	readonly #collations: readonly Collation[];
	readonly #keys: HashTrie<RowId | RowidSet>;
	#rows: number;

	constructor(
		collations: readonly Collation[],
		keys: HashTrie<RowId | RowidSet> = new HashTrie(),
		rows = 0,
	) {
		this.#collations = collations;
		this.#keys = keys;
		this.#rows = rows;
	}

	fork(): HashIndex {
		return new HashIndex(this.#collations, this.#keys.fork(), this.#rows);
	}

	insert(values: Row, rowid: RowId): void {
		const key = compositeKey(values, this.#collations);
		const there = this.#keys.get(key);
		this.#rows++;
		if (there === undefined) {
			this.#keys.set(key, rowid);
			return;
		}
		const { owner } = this.#keys;
		const set = there instanceof RowidSet ? there.ownedBy(owner) : RowidSet.of([there], owner);
		set.add(rowid);
		if (set !== there) this.#keys.set(key, set);
	}

	delete(values: Row, rowid: RowId): void {
		const key = compositeKey(values, this.#collations);
		const there = this.#keys.get(key);
		if (there === undefined) return;
		this.#rows--;
		if (!(there instanceof RowidSet)) {
			this.#keys.delete(key);
			return;
		}
		const set = there.ownedBy(this.#keys.owner);
		set.delete(rowid);
		if (set.size <= 1) for (const last of set) this.#keys.set(key, last);
		else if (set !== there) this.#keys.set(key, set);
	}

	search(search: IndexSearch): Iterable<RowId> | undefined {
		if (search.operator !== '=') return undefined;
		const there = this.#keys.get(compositeKey(search.values, this.#collations));
		if (there === undefined) return [];
		return there instanceof RowidSet ? there : [there];
	}

	rowsPerSearch(): number {
		return this.#rows / Math.max(1, this.#keys.size);
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
		this.#keys.visitParts(visit, value => {
			if (value instanceof RowidSet) value.visitParts(visit);
		});
	}

	checkValid(): void {
		this.#keys.checkValid();
		let rows = 0;
		for (const [, value] of this.#keys.entries()) {
			if (value instanceof RowidSet) value.checkValid();
			rows += value instanceof RowidSet ? value.size : 1;
		}
		if (rows !== this.#rows) throw new Error(`hash index: ${rows} rowids of ${this.#rows}`);
	}
}
