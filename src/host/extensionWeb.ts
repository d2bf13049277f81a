/** Entry of the extension in the web extension host (vscode.dev, github.dev). */

import type * as vscode from 'vscode';
import { activateExtension, closeStores, type StrataApi } from './activate.js';
import { webEngine } from './engine/webEngine.js';

export function activate(context: vscode.ExtensionContext): StrataApi {
	return activateExtension(context, webEngine(context.extensionUri));
}

export function deactivate(): Promise<void> {
	return closeStores();
}
