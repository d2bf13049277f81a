/**
 * SQL values inside the engine: SQLite's five storage classes.
 *
 *   NULL     null
 *   INTEGER  number while Number.isSafeInteger(x), otherwise bigint (signed 64-bit)
 *   REAL     number while !Number.isSafeInteger(x) (1.5, 1e300, Infinity), otherwise boxed `Real`
 *            (1.0, -0.0): a bare safe-integer number is always an INTEGER
 *   TEXT     string
 *   BLOB     Uint8Array, never mutated once it is a value
 *
 * NaN is no SQL value: operations that would give it give NULL.
 * In typed vectors (storage/vector.ts) the vector's kind tells INTEGER from REAL and nothing is boxed.
 */

/** A REAL whose value is a safe integer, so that it is not taken for an INTEGER. */
export class Real {
	/** The number. */
	readonly value: number;
	constructor(value: number) {
		this.value = value;
	}
}

/** A value as the engine holds it. */
export type SqlValue = null | number | bigint | string | Uint8Array | Real;

/** One row; position = column position in whatever the row belongs to. */
export type Row = readonly SqlValue[];

/** Rowid: signed 64-bit, a bigint beyond the safe integers. */
export type RowId = number | bigint;

/** REAL from a JS number; NaN becomes NULL. */
export function realValue(value: number): SqlValue {
	if (Number.isSafeInteger(value)) return new Real(value);
	return value !== value ? null : value;
}

/** INTEGER from a bigint that fits 64 bits: the canonical form (number while safe). */
export function integerValue(value: bigint): number | bigint {
	return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}
