/**
 * `db.transaction(fn)`: runs a function in a transaction, or in a savepoint when one is open already. Commits when
 * it returns, rolls back when it throws.
 */

import type { Connection } from './connection.js';
import type { ConnectionCore } from './connectionCore.js';

type Call<Args extends unknown[], Result> = (this: unknown, ...args: Args) => Result;

export interface TransactionFunction<Args extends unknown[], Result> extends Call<Args, Result> {
	readonly default: TransactionFunction<Args, Result>;
	readonly deferred: TransactionFunction<Args, Result>;
	readonly immediate: TransactionFunction<Args, Result>;
	readonly exclusive: TransactionFunction<Args, Result>;
	readonly database: Connection;
}

/** A name no user would give. */
const SAVEPOINT = '\tnested\t';

export function transactionFunction<Args extends unknown[], Result>(
	database: Connection,
	connection: ConnectionCore,
	body: (...args: Args) => Result,
): TransactionFunction<Args, Result> {
	if (typeof body !== 'function') {
		throw new TypeError('Expected first argument to be a function');
	}
	const wrap = (): Call<Args, Result> =>
		function sqliteTransaction(this: unknown, ...args: Args) {
			return runInTransaction(database, connection, () => body.apply(this, args));
		};
	const properties: PropertyDescriptorMap = { database: { value: database, enumerable: true } };
	const variants = { default: wrap(), deferred: wrap(), immediate: wrap(), exclusive: wrap() };
	for (const [name, variant] of Object.entries(variants)) properties[name] = { value: variant };
	for (const variant of Object.values(variants)) Object.defineProperties(variant, properties);
	return variants.default as TransactionFunction<Args, Result>;
}

function runInTransaction<Result>(
	database: Connection,
	connection: ConnectionCore,
	body: () => Result,
): Result {
	if (!database.open) throw new TypeError('The database connection is not open');
	connection.activity.checkChangeable();
	const isNested = connection.transaction !== undefined;
	const { verbose } = connection.database.options;
	if (isNested) connection.transaction?.savepoint(SAVEPOINT);
	else {
		verbose?.('BEGIN');
		connection.begin();
	}
	try {
		const result = body();
		if (isPromise(result)) {
			throw new TypeError('Transaction function cannot return a promise');
		}
		if (isNested) connection.transaction?.release(SAVEPOINT);
		else {
			verbose?.('COMMIT');
			connection.commit();
		}
		return result;
	} catch (error) {
		// A conflict clause or the body itself may have ended the transaction already.
		const { transaction } = connection;
		if (transaction && isNested) {
			transaction.rollbackTo(SAVEPOINT);
			transaction.release(SAVEPOINT);
		} else if (transaction) {
			verbose?.('ROLLBACK');
			connection.rollback();
		}
		throw error;
	}
}

function isPromise(value: unknown): boolean {
	return typeof value === 'object' && value !== null && 'then' in value;
}
