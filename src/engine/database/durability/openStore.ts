/** From what a database is asked to be to one with a store behind it: one that writes it, one that only reads,
 * or one in memory that begins with what it reads. */

import { Store } from '../../persistence/store.js';
import type { StoragePort } from '../../persistence/storagePort.js';
import { SqlError } from '../../types/sqlError.js';
import type { ConnectionCore } from '../connectionCore.js';
import { Durability } from './durability.js';
import { findOpenStore, rememberStore } from './openStores.js';
import type { StoreUsers } from './openStores.js';
import type { StoreRequest } from './storeOptions.js';
import { StoredIds } from './storedSchema.js';
import { readStore, StoreReader } from './storeReader.js';

let storage: StoragePort | undefined;

/** For all databases made with this copy of the engine. */
export function provideStorage(port: StoragePort): void {
	storage = port;
}

/** Where this program has it open for writing. */
export function findStore({ root, options }: StoreRequest): StoreUsers | undefined {
	if (options.isReadonly || !storage) return undefined;
	return findOpenStore(storage, root);
}

/** Precondition: the database is new. Undefined: it only reads, or is in memory from now on. */
export function openStore(
	connection: ConnectionCore,
	request: StoreRequest,
): StoreUsers | undefined {
	const { root, options, checkpointBytes, isCopy } = request;
	if (!storage) {
		throw new SqlError('SQLITE_CANTOPEN', `unable to open database file: ${root}`, {
			hint: 'there is no file system here: leave out persist, or provide one',
		});
	}
	const { database } = connection;
	if (isCopy) {
		readStore(connection, new Store(storage, root, options), new StoredIds());
		return undefined;
	}
	if (options.isReadonly) {
		database.reader = new StoreReader(database, storage, root, options);
		database.reader.start(connection);
		database.root = root;
		return undefined;
	}
	const store = new Store(storage, root, options);
	try {
		Durability.start(connection, store, checkpointBytes);
	} catch (error) {
		store.close();
		throw error;
	}
	database.root = root;
	return rememberStore(storage, root, database, () => database.durability?.close());
}
