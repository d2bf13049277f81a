/**
 * SQLite's comparison rules (datatype3.html, sections 4 and 7): which affinity is applied to which operand, and
 * which collation decides. Operands are described by what the meta registers said after binding them.
 */

import type { CompareExpr, Expr } from '../plan/expression.js';
import { foldCompare } from '../plan/foldConstants.js';
import type { Affinity } from '../types/affinity.js';
import { applyAffinity } from '../types/convert.js';
import type { Collation } from '../types/collation.js';
import { BINARY } from '../types/collations.js';
import type { BindState } from './bindState.js';
import { usedCollation } from './collation.js';

/** A bound expression with what comparison needs to know of it. */
export interface Operand {
	readonly expr: Expr;
	readonly affinity: Affinity | undefined;
	readonly collation: Collation | undefined;
	readonly isExplicit: boolean;
	/** The values need not have the affinity: a compound query claims that of its last term. */
	readonly isClaimed: boolean;
}

/** The expression bound last, with its registers. */
export function takeOperand(state: BindState, expr: Expr): Operand {
	return {
		expr,
		affinity: state.affinity,
		collation: state.collation,
		isExplicit: state.isExplicit,
		// A call with an affinity is a column joined by USING in a FULL JOIN: it claims that of the first table's.
		isClaimed: isClaimed(state, expr) || (expr.kind === 'call' && state.affinity !== undefined),
	};
}

function isClaimed(state: BindState, expr: Expr | undefined): boolean {
	if (expr?.kind !== 'scalarSubquery') return false;
	const query = state.subqueries.find(({ id }) => id === expr.subquery.id)?.query;
	switch (query?.kind) {
		case 'compound':
			return true;
		case 'values': {
			const [only, ...others] = query.tuples;
			return others.length > 0 || isClaimed(state, only?.[expr.columnIndex]);
		}
		case 'select':
			return isClaimed(state, query.columns[expr.columnIndex]?.expr);
		default:
			return false;
	}
}

/** Explicit COLLATE first, the left one before the right one; then columns', left before right. */
export function comparisonCollation(left: Operand, right: Operand): Collation {
	if (left.isExplicit) return usedCollation(left.collation as Collation);
	if (right.isExplicit) return usedCollation(right.collation as Collation);
	return left.collation ?? right.collation ?? BINARY;
}

/** The affinity a comparison applies to both operands; undefined: none. */
export function comparisonAffinity(
	left: Affinity | undefined,
	right: Affinity | undefined,
): 'numeric' | 'text' | undefined {
	if (left !== undefined && right !== undefined) {
		return isNumeric(left) || isNumeric(right) ? 'numeric' : undefined;
	}
	const affinity = left ?? right;
	if (isNumeric(affinity)) return 'numeric';
	return affinity === 'text' ? 'text' : undefined;
}

export function isNumeric(affinity: Affinity | undefined): boolean {
	return affinity === 'integer' || affinity === 'real' || affinity === 'numeric';
}

/** `operand` with the affinity applied, unless its values have it already. */
export function withAffinity(operand: Operand, affinity: 'numeric' | 'text' | undefined): Expr {
	if (affinity === undefined) return operand.expr;
	if (operand.isClaimed) return applyAffinityTo(operand.expr, affinity);
	if (affinity === 'numeric' ? isNumeric(operand.affinity) : operand.affinity === 'text') {
		return operand.expr;
	}
	return applyAffinityTo(operand.expr, affinity);
}

export function applyAffinityTo(expr: Expr, affinity: Affinity): Expr {
	if (affinity === 'blob' || affinity === 'none') return expr;
	if (expr.kind === 'literal') {
		const value = applyAffinity(expr.value, affinity);
		return value === expr.value ? expr : { kind: 'literal', value };
	}
	if (affinity === 'numeric' && isNumberExpr(expr)) return expr;
	return { kind: 'affinity', operand: expr, affinity };
}

/** Gives nothing but numbers and NULL. */
function isNumberExpr(expr: Expr): boolean {
	switch (expr.kind) {
		case 'unary':
		case 'compare':
		case 'and':
		case 'or':
		case 'not':
		case 'truth':
		case 'nullTest':
		case 'inList':
		case 'inSubquery':
		case 'exists':
			return true;
		case 'binary':
			return expr.op !== '||';
		default:
			return false;
	}
}

export function compareOperands(op: CompareExpr['op'], left: Operand, right: Operand): Expr {
	const affinity = comparisonAffinity(left.affinity, right.affinity);
	return foldCompare(
		op,
		withAffinity(left, affinity),
		withAffinity(right, affinity),
		comparisonCollation(left, right),
	);
}
