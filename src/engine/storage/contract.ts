/**
 * What storage offers to execution: two copy-on-write trees behind these interfaces.
 *
 * Ownership: a tree handle owns the nodes that carry its tag and mutates only those in place; any other
 * node is copied first. `fork()` is O(1): both handles get new tags, so neither can disturb the other. A handle
 * that nobody writes to any more is an immutable value. A cursor reads the handle as it was when opened;
 * writing to the *same* handle while a cursor is open on it is not allowed (fork first).
 */

import type { Collation } from '../types/collation.js';
import type { RowId, SqlValue } from '../types/value.js';
import type { VisitPart } from './memoryUsage.js';
import type { Vector } from './vector.js';
import type { Zone } from './zone.js';

export interface RowRange {
	readonly lower: RowId | undefined;
	readonly lowerInclusive: boolean;
	readonly upper: RowId | undefined;
	readonly upperInclusive: boolean;
}

/** Rowid table: key = rowid, columnar leaves. */
export interface RowTreeContract {
	readonly size: number;
	readonly columnCount: number;
	fork(): RowTreeContract;
	lastKey(): RowId | undefined;
	has(key: RowId): boolean;
	/** A fresh array, or undefined. */
	getRow(key: RowId): SqlValue[] | undefined;
	/** Column value by rowid without building the row; undefined when there is no such row. */
	getValue(key: RowId, columnIndex: number): SqlValue | undefined;
	/** Precondition: key absent. The row array is not kept. */
	insert(key: RowId, row: readonly SqlValue[]): void;
	/** Precondition: key present. */
	update(key: RowId, row: readonly SqlValue[]): void;
	/** False when absent. */
	delete(key: RowId): boolean;
	/** Bulk append in key order, all keys beyond lastKey(); columns[c][i]. The fast path of large loads. */
	appendColumns(keys: readonly RowId[], columns: readonly (readonly SqlValue[])[]): void;
	/** The same of vectors of any kind but dictionary codes: `count` rows from position 0, copied. */
	appendVectors(keys: readonly RowId[], columns: readonly Vector[], count: number): void;
	/** What texts a column is about to get, while the tree is empty: picked anywhere, some thousand. */
	judgeTexts?(columnIndex: number, sample: readonly string[]): void;
	scan(range?: RowRange, direction?: ScanDirection): RowCursor;
	/** Of a table in partitions: without the rows of those that are not named. For reading. */
	pruned?(numbers: readonly number[]): RowTreeContract;
	/** New tree with one column added at the end (value for all rows) or removed; O(leaves). */
	withColumnAdded(value: SqlValue): RowTreeContract;
	withColumnRemoved(columnIndex: number): RowTreeContract;
	/** For VACUUM: the same rows in less memory; undefined: it would not be much less. */
	withoutLostTexts(): RowTreeContract | undefined;
	/** Estimated bytes of all nodes, shared or not. */
	byteSize(): number;
	/** What they would be with no leaf packed; absent: the same. */
	plainSize?(): number;
	/** Each part that other trees may share, once: see memoryUsage.ts. */
	visitParts(visit: VisitPart): void;
	/** Throws when an invariant is broken. */
	checkValid(): void;
}

export type ScanDirection = 'forward' | 'backward';

/** One leaf per next(); zero copy. With direction backward leaves come last-first, rows inside stay ascending. */
export interface RowCursor {
	next(): boolean;
	/** Rows of the current leaf in range: positions start <= p < end of `keys` and of every vector. */
	readonly keys: readonly RowId[];
	readonly columns: readonly Vector[];
	readonly start: number;
	readonly end: number;
	/** Statistics of the current leaf (of all its rows, in range or not); computed once per leaf, then kept. */
	zone(columnIndex: number): Zone;
}

export interface KeyPart {
	/** Position in the entry array. */
	readonly position: number;
	readonly collation: Collation;
	readonly descending: boolean;
	/** The value is one of a row of the table, which holds it anyway: a text takes no memory of its own. */
	readonly isTableValue?: boolean;
}

/** A bound compares only its first prefix.length key parts. In tree order (descending parts included). */
export interface KeyBound {
	readonly prefix: readonly SqlValue[];
	readonly inclusive: boolean;
}

export interface KeyRange {
	readonly lower: KeyBound | undefined;
	readonly upper: KeyBound | undefined;
}

/** As a vector of that kind, but numbers may stand in a typed array. */
export type EntryColumn =
	| { readonly kind: 'int' | 'real'; readonly data: ArrayLike<number> }
	| { readonly kind: 'generic'; readonly data: ArrayLike<SqlValue> };

/** Entries as columns, in the order of an entry's values; `count` rows from position 0. */
export interface EntryColumns {
	readonly columns: readonly EntryColumn[];
	readonly count: number;
}

/**
 * Composite-key tree: secondary indexes (entry = indexed values..., rowid or primary key) and WITHOUT ROWID
 * tables (entry = the row in column order). Entries are arrays kept as given; never mutate one after insert.
 */
export interface KeyTreeContract {
	readonly size: number;
	readonly keyParts: readonly KeyPart[];
	fork(): KeyTreeContract;
	/** False, and unchanged, when an entry with an equal full key exists. */
	insert(entry: readonly SqlValue[]): boolean;
	/** Inserts many, sorted first: the fast way to build an index. Entries of equal keys are taken once. */
	insertAll(entries: readonly (readonly SqlValue[])[]): void;
	/** Removes many, those that are there: in one walk, for a good part of the entries. */
	deleteAll(entries: readonly (readonly SqlValue[])[]): void;
	/**
	 * Inserts many that are still columns, whose arrays are not kept, if no two entries, stored or new, agree in the first
	 * `width` key parts without a NULL among them. False, and nothing done, if two do. `width` undefined: their full keys are
	 * known to differ. Absent: not offered.
	 */
	insertColumns?(rows: EntryColumns, width: number | undefined): boolean;
	/** The same, but only if they come in order, beyond all that there are. */
	appendColumns?(rows: EntryColumns, width: number | undefined): boolean;
	/** Removes the entry with the same full key; false when absent. */
	delete(entry: readonly SqlValue[]): boolean;
	/** First entry whose leading key parts equal the prefix (values in key part order). */
	find(prefix: readonly SqlValue[]): readonly SqlValue[] | undefined;
	scan(range?: KeyRange, direction?: ScanDirection): KeyCursor;
	pruned?(numbers: readonly number[]): KeyTreeContract;
	byteSize(): number;
	/** As of rows. */
	plainSize?(): number;
	visitParts(visit: VisitPart): void;
	checkValid(): void;
}

/** One leaf per next(); entries[start..end). Backward: leaves last-first, entries inside stay ascending. */
export interface KeyCursor {
	next(): boolean;
	readonly entries: readonly (readonly SqlValue[])[];
	readonly start: number;
	readonly end: number;
}

export type Tree = RowTreeContract | KeyTreeContract;
