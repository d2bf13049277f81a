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
type NamedValues = Readonly<Record<string, unknown>>;

/** Values by parameter index, [0] unused. `names` are those of the statement: [0] is parameter 1. */
export function bindParameters(names: Names, args: readonly unknown[]): SqlValue[] {
	const values: SqlValue[] = [null];
	const positional: SqlValue[] = [];
	const hasNames = names.some(name => name !== undefined);
	let named: NamedValues | undefined;
	for (const argument of args) {
		if (Array.isArray(argument)) {
			for (const value of argument) positional.push(fromBound(value));
		} else if (isValue(argument)) {
			positional.push(fromBound(argument));
		} else if (!isPlainObject(argument)) {
			if (!hasNames) positional.push(fromBound(argument));
			else throw new TypeError('Named parameters can only be passed within plain objects');
		} else {
			if (named) {
				throw new TypeError('You cannot specify named parameters in two different objects');
			}
			named = argument;
		}
	}
	checkCount(names, positional.length, named);
	let used = 0;
	for (let index = 0; index < names.length; index++) {
		const name = names[index];
		if (name === undefined) {
			values.push(positional[used++] as SqlValue);
		} else if (name.startsWith('?') && !hasName(named, name)) {
			values.push(positional[index] as SqlValue);
		} else {
			values.push(fromBound(namedValue(named, name)));
		}
	}
	return values;
}

function checkCount(names: Names, given: number, named: NamedValues | undefined): void {
	let wanted = 0;
	const hasNamed = names.some(name => name !== undefined && !name.startsWith('?'));
	names.forEach((name, index) => {
		if (name === undefined) wanted++;
		else if (name.startsWith('?') && !hasName(named, name)) wanted = Math.max(wanted, index + 1);
	});
	if (given > wanted) throw new RangeError('Too many parameter values were provided');
	if (hasNamed && !named) throw new TypeError('Missing named parameters');
	if (given < wanted) throw new RangeError('Too few parameter values were provided');
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
	return ArrayBuffer.isView(argument) || argument instanceof ArrayBuffer;
}

function isPlainObject(value: unknown): value is NamedValues {
	const prototype: unknown = Object.getPrototypeOf(value);
	if (prototype === null || prototype === Object.prototype) return true;
	// A plain object of another realm.
	return (
		Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf')
	);
}

function hasName(named: NamedValues | undefined, name: string): boolean {
	return named !== undefined && (Object.hasOwn(named, name.slice(1)) || Object.hasOwn(named, name));
}

function namedValue(named: NamedValues | undefined, name: string): unknown {
	const bare = name.slice(1);
	if (named && Object.hasOwn(named, bare)) return named[bare];
	if (named && Object.hasOwn(named, name)) return named[name];
	throw new RangeError(`Missing named parameter "${bare}"`);
}
