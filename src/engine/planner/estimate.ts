/**
 * Guesses of how many rows pass a predicate, where statistics do not say better.
 */

import type { Expr } from '../plan/expression.js';

export function selectivity(conjuncts: readonly Expr[]): number {
	let fraction = 1;
	for (const conjunct of conjuncts) fraction *= selectivityOf(conjunct);
	return fraction;
}

function selectivityOf(expr: Expr): number {
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
			for (const operand of expr.operands) missed *= 1 - selectivityOf(operand);
			return 1 - missed;
		}
		case 'and':
			return selectivity(expr.operands);
		case 'not':
			return 1 - selectivityOf(expr.operand);
		case 'literal':
			return expr.value === null || expr.value === 0 ? 0.001 : 1;
		default:
			return 0.5;
	}
}
