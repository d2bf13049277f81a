/** Functions, aggregates and collations given by users, with better-sqlite3's checks. */

import type { AggregateFunction, ScalarFunction } from '../functions/function.js';
import type { Collation } from '../types/collation.js';
import type { SqlValue } from '../types/value.js';
import { foldKey } from '../util/foldKey.js';
import { booleanOption, isObject } from './argumentChecks.js';
import type { DatabaseCore } from './databaseCore.js';
import { fromBound, toResult, toSafeResult } from './values.js';

/**
 * A function for SQL. It gets numbers, bigints, strings, Uint8Arrays and nulls, and may give any of them,
 * booleans, or undefined for NULL.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the arguments are what the SQL text gives: the caller says
export type UserFunction = (...args: any[]) => unknown;

/** How SQL may call a function. */
export interface FunctionOptions {
	/** The same arguments always give the same result: allowed in indexes, CHECK and generated columns. */
	readonly deterministic?: boolean;
	/** Not to be called by triggers, views, CHECK or anything else in the schema. */
	readonly directOnly?: boolean;
	/** INTEGERs come as bigints. */
	readonly safeIntegers?: boolean;
	/** Any number of arguments, whatever the function declares. */
	readonly varargs?: boolean;
}

/** An aggregate function for SQL: how it begins, what a row does to it, and what it gives in the end. */
export interface AggregateOptions<State = unknown> extends FunctionOptions {
	/** The first state, or a function that makes it. */
	readonly start?: State | (() => State);
	/** Nothing returned: the state is the same object. */
	readonly step: StateChange<State>;
	/**
	 * Takes a row back that has left the frame: makes it a window function that need not begin anew for each
	 * row.
	 */
	readonly inverse?: StateChange<State>;
	/** What the function gives; without it, the state. */
	readonly result?: (state: State) => unknown;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-invalid-void-type -- as above; it may return nothing
type StateChange<State> = (state: State, ...args: any[]) => State | undefined | void;

type Callable = (...args: unknown[]) => unknown;

export function userFunction(
	name: string,
	options: FunctionOptions | UserFunction | null,
	body: UserFunction | undefined,
	isSafe: boolean,
): ScalarFunction {
	const call = typeof options === 'function' ? options : body;
	const settings = typeof options === 'function' ? {} : (options ?? {});
	if (typeof name !== 'string') throw new TypeError('Expected first argument to be a string');
	if (typeof call !== 'function') throw new TypeError('Expected last argument to be a function');
	if (!isObject(settings)) {
		throw new TypeError('Expected second argument to be an options object');
	}
	checkName(name);
	const { convert, isDeterministic, isDirectOnly, isVarargs } = checkedSettings(settings, isSafe);
	const arity = isVarargs ? -1 : argumentCount(call);
	return {
		kind: 'scalar',
		name: foldKey(name),
		minArguments: Math.max(arity, 0),
		maxArguments: arity,
		isDeterministic,
		isDirectOnly,
		isOfProgram: true,
		lazy: undefined,
		evaluate: (_context, ...args: SqlValue[]) =>
			returned(name, (call as Callable)(...args.map(convert))),
	};
}

export function userAggregate(
	name: string,
	options: AggregateOptions,
	isSafe: boolean,
): AggregateFunction {
	if (typeof name !== 'string') throw new TypeError('Expected first argument to be a string');
	if (!isObject(options)) {
		throw new TypeError('Expected second argument to be an options object');
	}
	checkName(name);
	const start: unknown = 'start' in options ? options.start : null;
	const step = functionOption(options, 'step');
	if (!step) throw new TypeError('Missing required option "step"');
	const inverse = functionOption(options, 'inverse');
	const result = functionOption(options, 'result');
	const { convert, isDirectOnly, isVarargs } = checkedSettings(options, isSafe);
	const counts = [step, inverse ?? step].map(argumentCount);
	const arity = isVarargs ? -1 : Math.max(0, Math.max(...counts) - 1);
	// A step that returns undefined leaves the state as it is.
	const apply = (change: Callable) => (state: unknown, args: readonly SqlValue[]) => {
		const next = change(state, ...args.map(convert));
		return next === undefined ? state : next;
	};
	return {
		kind: 'aggregate',
		name: foldKey(name),
		minArguments: Math.max(arity, 0),
		maxArguments: arity,
		isDirectOnly,
		create: () => (typeof start === 'function' ? (start as Callable)() : start),
		step: apply(step),
		finalize: state => returned(name, result ? result(state) : state),
		inverse: inverse && apply(inverse),
		kernel: undefined,
	};
}

interface Settings {
	readonly convert: (value: SqlValue) => unknown;
	readonly isDeterministic: boolean;
	readonly isDirectOnly: boolean;
	readonly isVarargs: boolean;
}

function checkedSettings(options: object, isSafe: boolean): Settings {
	const wantsSafe = 'safeIntegers' in options ? booleanOption(options, 'safeIntegers') : isSafe;
	return {
		convert: wantsSafe ? toSafeResult : toResult,
		isDeterministic: booleanOption(options, 'deterministic'),
		isDirectOnly: booleanOption(options, 'directOnly'),
		isVarargs: booleanOption(options, 'varargs'),
	};
}

function functionOption(options: object, name: string): Callable | undefined {
	const value = (options as Readonly<Record<string, unknown>>)[name] ?? undefined;
	if (value === undefined) return undefined;
	if (typeof value === 'function') return value as Callable;
	throw new TypeError(`Expected the "${name}" option to be a function`);
}

export function registerCollation(
	database: DatabaseCore,
	name: string,
	compare: (left: string, right: string) => number,
): void {
	checkName(name);
	if (typeof compare !== 'function') {
		throw new TypeError('Expected second argument to be a function');
	}
	const added: Collation = { name, compare, hashKey: undefined };
	database.collations.set(foldKey(name), added);
	database.registryVersion++;
}

const MOST_ARGUMENTS = 100;

function argumentCount({ length }: { readonly length: unknown }): number {
	if (typeof length !== 'number' || !Number.isInteger(length) || length < 0) {
		throw new TypeError('Expected function.length to be a positive integer');
	}
	if (length > MOST_ARGUMENTS) {
		throw new RangeError('User-defined functions cannot have more than 100 arguments');
	}
	return length;
}

function returned(name: string, value: unknown): SqlValue {
	if (value === undefined) return null;
	try {
		return fromBound(value);
	} catch (error) {
		if (error instanceof RangeError) {
			throw new RangeError(`User-defined function ${name}() returned a bigint that was too big`, {
				cause: error,
			});
		}
		throw new TypeError(`User-defined function ${name}() returned an invalid value`, {
			cause: error,
		});
	}
}

function checkName(name: unknown): void {
	if (typeof name !== 'string') throw new TypeError('Expected first argument to be a string');
	if (name === '') throw new TypeError('User-defined function name cannot be an empty string');
}
