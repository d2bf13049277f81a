/** Entry of the extension in the Node extension host (desktop, remote, code-server). */

import type * as vscode from 'vscode';
import { activateExtension, closeStores, type StrataApi } from './activate.js';
import { nodeEngine } from './engine/nodeEngine.js';

export function activate(context: vscode.ExtensionContext): StrataApi {
	return activateExtension(context, nodeEngine(context.extensionUri));
}

export function deactivate(): Promise<void> {
	return closeStores();
}
