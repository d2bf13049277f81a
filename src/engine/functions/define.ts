/** Short ways to write the built-in functions down. */

import { SqlError } from '../types/sqlError.js';
import type { Row, SqlValue } from '../types/value.js';
import type { AggregateFunction, FunctionContext, ScalarFunction } from './function.js';

type Evaluate = (context: FunctionContext, ...args: SqlValue[]) => SqlValue;

/** Argument count: exactly n, or [from, to]; to = -1 means any number. */
type Arity = number | readonly [from: number, to: number];

/** A deterministic function. */
export function scalar(name: string, arity: Arity, evaluate: Evaluate): ScalarFunction {
	const [minArguments, maxArguments] = typeof arity === 'number' ? [arity, arity] : arity;
	return {
		kind: 'scalar',
		name,
		minArguments,
		maxArguments,
		isDeterministic: true,
		isDirectOnly: false,
		evaluate,
		lazy: undefined,
	};
}

/** A function whose result may change from call to call. */
export function volatileScalar(name: string, arity: Arity, evaluate: Evaluate): ScalarFunction {
	return { ...scalar(name, arity, evaluate), isDeterministic: false };
}

/** The same function under another name. */
export function alias(name: string, original: ScalarFunction): ScalarFunction {
	return { ...original, name };
}

interface AggregateParts<State> {
	readonly create: (context: FunctionContext) => State;
	/** Changes or replaces the state. */
	readonly step: (state: State, args: Row, context: FunctionContext) => State;
	readonly finalize: (state: State, context: FunctionContext) => SqlValue;
	readonly inverse?: (state: State, args: Row, context: FunctionContext) => State;
	readonly kernel?: AggregateFunction['kernel'];
}

export function aggregate<State>(
	name: string,
	arity: Arity,
	parts: AggregateParts<State>,
): AggregateFunction {
	const [minArguments, maxArguments] = typeof arity === 'number' ? [arity, arity] : arity;
	return {
		kind: 'aggregate',
		name,
		minArguments,
		maxArguments,
		create: parts.create,
		step: parts.step as AggregateFunction['step'],
		finalize: parts.finalize as AggregateFunction['finalize'],
		inverse: parts.inverse as AggregateFunction['inverse'],
		kernel: parts.kernel,
	};
}

export function functionError(message: string, hint?: string): SqlError {
	return new SqlError('SQLITE_ERROR', message, { hint });
}

/** Longest blob in bytes, as SQLite's default limit. */
export const MAX_LENGTH = 1_000_000_000;

/** Longest text in UTF-16 units: the longest string of common JavaScript engines. */
export const MAX_TEXT_LENGTH = 536_870_888;

export function tooBig(): SqlError {
	return new SqlError('SQLITE_TOOBIG', 'string or blob too big');
}
