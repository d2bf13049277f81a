/**
 * What the index types hash and bitmap have in common: a trie from the indexed values, all columns together, to the rowids
 * that have them. How the rowids of a key are held is their own business.
 */

import { SqlError } from '../types/sqlError.js';
import { compositeKey } from '../types/compare.js';
import type { Collation } from '../types/collation.js';
import type { Row, RowId } from '../types/value.js';
import { partsSize } from '../storage/memoryUsage.js';
import type { VisitPart } from '../storage/memoryUsage.js';
import type { IndexDefinition, IndexSearch, IndexStructure } from './contract.js';
import { HashTrie } from './hashTrie.js';
import { RowidSet } from './rowidSet.js';

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

export abstract class KeyedIndex<Rowids> implements IndexStructure {
	protected readonly collations: readonly Collation[];
	protected readonly keys: HashTrie<Rowids>;
	protected rows: number;

	constructor(
		collations: readonly Collation[],
		keys: HashTrie<Rowids> = new HashTrie<Rowids>(),
		rows = 0,
	) {
		this.collations = collations;
		this.keys = keys;
		this.rows = rows;
	}

	abstract fork(): IndexStructure;
	abstract insert(values: Row, rowid: RowId): void;
	abstract delete(values: Row, rowid: RowId): void;
	/** The rowids of a key, if any has it. */
	protected abstract rowidsOf(there: Rowids | undefined): Iterable<RowId>;

	search(search: IndexSearch): Iterable<RowId> | undefined {
		if (search.operator !== '=') return undefined;
		return this.rowidsOf(this.keys.get(this.keyOf(search.values)));
	}

	rowsPerSearch(): number {
		return this.rows / Math.max(1, this.keys.size);
	}

	byteSize(): number {
		return partsSize(this);
	}

	visitParts(visit: VisitPart): void {
		this.keys.visitParts(visit, there => {
			if (there instanceof RowidSet) there.visitParts(visit);
		});
	}

	checkValid(): void {
		this.keys.checkValid();
		let rows = 0;
		for (const [, there] of this.keys.entries()) {
			if (there instanceof RowidSet) there.checkValid();
			rows += there instanceof RowidSet ? there.size : 1;
		}
		if (rows !== this.rows) throw new Error(`index by keys: ${rows} rowids of ${this.rows}`);
	}

	protected keyOf(values: Row): string {
		return compositeKey(values, this.collations);
	}
}
