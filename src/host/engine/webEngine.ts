/**
 * An engine worker in the web extension host. A worker may only be started from a blob there, so its one script is read
 * and wrapped.
 *
 * A page that is not cross-origin isolated has no SharedArrayBuffer. A run is then stopped by revoking a blob: URL
 * that the worker tries to load now and then, the one question it can ask without leaving its loop.
 */

import * as vscode from 'vscode';
import {
	BrowserMessageReader,
	BrowserMessageWriter,
	createMessageConnection,
} from 'vscode-jsonrpc/browser';
import type { StartEngine } from '../session/enginePort.js';
import { askToEnd, PATIENCE_MS } from './askToEnd.js';
import { readAsset } from './readAsset.js';
import { EngineClient, type CancelUrls } from './engineClient.js';

export function webEngine(extensionUri: vscode.Uri): StartEngine {
	const file = vscode.Uri.joinPath(extensionUri, 'dist', 'web', 'engineWorker.js');
	let script: Promise<string> | undefined;
	return async readFile => {
		script ??= blobUrl(file).catch((error: unknown) => {
			script = undefined; // so that the next run tries again
			throw error;
		});
		const worker = new Worker(await script, { name: 'strata engine' });
		const canShare = globalThis.crossOriginIsolated && typeof SharedArrayBuffer === 'function';
		const client = new EngineClient({
			connection: createMessageConnection(
				new BrowserMessageReader(worker),
				new BrowserMessageWriter(worker),
			),
			readFile,
			readAsset: readAsset(extensionUri),
			cancelFlag: canShare ? new SharedArrayBuffer(4) : undefined,
			cancelUrls: canShare ? undefined : cancelUrls,
			terminate: () => {
				worker.terminate();
			},
			askToEnd,
			patienceMs: PATIENCE_MS,
		});
		worker.addEventListener('error', event => {
			event.preventDefault();
			client.crashed(event.message || 'its script could not be run');
		});
		return client;
	};
}

const cancelUrls: CancelUrls = {
	create: () => URL.createObjectURL(new Blob([], { type: 'text/javascript' })),
	revoke: url => {
		URL.revokeObjectURL(url);
	},
};

/** Made once and kept: every notebook's worker starts from it. */
async function blobUrl(file: vscode.Uri): Promise<string> {
	const bytes = new Uint8Array(await vscode.workspace.fs.readFile(file));
	return URL.createObjectURL(new Blob([bytes], { type: 'text/javascript' }));
}
