/** `Database` of the library: the engine's, with export and import, the query builder, and transactions that may wait. */

import { Database as EngineDatabase, callable } from '../engine/index.js';
import type { Connection, DatabaseOptions, TransactionFunction } from '../engine/index.js';
import type { ImportReport } from './exchange/applyContents.js';
import { exportDatabase } from './exchange/exportDatabase.js';
import type { Exported, ExportFormat, ExportOptions } from './exchange/exportDatabase.js';
import { importDatabase } from './exchange/importDatabase.js';
import type { ImportOptions, ImportSource } from './exchange/importDatabase.js';
import { queryFrom } from './query/query.js';
import type { Query } from './query/query.js';
import type { AnyRow, QuerySource } from './query/queryTypes.js';
import { ambientTransaction } from './transactions/ambient.js';
import { isAsyncFunction, lazyPromise, makeAwaitable } from './transactions/awaitable.js';
import { runTransaction } from './transactions/transaction.js';
import type { Transaction, TransactionOptions } from './transactions/transaction.js';

class DatabaseClass extends EngineDatabase {
	/** A database kept in files: in the folder, or in the one called `name` in it. Made when it is not there. */
	static override open(folder: string, options?: DatabaseOptions | null): DatabaseClass {
		return super.open(folder, options) as DatabaseClass;
	}

	/** A new database with the contents that `serialize()` gave. */
	static override deserialize(bytes: Uint8Array, options?: DatabaseOptions): DatabaseClass {
		return super.deserialize(bytes, options) as DatabaseClass;
	}

	/** As JSON, as an SQL script or as an SQLite file: schema, rows and counters of the moment of the call. */
	export<Format extends ExportFormat>(options: ExportOptions<Format>): Promise<Exported<Format>> {
		return exportDatabase(this, options);
	}

	/** What `export` gave, or any SQL script or SQLite file: all of it or nothing. */
	import(source: ImportSource, options?: ImportOptions): Promise<ImportReport> {
		return importDatabase(this, source, options);
	}

	/* eslint-disable @typescript-eslint/unified-signatures -- a name alone says nothing of the rows */
	/** A query of a model, or of a table by its name. */
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
		return queryFrom(() => this, table, alias);
	}

	/**
	 * Awaited, the function runs in a transaction that may wait: `await db.transaction(async tx => ...)`.
	 * Otherwise a function is given that runs it at once whenever it is called: `db.transaction(rows => ...)(rows)`.
	 * Within a transaction either is a savepoint of it.
	 */
	override transaction<Result>(
		body: (tx: Transaction) => PromiseLike<Result>,
		options?: TransactionOptions,
	): Promise<Result>;
	override transaction<Args extends unknown[], Result>(
		body: (...args: Args) => Result,
	): TransactionFunction<Args, Result>;
	override transaction(body: (...args: never[]) => unknown, options?: TransactionOptions): unknown {
		const run = async (): Promise<unknown> =>
			runTransaction<unknown>(this, () => this.connect(), body as never, options);
		return isAsyncFunction(body) ? lazyPromise(run) : makeAwaitable(super.transaction(body), run);
	}

	/** Within an open transaction of this database: its connection. */
	protected override transactionPlace(): Connection {
		return ambientTransaction(this)?.connection ?? this;
	}
}

/**
 * A database, in memory unless it is told otherwise. `Database(...)` without `new` makes one, too.
 *
 *     const db = new Database();
 *     db.exec('CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT)');
 *     db.prepare('INSERT INTO users(name) VALUES (?)').run('Ada');
 *     db.prepare('SELECT * FROM users').all(); // [{ id: 1, name: 'Ada' }]
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the name for what the class makes: a program may export a constant of the type
export interface Database extends DatabaseClass {}

type Arguments = ConstructorParameters<typeof DatabaseClass>;

/** The class itself: `typeof Database`. */
export interface DatabaseConstructor extends Omit<
	typeof DatabaseClass,
	'deserialize' | 'open' | 'prototype'
> {
	readonly prototype: Database;
	new (...args: Arguments): Database;
	(...args: Arguments): Database;
	/** A database kept in files: in the folder, or in the one called `name` in it. Made when it is not there. */
	open(folder: string, options?: DatabaseOptions | null): Database;
	/** A new database with the contents that `serialize()` gave. */
	deserialize(bytes: Uint8Array, options?: DatabaseOptions): Database;
}

export const Database = callable(DatabaseClass) as DatabaseConstructor;
