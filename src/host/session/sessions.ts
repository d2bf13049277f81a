/**
 * Which session belongs to which open notebook. A closed notebook's session is parked for a while and adopted by a
 * notebook with the same identity or the same cells: that is how a database survives "save as".
 */

import * as vscode from 'vscode';
import { cellIdOf, notebookIdOf } from '../notebook/metadata.js';
import { NOTEBOOK_TYPE, SETTINGS } from '../names.js';
import type { StoreLocation } from '../../protocol/storeMessages.js';
import { storeLocation } from '../store/storeLocation.js';
import type { StartEngine } from './enginePort.js';
import { NotebookSession, sessionSettings } from './notebookSession.js';

interface Parked {
	readonly session: NotebookSession;
	readonly identity: string;
	readonly timer: ReturnType<typeof setTimeout>;
}

const PARKED_MS = 10_000;

export class Sessions implements vscode.Disposable {
	readonly #byNotebook = new Map<string, NotebookSession>();
	readonly #parked: Parked[] = [];
	readonly #start: StartEngine;
	readonly #log: vscode.LogOutputChannel;
	readonly #disposables: vscode.Disposable[] = [];
	readonly #onDidOpen = new vscode.EventEmitter<{
		readonly notebook: vscode.NotebookDocument;
		readonly session: NotebookSession;
	}>();
	/** A notebook got a session, of its own or an adopted one. */
	readonly onDidOpen = this.#onDidOpen.event;
	#count = 0;

	constructor(start: StartEngine, log: vscode.LogOutputChannel) {
		this.#start = start;
		this.#log = log;
		this.#disposables.push(
			this.#onDidOpen,
			vscode.workspace.onDidCloseNotebookDocument(notebook => {
				this.#park(notebook);
			}),
			vscode.workspace.onDidOpenNotebookDocument(notebook => {
				if (notebook.notebookType === NOTEBOOK_TYPE) this.#adopt(notebook);
			}),
			vscode.workspace.onDidGrantWorkspaceTrust(() => {
				for (const session of this.#byNotebook.values())
					void session.configure({ isTrusted: true });
			}),
			vscode.workspace.onDidChangeConfiguration(change => {
				if (!change.affectsConfiguration(SETTINGS.section)) return;
				for (const session of this.#byNotebook.values()) {
					void session.configure(sessionSettings());
				}
			}),
		);
	}

	/** The notebook's session, made when there is none. */
	open(notebook: vscode.NotebookDocument): NotebookSession {
		const known = this.find(notebook) ?? this.#adopt(notebook);
		if (known) return known;
		const session: NotebookSession = new NotebookSession({
			id: `${Date.now().toString(36)}-${++this.#count}`,
			name: notebook.uri.path.split('/').pop() ?? 'notebook',
			folder: notebook.isUntitled ? undefined : vscode.Uri.joinPath(notebook.uri, '..'),
			start: this.#start,
			locateStore: () => this.#locateStore(session),
			log: this.#log,
		});
		this.#byNotebook.set(notebook.uri.toString(), session);
		this.#onDidOpen.fire({ notebook, session });
		return session;
	}

	find(notebook: vscode.NotebookDocument): NotebookSession | undefined {
		return this.#byNotebook.get(notebook.uri.toString());
	}

	findById(id: string): NotebookSession | undefined {
		for (const session of this.#byNotebook.values()) if (session.id === id) return session;
		return undefined;
	}

	dispose(): void {
		for (const { session, timer } of this.#parked) {
			clearTimeout(timer);
			session.dispose();
		}
		for (const session of this.#byNotebook.values()) session.dispose();
		this.#byNotebook.clear();
		vscode.Disposable.from(...this.#disposables).dispose();
	}

	/** Every database that is kept in files is closed when it resolves. */
	async close(): Promise<void> {
		const sessions = [...this.#byNotebook.values(), ...this.#parked.map(({ session }) => session)];
		await Promise.all(sessions.filter(({ store }) => store).map(session => session.close()));
	}

	/** The session may have been adopted by another notebook. */
	#locateStore(session: NotebookSession): Promise<StoreLocation | undefined> {
		const uri = [...this.#byNotebook].find(([, other]) => other === session)?.[0];
		const notebook = vscode.workspace.notebookDocuments.find(
			document => document.uri.toString() === uri,
		);
		return notebook ? storeLocation(notebook) : Promise.resolve(session.store);
	}

	#park(notebook: vscode.NotebookDocument): void {
		const key = notebook.uri.toString();
		const session = this.#byNotebook.get(key);
		if (!session) return;
		this.#byNotebook.delete(key);
		if (session.store) {
			void session.close().then(() => {
				session.dispose();
			});
			return;
		}
		const identity = identityOf(notebook);
		const timer = setTimeout(() => {
			this.#parked.splice(this.#parked.indexOf(parked), 1);
			session.dispose();
		}, PARKED_MS);
		const parked: Parked = { session, identity, timer };
		this.#parked.push(parked);
	}

	#adopt(notebook: vscode.NotebookDocument): NotebookSession | undefined {
		if (this.find(notebook)) return undefined;
		const identity = identityOf(notebook);
		const at = this.#parked.findIndex(parked => parked.identity === identity);
		const parked = this.#parked[at];
		if (!parked) return undefined;
		clearTimeout(parked.timer);
		this.#parked.splice(at, 1);
		this.#byNotebook.set(notebook.uri.toString(), parked.session);
		const folder = notebook.isUntitled ? undefined : vscode.Uri.joinPath(notebook.uri, '..');
		void parked.session.configure({
			folder: folder?.scheme === 'file' ? folder.fsPath : folder?.toString(),
		});
		this.#onDidOpen.fire({ notebook, session: parked.session });
		return parked.session;
	}
}

/** The id in the file's header, or else the ids of its cells: both survive being saved under a name. */
function identityOf(notebook: vscode.NotebookDocument): string {
	const cells = notebook.getCells().map(cell => cellIdOf(cell) ?? cell.document.getText());
	return notebookIdOf(notebook) ?? cells.join(' ');
}
