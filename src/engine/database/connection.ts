/**
 * Connection: what can be asked of a database, in one transaction of its own. Names, arguments, return shapes and
 * errors are better-sqlite3's where it has the member; every call is synchronous and may be awaited all the same.
 */

import { isObject } from './argumentChecks.js';
import { ConnectionCore } from './connectionCore.js';
import type { DatabaseCore } from './databaseCore.js';
import type { DataChange, SchemaChange } from './events.js';
import { Prepared, parseScript } from './prepared.js';
import { runScript } from './script.js';
import type { ScriptParameters, ScriptRowListener } from './script.js';
import { systemTables } from './schemaTables.js';
import { Statement } from './statement.js';
import { transactionFunction } from './transactionFunction.js';
import type { TransactionFunction } from './transactionFunction.js';
import {
	registerAggregate,
	registerCollation,
	registerFunction,
	registerTable,
} from './userFunctions.js';
import type {
	AggregateOptions,
	FunctionOptions,
	TableOptions,
	UserFunction,
} from './userFunctions.js';
import type { TableModule } from '../modules/module.js';
import { StatementCache } from './statementCache.js';
import { foldKey } from '../util/foldKey.js';

export interface PragmaOptions {
	readonly simple?: boolean;
}

export class Connection {
	readonly #core: ConnectionCore;
	readonly #cache = new StatementCache();
	#isSafe = false;

	constructor(database: DatabaseCore) {
		this.#core = new ConnectionCore(database, systemTables);
	}

	get open(): boolean {
		return this.#core.isOpen;
	}

	get inTransaction(): boolean {
		return this.#core.transaction !== undefined;
	}

	get name(): string {
		return ':memory:';
	}

	get memory(): boolean {
		return true;
	}

	get readonly(): boolean {
		return this.#core.database.isReadonly;
	}

	prepare(sql: string): Statement {
		this.#check(sql);
		return new Statement(this, this.#core, this.#prepare(sql), sql, this.#isSafe);
	}

	/** Runs every statement of a text. `onRow` gets the rows of all of them, as arrays. */
	exec(sql: string, params?: ScriptParameters, onRow?: ScriptRowListener): this {
		this.#check(sql);
		runScript(this.#core, sql, params, onRow);
		return this;
	}

	/** Rows of one statement, as objects. */
	eval(sql: string, params?: ScriptParameters): IterableIterator<unknown> {
		const statement = this.prepare(sql);
		const args = params === undefined ? [] : [params];
		if (statement.reader) return statement.iterate(...args);
		statement.run(...args);
		return [].values();
	}

	pragma(text: string, options: PragmaOptions = {}): unknown {
		if (typeof text !== 'string') throw new TypeError('Expected first argument to be a string');
		if (!isObject(options)) {
			throw new TypeError('Expected second argument to be an options object');
		}
		const { simple = false } = options;
		if (typeof simple !== 'boolean') {
			throw new TypeError('Expected the "simple" option to be a boolean');
		}
		const statement = this.prepare(`PRAGMA ${text}`);
		if (!statement.reader) {
			statement.all();
			return simple ? undefined : [];
		}
		return simple ? statement.pluck().get() : statement.all();
	}

	transaction<Args extends unknown[], Result>(
		body: (...args: Args) => Result,
	): TransactionFunction<Args, Result> {
		return transactionFunction(this, this.#core, body);
	}

	function(name: string, options: FunctionOptions | UserFunction, body?: UserFunction): this {
		this.#checkOpen();
		registerFunction(this.#core.database, name, options, body);
		return this;
	}

	aggregate(name: string, options: AggregateOptions): this {
		this.#checkOpen();
		registerAggregate(this.#core.database, name, options);
		return this;
	}

	table(name: string, options: TableOptions): this {
		this.#checkOpen();
		registerTable(this.#core.database, name, options);
		return this;
	}

	collation(name: string, compare: (left: string, right: string) => number): this {
		this.#checkOpen();
		registerCollation(this.#core.database, name, compare);
		return this;
	}

	registerModule(name: string, module: TableModule): this {
		this.#checkOpen();
		if (typeof name !== 'string') throw new TypeError('Expected first argument to be a string');
		if (!isObject(module)) {
			throw new TypeError('Expected second argument to be a module');
		}
		this.#core.database.modules.set(foldKey(name), module);
		return this;
	}

	registerVtabModule(name: string, module: TableModule): this {
		return this.registerModule(name, module);
	}

	/** The function returned ends the subscription. */
	onDataChange(listener: (change: DataChange) => void): () => void {
		const { data } = this.#core.database.listeners;
		data.add(listener);
		return () => void data.delete(listener);
	}

	onSchemaChange(listener: (change: SchemaChange) => void): () => void {
		const { schema } = this.#core.database.listeners;
		schema.add(listener);
		return () => void schema.delete(listener);
	}

	/** INTEGERs of statements prepared from now on come as bigints. */
	defaultSafeIntegers(isOn = true): this {
		this.#isSafe = isOn;
		return this;
	}

	/** Cancels the statement that runs; for calls from user functions and listeners. */
	interrupt(): void {
		this.#core.database.interrupt();
	}

	close(): this {
		if (this.#core.isOpen) this.#core.close();
		return this;
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
		script.check(statement);
		const prepared = new Prepared(this.#core, statement, sql);
		// Compiles, so that unknown names are found now.
		prepared.compile();
		this.#cache.offer(sql, prepared);
		return prepared;
	}

	#check(sql: string): void {
		if (typeof sql !== 'string') throw new TypeError('Expected first argument to be a string');
		this.#checkOpen();
	}

	#checkOpen(): void {
		if (!this.#core.isOpen) throw new TypeError('The database connection is not open');
	}
}
