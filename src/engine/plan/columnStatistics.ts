/**
 * What is known of the values of a column, and what part of the rows a condition on it leaves. The numbers come from a
 * sample, so they are estimates; the same data give the same ones.
 */

import { compareValues } from '../types/compare.js';
import { Real } from '../types/value.js';
import type { SqlValue } from '../types/value.js';

export interface CommonValue {
	readonly value: SqlValue;
	/** Of all rows. */
	readonly fraction: number;
}

export interface ColumnStatistics {
	/** Rows of the table when it was looked at. */
	readonly rows: number;
	/** Rows that were looked at. */
	readonly sampled: number;
	/** Of all rows. */
	readonly nullFraction: number;
	/** Different values, without NULL. */
	readonly distinct: number;
	/** Values that are more frequent than others, in descending order of their numbers. */
	readonly common: readonly CommonValue[];
	/** The other values: as many of them between each two neighbours, the least first and the greatest last. */
	readonly bounds: readonly SqlValue[];
	/** NULL when there are no values. */
	readonly minimum: SqlValue;
	readonly maximum: SqlValue;
	/** Of all rows: values that are neither NULL nor common. */
	readonly restFraction: number;
}

export interface ValueBound {
	readonly value: SqlValue;
	readonly inclusive: boolean;
}

/** Rows that equal a value that is not known yet. */
export function averageFraction({ nullFraction, distinct }: ColumnStatistics): number {
	return (1 - nullFraction) / Math.max(1, distinct);
}

export function equalFraction(statistics: ColumnStatistics, value: SqlValue): number {
	if (value === null) return 0;
	for (const one of statistics.common) {
		if (compareValues(one.value, value) === 0) return one.fraction;
	}
	const { minimum, maximum, restFraction, distinct, common, rows } = statistics;
	const isOutside =
		minimum === null || compareValues(value, minimum) < 0 || compareValues(value, maximum) > 0;
	const others = distinct - common.length;
	if (isOutside || others < 1) return leastFraction(rows);
	return Math.max(leastFraction(rows), restFraction / others);
}

/** Nothing is believed to be quite impossible. */
function leastFraction(rows: number): number {
	return 0.5 / Math.max(1, rows);
}

export function rangeFraction(
	statistics: ColumnStatistics,
	lower: ValueBound | undefined,
	upper: ValueBound | undefined,
): number {
	let fraction = 0;
	for (const { value, fraction: part } of statistics.common) {
		if (isInside(value, lower, upper)) fraction += part;
	}
	const { bounds, restFraction } = statistics;
	if (bounds.length > 0) {
		const from = lower ? positionOf(bounds, lower.value) : 0;
		const to = upper ? positionOf(bounds, upper.value) : 1;
		fraction += restFraction * Math.max(0, to - from);
	}
	return Math.min(1, Math.max(fraction, leastFraction(statistics.rows)));
}

function isInside(
	value: SqlValue,
	lower: ValueBound | undefined,
	upper: ValueBound | undefined,
): boolean {
	if (lower) {
		const order = compareValues(value, lower.value);
		if (order < 0 || (order === 0 && !lower.inclusive)) return false;
	}
	if (!upper) return true;
	const order = compareValues(value, upper.value);
	return order < 0 || (order === 0 && upper.inclusive);
}

/** What part of the values that `bounds` stand for is below the value. */
function positionOf(bounds: readonly SqlValue[], value: SqlValue): number {
	const last = bounds.length - 1;
	if (compareValues(value, bounds[0] as SqlValue) <= 0) return 0;
	if (compareValues(value, bounds[last] as SqlValue) >= 0) return 1;
	let low = 0;
	let high = last;
	while (high - low > 1) {
		const middle = (low + high) >> 1;
		if (compareValues(bounds[middle] as SqlValue, value) <= 0) low = middle;
		else high = middle;
	}
	return (low + shareBelow(bounds[low] as SqlValue, bounds[high] as SqlValue, value)) / last;
}

/** Numbers are taken to be spread evenly between two bounds. */
function shareBelow(from: SqlValue, to: SqlValue, value: SqlValue): number {
	const low = numberOf(from);
	const high = numberOf(to);
	const at = numberOf(value);
	if (low === undefined || high === undefined || at === undefined) return 0.5;
	if (high <= low || !Number.isFinite(high - low)) return 0.5;
	return Math.min(1, Math.max(0, (at - low) / (high - low)));
}

function numberOf(value: SqlValue): number | undefined {
	if (typeof value === 'number') return value;
	if (value instanceof Real) return value.value;
	return typeof value === 'bigint' ? Number(value) : undefined;
}

/** Rows whose value passes a test that is known for any single value. */
export function testedFraction(
	{ common, bounds, restFraction, rows }: ColumnStatistics,
	test: (value: SqlValue) => boolean,
): number {
	let fraction = 0;
	for (const one of common) if (test(one.value)) fraction += one.fraction;
	if (bounds.length > 0) {
		const passed = bounds.reduce<number>((count, value) => count + (test(value) ? 1 : 0), 0);
		// Of so few values none may pass although some would.
		fraction += (restFraction * Math.max(passed, 0.25)) / bounds.length;
	}
	return Math.min(1, Math.max(fraction, leastFraction(rows)));
}

/** Several conditions at once: each after the strictest counts less, for they often go together. */
export function combinedFraction(fractions: readonly number[]): number {
	const sorted = [...fractions].sort((left, right) => left - right);
	let result = 1;
	let exponent = 1;
	for (const fraction of sorted) {
		result *= fraction ** exponent;
		exponent /= 2;
	}
	return result;
}
