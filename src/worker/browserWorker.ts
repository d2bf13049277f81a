/**
 * The engine worker in a browser (a web extension host): no files of its own, no shared memory.
 *
 * Stopping a statement: the host revokes the run's blob: URL, and loading it then fails. Loading a script
 * is the one synchronous question a busy worker may ask under the host's content security policy.
 */

import 'vscode-jsonrpc/browser';
import { fetchedFiles } from '../notebook/csv/fetchedFiles.js';
import { loadSqlite } from './sqlite.js';
import { serve } from './workerMain.js';

declare const self: DedicatedWorkerGlobalScope;

serve({
	port: {
		post: (message, transfer) => self.postMessage(message, transfer),
		listen: listener => {
			self.onmessage = event => listener(event.data);
		},
	},
	files: fetchedFiles,
	storage: undefined,
	loadSqlite,
	pause: () => new Promise(resolve => setTimeout(resolve, 0)),
	isRevoked(cancelUrl) {
		try {
			self.importScripts(cancelUrl);
			return false;
		} catch {
			return true;
		}
	},
	exit: () => self.close(),
});
