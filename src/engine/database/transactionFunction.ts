/**
 * `db.transaction(fn)`: runs a function in a transaction, or in a savepoint when one is open already. Commits when
 * it returns, rolls back when it throws.
 */

import type { Connection } from './connection.js';
import { SqlError } from '../types/sqlError.js';
import type { ConnectionCore } from './connectionCore.js';
import type { Transaction } from './transaction.js';

type Call<Args extends unknown[], Result> = (this: unknown, ...args: Args) => Result;

/**
 * What `db.transaction(fn)` gives: a function with the arguments and the result of `fn`. Its variants begin the
 * transaction as BEGIN DEFERRED, IMMEDIATE or EXCLUSIVE does.
 */
export interface TransactionFunction<Args extends unknown[], Result> extends Call<Args, Result> {
	readonly default: TransactionFunction<Args, Result>;
	readonly deferred: TransactionFunction<Args, Result>;
	readonly immediate: TransactionFunction<Args, Result>;
	readonly exclusive: TransactionFunction<Args, Result>;
	readonly database: Connection;
}

/** A name no user would give. */
const SAVEPOINT = '\tnested\t';

const BEGIN = {
	default: 'BEGIN',
	deferred: 'BEGIN DEFERRED',
	immediate: 'BEGIN IMMEDIATE',
	exclusive: 'BEGIN EXCLUSIVE',
};

export function transactionFunction<Args extends unknown[], Result>(
	database: Connection,
	place: () => ConnectionCore,
	body: (...args: Args) => Result,
): TransactionFunction<Args, Result> {
	if (typeof body !== 'function') {
		throw new TypeError('Expected first argument to be a function');
	}
	const wrap = (begin: string): Call<Args, Result> =>
		function sqliteTransaction(this: unknown, ...args: Args) {
			return runInTransaction(place(), begin, () => body.apply(this, args));
		};
	const properties: PropertyDescriptorMap = { database: { value: database, enumerable: true } };
	const variants = Object.entries(BEGIN).map(([name, begin]) => [name, wrap(begin)] as const);
	for (const [name, variant] of variants) properties[name] = { value: variant };
	for (const [, variant] of variants) Object.defineProperties(variant, properties);
	return properties['default']?.value as TransactionFunction<Args, Result>;
}

/** Runs it in a transaction, or in a savepoint of the one that is open. */
export function runInTransaction<Result>(
	connection: ConnectionCore,
	begin: string,
	body: () => Result,
): Result {
	const isNested = connection.transaction !== undefined;
	const step = (text: string, run: () => void): void => {
		if (!connection.isOpen) throw new TypeError('The database connection is not open');
		connection.activity.checkChangeable();
		connection.database.options.verbose?.(text);
		run();
	};
	const inSavepoint = (text: string, run: (transaction: Transaction) => void): void => {
		step(text, () => {
			const { transaction } = connection;
			if (transaction) run(transaction);
			else throw new SqlError('SQLITE_ERROR', `no such savepoint: ${SAVEPOINT}`);
		});
	};
	const release = () => {
		inSavepoint(`RELEASE \`${SAVEPOINT}\``, transaction => transaction.release(SAVEPOINT));
	};
	if (isNested) {
		inSavepoint(`SAVEPOINT \`${SAVEPOINT}\``, transaction => transaction.savepoint(SAVEPOINT));
	} else step(begin, () => connection.begin());
	try {
		const result = body();
		if (isPromise(result)) {
			throw new TypeError('Transaction function cannot return a promise');
		}
		if (isNested) release();
		else step('COMMIT', () => connection.commit());
		return result;
	} catch (error) {
		// A conflict clause or the body itself may have ended the transaction already.
		if (connection.transaction && isNested) {
			inSavepoint(`ROLLBACK TO \`${SAVEPOINT}\``, transaction => transaction.rollbackTo(SAVEPOINT));
			release();
		} else if (connection.transaction) step('ROLLBACK', () => connection.rollback());
		throw error;
	}
}

/** The library's transaction functions may be awaited, but are none. */
function isPromise(value: unknown): boolean {
	const { then, deferred } = (value ?? {}) as {
		readonly then?: unknown;
		readonly deferred?: unknown;
	};
	return typeof then === 'function' && Boolean(value) && deferred === undefined;
}
