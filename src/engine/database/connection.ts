/**
 * Connection: what can be asked of a database, in one transaction of its own. Names, arguments, return shapes and
 * errors are better-sqlite3's where it has the member; every call is synchronous and may be awaited all the same.
 */

import type { AggregateFunction, ScalarFunction } from '../functions/function.js';
import { SqlError } from '../types/sqlError.js';
import { booleanOption, isFunction, isObject, switchArgument } from './argumentChecks.js';
import { numberedArguments } from './bindParameters.js';
import { bulkWrite } from './bulk/bulkWrite.js';
import type { BulkOptions, BulkResult, BulkRows } from './bulk/bulkOptions.js';
import { ConnectionCore } from './connectionCore.js';
import { connectionProperties } from './connectionProperties.js';
import type { DatabaseCore } from './databaseCore.js';
import type { DataChange, SchemaChange } from './events.js';
import { Prepared, parseScript } from './prepared.js';
import { runScript } from './script.js';
import type { ScriptParameters, ScriptRowListener } from './script.js';
import { systemTables } from './schemaTables.js';
import { Statement } from './statement.js';
import { transactionFunction } from './transactionFunction.js';
import type { TransactionFunction } from './transactionFunction.js';
import { registerCollation, userAggregate, userFunction } from './userFunctions.js';
import type { AggregateOptions, FunctionOptions, UserFunction } from './userFunctions.js';
import { registerTable } from './userTables.js';
import type { TableFactory, TableOptions } from './userTables.js';
import type { IndexType } from '../indexTypes/contract.js';
import type { TableModule } from '../modules/module.js';
import { StatementCache } from './statementCache.js';
import { registerIndexType } from './registerIndexType.js';
import { registerModule } from './registerModule.js';
import { connectTables } from './virtual/moduleTables.js';

/** How `pragma` gives its rows. */
export interface PragmaOptions {
	/** Only the first column of the first row. */
	readonly simple?: boolean;
}

/** What `prepare` gives: a statement whose arguments and rows have the types given to it. */
export type PreparedStatement<BindParameters, RowResult> = BindParameters extends unknown[]
	? Statement<BindParameters, RowResult>
	: Statement<[BindParameters], RowResult>;

/** What can be asked of a database, in a transaction of its own. */
export class Connection {
	/** False after `close()`. */
	declare readonly open: boolean;
	/** Whether a transaction is open: after BEGIN, or in a function given to `transaction()`. */
	declare readonly inTransaction: boolean;
	/** As given to the constructor: nothing is stored under it. */
	declare readonly name: string;
	/** Whether it is kept in memory alone. */
	declare readonly memory: boolean;
	/** Whether statements that write are refused. */
	declare readonly readonly: boolean;
	readonly #core: ConnectionCore;
	readonly #cache = new StatementCache();
	#isSafe = false;

	/** @internal */
	constructor(database: DatabaseCore) {
		this.#core = new ConnectionCore(database, systemTables);
		Object.defineProperties(this, connectionProperties(this.#core));
	}

	/** The types may be given: of the arguments (as a tuple, or that of the only one) and of a row. */
	prepare<BindParameters = unknown[], RowResult = unknown>(
		sql: string,
	): PreparedStatement<BindParameters, RowResult> {
		this.#check(sql);
		const prepared = this.#prepare(sql);
		const statement: unknown = new Statement(this, this.#core, prepared, sql, this.#isSafe);
		return statement as PreparedStatement<BindParameters, RowResult>;
	}

	/** Runs every statement of a text. `onRow` gets the rows of all of them, as arrays. */
	exec(sql: string, params?: ScriptParameters, onRow?: ScriptRowListener): this {
		this.#check(sql);
		this.#core.activity.checkChangeable();
		runScript(this.#core, sql, params, onRow);
		return this;
	}

	/** Rows of one statement, as objects: those of the moment of the call, whatever is written while they are read. */
	eval(sql: string, params?: ScriptParameters): IterableIterator<unknown> {
		const statement = this.prepare(sql);
		const args = evalArguments(this.#prepare(sql).parameters, params);
		if (statement.reader) return statement.rows(...args);
		statement.run(...args);
		return [].values();
	}

	/** `db.pragma("table_info(users)")` runs a PRAGMA and gives its rows. */
	pragma(text: string, options?: PragmaOptions | null): unknown {
		if (typeof text !== 'string') throw new TypeError('Expected first argument to be a string');
		if (!isObject(options ?? {})) {
			throw new TypeError('Expected second argument to be an options object');
		}
		const simple = booleanOption(options ?? {}, 'simple');
		this.#checkOpen();
		this.#core.activity.checkChangeable();
		const statement = this.prepare(`PRAGMA ${text}`);
		if (!statement.reader) {
			statement.run();
			return simple ? undefined : [];
		}
		return simple ? statement.pluck().get() : statement.all();
	}

	/**
	 * A function that runs `body` in a transaction, or in a savepoint inside one: what it did is kept when it
	 * returns, and undone when it throws.
	 */
	transaction<Args extends unknown[], Result>(
		body: (...args: Args) => Result,
	): TransactionFunction<Args, Result> {
		if (isFunction(body)) this.#checkOpen();
		return transactionFunction(this, () => this.transactionPlace().#core, body);
	}

	/**
	 * Writes many rows at once, all or none: several times as fast as prepared INSERTs. `rows` are objects, arrays, or
	 * columns by name; constraints, triggers, foreign keys and listeners see them as they would those of INSERT.
	 */
	bulkWrite(table: string, rows: BulkRows, options?: BulkOptions | null): BulkResult {
		this.#checkOpen();
		this.#core.activity.checkChangeable();
		const run = (sql: string) => this.prepare(sql).run().changes;
		return bulkWrite({ core: this.#core, run }, table, rows, options ?? {});
	}

	/** Makes a function that SQL can call. */
	function(name: string, body: UserFunction): this;
	function(name: string, options: FunctionOptions | null, body: UserFunction): this;
	function(
		name: string,
		options: FunctionOptions | UserFunction | null,
		body?: UserFunction,
	): this {
		const added = userFunction(name, options, body, this.#isSafe);
		this.#register(added);
		return this;
	}

	/** Makes an aggregate function, which with `inverse` is a window function, too. */
	aggregate<State>(name: string, options: AggregateOptions<State>): this {
		this.#register(userAggregate(name, options as AggregateOptions, this.#isSafe));
		return this;
	}

	/** A function is a module for CREATE VIRTUAL TABLE; a definition is a table under that name. */
	table(name: string, options: TableOptions | TableFactory): this {
		this.#checkOpen();
		this.#core.activity.checkAlone();
		registerTable(this.#core.database, name, options, this.#isSafe);
		connectTables(this.#core, name);
		return this;
	}

	/** Makes an order of texts for COLLATE. It has to be consistent: indexes are built on it. */
	collation(name: string, compare: (left: string, right: string) => number): this {
		this.#checkOpen();
		this.#core.activity.checkAlone();
		registerCollation(this.#core.database, name, compare);
		return this;
	}

	/** A maker of tables for CREATE VIRTUAL TABLE ... USING name. A name can be given once. */
	registerModule(name: string, module: TableModule): this {
		this.#checkOpen();
		this.#core.activity.checkAlone();
		registerModule(this.#core.database, name, module);
		connectTables(this.#core, name);
		return this;
	}

	/** The same as `registerModule`. */
	registerVtabModule(name: string, module: TableModule): this {
		return this.registerModule(name, module);
	}

	/** A type of index for CREATE INDEX ... USING name. A name can be given once. */
	registerIndexType(name: string, type: IndexType): this {
		this.#checkOpen();
		this.#core.activity.checkAlone();
		registerIndexType(this.#core.database, name, type);
		return this;
	}

	/** The function returned ends the subscription. */
	onDataChange(listener: (change: DataChange) => void): () => void {
		const { data } = this.#core.database.listeners;
		data.add(listener);
		return () => void data.delete(listener);
	}

	/** The same for tables, columns, indexes, views and triggers created, altered and dropped. */
	onSchemaChange(listener: (change: SchemaChange) => void): () => void {
		const { schema } = this.#core.database.listeners;
		schema.add(listener);
		return () => void schema.delete(listener);
	}

	/** INTEGERs of statements prepared and functions made from now on come as bigints. */
	defaultSafeIntegers(...args: [isOn?: boolean]): this {
		this.#isSafe = switchArgument(args);
		return this;
	}

	/** Lets statements change the database while rows are iterated over; the iterators go on reading what was there. */
	unsafeMode(...args: [isOn?: boolean]): this {
		this.#core.activity.isUnsafe = switchArgument(args);
		return this;
	}

	/** better-sqlite3's: there is no native code to load. */
	loadExtension(file: string, entryPoint?: string): this {
		if (typeof file !== 'string') throw new TypeError('Expected first argument to be a string');
		if (entryPoint !== undefined && typeof entryPoint !== 'string') {
			throw new TypeError('Expected second argument to be a string');
		}
		this.#checkOpen();
		this.#core.activity.checkAlone();
		throw new SqlError('SQLITE_ERROR', `cannot load the extension: ${file}`, {
			hint: 'native extensions do not run here: add functions with function(), aggregate() and table()',
		});
	}

	/** Cancels the statement that runs; for calls from user functions and listeners. */
	interrupt(): void {
		this.#core.database.interrupt();
	}

	/** Rolls back what is open. Statements of it cannot be run any more. */
	close(): this {
		if (this.#core.isOpen) {
			this.#core.activity.checkAlone();
			this.#core.close();
		}
		return this;
	}

	/** Another number whenever the schema is another. */
	get catalogVersion(): number {
		return this.#core.state.catalog.version;
	}

	/** The connection that a function of `transaction()` runs on when it is called. */
	protected transactionPlace(): Connection {
		// eslint-disable-next-line @typescript-eslint/no-this-alias -- subclasses give another one
		const own: Connection = this;
		return own;
	}

	/** For the database's own parts. */
	protected get core(): ConnectionCore {
		return this.#core;
	}

	protected checkOpen(): void {
		this.#checkOpen();
	}

	#prepare(sql: string): Prepared {
		const cached = this.#cache.get(sql);
		if (cached) {
			cached.refresh();
			return cached;
		}
		const script = parseScript(sql);
		const [statement, second] = script.statements;
		if (!statement) throw new RangeError('The supplied SQL string contains no statements');
		if (second) {
			throw new RangeError('The supplied SQL string contains more than one statement');
		}
		script.check(statement, this.#core);
		const prepared = new Prepared(this.#core, statement, sql);
		// Compiles, so that unknown names are found now.
		prepared.compile();
		this.#cache.offer(sql, prepared);
		return prepared;
	}

	#register(added: ScalarFunction | AggregateFunction): void {
		this.#checkOpen();
		this.#core.activity.checkAlone();
		this.#core.database.functions.register(added);
		this.#core.database.registryVersion++;
	}

	#check(sql: string): void {
		if (typeof sql !== 'string') throw new TypeError('Expected first argument to be a string');
		this.#checkOpen();
		this.#core.activity.checkIdle();
	}

	#checkOpen(): void {
		if (!this.#core.isOpen) throw new TypeError('The database connection is not open');
	}
}

function evalArguments(
	names: readonly (string | undefined)[],
	params: ScriptParameters | undefined,
): readonly unknown[] {
	if (params === undefined) return [];
	return Array.isArray(params) ? numberedArguments(names, params as unknown[]) : [params];
}
