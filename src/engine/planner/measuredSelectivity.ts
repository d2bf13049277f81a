/** What part of the rows pass conditions, by what is known of the values of the columns that they read. */

import { NO_SERVICES } from '../functions/noServices.js';
import type { ColumnStatistics, ValueBound } from '../plan/columnStatistics.js';
import {
	averageFraction,
	combinedFraction,
	equalFraction,
	rangeFraction,
	testedFraction,
} from '../plan/columnStatistics.js';
import type { CallExpr, ColumnId, CompareExpr, Expr, InListExpr } from '../plan/expression.js';
import { mirroredComparison } from '../plan/mirroredComparison.js';
import { isTrue } from '../types/convert.js';
import type { SqlValue } from '../types/value.js';
import { selectivityOf } from './estimate.js';
import { statisticsOfExpr } from './measuredColumns.js';
import type { PlanState } from './planState.js';

interface Range {
	readonly statistics: ColumnStatistics;
	lower: ValueBound | undefined;
	upper: ValueBound | undefined;
}

/** Of all conditions together. Two bounds of one column are one range. */
export function measuredSelectivity(state: PlanState, conjuncts: readonly Expr[]): number {
	const measured: number[] = [];
	const ranges = new Map<ColumnId, Range>();
	let guessed = 1;
	for (const conjunct of conjuncts) {
		if (addRange(state, ranges, conjunct)) continue;
		const fraction = measuredFraction(state, conjunct);
		if (fraction === undefined) guessed *= selectivityOf(conjunct, state);
		else measured.push(fraction);
	}
	for (const { statistics, lower, upper } of ranges.values()) {
		measured.push(rangeFraction(statistics, lower, upper));
	}
	return guessed * combinedFraction(measured);
}

function addRange(state: PlanState, ranges: Map<ColumnId, Range>, expr: Expr): boolean {
	if (expr.kind !== 'compare') return false;
	const found = columnSide(expr);
	if (!found || found.column.kind !== 'column' || found.value.kind !== 'literal') return false;
	const { op } = found;
	if (op !== '<' && op !== '<=' && op !== '>' && op !== '>=') return false;
	const value = comparableValue(expr, found.value.value);
	if (value === undefined || value === null) return false;
	const statistics = statisticsOfExpr(state, found.column);
	if (!statistics) return false;
	const { id } = found.column;
	let range = ranges.get(id);
	if (!range) {
		range = { statistics, lower: undefined, upper: undefined };
		ranges.set(id, range);
	}
	const bound: ValueBound = { value, inclusive: op === '<=' || op === '>=' };
	if (op === '<' || op === '<=') range.upper ??= bound;
	else range.lower ??= bound;
	return true;
}

/** Of one condition; undefined: nothing is known. */
export function measuredFraction(state: PlanState, expr: Expr): number | undefined {
	switch (expr.kind) {
		case 'compare':
			return comparedFraction(state, expr);
		case 'inList':
			return listedFraction(state, expr);
		case 'nullTest': {
			const statistics = statisticsOfExpr(state, expr.operand);
			if (!statistics) return undefined;
			const { nullFraction, rows } = statistics;
			return Math.max(0.5 / rows, expr.isNegated ? 1 - nullFraction : nullFraction);
		}
		case 'call':
			return matchedFraction(state, expr);
		default:
			return undefined;
	}
}

function comparedFraction(state: PlanState, expr: CompareExpr): number | undefined {
	const found = columnSide(expr);
	const statistics = found && statisticsOfExpr(state, found.column);
	if (!found || !statistics) return undefined;
	const { op, value } = found;
	const known = value.kind === 'literal' ? comparableValue(expr, value.value) : undefined;
	const other = statisticsOfExpr(state, value);
	switch (op) {
		case '=':
		case 'is':
			if (known === null) return op === 'is' ? statistics.nullFraction : 0;
			if (known !== undefined) return equalFraction(statistics, known);
			if (!other) return averageFraction(statistics);
			return Math.min(averageFraction(statistics), averageFraction(other));
		case '<>':
		case 'isNot': {
			const equal = known === undefined ? averageFraction(statistics) : undefined;
			const part = equal ?? equalFraction(statistics, known as SqlValue);
			return Math.max(0, 1 - part - (op === '<>' ? statistics.nullFraction : 0));
		}
		default:
			if (known === undefined || known === null) return undefined;
			return op === '<' || op === '<='
				? rangeFraction(statistics, undefined, { value: known, inclusive: op === '<=' })
				: rangeFraction(statistics, { value: known, inclusive: op === '>=' }, undefined);
	}
}

/** The comparison as `column op value`. */
function columnSide({
	op,
	left,
	right,
}: CompareExpr): { column: Expr; op: CompareExpr['op']; value: Expr } | undefined {
	if (left.kind === 'column') return { column: left, op, value: right };
	if (right.kind === 'column') return { column: right, op: mirroredComparison[op], value: left };
	return undefined;
}

/** Texts are counted as BINARY compares them. */
function comparableValue({ collation }: { collation: { name: string } }, value: SqlValue) {
	return typeof value === 'string' && collation.name !== 'BINARY' ? undefined : value;
}

function listedFraction(state: PlanState, expr: InListExpr): number | undefined {
	const statistics = statisticsOfExpr(state, expr.operand);
	if (!statistics) return undefined;
	let sum = 0;
	for (const item of expr.list) {
		const known = item.kind === 'literal' ? comparableValue(expr, item.value) : undefined;
		sum += known === undefined ? averageFraction(statistics) : equalFraction(statistics, known);
	}
	const most = 1 - statistics.nullFraction;
	return expr.isNegated ? Math.max(0.5 / statistics.rows, most - sum) : Math.min(most, sum);
}

function matchedFraction(state: PlanState, expr: CallExpr): number | undefined {
	const text = expr.args[1];
	const statistics = text && statisticsOfExpr(state, text);
	return statistics && matchingFraction(statistics, expr);
}

/** Of LIKE and GLOB with a pattern: it is tried on the values that are known. */
export function matchingFraction(
	statistics: ColumnStatistics,
	{ args, collation, function: called }: CallExpr,
): number | undefined {
	const [pattern] = args;
	if (called.isOfProgram === true || (called.name !== 'like' && called.name !== 'glob')) {
		return undefined;
	}
	if (args.length !== 2 || pattern?.kind !== 'literal') return undefined;
	const context = { collation, services: NO_SERVICES };
	return testedFraction(
		statistics,
		value => isTrue(called.evaluate(context, pattern.value, value)) === true,
	);
}
