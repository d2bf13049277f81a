/**
 * `SqliteError(message, code)`: better-sqlite3's error class, for programs that make such errors or ask for them. What it
 * makes is an `SqlError`, and every `SqlError` is an instance of it.
 */

import { SqlError } from '../types/sqlError.js';

/** As a class and as a function. */
export interface SqliteErrorConstructor {
	new (message: string, code: string): SqlError;
	(message: string, code: string): SqlError;
	readonly prototype: SqlError;
}

function makeError(message: unknown, code: unknown): SqlError {
	if (typeof code !== 'string') throw new TypeError('Expected second argument to be a string');
	return new SqlError(code, String(message));
}

Object.setPrototypeOf(makeError, Error);
Object.defineProperties(makeError, {
	name: { value: 'SqliteError', configurable: true },
	prototype: { value: SqlError.prototype },
});

/** better-sqlite3's error class: `error instanceof SqliteError` holds for every error of the database. */
export const SqliteError = makeError as unknown as SqliteErrorConstructor;
