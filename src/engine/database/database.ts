/**
 * Database: a connection that also owns the whole: further connections, layers, memory, saving and loading.
 */

import { SqlError } from '../types/sqlError.js';
import { isObject } from './argumentChecks.js';
import { backup } from './backup.js';
import type { BackupOptions, BackupProgress } from './backup.js';
import { catalogSnapshot } from './catalogSnapshot.js';
import type { CatalogSnapshot } from './catalogSnapshot.js';
import { Connection } from './connection.js';
import { checkName, checkOptions, databaseArguments, isInMemory } from './databaseArguments.js';
import { DatabaseCore } from './databaseCore.js';
import { diffTables } from './diff.js';
import { findStore, openStore } from './durability/openStore.js';
import type { StoreUsers } from './durability/openStores.js';
import { storeOf } from './durability/storeOptions.js';
import { asHostBytes } from './hostBytes.js';
import { describeLayers } from './layers/describeLayers.js';
import { Layer } from './layers/layer.js';
import type { LayerDescription } from './layers/describeLayers.js';
import { describeMemory } from './memory/describeMemory.js';
import type { MemoryUsage } from './memory/describeMemory.js';
import type { StoreStatistics } from './durability/storeStatistics.js';
import type { DatabaseOptions } from './ports.js';
import { deserialize, serialize } from './serialize.js';
import { SqliteError } from './sqliteError.js';
import { tablesOf } from './tables/layerDiff.js';
import { toResult } from './values.js';
import type { ResultValue } from './values.js';

/** A row that differs between two layers. */
export interface LayerChange {
	readonly type: 'insert' | 'update' | 'delete';
	readonly schemaName: string;
	readonly tableName: string;
	readonly oldRow: readonly ResultValue[] | undefined;
	readonly newRow: readonly ResultValue[] | undefined;
}

/** A database: a connection that also owns what all its connections share. */
export class Database extends Connection {
	/** The class of its errors, as better-sqlite3 has it there. */
	static readonly SqliteError = SqliteError;
	readonly #database: DatabaseCore;
	#store: StoreUsers | undefined = undefined;
	/** Made by `connect()`. */
	readonly #connections = new Set<Connection>();

	/** `':memory:'` or what `serialize()` gave may stand first, as in better-sqlite3. */
	constructor(
		source?: string | Uint8Array | DatabaseOptions | null,
		options?: DatabaseOptions | null,
	) {
		const bytes = source instanceof Uint8Array ? source : undefined;
		const given = databaseArguments(bytes ? ':memory:' : source, options);
		const store = bytes ? undefined : storeOf(given.name, given.options);
		checkOptions(given.options, isInMemory(given.name) && !bytes && !store);
		if (!store) checkName(given.name);
		const open = store && findStore(store);
		const database = open?.database ?? new DatabaseCore(given.options, store?.name ?? given.name);
		super(database);
		this.#database = database;
		if (bytes && bytes.length > 0) deserialize(this.core, bytes);
		open?.join();
		this.#store = open ?? (store && openStore(this.core, store));
	}

	/**
	 * A database kept in files: in the folder, or in the one called `name` in it. Made when it is not there. When the
	 * program has it open already: another connection to the same data, with the options of the first.
	 */
	static open(folder: string, options?: DatabaseOptions | null): Database {
		if (typeof folder !== 'string') throw new TypeError('Expected first argument to be a string');
		return new this({ ...options, persist: true, basePath: folder });
	}

	/** Folds the log into the files of the tables, and puts it aside. Of a database in memory: nothing. */
	checkpoint(): this {
		this.checkOpen();
		this.#database.durability?.checkpoint();
		return this;
	}

	/** The same as `checkpoint`. */
	save(): this {
		return this.checkpoint();
	}

	/**
	 * Reads what its files hold now: with `readonly`, what other programs have committed since; otherwise nothing is new,
	 * and only tables are read that nothing has asked for yet. Of a database in memory: nothing.
	 */
	load(): this {
		this.checkOpen();
		this.core.activity.checkAlone();
		if (this.inTransaction) throw new SqlError('SQLITE_ERROR', 'cannot load within a transaction');
		this.#database.durability?.load();
		this.#database.reader?.load(this.core);
		return this;
	}

	/** Settles when everything committed so far is on the disk, for all who wait at once; not with `fsync: 'off'`. */
	flush(): Promise<void> {
		this.checkOpen();
		return this.#database.durability?.flush() ?? Promise.resolve();
	}

	/** What the store's files take; undefined for a database in memory. */
	storeStatistics(): StoreStatistics | undefined {
		this.checkOpen();
		const { durability, reader } = this.#database;
		return durability?.statistics() ?? reader?.statistics();
	}

	/** Another connection to the same data, with a transaction of its own. */
	connect(): Connection {
		this.checkOpen();
		const connection = new Connection(this.#database);
		if (this.#store) {
			for (const known of this.#connections) if (!known.open) this.#connections.delete(known);
			this.#connections.add(connection);
		}
		return connection;
	}

	/** All layers that are alive: the present state, open transactions, savepoints, snapshots. */
	layers(): LayerDescription[] {
		return describeLayers(this.#database);
	}

	/** Keeps the present state, open transaction included, until it is released. */
	snapshot(): Layer {
		this.checkOpen();
		return new Layer(this.#database, this.core.state);
	}

	/** Makes a kept state the present one, with its names of layers and its branches. Other connections' open transactions then cannot commit. */
	restore(layer: Layer): this {
		this.checkOpen();
		this.core.activity.checkAlone();
		if (this.inTransaction) {
			throw new SqlError('SQLITE_ERROR', 'cannot restore a layer within a transaction');
		}
		this.core.adopt(layer.stateFor(this.#database));
		layer.reinstateNames();
		return this;
	}

	/** What changed in the rows of all tables from one layer to another; `to`: the present state. */
	*diff(from: Layer, to?: Layer): Generator<LayerChange, void, undefined> {
		this.checkOpen();
		const fromState = from.stateFor(this.#database);
		const toState = to ? to.stateFor(this.#database) : this.core.state;
		for (const table of tablesOf(fromState, toState)) {
			const plain = (row: readonly unknown[] | undefined) =>
				row?.slice(0, table.columns.length).map(value => toResult(value as ResultValue));
			for (const { oldRow, newRow } of diffTables(table, fromState, toState)) {
				yield {
					type: oldRow ? (newRow ? 'update' : 'delete') : 'insert',
					schemaName: table.schema,
					tableName: table.name,
					oldRow: plain(oldRow),
					newRow: plain(newRow),
				};
			}
		}
	}

	/** What the database takes, by table, index, layer and connection. */
	memoryUsage(): MemoryUsage {
		this.checkOpen();
		return describeMemory(this.core);
	}

	/** Tables, columns, indexes, constraints, views, triggers, row counts as plain data. */
	catalogSnapshot(): CatalogSnapshot {
		return catalogSnapshot(this.core);
	}

	/** Who makes the changes from now on (a cell, say): named in layers and events. */
	setSource(source: string | undefined): this {
		this.#database.source = source;
		return this;
	}

	/** Bytes that `new Database(bytes)` reads; of `main`, the only schema that is kept. */
	serialize(options?: { readonly attached?: string } | null): Uint8Array {
		checkSerialized(options ?? {});
		this.checkOpen();
		this.core.activity.checkAlone();
		return asHostBytes(serialize(this.core.state.shared));
	}

	/** Saves what is committed to a file that `new Database(bytes)` reads. Node, unless another host provides files. */
	backup(file: string, options?: BackupOptions | null): Promise<BackupProgress> {
		return backup(this.core, file, options);
	}

	/** A new database with the contents that `serialize()` gave. */
	static deserialize(bytes: Uint8Array, options?: DatabaseOptions): Database {
		return new this(bytes, options);
	}

	/** Closes all its connections, and its store if no other Database of this program has that open. */
	override close(): this {
		const store = this.#store;
		if (store && !store.isLast) {
			for (const connection of this.#connections) connection.close();
			super.close();
		} else {
			const { connections } = this.#database;
			for (const { activity } of connections) activity.checkAlone();
			for (const connection of [...connections]) connection.close();
		}
		this.#store = undefined;
		store?.leave();
		return super.close();
	}
}

function checkSerialized(options: { readonly attached?: unknown }): void {
	if (!isObject(options)) throw new TypeError('Expected first argument to be an options object');
	const schema = 'attached' in options ? options.attached : 'main';
	if (typeof schema !== 'string') {
		throw new TypeError('Expected the "attached" option to be a string');
	}
	if (schema === '') throw new TypeError('The "attached" option cannot be an empty string');
	if (schema !== 'main') {
		throw new SqlError('SQLITE_ERROR', `unknown database ${schema}`, {
			hint: 'only main can be serialized',
		});
	}
}
