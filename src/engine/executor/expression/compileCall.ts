/** Calls of scalar functions on single values. coalesce and iif evaluate only the arguments they need. */

import { isTrue } from '../../types/convert.js';
import type { SqlValue } from '../../types/value.js';
import type { CallExpr } from '../../plan/expression.js';
import type { FunctionContext, FunctionServices } from '../../functions/function.js';
import type { CompiledScalar } from '../contract.js';

/** One function context per call site, renewed when another connection's services come. */
export function callContext(expr: CallExpr): (services: FunctionServices) => FunctionContext {
	const { collation, jsonArguments } = expr;
	let known: FunctionContext | undefined;
	return services => {
		if (known === undefined || known.services !== services) {
			known = { collation, services, ...(jsonArguments && { jsonArguments }) };
		}
		return known;
	};
}

export function compileCall(expr: CallExpr, args: readonly CompiledScalar[]): CompiledScalar {
	if (expr.function.lazy === 'coalesce') return coalesce(args);
	if (expr.function.lazy === 'iif') return iif(args);
	const { evaluate, evaluateInState } = expr.function;
	if (evaluateInState) {
		return (context, row) =>
			evaluateInState(id => context.tree(id), ...args.map(arg => arg(context, row)));
	}
	const contextOf = callContext(expr);
	switch (args.length) {
		case 0:
			return context => evaluate(contextOf(context.services));
		case 1: {
			const [first] = args as [CompiledScalar];
			return (context, row) => evaluate(contextOf(context.services), first(context, row));
		}
		case 2: {
			const [first, second] = args as [CompiledScalar, CompiledScalar];
			return (context, row) =>
				evaluate(contextOf(context.services), first(context, row), second(context, row));
		}
		case 3: {
			const [first, second, third] = args as [CompiledScalar, CompiledScalar, CompiledScalar];
			return (context, row) =>
				evaluate(
					contextOf(context.services),
					first(context, row),
					second(context, row),
					third(context, row),
				);
		}
		default:
			return (context, row) =>
				evaluate(contextOf(context.services), ...args.map(arg => arg(context, row)));
	}
}

function coalesce(args: readonly CompiledScalar[]): CompiledScalar {
	return (context, row) => {
		for (const arg of args) {
			const value = arg(context, row);
			if (value !== null) return value;
		}
		return null;
	};
}

/** Condition, value, condition, value ..., and a last value when the count is odd. */
function iif(args: readonly CompiledScalar[]): CompiledScalar {
	const pairsEnd = args.length - (args.length % 2);
	return (context, row): SqlValue => {
		for (let index = 0; index < pairsEnd; index += 2) {
			if (isTrue((args[index] as CompiledScalar)(context, row)) === true) {
				return (args[index + 1] as CompiledScalar)(context, row);
			}
		}
		return pairsEnd < args.length ? (args[pairsEnd] as CompiledScalar)(context, row) : null;
	};
}
