/** The session that the views show: that of the notebook in front, or the last one that was. */

import * as vscode from 'vscode';
import { NOTEBOOK_TYPE } from '../names.js';
import type { NotebookSession } from '../session/notebookSession.js';
import type { Sessions } from '../session/sessions.js';

export class ActiveSession implements vscode.Disposable {
	readonly #sessions: Sessions;
	readonly #disposables: vscode.Disposable[] = [];
	readonly #onDidChange = new vscode.EventEmitter<void>();
	/** Another notebook is shown, or it got another session. */
	readonly onDidChange = this.#onDidChange.event;
	#notebook: vscode.NotebookDocument | undefined;

	constructor(sessions: Sessions) {
		this.#sessions = sessions;
		this.#disposables.push(
			this.#onDidChange,
			vscode.window.onDidChangeActiveNotebookEditor(editor => {
				if (editor?.notebook.notebookType === NOTEBOOK_TYPE) this.#show(editor.notebook);
			}),
			vscode.workspace.onDidCloseNotebookDocument(notebook => {
				if (notebook === this.#notebook) this.#show(undefined);
			}),
			sessions.onDidOpen(({ notebook }) => {
				if (notebook === this.#notebook || !this.#notebook) this.#show(notebook);
			}),
		);
		const active = vscode.window.activeNotebookEditor?.notebook;
		if (active?.notebookType === NOTEBOOK_TYPE) this.#notebook = active;
	}

	get notebook(): vscode.NotebookDocument | undefined {
		return this.#notebook;
	}

	get session(): NotebookSession | undefined {
		return this.#notebook && this.#sessions.find(this.#notebook);
	}

	dispose(): void {
		vscode.Disposable.from(...this.#disposables).dispose();
	}

	#show(notebook: vscode.NotebookDocument | undefined): void {
		this.#notebook = notebook;
		this.#onDidChange.fire();
	}
}

/** Runs `listen` on the active session now and whenever another takes its place; the former is let go. */
export function followActiveSession(
	active: ActiveSession,
	listen: (session: NotebookSession | undefined) => vscode.Disposable,
): vscode.Disposable {
	let current = listen(active.session);
	let session = active.session;
	const change = active.onDidChange(() => {
		if (active.session === session && session !== undefined) return;
		session = active.session;
		current.dispose();
		current = listen(session);
	});
	return new vscode.Disposable(() => {
		change.dispose();
		current.dispose();
	});
}
