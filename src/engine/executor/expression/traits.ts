/**
 * Facts about expressions that decide how they are run: whether they may be evaluated once, and whether they depend on
 * one column alone. Both walks end at the first node that settles the answer, which for most expressions is their
 * leftmost column; remembering the answers cost statements that run once 2.5 % more.
 */

import type { CaseExpr, ColumnId, Expr, Subquery } from '../../plan/expression.js';
import { unreachable } from '../../util/unreachable.js';

/** Evaluating it once for a whole batch gives what evaluating it per row would. */
export function isConstant(expr: Expr): boolean {
	switch (expr.kind) {
		case 'literal':
		case 'parameter':
		case 'slot':
			return true;
		case 'column':
		case 'raise':
			return false;
		case 'unary':
		case 'not':
		case 'truth':
		case 'nullTest':
		case 'cast':
		case 'affinity':
			return isConstant(expr.operand);
		case 'binary':
		case 'compare':
			return isConstant(expr.left) && isConstant(expr.right);
		case 'and':
		case 'or':
			return expr.operands.every(isConstant);
		case 'inList':
			return isConstant(expr.operand) && expr.list.every(isConstant);
		case 'inSubquery':
			return expr.operands.every(isConstant) && isConstantSubquery(expr.subquery);
		case 'exists':
		case 'scalarSubquery':
			return isConstantSubquery(expr.subquery);
		case 'case':
			return (
				(expr.operand === undefined || isConstant(expr.operand)) &&
				expr.branches.every(branch => isConstant(branch.when) && isConstant(branch.then)) &&
				(expr.otherwise === undefined || isConstant(expr.otherwise))
			);
		case 'call':
			return expr.function.isDeterministic && expr.args.every(isConstant);
		default:
			return unreachable(expr);
	}
}

/** One that is not correlated runs once, volatile or not, as in SQLite. */
function isConstantSubquery({ bindings, isVolatile }: Subquery): boolean {
	return bindings.length === 0 || (!isVolatile && bindings.every(({ value }) => isConstant(value)));
}

const NO_COLUMN = -1;
/** Several columns, a nested query or something volatile. */
const NOT_ONE = -2;

/** The column that alone decides the value; undefined: there is none, or not one alone. */
export function onlyColumn(expr: Expr): ColumnId | undefined {
	const column = columnIn(expr, NO_COLUMN);
	return column < 0 ? undefined : column;
}

/** `known`: the column met so far, or one of the two constants. */
function columnIn(expr: Expr, known: number): number {
	switch (expr.kind) {
		case 'literal':
		case 'parameter':
		case 'slot':
			return known;
		case 'column':
			return known === NO_COLUMN || known === expr.id ? expr.id : NOT_ONE;
		case 'unary':
		case 'not':
		case 'truth':
		case 'nullTest':
		case 'cast':
		case 'affinity':
			return columnIn(expr.operand, known);
		case 'binary':
		case 'compare': {
			const left = columnIn(expr.left, known);
			return left === NOT_ONE ? left : columnIn(expr.right, left);
		}
		case 'and':
		case 'or':
			return columnInAll(expr.operands, known);
		case 'inList':
			return columnInAll(expr.list, columnIn(expr.operand, known));
		case 'case':
			return columnInCase(expr, known);
		case 'call':
			return expr.function.isDeterministic ? columnInAll(expr.args, known) : NOT_ONE;
		case 'inSubquery':
		case 'exists':
		case 'scalarSubquery':
		case 'raise':
			return NOT_ONE;
		default:
			return unreachable(expr);
	}
}

function columnInAll(exprs: readonly Expr[], known: number): number {
	let column = known;
	for (let position = 0; position < exprs.length && column !== NOT_ONE; position++) {
		column = columnIn(exprs[position] as Expr, column);
	}
	return column;
}

function columnInCase({ operand, branches, otherwise }: CaseExpr, known: number): number {
	let column = operand === undefined ? known : columnIn(operand, known);
	for (const { when, then } of branches) {
		if (column === NOT_ONE) return column;
		column = columnIn(when, column);
		if (column !== NOT_ONE) column = columnIn(then, column);
	}
	return otherwise === undefined || column === NOT_ONE ? column : columnIn(otherwise, column);
}
