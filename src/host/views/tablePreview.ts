/** Shows a table's rows in a panel beside the notebook; closing it lets the result go. */

import * as vscode from 'vscode';
import type { ResultPayload } from '../../protocol/output.js';
import type { RendererToHost } from '../../protocol/rendererMessages.js';
import { respondToRenderer } from '../output/rendererMessages.js';
import type { NotebookSession } from '../session/notebookSession.js';
import { webviewHtml } from './webviewHtml.js';

export async function showTablePreview(
	session: NotebookSession,
	schemaName: string,
	tableName: string,
	extensionUri: vscode.Uri,
): Promise<void> {
	const output = await session.request('table/preview', { schemaName, tableName });
	const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webviews');
	const panel = vscode.window.createWebviewPanel(
		'strata.tablePreview',
		tableName,
		{ viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
		{ enableScripts: true, localResourceRoots: [folder], retainContextWhenHidden: true },
	);
	const payload: ResultPayload = {
		version: 1,
		session: session.id,
		cellId: '',
		executionOrder: 0,
		expanded: true,
		output,
	};
	panel.webview.onDidReceiveMessage((message: RendererToHost | { readonly type: 'ready' }) => {
		if (message.type === 'ready') void panel.webview.postMessage({ type: 'show', payload });
		else if (message.type === 'copy') void vscode.env.clipboard.writeText(message.text);
		else if ('id' in message) {
			void respondToRenderer(session, message).then(reply => panel.webview.postMessage(reply));
		}
	});
	panel.onDidDispose(() => {
		void session.request('result/release', { handles: [output.handle] });
	});
	const script = vscode.Uri.joinPath(folder, 'tablePreview.js');
	panel.webview.html = webviewHtml(panel.webview, script, tableName);
}
