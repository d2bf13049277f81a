/** The engine worker in Node: a worker_threads thread, with the file system and a shared cancel flag. */

import 'vscode-jsonrpc/node';
import { setImmediate } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { nodeFiles } from '../notebook/csv/nodeFiles.js';
import { ownStorage } from '../notebook/store/ownStorage.js';
import { loadSqlite } from './sqlite.js';
import { serve } from './workerMain.js';

const port = parentPort;
if (port === null) throw new Error('nodeWorker runs as a worker thread only');

serve({
	port: {
		post: (message, transfer) => port.postMessage(message, transfer),
		listen: listener => void port.on('message', listener),
	},
	files: nodeFiles,
	storage: ownStorage(Date.now()),
	loadSqlite,
	pause: () => setImmediate(),
	isRevoked: () => false,
	exit: () => process.exit(0),
});
