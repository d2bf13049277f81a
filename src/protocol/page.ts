/**
 * A page of a query's result on its way from the worker to a reader.
 *
 * A page is a stretch of rows held by column, so that numeric columns travel as transferable typed
 * arrays and a text column as one string with offsets (one allocation for the receiver, sliced only for
 * the rows that are looked at). Exactness: every SQL value comes out as it went in, 64-bit integers and
 * the difference between INTEGER 1 and REAL 1.0 included.
 *
 * This file is the shape alone; pageCodec.ts makes and reads it, pageJson.ts gives it a JSON-safe form.
 */

/** A REAL whose value is a whole number, so that it is not taken for an INTEGER. */
export interface BoxedReal {
	readonly value: number;
}

/**
 * One SQL value as plain data (survives structured clone).
 *
 *   NULL null · INTEGER number while safe, else bigint · REAL number, boxed when whole · TEXT string ·
 *   BLOB Uint8Array
 */
export type WireValue = null | number | bigint | string | Uint8Array | BoxedReal;

/** NULL mask: byte r is 1 when row r is NULL; undefined when no row is. */
export type NullMask = Uint8Array | undefined;

export type ColumnBatch =
	/** Safe integers; NULL = NaN. */
	| { readonly type: 'int'; readonly data: Float64Array }
	/** At least one integer beyond the safe ones. */
	| { readonly type: 'int64'; readonly data: BigInt64Array; readonly nulls: NullMask }
	/** REALs; NULL = NaN (SQLite has no NaN). */
	| { readonly type: 'real'; readonly data: Float64Array }
	/** Row r is text.slice(offsets[r], offsets[r + 1]); offsets count UTF-16 units. */
	| {
			readonly type: 'text';
			readonly text: string;
			readonly offsets: Uint32Array;
			readonly nulls: NullMask;
	  }
	/** Row r is values[codes[r]]; values[0] is null. */
	| {
			readonly type: 'dict';
			readonly codes: Uint32Array;
			readonly values: readonly (string | null)[];
	  }
	/** Row r is bytes.subarray(offsets[r], offsets[r + 1]). */
	| {
			readonly type: 'blob';
			readonly bytes: Uint8Array;
			readonly offsets: Uint32Array;
			readonly nulls: NullMask;
	  }
	/** Values of several storage classes, or nothing but NULL. */
	| { readonly type: 'mixed'; readonly values: readonly WireValue[] };

/** A value too long to travel in a page: the page holds its beginning. */
export interface TruncatedCell {
	/** Row within the page. */
	readonly row: number;
	readonly column: number;
	/** Full length: UTF-16 units of a TEXT, bytes of a BLOB. */
	readonly length: number;
}

export interface ResultPage {
	/** Position of the first row within the result. */
	readonly offset: number;
	readonly rowCount: number;
	readonly columns: readonly ColumnBatch[];
	readonly truncated: readonly TruncatedCell[];
}
