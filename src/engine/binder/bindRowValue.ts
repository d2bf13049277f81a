/**
 * Row values: `(a, b) < (1, 2)`, `(a, b) = (SELECT x, y ...)`. Comparisons are lowered to scalar ones, from the last
 * column to the first.
 */

import type { CompareExpr, Expr } from '../plan/expression.js';
import type { Binary, Expression } from '../syntax/ast/expression.js';
import type { Span } from '../util/span.js';
import { bindExpression } from './bindExpression.js';
import type { BindState } from './bindState.js';
import { bindError, clearMeta } from './bindState.js';
import { bindRowSubquery } from './bindSubquery.js';
import type { Operand } from './comparison.js';
import { compareOperands, takeOperand } from './comparison.js';
import type { Scope } from './scope.js';

/** Written as a row: `(a, b)`, or a subquery whose list of columns has more than one at sight. */
export function isRow(syntax: Expression): boolean {
	if (syntax.kind === 'rowValue') return true;
	if (syntax.kind !== 'subquery') return false;
	const first = syntax.query.first;
	if (first.kind === 'valuesCore') return (first.rows[0]?.length ?? 0) > 1;
	return first.columns.length > 1;
}

/** The items of a row, or of anything else as a row of one. */
export function bindRow(state: BindState, scope: Scope, syntax: Expression): Operand[] {
	if (syntax.kind === 'rowValue') {
		return syntax.items.map(item => takeOperand(state, bindExpression(state, scope, item)));
	}
	if (syntax.kind === 'subquery') return bindRowSubquery(state, scope, syntax);
	return [takeOperand(state, bindExpression(state, scope, syntax))];
}

export function bindRowComparison(
	state: BindState,
	scope: Scope,
	syntax: Binary,
	op: CompareExpr['op'],
): Expr {
	const left = bindRow(state, scope, syntax.left);
	const right = bindRow(state, scope, syntax.right);
	checkSizes(state, left.length, right, syntax);
	clearMeta(state);
	return compareRows(op, left, right);
}

function checkSizes(
	state: BindState,
	leftSize: number,
	right: readonly Operand[],
	syntax: Binary,
): void {
	if (right.length === leftSize) return;
	throw bindError(state, 'row value misused', syntax.span);
}

export function subqueryWidthError(
	state: BindState,
	actual: number,
	expected: number,
	span: Span,
): Error {
	return bindError(state, `sub-select returns ${actual} columns - expected ${expected}`, span);
}

export function compareRows(
	op: CompareExpr['op'],
	left: readonly Operand[],
	right: readonly Operand[],
): Expr {
	switch (op) {
		case '=':
		case 'is':
			return joinParts('and', op, left, right);
		case '<>':
		case 'isNot':
			return joinParts('or', op, left, right);
		default:
			return orderRows(op, left, right, 0);
	}
}

function joinParts(
	kind: 'and' | 'or',
	op: CompareExpr['op'],
	left: readonly Operand[],
	right: readonly Operand[],
): Expr {
	const operands = left.map((item, position) =>
		compareOperands(op, item, right[position] as Operand),
	);
	return operands.length === 1 ? (operands[0] as Expr) : { kind, operands };
}

/** (a, b) < (x, y) is a < x OR (a = x AND (b) < (y)). */
function orderRows(
	op: '<' | '<=' | '>' | '>=',
	left: readonly Operand[],
	right: readonly Operand[],
	position: number,
): Expr {
	const leftItem = left[position] as Operand;
	const rightItem = right[position] as Operand;
	if (position === left.length - 1) return compareOperands(op, leftItem, rightItem);
	const strict = op === '<' || op === '<=' ? '<' : '>';
	return {
		kind: 'or',
		isRowComparison: true,
		operands: [
			compareOperands(strict, leftItem, rightItem),
			{
				kind: 'and',
				operands: [
					compareOperands('=', leftItem, rightItem),
					orderRows(op, left, right, position + 1),
				],
			},
		],
	};
}
