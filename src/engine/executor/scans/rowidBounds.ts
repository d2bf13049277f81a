/** Values compared with rowids: which rowids an access expression stands for. */

import { compareValues } from '../../types/compare.js';
import { applyAffinity, isInteger } from '../../types/convert.js';
import { Real, type RowId, type SqlValue } from '../../types/value.js';
import type { ScanBound } from '../../plan/nodes.js';
import type { RowRange } from '../../storage/contract.js';
import type { ExecutionContext } from '../contract.js';
import { compileRowless } from '../expression/compileScalar.js';
import type { PlanCompiler } from '../expression/scope.js';

const LEAST = -9223372036854775808;

/** The rowid equal to the value; undefined when no rowid can be. */
export function rowidFrom(value: SqlValue): RowId | undefined {
	if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
	const number = applyAffinity(value, 'integer');
	// A column keeps this one as a REAL; as a rowid SQLite takes it.
	if (number === LEAST) return BigInt(LEAST);
	return isInteger(number) ? number : undefined;
}

/** Distinct rowids of the values, ascending. */
export function rowidsFrom(values: Iterable<SqlValue>): RowId[] {
	const rowids = new Set<RowId>();
	for (const value of values) {
		const rowid = rowidFrom(value);
		if (rowid !== undefined) rowids.add(rowid);
	}
	return [...rowids].sort(compareRowids);
}

function compareRowids(left: RowId, right: RowId): number {
	return left < right ? -1 : left > right ? 1 : 0;
}

export interface Bound {
	readonly value: SqlValue;
	readonly inclusive: boolean;
}

export function compileBound(
	bound: ScanBound,
	plans: PlanCompiler,
): (context: ExecutionContext) => Bound {
	const value = compileRowless(bound.value, plans);
	const { inclusive } = bound;
	return context => ({ value: value(context), inclusive });
}

/** Undefined: no row is in the range. */
export function rowRange(lower: Bound | undefined, upper: Bound | undefined): RowRange | undefined {
	const low = lower === undefined ? unbounded : edge(lower, 'lower');
	const high = upper === undefined ? unbounded : edge(upper, 'upper');
	if (low === 'nothing' || high === 'nothing') return undefined;
	if (low.key !== undefined && high.key !== undefined) {
		const order = compareValues(low.key, high.key);
		if (order > 0 || (order === 0 && !(low.inclusive && high.inclusive))) return undefined;
	}
	return {
		lower: low.key,
		lowerInclusive: low.inclusive,
		upper: high.key,
		upperInclusive: high.inclusive,
	};
}

interface Edge {
	readonly key: RowId | undefined;
	readonly inclusive: boolean;
}

const unbounded: Edge = { key: undefined, inclusive: true };

function edge(bound: Bound, side: 'lower' | 'upper'): Edge | 'nothing' {
	const value = applyAffinity(bound.value, 'integer');
	if (value === null) return 'nothing';
	if (isInteger(value)) return { key: value, inclusive: bound.inclusive };
	if (typeof value === 'number' || value instanceof Real) {
		const real = value instanceof Real ? value.value : value;
		// A real that is no rowid lies between two of them, or beyond all.
		if (real >= 9223372036854775808) return side === 'lower' ? 'nothing' : unbounded;
		if (real < -9223372036854775808) return side === 'lower' ? unbounded : 'nothing';
		const whole = side === 'lower' ? Math.ceil(real) : Math.floor(real);
		const key = Number.isSafeInteger(whole) ? whole + 0 : BigInt(whole);
		return { key, inclusive: true };
	}
	// Texts and blobs come after all numbers.
	return side === 'lower' ? 'nothing' : unbounded;
}
