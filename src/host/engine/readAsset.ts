/** Files that the extension brings along for its workers. */

import * as vscode from 'vscode';
import type { ReadFile } from '../session/enginePort.js';

const ASSETS = ['sqlite.wasm'];

export function readAsset(extensionUri: vscode.Uri): ReadFile {
	return async name => {
		if (!ASSETS.includes(name)) throw new Error(`the extension has no ${name}`);
		const bytes = await vscode.workspace.fs.readFile(
			vscode.Uri.joinPath(extensionUri, 'dist', name),
		);
		return new Uint8Array(bytes);
	};
}
