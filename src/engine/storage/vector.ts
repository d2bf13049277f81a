/**
 * Column vectors: what leaves hold and operators pass.
 *
 * A vector's kind is per batch, not per column: an INTEGER column's leaf turns `generic` when someone
 * stores text in it. Kernels are chosen by kind once per batch. Vectors are immutable once shared;
 * `data` may be longer than the batch (appends push into shared arrays; readers are bounded by their own n).
 *
 *   int      data: number[]   safe integers, NULL = NaN
 *   real     data: number[]   REAL values unboxed, NULL = NaN
 *   dict     data: number[]   codes into dictionary.values; code 0 is NULL (values[0] === null)
 *   generic  data: SqlValue[] anything; REALs boxed as types/value.ts says
 *
 * Arrays are packed, never holey (2x slower), and plain JS arrays, not typed arrays (copy cost, see
 * storage/README.md).
 */

import type { SqlValue } from '../types/value.js';

/** INTEGERs that JavaScript numbers hold exactly; NaN is NULL. */
export interface IntVector {
	readonly kind: 'int';
	readonly data: number[];
}

/** REALs; NaN is NULL. */
export interface RealVector {
	readonly kind: 'real';
	readonly data: number[];
}

/** Append-only; shared by all leaves and layers of one column. */
export interface Dictionary {
	/** values[0] is null. Only ever pushed to. */
	readonly values: (string | null)[];
}

/** Texts as places in a dictionary. */
export interface DictVector {
	readonly kind: 'dict';
	readonly data: number[];
	readonly dictionary: Dictionary;
}

/** Values of any kind; REALs that are whole numbers are of the class `Real`. */
export interface GenericVector {
	readonly kind: 'generic';
	readonly data: SqlValue[];
}

/** One column of some rows; how its data is meant says its kind. */
export type Vector = IntVector | RealVector | DictVector | GenericVector;
export type VectorKind = Vector['kind'];
