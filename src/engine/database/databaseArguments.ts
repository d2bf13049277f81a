/** The arguments of `new Database`, with better-sqlite3's checks and errors. */

import { SqlError } from '../types/sqlError.js';
import { booleanOption, isFunction } from './argumentChecks.js';
import type { DatabaseOptions } from './ports.js';

export interface DatabaseArguments {
	/** As given. */
	readonly name: string;
	readonly options: DatabaseOptions;
}

/** Unlike in better-sqlite3 the name may be left out: options alone will do. */
export function databaseArguments(
	nameOrOptions: unknown,
	options: DatabaseOptions | null | undefined,
): DatabaseArguments {
	if (isPlainObject(nameOrOptions)) return { name: '', options: nameOrOptions };
	const name = nameOrOptions ?? '';
	if (typeof name !== 'string') throw new TypeError('Expected first argument to be a string');
	if (typeof (options ?? {}) !== 'object') {
		throw new TypeError('Expected second argument to be an options object');
	}
	return { name, options: options ?? {} };
}

export function isInMemory(name: string): boolean {
	const trimmed = name.trim();
	return trimmed === '' || trimmed === ':memory:';
}

export function checkOptions(options: DatabaseOptions, isNew: boolean): void {
	if ('readOnly' in options) {
		throw new TypeError('Misspelled option "readOnly" should be "readonly"');
	}
	if ('memory' in options) {
		throw new TypeError('Option "memory" was removed in v7.0.0 (use ":memory:" filename instead)');
	}
	const isReadonly = booleanOption(options, 'readonly');
	booleanOption(options, 'fileMustExist');
	const timeout = 'timeout' in options ? options.timeout : 0;
	const { verbose, nativeBinding, memoryLimit = 0 } = options;
	if (isReadonly && isNew) {
		throw new TypeError('In-memory/temporary databases cannot be readonly');
	}
	if (typeof timeout !== 'number' || !Number.isInteger(timeout) || timeout < 0) {
		throw new TypeError('Expected the "timeout" option to be a positive integer');
	}
	if (timeout > 0x7fffffff) {
		throw new RangeError('Option "timeout" cannot be greater than 2147483647');
	}
	if (!Number.isSafeInteger(memoryLimit) || memoryLimit < 0) {
		throw new TypeError('Expected the "memoryLimit" option to be a number of bytes');
	}
	if ((verbose ?? undefined) !== undefined && !isFunction(verbose)) {
		throw new TypeError('Expected the "verbose" option to be a function');
	}
	if ((nativeBinding ?? undefined) !== undefined && !isBinding(nativeBinding)) {
		throw new TypeError('Expected the "nativeBinding" option to be a string or addon object');
	}
}

export function checkName(name: string): void {
	if (isInMemory(name)) return;
	throw new SqlError('SQLITE_CANTOPEN', `unable to open database file: ${name}`, {
		hint: "a Database is in memory: pass ':memory:', options only, or the bytes of a backup",
	});
}

function isBinding(value: unknown): boolean {
	return typeof value === 'string' || typeof value === 'object';
}

function isPlainObject(value: unknown): value is DatabaseOptions {
	if (typeof value !== 'object' || value === null) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}
