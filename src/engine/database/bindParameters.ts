/**
 * Binding of parameters from call arguments, by better-sqlite3's rules and with its errors.
 *
 * Arguments are values or arrays of values for anonymous parameters, in order, and at most one plain object
 * for named ones; a numbered parameter (?3) is one named 3. Beyond better-sqlite3: the names in an object may carry
 * their prefix, and `numberedArguments` lets an array serve numbered parameters too.
 */

import { Real } from '../types/value.js';
import type { SqlValue } from '../types/value.js';
import { fromBound } from './values.js';

type Names = readonly (string | undefined)[];
type NamedValues = Readonly<Record<string, unknown>>;

/** Values by parameter index, [0] unused. `names` are those of the statement: [0] is parameter 1. */
export function bindParameters(names: Names, args: readonly unknown[]): SqlValue[] {
	const values: SqlValue[] = [null, ...names.map(() => null)];
	const hasNames = names.some(name => name !== undefined);
	let position = -1;
	let bound = 0;
	let named: NamedValues | undefined;
	const bindNext = (value: unknown): void => {
		do position++;
		while (names[position] !== undefined);
		const next = fromBound(value);
		if (position >= names.length) throw tooMany();
		values[position + 1] = next;
		bound++;
	};
	for (const argument of args) {
		if (Array.isArray(argument)) {
			for (const value of argument) bindNext(value);
		} else if (isValue(argument)) {
			bindNext(argument);
		} else if (!isPlainObject(argument)) {
			if (!hasNames) bindNext(argument);
			else throw new TypeError('Named parameters can only be passed within plain objects');
		} else {
			if (named) {
				throw new TypeError('You cannot specify named parameters in two different objects');
			}
			named = argument;
			bound += bindNamed(names, argument, values);
		}
	}
	if (bound === names.length) return values;
	if (hasNames && !named) throw new TypeError('Missing named parameters');
	throw new RangeError('Too few parameter values were provided');
}

/** How many it has bound. */
function bindNamed(names: Names, named: NamedValues, values: SqlValue[]): number {
	let bound = 0;
	names.forEach((name, index) => {
		if (name === undefined) return;
		values[index + 1] = fromBound(namedValue(named, name));
		bound++;
	});
	return bound;
}

function tooMany(): RangeError {
	return new RangeError('Too many parameter values were provided');
}

/** Arguments for which the n-th value serves parameter n, be it numbered or anonymous. */
export function numberedArguments(names: Names, values: readonly unknown[]): readonly unknown[] {
	if (!names.some(name => name?.startsWith('?'))) return values;
	const numbered: Record<string, unknown> = {};
	const anonymous: unknown[] = [];
	values.forEach((value, index) => {
		const name = names[index];
		if (name?.startsWith('?')) numbered[name.slice(1)] = value;
		else anonymous.push(value);
	});
	return [numbered, ...anonymous];
}

/** The usual calls: values alone or in one array, anonymous parameters only. False: anything else. */
export function bindSimply(names: Names, args: readonly unknown[], values: SqlValue[]): boolean {
	const { length } = args;
	if (length === 1 && Array.isArray(args[0])) return bindPositional(names, args[0], values);
	return bindPositional(names, args, values);
}

function bindPositional(names: Names, args: readonly unknown[], values: SqlValue[]): boolean {
	const { length } = args;
	if (length !== names.length) return false;
	for (let index = 0; index < length; index++) {
		if (names[index] !== undefined) return false;
		const value = args[index];
		if (typeof value === 'string') values[index + 1] = value;
		else if (typeof value === 'number' && value === value) values[index + 1] = value + 0;
		else if (value === null) values[index + 1] = null;
		else return false;
	}
	return true;
}

function isValue(argument: unknown): boolean {
	if (typeof argument !== 'object' || argument === null) return true;
	if (argument instanceof Real) return true;
	return ArrayBuffer.isView(argument);
}

function isPlainObject(value: unknown): value is NamedValues {
	const prototype: unknown = Object.getPrototypeOf(value);
	if (prototype === null || prototype === Object.prototype) return true;
	// A plain object of another realm.
	return (
		Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf')
	);
}

function namedValue(named: NamedValues, name: string): unknown {
	const bare = name.slice(1);
	if (Object.hasOwn(named, bare)) return named[bare];
	if (Object.hasOwn(named, name)) return named[name];
	throw new RangeError(`Missing named parameter "${bare}"`);
}
