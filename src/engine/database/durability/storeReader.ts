/**
 * A database that only reads its store: what was committed when it was opened, or when `load` was called last. Another
 * program may write it meanwhile, and make checkpoints.
 */

import { emptyCatalog } from '../../catalog/changeCatalog.js';
import { Store } from '../../persistence/store.js';
import type { StoreOptions } from '../../persistence/store.js';
import type { StoragePort } from '../../persistence/storagePort.js';
import type { ConnectionCore } from '../connectionCore.js';
import type { DatabaseCore } from '../databaseCore.js';
import { State } from '../state.js';
import { loadImage } from './loadImage.js';
import { StoredIds } from './storedSchema.js';
import { storeStatistics } from './storeStatistics.js';
import type { StoreStatistics } from './storeStatistics.js';

export class StoreReader {
	readonly #port: StoragePort;
	readonly #root: string;
	readonly #options: StoreOptions;
	readonly #database: DatabaseCore;
	#store: Store;
	#ids = new StoredIds();

	constructor(database: DatabaseCore, port: StoragePort, root: string, options: StoreOptions) {
		this.#database = database;
		this.#port = port;
		this.#root = root;
		this.#options = options;
		this.#store = new Store(port, root, options);
	}

	/** Precondition: the database is new. */
	start(connection: ConnectionCore): void {
		readOnly(connection, this.#store, this.#ids);
	}

	/** Precondition: no transaction is open. When it throws, the database holds what it held. */
	load(connection: ConnectionCore): void {
		const { database } = connection;
		const store = new Store(this.#port, this.#root, this.#options);
		if (store.lastCommit === this.#store.lastCommit) return;
		const before = database.head;
		const empty = new State(database.newLayerId(), undefined, emptyCatalog(database.newVersion()));
		empty.kept = database.layerViews.trees;
		database.head = empty;
		const ids = new StoredIds();
		try {
			unheard(database, () => readOnly(connection, store, ids));
		} catch (error) {
			database.head = before;
			throw error;
		}
		this.#store = store;
		this.#ids = ids;
		const after = database.head;
		database.head = before;
		connection.replaceState(after);
	}

	statistics(): StoreStatistics {
		return storeStatistics(this.#store.statistics(), this.#database.head, this.#ids);
	}
}

/** Precondition: the database is new. */
export function readStore(connection: ConnectionCore, store: Store, ids: StoredIds): void {
	loadImage(connection, store.takeImage(), ids);
}

function readOnly(connection: ConnectionCore, store: Store, ids: StoredIds): void {
	const { database } = connection;
	database.isReadonly = false;
	try {
		readStore(connection, store, ids);
	} finally {
		database.isReadonly = true;
	}
}

/** Listeners are told the difference, not how it came about. */
function unheard({ listeners }: DatabaseCore, work: () => void): void {
	const data = [...listeners.data];
	const schema = [...listeners.schema];
	listeners.data.clear();
	listeners.schema.clear();
	try {
		work();
	} finally {
		for (const listener of data) listeners.data.add(listener);
		for (const listener of schema) listeners.schema.add(listener);
	}
}
