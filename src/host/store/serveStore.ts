/** The host's part in a database that is kept in files: taking the store for a worker, and reading and writing for one that cannot. */

import * as vscode from 'vscode';
import type { StoreLocation } from '../../protocol/storeMessages.js';
import { EngineError } from '../session/engineError.js';
import type { EnginePort } from '../session/enginePort.js';
import { holdStore, StoreInUse, type StoreHold } from './openStores.js';
import { loadStore, writeStore } from './storeFiles.js';

/** Rejects with an EngineError when another notebook has it. */
export async function takeStore(store: StoreLocation, notebook: string): Promise<StoreHold> {
	try {
		return await holdStore(store.uri, notebook);
	} catch (error) {
		if (!(error instanceof StoreInUse)) throw error;
		throw new EngineError({
			code: 'SQLITE_BUSY',
			message: `database is locked: the notebook ${error.owner} has ${store.label} open`,
			span: undefined,
			hint: 'close that notebook, or give this one a database of its own with a line `-- database: name`',
		});
	}
}

/** The stores that a worker may ask for: its own, and one that it is to fill. */
export class ServedStores {
	readonly #holds = new Map<string, StoreHold>();

	allow(store: StoreLocation, hold: StoreHold): void {
		this.#holds.set(store.uri, hold);
	}

	forbid(store: StoreLocation): void {
		this.#holds.delete(store.uri);
	}

	serve(engine: EnginePort): void {
		engine.onRequest('store/load', async ({ uri }) => {
			const { isHeldElsewhere } = this.#hold(uri);
			return { files: await loadStore(vscode.Uri.parse(uri, true)), isHeldElsewhere };
		});
		engine.onRequest('store/write', async ({ uri, writes }) => {
			this.#hold(uri);
			return writeStore(vscode.Uri.parse(uri, true), writes);
		});
	}

	#hold(uri: string): StoreHold {
		const hold = this.#holds.get(uri);
		if (hold) return hold;
		throw new Error(`not this notebook's store: ${uri}`);
	}
}
