/**
 * `await db.transaction(async tx => ...)`: a transaction that may wait. It has a connection of its own, so that what
 * happens elsewhere meanwhile is not part of it; models used in the function are. Commits when the function is done,
 * rolls back when it throws.
 *
 * Those of one database run one after the other. One begun within another is a savepoint of it. Statements made outside
 * while it is open may change the same rows: then it cannot commit and fails with SQLITE_BUSY_SNAPSHOT, or, with
 * `retries`, is run again.
 */

import type {
	Connection,
	PreparedStatement,
	ScriptParameters,
	ScriptRowListener,
} from '../../engine/index.js';
import { SqlError } from '../../engine/index.js';
import { queryFrom } from '../query/query.js';
import type { Query } from '../query/query.js';
import type { AnyRow, QuerySource } from '../query/queryTypes.js';
import { callingTransaction, runAsCurrent } from './ambient.js';
import type { OpenTransaction } from './ambient.js';

/** What a transaction may be told. */
export interface TransactionOptions {
	/** How often the function is run again when other writes were in the way; 0 without it. */
	readonly retries?: number;
}

/** An open transaction, or a savepoint in one: what the function of `db.transaction` is given. */
export class Transaction implements OpenTransaction {
	/** What it was begun on. */
	readonly database: Connection;
	/** Where it runs: a connection of its own. */
	readonly connection: Connection;
	/** The one it is a savepoint of. */
	readonly parent: Transaction | undefined;
	#isOpen = true;

	constructor(database: Connection, connection: Connection, parent?: Transaction) {
		this.database = database;
		this.connection = connection;
		this.parent = parent;
	}

	/** Until its function is done. */
	get isOpen(): boolean {
		return this.#isOpen;
	}

	/** As that of a connection. */
	prepare<BindParameters = unknown[], RowResult = unknown>(
		sql: string,
	): PreparedStatement<BindParameters, RowResult> {
		return this.#use().prepare<BindParameters, RowResult>(sql);
	}

	/** As that of a connection. */
	exec(sql: string, params?: ScriptParameters, onRow?: ScriptRowListener): this {
		this.#use().exec(sql, params, onRow);
		return this;
	}

	/** As that of a connection. */
	eval(sql: string, params?: ScriptParameters): IterableIterator<unknown> {
		return this.#use().eval(sql, params);
	}

	/* eslint-disable @typescript-eslint/unified-signatures -- a name alone says nothing of the rows */
	/** A query in this transaction, as `db.from()` makes them. */
	from<T extends object, A extends string = string>(
		table: QuerySource<T>,
		alias?: A,
	): Query<Record<A, T>, T, T>;
	from<T extends object = AnyRow, A extends string = string>(
		table: string,
		alias?: A,
	): Query<Record<A, T>, T, T>;
	/* eslint-enable @typescript-eslint/unified-signatures */
	from(table: QuerySource<object> | string, alias?: string): unknown {
		this.#use();
		return queryFrom(() => this, table, alias);
	}

	/** A savepoint: undone alone when the function throws. */
	async transaction<Result>(
		body: (tx: Transaction) => Result | PromiseLike<Result>,
	): Promise<Result> {
		this.#use();
		return runNested(this, body);
	}

	/** For the one who began it. */
	end(): void {
		this.#isOpen = false;
	}

	#use(): Connection {
		if (this.#isOpen) return this.connection;
		throw new SqlError('SQLITE_MISUSE', 'the transaction has ended', {
			hint: 'await everything that its function begins',
		});
	}
}

type Body<Result> = (tx: Transaction) => Result | PromiseLike<Result>;

/** The last transaction, or savepoint, of each connection: the next one waits for it. */
const queues = new WeakMap<object, Promise<unknown>>();

async function afterOthers<Result>(key: object, run: () => Promise<Result>): Promise<Result> {
	const before = queues.get(key) ?? Promise.resolve();
	const result = before.then(run, run);
	queues.set(
		key,
		result.catch(() => undefined),
	);
	return result;
}

/** `connect` gives a connection of its own to the same data. */
export async function runTransaction<Result>(
	database: Connection,
	connect: () => Connection,
	body: Body<Result>,
	options: TransactionOptions = {},
): Promise<Result> {
	const outer = callingTransaction(database);
	if (outer instanceof Transaction) return runNested(outer, body);
	return afterOthers(database, async () => {
		for (let retries = options.retries ?? 0; ; retries--) {
			try {
				return await attempt(database, connect(), body);
			} catch (error) {
				const isRetryable = error instanceof SqlError && error.code === 'SQLITE_BUSY_SNAPSHOT';
				if (!isRetryable || retries <= 0) throw error;
			}
		}
	});
}

async function attempt<Result>(
	database: Connection,
	connection: Connection,
	body: Body<Result>,
): Promise<Result> {
	const transaction = new Transaction(database, connection);
	try {
		connection.exec('BEGIN');
		const result = await runAsCurrent(transaction, async () => body(transaction));
		transaction.end();
		if (connection.inTransaction) connection.exec('COMMIT');
		return result;
	} finally {
		transaction.end();
		if (connection.inTransaction) connection.exec('ROLLBACK');
		connection.close();
	}
}

let savepoints = 0;

async function runNested<Result>(given: Transaction, body: Body<Result>): Promise<Result> {
	// The function may hold the outer transaction and be within an inner one: the inner one is meant.
	const innermost = callingTransaction(given.connection);
	const outer = innermost instanceof Transaction ? innermost : given;
	return afterOthers(outer, async () => {
		const { connection } = outer;
		const name = `nested_${++savepoints}`;
		const inner = new Transaction(outer.database, connection, outer);
		connection.exec(`SAVEPOINT ${name}`);
		try {
			const result = await runAsCurrent(inner, async () => body(inner));
			inner.end();
			connection.exec(`RELEASE ${name}`);
			return result;
		} catch (error) {
			if (connection.inTransaction) connection.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
			throw error;
		} finally {
			inner.end();
		}
	});
}
