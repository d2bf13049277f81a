/**
 * Binding of parameters from call arguments, by better-sqlite3's rules and with its errors.
 *
 * Arguments are values or arrays of values for anonymous parameters, in order, and at most one plain object
 * for named ones. Beyond better-sqlite3: a numbered parameter (?3) takes the third positional value, and the names in
 * an object may carry their prefix.
 */

import { Real } from '../types/value.js';
import type { SqlValue } from '../types/value.js';
import { fromBound } from './values.js';

type Names = readonly (string | undefined)[];

/** Values by parameter index, [0] unused. `names` are those of the statement: [0] is parameter 1. */
export function bindParameters(names: Names, args: readonly unknown[]): SqlValue[] {
	const values: SqlValue[] = [null];
	const positional: unknown[] = [];
	let named: Readonly<Record<string, unknown>> | undefined;
	for (const argument of args) {
		if (Array.isArray(argument)) {
			for (const value of argument) positional.push(value);
		} else if (isValue(argument)) {
			positional.push(argument);
		} else {
			if (!isPlainObject(argument)) {
				throw new TypeError('Named parameters can only be passed within plain objects');
			}
			if (named) {
				throw new TypeError('You cannot specify named parameters in two different objects');
			}
			named = argument;
		}
	}
	let used = 0;
	let highest = 0;
	for (let index = 0; index < names.length; index++) {
		const name = names[index];
		if (name === undefined) {
			if (used >= positional.length) throw tooFew();
			values.push(fromBound(positional[used++]));
		} else if (name.startsWith('?') && !hasName(named, name)) {
			if (index >= positional.length) throw tooFew();
			highest = Math.max(highest, index + 1);
			values.push(fromBound(positional[index]));
		} else {
			values.push(fromBound(namedValue(named, name)));
		}
	}
	if (positional.length > Math.max(used, highest)) {
		throw new RangeError('Too many parameter values were provided');
	}
	return values;
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
		else if (typeof value === 'number' && value === value) values[index + 1] = value;
		else if (value === null) values[index + 1] = null;
		else return false;
	}
	return true;
}

function isValue(argument: unknown): boolean {
	if (typeof argument !== 'object' || argument === null) return true;
	if (argument instanceof Real) return true;
	return ArrayBuffer.isView(argument) || argument instanceof ArrayBuffer;
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
	const prototype: unknown = Object.getPrototypeOf(value);
	if (prototype === null || prototype === Object.prototype) return true;
	// A plain object of another realm.
	return Object.getPrototypeOf(prototype) === null && !(value instanceof Map);
}

function hasName(named: Readonly<Record<string, unknown>> | undefined, name: string): boolean {
	return named !== undefined && (Object.hasOwn(named, name.slice(1)) || Object.hasOwn(named, name));
}

function namedValue(named: Readonly<Record<string, unknown>> | undefined, name: string): unknown {
	const bare = name.slice(1);
	if (named && Object.hasOwn(named, bare)) return named[bare];
	if (named && Object.hasOwn(named, name)) return named[name];
	if (!named) throw new TypeError('Missing named parameters');
	throw new RangeError(`Missing named parameter "${bare}"`);
}

function tooFew(): RangeError {
	return new RangeError('Too few parameter values were provided');
}
