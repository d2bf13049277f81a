/**
 * Guesses of how many rows pass a predicate, where statistics do not say better.
 */

import type { Expr } from '../plan/expression.js';
import { statisticsOfExpr } from './measuredColumns.js';
import { measuredFraction, measuredSelectivity } from './measuredSelectivity.js';
import type { PlanState } from './planState.js';

export function selectivity(conjuncts: readonly Expr[], state: PlanState): number {
	if (conjuncts.length > 0 && state.measuredColumns) return measuredSelectivity(state, conjuncts);
	let fraction = 1;
	for (const conjunct of conjuncts) fraction *= selectivityOf(conjunct, state);
	return fraction;
}

export function selectivityOf(expr: Expr, state: PlanState): number {
	const known = state.measuredColumns ? measuredFraction(state, expr) : undefined;
	if (known !== undefined) return known;
	switch (expr.kind) {
		case 'compare':
			if (expr.op === '=' || expr.op === 'is') return 0.1;
			return expr.op === '<>' || expr.op === 'isNot' ? 0.9 : 0.3;
		case 'inList':
			return expr.isNegated ? 0.8 : Math.min(0.5, 0.1 * expr.list.length);
		case 'inSubquery':
		case 'exists':
			return 0.5;
		case 'nullTest':
			return expr.isNegated ? 0.9 : 0.1;
		case 'or': {
			let missed = 1;
			for (const operand of expr.operands) missed *= 1 - selectivityOf(operand, state);
			return 1 - missed;
		}
		case 'and':
			return selectivity(expr.operands, state);
		case 'not':
			return 1 - selectivityOf(expr.operand, state);
		case 'literal':
			return expr.value === null || expr.value === 0 ? 0.001 : 1;
		default:
			return 0.5;
	}
}

/** Groups that so many rows make. */
export function groupRows(
	state: PlanState,
	keys: readonly { readonly expr: Expr }[],
	rows: number,
): number {
	return Math.max(1, Math.round(differentRows(state, keys, rows) ?? rows / 10));
}

export function distinctRows(
	state: PlanState,
	columns: readonly { readonly expr: Expr }[],
	rows: number,
): number {
	return Math.max(1, differentRows(state, columns, rows) ?? rows / 2);
}

/** How often the expressions differ, as far as they are columns that something is known of. */
function differentRows(
	state: PlanState,
	exprs: readonly { readonly expr: Expr }[],
	rows: number,
): number | undefined {
	if (!state.measuredColumns) return undefined;
	let combinations = 1;
	for (const { expr } of exprs) {
		const statistics = statisticsOfExpr(state, expr);
		if (!statistics) return undefined;
		const { distinct, nullFraction } = statistics;
		combinations *= distinct + (nullFraction > 0 ? 1 : 0);
	}
	return Math.min(rows, combinations);
}
