/**
 * Binds CASE. It has no affinity; the first COLLATE anywhere in it is passed up, as by every operator.
 */

import type { Expr } from '../plan/expression.js';
import type { Case, Expression } from '../syntax/ast/expression.js';
import { BINARY } from '../types/collations.js';
import { bindExpression } from './bindExpression.js';
import { bindRow, compareRows, isRow } from './bindRowValue.js';
import type { BindState } from './bindState.js';
import { bindError, clearMeta, setExplicit } from './bindState.js';
import {
	comparisonAffinity,
	comparisonCollation,
	takeOperand,
	withAffinity,
} from './comparison.js';
import type { Scope } from './scope.js';

/** `CASE (a, b) WHEN (1, 2) THEN ...` is `CASE WHEN (a, b) = (1, 2) THEN ...`. */
function bindRowCase(state: BindState, scope: Scope, syntax: Case): Expr {
	const operand = bindRow(state, scope, syntax.operand as Expression);
	const branches = syntax.branches.map(branch => {
		const when = bindRow(state, scope, branch.when);
		if (when.length !== operand.length) throw bindError(state, 'row value misused', syntax.span);
		return {
			when: compareRows('=', operand, when),
			then: bindExpression(state, scope, branch.then),
			collation: BINARY,
			operandAffinity: undefined,
		};
	});
	const otherwise = syntax.otherwise && bindExpression(state, scope, syntax.otherwise);
	clearMeta(state);
	return { kind: 'case', operand: undefined, branches, otherwise };
}

export function bindCase(state: BindState, scope: Scope, syntax: Case): Expr {
	if (syntax.operand && isRow(syntax.operand)) return bindRowCase(state, scope, syntax);
	const operand =
		syntax.operand && takeOperand(state, bindExpression(state, scope, syntax.operand));
	const operandExpr = operand?.expr;
	let explicit = operand?.isExplicit ? operand.collation : undefined;
	const bindPart = (part: Expression): Expr => {
		const expr = bindExpression(state, scope, part);
		if (state.isExplicit) explicit ??= state.collation;
		return expr;
	};
	const branches = syntax.branches.map(branch => {
		const when = takeOperand(state, bindPart(branch.when));
		const then = bindPart(branch.then);
		if (!operand) {
			const collation = comparisonCollation(when, when);
			return { when: when.expr, then, collation, operandAffinity: undefined };
		}
		const affinity = comparisonAffinity(operand.affinity, when.affinity);
		const isApplied = withAffinity(operand, affinity) === operandExpr;
		return {
			when: withAffinity(when, affinity),
			then,
			collation: comparisonCollation(operand, when),
			operandAffinity: isApplied ? undefined : affinity,
		};
	});
	const otherwise = syntax.otherwise && bindPart(syntax.otherwise);
	setExplicit(state, explicit);
	return { kind: 'case', operand: operandExpr, branches, otherwise };
}
