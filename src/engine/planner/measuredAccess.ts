/** How many rows a search gives, by what is known of the values of the columns that it searches. */

import type { IndexColumn } from '../catalog/schema.js';
import type { ColumnStatistics, ValueBound } from '../plan/columnStatistics.js';
import {
	averageFraction,
	combinedFraction,
	equalFraction,
	rangeFraction,
} from '../plan/columnStatistics.js';
import type { Expr } from '../plan/expression.js';
import type { SqlValue } from '../types/value.js';
import type { StatisticsOfColumn } from './measuredColumns.js';
import { matchingFraction } from './measuredSelectivity.js';
import type { Range } from './rangeTerms.js';
import type { Sarg } from './sargs.js';

/** A bound that is not known yet leaves so many. */
const UNKNOWN_BOUND = 0.25;
/** Logarithm of how many times the average may be off. */
const MISTRUST = Math.log(4);

/** Part of the rows that one search for equal keys gives; undefined: unknown. */
export function seekFraction(
	statistics: StatisticsOfColumn,
	equals: readonly Sarg[],
): number | undefined {
	const fractions: number[] = [];
	for (const sarg of equals) {
		const column = sarg.columnIndex >= -1 ? statistics(sarg.columnIndex) : undefined;
		if (!column) return undefined;
		fractions.push(equalPart(column, sarg));
	}
	return combinedFraction(fractions);
}

/** Rows that share one value of an index part; undefined: unknown. */
export function averageRows(
	statistics: StatisticsOfColumn | undefined,
	part: IndexColumn | undefined,
	size: number,
): number | undefined {
	if (!statistics || !part || part.columnIndex < 0) return undefined;
	const column = statistics(part.columnIndex);
	return column && size * averageFraction(column);
}

/**
 * How much more rows than on average the values that are searched for have, if sqlite_stat1 says that the average is
 * `average`. Where it says something quite different from what is there, somebody wants it so.
 */
export function seekSkew(
	statistics: StatisticsOfColumn,
	equals: readonly Sarg[],
	average: number,
): number {
	let skew = 1;
	let expected = 1;
	for (const sarg of equals) {
		const column = sarg.columnIndex >= -1 ? statistics(sarg.columnIndex) : undefined;
		if (!column) continue;
		const usual = Math.max(1e-9, averageFraction(column));
		expected *= usual;
		skew *= equalPart(column, sarg) / usual;
	}
	const isBelieved = equals.length > 1 || Math.abs(Math.log(average / expected)) < MISTRUST;
	return isBelieved ? skew : 1;
}

function equalPart(column: ColumnStatistics, sarg: Sarg): number {
	switch (sarg.operator) {
		case 'in': {
			const { list } = sarg;
			const sum = list.reduce((total, item) => total + partOf(column, sarg, item), 0);
			return list.length === 0 ? 0 : sum / list.length;
		}
		case '=':
		case 'is':
			return sarg.value ? partOf(column, sarg, sarg.value) : averageFraction(column);
		default:
			return averageFraction(column);
	}
}

function partOf(column: ColumnStatistics, sarg: Sarg, expr: Expr): number {
	const value = knownValue(sarg, expr);
	if (value === undefined) return averageFraction(column);
	if (value === null) return sarg.operator === 'is' ? column.nullFraction : 0;
	return equalFraction(column, value);
}

/** Texts are counted as BINARY compares them. */
function knownValue(sarg: Sarg, expr: Expr): SqlValue | undefined {
	if (expr.kind !== 'literal') return undefined;
	const isText = typeof expr.value === 'string';
	return isText && sarg.collation !== '' && sarg.collation !== 'BINARY' ? undefined : expr.value;
}

/** Part of the rows within the bounds; undefined: unknown. */
export function rangePart(
	statistics: StatisticsOfColumn | undefined,
	{ lower, upper, pattern, isNotNullOnly }: Range,
): number | undefined {
	const sarg = lower ?? upper ?? pattern;
	if (!statistics || !sarg || sarg.columnIndex < -1) return undefined;
	if (pattern) return patternPart(statistics, pattern);
	if (isNotNullOnly) {
		const column = statistics(sarg.columnIndex);
		return column && 1 - column.nullFraction;
	}
	const low = knownBound(lower);
	const high = knownBound(upper);
	if (!low && !high) return undefined;
	const column = statistics(sarg.columnIndex);
	if (!column) return undefined;
	const unknown = (lower && !low) || (upper && !high) ? UNKNOWN_BOUND : 1;
	return rangeFraction(column, low, high) * unknown;
}

function patternPart(statistics: StatisticsOfColumn, { columnIndex, conjunct }: Sarg) {
	const { expr } = conjunct;
	const column = expr.kind === 'call' ? statistics(columnIndex) : undefined;
	return column && expr.kind === 'call' ? matchingFraction(column, expr) : undefined;
}

function knownBound(sarg: Sarg | undefined): ValueBound | undefined {
	if (!sarg?.value) return undefined;
	const value = knownValue(sarg, sarg.value);
	if (value === undefined || value === null) return undefined;
	return { value, inclusive: sarg.operator === '>=' || sarg.operator === '<=' };
}
