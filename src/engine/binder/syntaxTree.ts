/**
 * Walking AST expressions without entering nested queries.
 */

import type { Expression, FunctionCall } from '../syntax/ast/expression.js';

/** The first call of a function over a window. */
export function windowCallIn(syntax: Expression): FunctionCall | undefined {
	if (syntax.kind === 'functionCall' && syntax.over) return syntax;
	let found: FunctionCall | undefined;
	forEachOperand(syntax, operand => {
		found ??= windowCallIn(operand);
	});
	return found;
}

export function hasWindowCall(syntax: Expression): boolean {
	return windowCallIn(syntax) !== undefined;
}

export function forEachOperand(syntax: Expression, visit: (operand: Expression) => void): void {
	switch (syntax.kind) {
		case 'unary':
		case 'nullTest':
		case 'cast':
		case 'collate':
			visit(syntax.operand);
			return;
		case 'binary':
			visit(syntax.left);
			visit(syntax.right);
			return;
		case 'like':
			visit(syntax.operand);
			visit(syntax.pattern);
			if (syntax.escape) visit(syntax.escape);
			return;
		case 'between':
			visit(syntax.operand);
			visit(syntax.low);
			visit(syntax.high);
			return;
		case 'in':
			visit(syntax.operand);
			if (syntax.source.kind === 'inList') for (const item of syntax.source.items) visit(item);
			return;
		case 'case':
			if (syntax.operand) visit(syntax.operand);
			for (const branch of syntax.branches) {
				visit(branch.when);
				visit(branch.then);
			}
			if (syntax.otherwise) visit(syntax.otherwise);
			return;
		case 'functionCall':
			for (const argument of syntax.args) visit(argument);
			if (syntax.filter) visit(syntax.filter);
			for (const term of syntax.orderBy) visit(term.expression);
			return;
		case 'rowValue':
			for (const item of syntax.items) visit(item);
			return;
		default:
			return;
	}
}

const NOT_CONSTANT: ReadonlySet<Expression['kind']> = new Set([
	'columnReference',
	'functionCall',
	'currentTime',
	'subquery',
	'exists',
	'raise',
] as const);

/** Made of literals, parameters and operators. */
export function isConstant(syntax: Expression): boolean {
	if (NOT_CONSTANT.has(syntax.kind)) return false;
	if (syntax.kind === 'in' && syntax.source.kind !== 'inList') return false;
	let isAll = true;
	forEachOperand(syntax, operand => {
		isAll &&= isConstant(operand);
	});
	return isAll;
}
