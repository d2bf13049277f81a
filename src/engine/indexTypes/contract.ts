/**
 * What an index type is: `CREATE INDEX i ON t USING name (columns) WITH (option = value)`.
 *
 * A type makes one structure an index. The structure is told of each row that comes and goes, and answers searches with
 * rowids; everything else (rows, transactions, layers, UNIQUE, plans) is the engine's business. `hash`, `bitmap` and
 * `fulltext` are types on exactly this interface. Tables WITHOUT ROWID have ordinary indexes only.
 */

import type { VisitPart } from '../storage/memoryUsage.js';
import type { Collation } from '../types/collation.js';
import type { Row, RowId, SqlValue } from '../types/value.js';

/** `=` stands for =, IS and IN, over all columns of the index at once; the others are about one column. */
export type SearchOperator = '=' | 'like' | 'glob' | 'match';

/**
 * `exact`: a search gives the rows for which the predicate is true, and no others. `candidates`: it may give more; the
 * predicate is evaluated on each.
 */
export type SearchPrecision = 'exact' | 'candidates';

/** A type of index: it makes an empty structure for each CREATE INDEX. */
export interface IndexType {
	/** The operators it serves. `match` has to be exact: nothing else can evaluate it. */
	readonly operators: Readonly<Partial<Record<SearchOperator, SearchPrecision>>>;
	/** Options it knows by folded name; WITH refuses others. */
	readonly options?: readonly string[];
	/** A new, empty index. Throws for option values and columns that it cannot do with. */
	create(definition: IndexDefinition): IndexStructure;
}

/** The index that CREATE INDEX asks for. */
export interface IndexDefinition {
	readonly name: string;
	readonly columns: readonly IndexedColumn[];
	/** By folded name. */
	readonly options: ReadonlyMap<string, SqlValue>;
}

/** A column or expression of it. */
export interface IndexedColumn {
	/** Undefined for expressions. */
	readonly name: string | undefined;
	readonly collation: Collation;
}

/** `column`: position in the index; undefined: MATCH over the whole table. */
export type IndexSearch =
	| { readonly operator: '='; readonly values: Row }
	| {
			readonly operator: 'like' | 'glob' | 'match';
			readonly column: number | undefined;
			readonly pattern: SqlValue;
	  };

/** What an index finds rows with. */
export interface IndexStructure {
	/**
	 * A second structure with the same content, and both go on by themselves: every transaction, savepoint and layer is a
	 * fork. It should take the same time whatever the size, so parts are shared until one side changes them.
	 */
	fork(): IndexStructure;
	/** `values`: of the index's columns, in order. The row is not there yet. */
	insert(values: Row, rowid: RowId): void;
	/** The row was inserted with the same values. */
	delete(values: Row, rowid: RowId): void;
	/** Each rowid once, in any order. Undefined: this search is beyond it, and all rows have to be read. */
	search(search: IndexSearch): Iterable<RowId> | undefined;
	/** Whether the row is there with these values: PRAGMA integrity_check. Without it `=` is searched for, if it is served. */
	has?(values: Row, rowid: RowId): boolean;
	/** How many rows a search leaves on average, for the planner. */
	rowsPerSearch?(operator: SearchOperator): number;
	/** Bytes of everything it holds, shared or not; an estimate will do. */
	byteSize(): number;
	/** Each part that forks may share, once, with its bytes; false: go no deeper. Without it the whole counts as one. */
	visitParts?(visit: VisitPart): void;
	/** Throws when an invariant is broken: PRAGMA integrity_check. */
	checkValid?(): void;
}

export interface IndexTypeLookup {
	/** By folded name. */
	find(key: string): IndexType | undefined;
	names(): Iterable<string>;
}
