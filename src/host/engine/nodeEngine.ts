/** An engine worker in the Node extension host: a thread, with a shared flag that the engine polls. */

import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { createMessageConnection, PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node';
import type { StartEngine } from '../session/enginePort.js';
import { askToEnd, PATIENCE_MS } from './askToEnd.js';
import { readAsset } from './readAsset.js';
import { EngineClient } from './engineClient.js';

export function nodeEngine(extensionUri: vscode.Uri): StartEngine {
	const file = vscode.Uri.joinPath(extensionUri, 'dist', 'engineWorker.cjs').fsPath;
	return readFile => {
		// Without the extension host's own flags, e.g. its inspector.
		const worker = new Worker(file, { execArgv: [], name: 'strata engine' });
		const client = new EngineClient({
			connection: createMessageConnection(
				new PortMessageReader(worker),
				new PortMessageWriter(worker),
			),
			readFile,
			readAsset: readAsset(extensionUri),
			cancelFlag: new SharedArrayBuffer(4),
			cancelUrls: undefined,
			terminate: () => worker.terminate(),
			askToEnd,
			patienceMs: PATIENCE_MS,
		});
		worker.once('error', error => {
			client.crashed(reasonOf(error));
		});
		worker.once('exit', code => {
			client.crashed(`its thread ended with code ${code}`);
		});
		return Promise.resolve(client);
	};
}

function reasonOf(error: Error & { readonly code?: string }): string {
	if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') return 'it ran out of memory';
	return error.message;
}
