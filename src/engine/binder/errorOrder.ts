/**
 * Which of several errors of a statement is reported. Binding stops at the first it meets; when it has failed, the
 * statement is bound once more in SQLite's order (`BindState.isErrorOrder`) and what that finds is the answer.
 *
 * Of one expression SQLite goes on after a call that is wrong in itself: what follows, as long as it is a name, another
 * call or a subquery, may replace the error by its own.
 */

import type { Expr } from '../plan/expression.js';
import type { Expression } from '../syntax/ast/expression.js';
import { SqlError } from '../types/sqlError.js';
import type { BindState } from './bindState.js';
import type { Scope } from './scope.js';
import { forEachOperand } from './syntaxTree.js';

export type BindOne = (state: BindState, scope: Scope, syntax: Expression) => Expr;

/** `bind`, and after an error that does not end it the operands behind the place of that error. */
export function bindInErrorOrder(
	state: BindState,
	scope: Scope,
	syntax: Expression,
	bind: BindOne,
): Expr {
	try {
		return bind(state, scope, syntax);
	} catch (error) {
		throw isOfCall(error) ? goOn(state, scope, syntax, bind, error) : error;
	}
}

function goOn(
	state: BindState,
	scope: Scope,
	syntax: Expression,
	bind: BindOne,
	first: SqlError,
): SqlError {
	let error = first;
	let isEnded = false;
	forEachOperand(syntax, operand => {
		if (isEnded || operand.span.start <= (error.span?.start ?? Infinity)) return;
		if (!GOES_ON.has(operand.kind)) {
			isEnded = true;
			return;
		}
		try {
			bindInErrorOrder(state, scope, operand, bind);
		} catch (later) {
			if (!(later instanceof SqlError)) throw later;
			error = later;
			isEnded = !isOfCall(later);
		}
	});
	return error;
}

const GOES_ON: ReadonlySet<Expression['kind']> = new Set([
	'columnReference',
	'booleanLiteral',
	'functionCall',
	'subquery',
	'exists',
] as const);

const OF_CALL =
	/^(?:no such function|wrong number of arguments|misuse of (?:aggregate|window)|FILTER may|ORDER BY may|non-deterministic|DISTINCT aggregates|\w+\(\) may not be used as a window)/;

function isOfCall(error: unknown): error is SqlError {
	return error instanceof SqlError && OF_CALL.test(error.message);
}
