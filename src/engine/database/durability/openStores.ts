/**
 * The stores that this program has open for writing. A folder that is opened once more is not read again, and no lock is
 * in its own way: the second Database is another connection to the same data. The store is closed with the last of them.
 */

import type { StoragePort } from '../../persistence/storagePort.js';
import type { DatabaseCore } from '../databaseCore.js';

export class StoreUsers {
	readonly database: DatabaseCore;
	readonly #close: () => void;
	#count = 1;

	constructor(database: DatabaseCore, close: () => void) {
		this.database = database;
		this.#close = close;
	}

	get isLast(): boolean {
		return this.#count === 1;
	}

	join(): void {
		this.#count++;
	}

	leave(): void {
		if (--this.#count === 0) this.#close();
	}
}

const stores = new WeakMap<StoragePort, Map<string, StoreUsers>>();

export function findOpenStore(port: StoragePort, root: string): StoreUsers | undefined {
	return stores.get(port)?.get(keyOf(port, root));
}

/** To be called when the store is open: its folder has a name then. */
export function rememberStore(
	port: StoragePort,
	root: string,
	database: DatabaseCore,
	close: () => void,
): StoreUsers {
	const known = stores.get(port) ?? new Map<string, StoreUsers>();
	stores.set(port, known);
	const key = keyOf(port, root);
	const users = new StoreUsers(database, () => {
		known.delete(key);
		close();
	});
	known.set(key, users);
	return users;
}

/** What another program had open is not open here. */
function keyOf(port: StoragePort, root: string): string {
	return `${port.process.id} ${port.absolute?.(root) ?? root}`;
}
