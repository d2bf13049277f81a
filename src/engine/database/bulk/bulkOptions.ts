/** What callers of `bulkWrite` give and get. */

/** One value of a row: what can be bound, and what is stored as such: a boolean as 0 or 1, a Date as ISO text, objects and arrays as JSON. */
export type BulkValue = unknown;

/**
 * Rows as objects, or as arrays in the order of `columns` (of the table's columns without it); or whole columns by
 * name, all of the same length. In an object `undefined`, or nothing, is the column's default.
 */
export type BulkRows =
	Iterable<object | readonly BulkValue[]> | Readonly<Record<string, ArrayLike<BulkValue>>>;

/** What becomes of the rows that the table has: they stay, they go, or those of equal keys are updated. */
export type BulkMode = 'append' | 'replace' | 'merge';

/** How far a bulk write is. */
export interface BulkProgress {
	/** Written so far; 'merge' without an index on the keys may still hold them back. */
	readonly rows: number;
	readonly batches: number;
	/** Undefined when the rows are an iterable that does not tell. */
	readonly total: number | undefined;
}

/** What can be aborted from outside: an AbortSignal. */
export interface BulkSignal {
	readonly aborted: boolean;
	readonly reason?: unknown;
}

/** What `bulkWrite` may be told. */
export interface BulkOptions {
	/** 'append' (default) adds rows, 'replace' puts them in the place of all there are, 'merge' updates those of equal keys. */
	readonly mode?: BulkMode | undefined;
	/** Columns by which 'merge' finds rows; absent: the primary key. */
	readonly keys?: readonly string[] | undefined;
	/** Names for rows that are arrays; of rows that are objects only these are read. */
	readonly columns?: readonly string[] | undefined;
	/** Of 'append': what is done with rows that violate a constraint. Default: nothing is written at all. */
	readonly onConflict?: 'abort' | 'ignore' | 'replace' | undefined;
	/** Rows between two calls of `onProgress` and two looks at `signal`. */
	readonly batchSize?: number | undefined;
	/** After each batch; false cancels. */
	readonly onProgress?: ((progress: BulkProgress) => unknown) | undefined;
	readonly signal?: BulkSignal | undefined;
	readonly schema?: string | undefined;
}

/** What a bulk write has done. */
export interface BulkResult {
	/** Read from the source. */
	readonly rows: number;
	readonly batches: number;
	readonly inserted: number;
	readonly updated: number;
	readonly deleted: number;
	/** Of 'merge' or 'ignore': rows that changed nothing. */
	readonly unchanged: number;
	/** Rowid of the last row inserted; rows without a key of their own have got the ones before it. */
	readonly lastInsertRowid: number | bigint;
}

export const DEFAULT_BATCH_SIZE = 10_000;
