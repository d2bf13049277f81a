/** The change feed's webview: sends what the active session remembers when it is shown, then every batch. */

import * as vscode from 'vscode';
import type { FeedCell, FeedToHost, HostToFeed } from '../../protocol/feedMessages.js';
import { cellLabels } from '../notebook/cellLabel.js';
import { COMMANDS } from '../names.js';
import { followActiveSession, type ActiveSession } from './activeSession.js';
import { webviewHtml } from './webviewHtml.js';

export class ChangeFeedView implements vscode.WebviewViewProvider {
	readonly #active: ActiveSession;
	readonly #extensionUri: vscode.Uri;

	constructor(active: ActiveSession, extensionUri: vscode.Uri) {
		this.#active = active;
		this.#extensionUri = extensionUri;
	}

	resolveWebviewView(view: vscode.WebviewView): void {
		const { webview } = view;
		const folder = vscode.Uri.joinPath(this.#extensionUri, 'dist', 'webviews');
		webview.options = { enableScripts: true, localResourceRoots: [folder] };
		const disposables = [
			webview.onDidReceiveMessage((message: FeedToHost) => {
				this.#receive(message, webview);
			}),
			followActiveSession(this.#active, session => {
				this.#reset(webview);
				if (!session) return new vscode.Disposable(() => undefined);
				return vscode.Disposable.from(
					session.onDidReceiveChanges(batch => {
						post(webview, { type: 'append', ...batch });
					}),
					session.onDidReplace(() => {
						this.#reset(webview);
					}),
				);
			}),
			vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
				if (notebook !== this.#active.notebook || contentChanges.length === 0) return;
				post(webview, { type: 'cells', cells: feedCells(notebook) });
			}),
		];
		view.onDidDispose(() => {
			vscode.Disposable.from(...disposables).dispose();
		});
		webview.html = webviewHtml(
			webview,
			vscode.Uri.joinPath(folder, 'changeFeed.js'),
			'Change feed',
		);
	}

	#reset(webview: vscode.Webview): void {
		const { notebook, session } = this.#active;
		post(webview, {
			type: 'reset',
			notebook: notebook?.uri.path.split('/').pop(),
			changes: session?.recentChanges ?? [],
			dropped: session?.droppedChanges ?? 0,
			cells: notebook ? feedCells(notebook) : [],
		});
	}

	#receive(message: FeedToHost, webview: vscode.Webview): void {
		switch (message.type) {
			case 'ready':
				this.#reset(webview);
				break;
			case 'clear':
				this.#active.session?.forgetChanges();
				break;
			case 'goToCell':
				void vscode.commands.executeCommand(COMMANDS.goToCell, message.cellId);
				break;
		}
	}
}

function post(webview: vscode.Webview, message: HostToFeed): void {
	void webview.postMessage(message);
}

function feedCells(notebook: vscode.NotebookDocument): FeedCell[] {
	return [...cellLabels(notebook)].map(([cellId, label]) => ({ cellId, label }));
}
