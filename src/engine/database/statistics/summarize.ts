/** From a sample to what the planner wants to know of a column: plan/columnStatistics.ts. */

import type { ColumnStatistics, CommonValue } from '../../plan/columnStatistics.js';
import { compareValues } from '../../types/compare.js';
import type { SqlValue } from '../../types/value.js';
import type { ColumnSample } from './sampleColumn.js';

const BUCKETS = 64;
const COMMON = 100;

interface Run {
	readonly value: SqlValue;
	readonly count: number;
}

export function summarize({ values, bounds }: ColumnSample, rows: number): ColumnStatistics {
	const sampled = values.length;
	const known = values.filter(value => value !== null);
	known.sort(byValue);
	const runs = runsOf(known);
	const distinct = distinctValues(runs, known.length, sampled, rows);
	const common = commonRuns(runs, known.length, sampled < rows);
	const rest = withoutCommon(known, common);
	return {
		rows,
		sampled,
		nullFraction: sampled === 0 ? 0 : 1 - known.length / sampled,
		distinct,
		common: common.map(({ value, count }): CommonValue => ({ value, fraction: count / sampled })),
		bounds: boundsOf(rest),
		minimum: bounds ? lesser(bounds.minimum, known[0]) : (known[0] ?? null),
		maximum: bounds ? greater(bounds.maximum, known.at(-1)) : (known.at(-1) ?? null),
		restFraction: sampled === 0 ? 0 : rest.length / sampled,
	};
}

function lesser(bound: number, value: SqlValue | undefined): SqlValue {
	return value !== undefined && compareValues(value, bound) <= 0 ? value : bound;
}

function greater(bound: number, value: SqlValue | undefined): SqlValue {
	return value !== undefined && compareValues(value, bound) >= 0 ? value : bound;
}

function byValue(left: SqlValue, right: SqlValue): number {
	return compareValues(left, right);
}

function runsOf(sorted: readonly SqlValue[]): Run[] {
	const runs: Run[] = [];
	let start = 0;
	for (let position = 1; position <= sorted.length; position++) {
		const value = sorted[start] as SqlValue;
		const isSame =
			position < sorted.length && compareValues(value, sorted[position] as SqlValue) === 0;
		if (isSame) continue;
		runs.push({ value, count: position - start });
		start = position;
	}
	return runs;
}

/**
 * How many values all rows have: those of the sample, and for each that it has once some that it has not (Haas and Stokes,
 * 1998, estimator Duj1).
 */
function distinctValues(
	runs: readonly Run[],
	known: number,
	sampled: number,
	rows: number,
): number {
	if (known === 0 || sampled >= rows) return runs.length;
	const total = (rows * known) / sampled;
	let once = 0;
	for (const { count } of runs) if (count === 1) once++;
	if (once === known) return Math.round(total);
	const estimate = (known * runs.length) / (known - once + (once * known) / total);
	return Math.round(Math.min(total, Math.max(runs.length, estimate)));
}

/** Those that are clearly more frequent than the average; all, when there are few. */
function commonRuns(runs: readonly Run[], known: number, isSample: boolean): Run[] {
	if (runs.length === 0) return [];
	const least = runs.length <= COMMON ? 1 : (known / runs.length) * 1.25;
	const found = runs.filter(({ count }) => count >= least && (count > 1 || !isSample));
	// The runs are in the order of their values, and sorting is stable.
	found.sort((left, right) => right.count - left.count);
	return found.slice(0, COMMON);
}

function withoutCommon(sorted: readonly SqlValue[], common: readonly Run[]): SqlValue[] {
	const skipped = [...common].sort((left, right) => compareValues(left.value, right.value));
	const rest: SqlValue[] = [];
	let at = 0;
	let position = 0;
	while (position < sorted.length) {
		const next = skipped[at];
		if (next && compareValues(sorted[position] as SqlValue, next.value) === 0) {
			position += next.count;
			at++;
			continue;
		}
		rest.push(sorted[position] as SqlValue);
		position++;
	}
	return rest;
}

function boundsOf(sorted: readonly SqlValue[]): SqlValue[] {
	const last = sorted.length - 1;
	if (last < 0) return [];
	const buckets = Math.max(1, Math.min(BUCKETS, last));
	const bounds: SqlValue[] = [];
	for (let bucket = 0; bucket <= buckets; bucket++) {
		bounds.push(sorted[Math.round((bucket * last) / buckets)] as SqlValue);
	}
	return bounds;
}
