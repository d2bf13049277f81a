/**
 * Binds an AST expression to plan expressions: names resolved, affinities and collations of comparisons made
 * explicit, operators over literals folded. Leaves the meta registers of BindState describing the result.
 *
 * Row values are handled where SQLite allows them (bindRowValue.ts); anywhere else they are an error.
 */

import type { BinaryExpr, CompareExpr, Expr } from '../plan/expression.js';
import { foldBinary, foldCast, foldNot, foldUnary, literal } from '../plan/foldConstants.js';
import { isVolatile } from '../plan/exprTree.js';
import type { Between, Binary, Expression, Like, Unary } from '../syntax/ast/expression.js';
import { affinityOfType } from '../types/affinity.js';
import { BINARY } from '../types/collations.js';
import { realValue } from '../types/value.js';
import { RAISE_OUTSIDE } from '../plan/expression.js';
import { unreachable } from '../util/unreachable.js';
import { bindCall } from './bindCall.js';
import { bindCase } from './bindCase.js';
import { bindIn } from './bindIn.js';
import { bindColumnMatch, bindTableMatch } from './bindMatch.js';
import { bindRowComparison, isRow } from './bindRowValue.js';
import type { BindState, Restriction } from './bindState.js';
import { bindError, clearMeta, setExplicit } from './bindState.js';
import { bindExists, bindScalarSubquery, hoist } from './bindSubquery.js';
import { callFunction } from './callFunction.js';
import { moduleFunction } from './moduleFunction.js';
import { findCollation } from './collation.js';
import { compareOperands, takeOperand } from './comparison.js';
import { bindInErrorOrder } from './errorOrder.js';
import { findNamedColumn, resolveColumn } from './resolveColumn.js';
import type { Scope } from './scope.js';

const ALLOWS_CURRENT_TIME: ReadonlySet<Restriction> = new Set([
	'CHECK constraints' as const,
	'DEFAULT values' as const,
]);

export function bindExpression(state: BindState, scope: Scope, syntax: Expression): Expr {
	if (state.isErrorOrder) return bindInErrorOrder(state, scope, syntax, bindAny);
	return bindAny(state, scope, syntax);
}

function bindAny(state: BindState, scope: Scope, syntax: Expression): Expr {
	switch (syntax.kind) {
		case 'columnReference':
			return resolveColumn(state, scope, syntax);
		case 'integerLiteral':
			clearMeta(state);
			return literal(syntax.value);
		case 'textLiteral':
			clearMeta(state);
			return literal(syntax.value);
		case 'nullLiteral':
			clearMeta(state);
			return literal(null);
		case 'realLiteral':
			clearMeta(state);
			return literal(realValue(syntax.value));
		case 'blobLiteral':
			clearMeta(state);
			return literal(syntax.value);
		case 'booleanLiteral': {
			const column = findNamedColumn(state, scope, syntax.name, syntax.span);
			if (column) return column;
			clearMeta(state);
			return literal(syntax.value ? 1 : 0);
		}
		case 'currentTime':
			if (state.restriction && !ALLOWS_CURRENT_TIME.has(state.restriction)) {
				const message = `non-deterministic functions prohibited in ${state.restriction}`;
				throw bindError(state, message, syntax.span);
			}
			return callFunction(state, `current_${syntax.part}`, [], syntax.span);
		case 'parameter':
			if (state.restriction) {
				throw bindError(state, `parameters prohibited in ${state.restriction}`, syntax.span);
			}
			clearMeta(state);
			return { kind: 'parameter', index: syntax.index };
		case 'unary':
			return bindUnary(state, scope, syntax);
		case 'binary':
			return bindBinary(state, scope, syntax);
		case 'nullTest': {
			const operand = bindExpression(state, scope, syntax.operand);
			keepExplicitCollation(state);
			if (operand.kind === 'literal') {
				return literal((operand.value === null) !== syntax.isNegated ? 1 : 0);
			}
			return { kind: 'nullTest', operand, isNegated: syntax.isNegated };
		}
		case 'like':
			return bindLike(state, scope, syntax);
		case 'between':
			return bindBetween(state, scope, syntax);
		case 'in':
			return bindIn(state, scope, syntax);
		case 'case':
			return bindCase(state, scope, syntax);
		case 'cast': {
			const operand = bindExpression(state, scope, syntax.operand);
			// Without a type CAST is to NUMERIC, and a column is not.
			const target = syntax.type.text === '' ? 'numeric' : affinityOfType(syntax.type.text);
			state.affinity = target;
			return foldCast(operand, target);
		}
		case 'collate': {
			const operand = bindExpression(state, scope, syntax.operand);
			state.collation = findCollation(state, syntax.collation);
			state.isExplicit = true;
			return operand;
		}
		case 'functionCall':
			return bindCall(state, scope, syntax);
		case 'subquery':
			return bindScalarSubquery(state, scope, syntax);
		case 'exists':
			return bindExists(state, scope, syntax);
		case 'rowValue':
			throw bindError(state, 'row value misused', syntax.span);
		case 'raise':
			if (state.outerRow) {
				const message = syntax.message && bindExpression(state, scope, syntax.message);
				clearMeta(state);
				return { kind: 'raise', action: syntax.action, message };
			}
			// A CHECK is refused when a row is to be checked, not when the table is made.
			if (state.restriction === 'CHECK constraints') {
				clearMeta(state);
				return { kind: 'raise', action: syntax.action, message: undefined };
			}
			throw bindError(state, RAISE_OUTSIDE, syntax.span);
		case 'missing':
			throw bindError(state, 'incomplete input', syntax.span);
		default:
			return unreachable(syntax);
	}
}

/** The registers of an operator's result: no affinity, and only a COLLATE below it is passed up. */
function keepExplicitCollation(state: BindState): void {
	state.affinity = undefined;
	if (!state.isExplicit) state.collation = undefined;
}

function bindUnary(state: BindState, scope: Scope, syntax: Unary): Expr {
	const operand = bindExpression(state, scope, syntax.operand);
	if (syntax.operator === '+') {
		state.affinity = undefined;
		// No longer a column: without affinity, and never looked up in an index.
		return operand.kind === 'column' || operand.kind === 'slot'
			? { kind: 'affinity', operand, affinity: 'none' }
			: operand;
	}
	keepExplicitCollation(state);
	if (syntax.operator === 'not') return foldNot(operand);
	// Other than 0 - 0.0, the literal keeps its sign.
	if (syntax.operator === '-' && syntax.operand.kind === 'realLiteral') {
		return literal(realValue(-syntax.operand.value));
	}
	return foldUnary(syntax.operator, operand);
}

function bindBinary(state: BindState, scope: Scope, syntax: Binary): Expr {
	switch (syntax.operator) {
		case 'and':
		case 'or':
			return bindLogical(state, scope, syntax, syntax.operator);
		case '=':
		case '<>':
		case '<':
		case '<=':
		case '>':
		case '>=':
			return bindComparison(state, scope, syntax, syntax.operator);
		case 'is':
		case 'isNot':
			return bindIs(state, scope, syntax, syntax.operator);
		case '->':
		case '->>': {
			const left = bindExpression(state, scope, syntax.left);
			const right = bindExpression(state, scope, syntax.right);
			return callFunction(state, syntax.operator, [left, right], syntax.operatorSpan);
		}
		case '+':
		case '-':
		case '*':
		case '/':
		case '%':
		case '&':
		case '|':
		case '<<':
		case '>>':
		case '||':
			return bindArithmetic(state, scope, syntax, syntax.operator);
		default:
			return unreachable(syntax.operator);
	}
}

function bindArithmetic(
	state: BindState,
	scope: Scope,
	syntax: Binary,
	op: BinaryExpr['op'],
): Expr {
	const left = bindExpression(state, scope, syntax.left);
	const leftCollation = state.isExplicit ? state.collation : undefined;
	const right = bindExpression(state, scope, syntax.right);
	keepExplicitCollation(state);
	if (leftCollation) {
		state.collation = leftCollation;
		state.isExplicit = true;
	}
	return foldBinary(op, left, right);
}

/** A chain of one operator is one node: `a AND b AND c` has three operands. */
function bindLogical(state: BindState, scope: Scope, syntax: Binary, op: 'and' | 'or'): Expr {
	const operands: Expr[] = [];
	const pending: Expression[] = [syntax];
	let explicit: typeof state.collation;
	while (pending.length > 0) {
		const part = pending.pop() as Expression;
		if (part.kind === 'binary' && part.operator === op) {
			pending.push(part.right, part.left);
			continue;
		}
		const operand = bindExpression(state, scope, part);
		if (state.isExplicit) explicit ??= state.collation;
		if (operand.kind === op) operands.push(...operand.operands);
		else operands.push(operand);
	}
	setExplicit(state, explicit);
	return { kind: op, operands };
}

function bindComparison(
	state: BindState,
	scope: Scope,
	syntax: Binary,
	op: CompareExpr['op'],
): Expr {
	if (isRow(syntax.left) || isRow(syntax.right)) {
		return bindRowComparison(state, scope, syntax, op);
	}
	const left = takeOperand(state, bindExpression(state, scope, syntax.left));
	const right = takeOperand(state, bindExpression(state, scope, syntax.right));
	const result = compareOperands(op, left, right);
	const explicit = left.isExplicit
		? left.collation
		: right.isExplicit
			? right.collation
			: undefined;
	setExplicit(state, explicit);
	return result;
}

function bindIs(state: BindState, scope: Scope, syntax: Binary, op: 'is' | 'isNot'): Expr {
	const right = syntax.right;
	const expected = constantTruth(state, scope, right);
	if (expected !== undefined) {
		const operand = bindExpression(state, scope, syntax.left);
		keepExplicitCollation(state);
		return { kind: 'truth', operand, expected, isNegated: op === 'isNot' };
	}
	if (right.kind === 'nullLiteral' && !isRow(syntax.left)) {
		const operand = bindExpression(state, scope, syntax.left);
		keepExplicitCollation(state);
		if (operand.kind === 'literal') {
			return literal((operand.value === null) === (op === 'is') ? 1 : 0);
		}
		return { kind: 'nullTest', operand, isNegated: op === 'isNot' };
	}
	return bindComparison(state, scope, syntax, op);
}

/** TRUE and FALSE, as which SQLite's parser also reads IN with an empty list. */
function constantTruth(state: BindState, scope: Scope, syntax: Expression): boolean | undefined {
	if (syntax.kind === 'collate') return constantTruth(state, scope, syntax.operand);
	if (syntax.kind === 'booleanLiteral') {
		return findNamedColumn(state, scope, syntax.name, syntax.span) ? undefined : syntax.value;
	}
	const isEmpty =
		syntax.kind === 'in' && syntax.source.kind === 'inList' && syntax.source.items.length === 0;
	return isEmpty ? syntax.isNegated : undefined;
}

function bindLike(state: BindState, scope: Scope, syntax: Like): Expr {
	const pattern = bindExpression(state, scope, syntax.pattern);
	const isMatch = syntax.operator === 'match' && syntax.escape === undefined;
	const ofTable = isMatch ? bindTableMatch(state, scope, pattern, syntax.operand) : undefined;
	if (ofTable) return syntax.isNegated ? { kind: 'not', operand: ofTable } : ofTable;
	const operand = bindExpression(state, scope, syntax.operand);
	const ofColumn = isMatch ? bindColumnMatch(state, scope, pattern, operand) : undefined;
	if (ofColumn) return syntax.isNegated ? { kind: 'not', operand: ofColumn } : ofColumn;
	const args = [pattern, operand];
	if (syntax.escape) args.push(bindExpression(state, scope, syntax.escape));
	const own = moduleFunction(state, scope, syntax.word, args.length, operand);
	const call: Expr = own
		? { kind: 'call', function: own, args, collation: BINARY }
		: callFunction(state, syntax.word, args, syntax.span);
	clearMeta(state);
	return syntax.isNegated ? { kind: 'not', operand: call } : call;
}

/** x BETWEEN a AND b is x >= a AND x <= b, with x computed once. */
function bindBetween(state: BindState, scope: Scope, syntax: Between): Expr {
	if (isRow(syntax.operand)) return bindRowBetween(state, scope, syntax);
	let operand = takeOperand(state, bindExpression(state, scope, syntax.operand));
	const low = takeOperand(state, bindExpression(state, scope, syntax.low));
	const high = takeOperand(state, bindExpression(state, scope, syntax.high));
	clearMeta(state);
	const build = (): Expr => {
		const operands = [compareOperands('>=', operand, low), compareOperands('<=', operand, high)];
		const both: Expr = { kind: 'and', operands };
		return syntax.isNegated ? foldNot(both) : both;
	};
	if (!isVolatile(operand.expr)) return build();
	return hoist(state, scope, operand.expr, slot => {
		operand = { ...operand, expr: slot };
		return build();
	});
}

function bindRowBetween(state: BindState, scope: Scope, syntax: Between): Expr {
	const compare = (operator: '>=' | '<=', right: Expression): Expr =>
		bindRowComparison(
			state,
			scope,
			{
				kind: 'binary',
				operator,
				left: syntax.operand,
				right,
				operatorSpan: syntax.span,
				span: syntax.span,
			},
			operator,
		);
	const operands = [compare('>=', syntax.low), compare('<=', syntax.high)];
	const both: Expr = { kind: 'and', operands };
	return syntax.isNegated ? foldNot(both) : both;
}
