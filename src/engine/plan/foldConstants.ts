/**
 * Constant folding while expressions are made: an operator over literals becomes a literal. Nothing that could
 * raise an error is folded, so a query over no rows stays free of errors.
 */

import {
	add,
	bitAnd,
	bitNot,
	bitOr,
	concat,
	divide,
	multiply,
	negate,
	remainder,
	shiftLeft,
	shiftRight,
	subtract,
} from '../types/arithmetic.js';
import type { Collation } from '../types/collation.js';
import { compareValues } from '../types/compare.js';
import { castValue, fromBoolean, isTrue } from '../types/convert.js';
import type { SqlValue } from '../types/value.js';
import { unreachable } from '../util/unreachable.js';
import type { BinaryExpr, CastExpr, CompareExpr, Expr, LiteralExpr } from './expression.js';

export function literal(value: SqlValue): LiteralExpr {
	return { kind: 'literal', value };
}

export function foldBinary(op: BinaryExpr['op'], left: Expr, right: Expr): Expr {
	if (left.kind === 'literal' && right.kind === 'literal') {
		return literal(binaryValue(op, left.value, right.value));
	}
	return { kind: 'binary', op, left, right };
}

function binaryValue(op: BinaryExpr['op'], left: SqlValue, right: SqlValue): SqlValue {
	switch (op) {
		case '+':
			return add(left, right);
		case '-':
			return subtract(left, right);
		case '*':
			return multiply(left, right);
		case '/':
			return divide(left, right);
		case '%':
			return remainder(left, right);
		case '&':
			return bitAnd(left, right);
		case '|':
			return bitOr(left, right);
		case '<<':
			return shiftLeft(left, right);
		case '>>':
			return shiftRight(left, right);
		case '||':
			return concat(left, right);
		default:
			return unreachable(op);
	}
}

export function foldUnary(op: '-' | '~', operand: Expr): Expr {
	if (operand.kind !== 'literal') return { kind: 'unary', op, operand };
	return literal(op === '-' ? negate(operand.value) : bitNot(operand.value));
}

export function foldNot(operand: Expr): Expr {
	if (operand.kind !== 'literal') return { kind: 'not', operand };
	const truth = isTrue(operand.value);
	return literal(truth === undefined ? null : truth ? 0 : 1);
}

export function foldCast(operand: Expr, target: CastExpr['target']): Expr {
	if (operand.kind !== 'literal') return { kind: 'cast', operand, target };
	return literal(castValue(operand.value, target));
}

export function foldCompare(
	op: CompareExpr['op'],
	left: Expr,
	right: Expr,
	collation: Collation,
): Expr {
	if (left.kind === 'literal' && right.kind === 'literal') {
		return literal(comparisonValue(op, left.value, right.value, collation));
	}
	return { kind: 'compare', op, left, right, collation };
}

function comparisonValue(
	op: CompareExpr['op'],
	left: SqlValue,
	right: SqlValue,
	collation: Collation,
): SqlValue {
	if (op === 'is' || op === 'isNot') {
		const isSame =
			left === null || right === null
				? left === right
				: compareValues(left, right, collation) === 0;
		return isSame === (op === 'is') ? 1 : 0;
	}
	if (left === null || right === null) return null;
	return fromBoolean(holds(op, compareValues(left, right, collation)));
}

function holds(op: '=' | '<>' | '<' | '<=' | '>' | '>=', order: number): boolean {
	switch (op) {
		case '=':
			return order === 0;
		case '<>':
			return order !== 0;
		case '<':
			return order < 0;
		case '<=':
			return order <= 0;
		case '>':
			return order > 0;
		case '>=':
			return order >= 0;
		default:
			return unreachable(op);
	}
}
