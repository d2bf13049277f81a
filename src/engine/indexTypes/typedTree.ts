/**
 * An index of a registered type among the trees of a database state: commits, savepoints, rebases, UNIQUE checks, REINDEX
 * and accounting treat it as they treat any index tree. It has no order, so it cannot be scanned; plans search it.
 *
 * Entries are [indexed values..., rowid].
 */

import type { KeyCursor, KeyPart, KeyTreeContract } from '../storage/contract.js';
import type { VisitPart } from '../storage/memoryUsage.js';
import { compositeKey } from '../types/compare.js';
import type { Row, RowId, SqlValue } from '../types/value.js';
import type { IndexSearch, IndexStructure, SearchOperator } from './contract.js';
import { RowidSet } from './rowidSet.js';

/** What plans and functions see of it. */
export interface SearchableTree {
	/** Undefined: all rows have to be read. */
	search(search: IndexSearch): Iterable<RowId> | undefined;
	/** The same as a set; made once for each state of the index. Throws where the type has no answer. */
	searchSet(search: IndexSearch): RowidSet;
	readonly structure: IndexStructure;
}

export class TypedTree implements KeyTreeContract, SearchableTree {
	readonly keyParts: readonly KeyPart[];
	readonly structure: IndexStructure;
	readonly #create: () => IndexStructure;
	#size: number;
	/** The last search and its result, while nothing changes. */
	#found: { readonly key: string; readonly rowids: RowidSet } | undefined = undefined;

	/** `keyParts`: of the indexed columns and the rowid. */
	constructor(
		keyParts: readonly KeyPart[],
		create: () => IndexStructure,
		structure = create(),
		size = 0,
	) {
		this.keyParts = keyParts;
		this.#create = create;
		this.structure = structure;
		this.#size = size;
	}

	get size(): number {
		return this.#size;
	}

	fork(): TypedTree {
		return new TypedTree(this.keyParts, this.#create, this.structure.fork(), this.#size);
	}

	empty(): TypedTree {
		return new TypedTree(this.keyParts, this.#create);
	}

	insert(entry: Row): boolean {
		this.#found = undefined;
		this.structure.insert(entry.slice(0, -1), entry[entry.length - 1] as RowId);
		this.#size++;
		return true;
	}

	insertAll(entries: readonly Row[]): void {
		for (const entry of entries) this.insert(entry);
	}

	deleteAll(entries: readonly Row[]): void {
		for (const entry of entries) this.delete(entry);
	}

	delete(entry: Row): boolean {
		this.#found = undefined;
		this.structure.delete(entry.slice(0, -1), entry[entry.length - 1] as RowId);
		this.#size--;
		return true;
	}

	/** Precondition: the prefix is of all indexed columns, with the rowid or without (where `=` is served). */
	find(prefix: Row): Row | undefined {
		const length = this.keyParts.length - 1;
		const values = prefix.slice(0, length);
		if (prefix.length > length && this.structure.has) {
			return this.structure.has(values, prefix[length] as RowId) ? prefix : undefined;
		}
		const rowids = this.search({ operator: '=', values });
		if (!rowids) return prefix.length > length ? prefix : undefined;
		for (const rowid of rowids) {
			if (prefix.length === length || prefix[length] === rowid) return [...values, rowid];
		}
		return undefined;
	}

	scan(): KeyCursor {
		throw new Error('an index of this type has no order');
	}

	search(search: IndexSearch): Iterable<RowId> | undefined {
		return this.structure.search(search);
	}

	searchSet(search: IndexSearch): RowidSet {
		const key = keyOf(search);
		if (this.#found?.key === key) return this.#found.rowids;
		const rowids = RowidSet.of(this.search(search) ?? []);
		this.#found = { key, rowids };
		return rowids;
	}

	rowsPerSearch(operator: SearchOperator): number | undefined {
		return this.structure.rowsPerSearch?.(operator);
	}

	byteSize(): number {
		return this.structure.byteSize();
	}

	visitParts(visit: VisitPart): void {
		if (this.structure.visitParts) this.structure.visitParts(visit);
		else visit(this.structure, this.structure.byteSize());
	}

	checkValid(): void {
		this.structure.checkValid?.();
	}
}

function keyOf(search: IndexSearch): string {
	const values: readonly SqlValue[] = search.operator === '=' ? search.values : [search.pattern];
	const column = search.operator === '=' ? undefined : search.column;
	return `${search.operator} ${column ?? ''} ${compositeKey(values)}`;
}
