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

/** A worker asks for its own store alone. */
export function serveStore(engine: EnginePort, store: StoreLocation, hold: StoreHold): void {
	const root = vscode.Uri.parse(store.uri, true);
	const own = (uri: string): vscode.Uri => {
		if (uri !== store.uri) throw new Error(`not this notebook's store: ${uri}`);
		return root;
	};
	engine.onRequest('store/load', async ({ uri }) => ({
		files: await loadStore(own(uri)),
		isHeldElsewhere: hold.isHeldElsewhere,
	}));
	engine.onRequest('store/write', ({ uri, writes }) => writeStore(own(uri), writes));
}
