/**
 * The tests of the workspace's notebooks in the Testing view: an item a notebook, below it an item a test, in the order
 * of the cells. It follows files and open notebooks; notebooks without tests are not shown. Nothing is run for it.
 */

import * as vscode from 'vscode';
import { NOTEBOOK_TYPE } from '../names.js';
import { isLeftOut, NotebookFinder, NOTEBOOKS } from './findNotebooks.js';
import { openDocument, readTestNotebook, testsOf, type TestNotebook } from './testNotebook.js';

/** Typing is over. */
const QUIET_MS = 300;

export class TestTree implements vscode.Disposable {
	readonly #controller: vscode.TestController;
	readonly #finder = new NotebookFinder();
	readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>();
	readonly #disposables: vscode.Disposable[] = [];
	readonly #onDidChangeFile = new vscode.EventEmitter<vscode.Uri>();
	/** A notebook was saved, or changed on disk. */
	readonly onDidChangeFile = this.#onDidChangeFile.event;
	#discovering: Promise<void> | undefined;
	#hasDiscovered = false;

	constructor(controller: vscode.TestController) {
		this.#controller = controller;
		const watcher = vscode.workspace.createFileSystemWatcher(NOTEBOOKS);
		const fileChanged = (uri: vscode.Uri): void => {
			if (isLeftOut(uri) || openDocument(uri)) return;
			void this.refresh(uri).then(() => {
				this.#onDidChangeFile.fire(uri);
			});
		};
		this.#disposables.push(
			this.#onDidChangeFile,
			watcher,
			watcher.onDidCreate(fileChanged),
			watcher.onDidChange(fileChanged),
			watcher.onDidDelete(fileChanged),
			vscode.workspace.onDidOpenNotebookDocument(this.#documentChanged),
			vscode.workspace.onDidCloseNotebookDocument(this.#documentChanged),
			vscode.workspace.onDidChangeNotebookDocument(({ notebook }) => {
				this.#documentChanged(notebook);
			}),
			vscode.workspace.onDidSaveNotebookDocument(notebook => {
				if (notebook.notebookType === NOTEBOOK_TYPE) this.#onDidChangeFile.fire(notebook.uri);
			}),
			vscode.workspace.onDidChangeWorkspaceFolders(() => void this.discover()),
		);
		for (const document of vscode.workspace.notebookDocuments) this.#documentChanged(document);
	}

	dispose(): void {
		for (const timer of this.#waiting.values()) clearTimeout(timer);
		vscode.Disposable.from(...this.#disposables).dispose();
	}

	/** Looks at all of the workspace; one look at a time. */
	discover(): Promise<void> {
		this.#discovering ??= this.#discoverAll().finally(() => {
			this.#discovering = undefined;
		});
		return this.#discovering;
	}

	/** Resolves when what is shown is what there is. */
	async settled(): Promise<void> {
		await (this.#hasDiscovered ? this.#discovering : this.discover());
		const uris = [...this.#waiting.keys()].map(key => vscode.Uri.parse(key));
		for (const timer of this.#waiting.values()) clearTimeout(timer);
		this.#waiting.clear();
		for (const uri of uris) await this.refresh(uri);
	}

	/** Looks at one notebook again, now. */
	async refresh(uri: vscode.Uri): Promise<void> {
		const notebook = await readTestNotebook(uri);
		if (notebook) this.#show(notebook);
		else this.#controller.items.delete(uri.toString());
	}

	async #discoverAll(): Promise<void> {
		this.#hasDiscovered = true;
		const open = vscode.workspace.notebookDocuments
			.filter(({ notebookType }) => notebookType === NOTEBOOK_TYPE)
			.map(({ uri }) => uri);
		for (const uri of open) await this.refresh(uri);
		const found = await this.#finder.find();
		const uris = new Map([...found, ...open].map(uri => [uri.toString(), uri]));
		for (const [id] of this.#controller.items) {
			// One may have been opened meanwhile.
			const isGone = !uris.has(id) && !openDocument(vscode.Uri.parse(id));
			if (isGone) this.#controller.items.delete(id);
		}
		for (const uri of uris.values()) await this.refresh(uri);
	}

	readonly #documentChanged = (document: vscode.NotebookDocument): void => {
		if (document.notebookType !== NOTEBOOK_TYPE) return;
		const { uri } = document;
		const key = uri.toString();
		clearTimeout(this.#waiting.get(key));
		const timer = setTimeout(() => {
			this.#waiting.delete(key);
			void this.refresh(uri);
		}, QUIET_MS);
		this.#waiting.set(key, timer);
	};

	#show(notebook: TestNotebook): void {
		const { items } = this.#controller;
		const { uri } = notebook;
		const id = uri.toString();
		const tests = testsOf(notebook);
		if (tests.length === 0) {
			items.delete(id);
			return;
		}
		const known = items.get(id);
		const item =
			known ?? this.#controller.createTestItem(id, vscode.workspace.asRelativePath(uri), uri);
		const children = tests.map(({ test, uri: place, range }) => {
			const child =
				sameItem(item.children.get(test.id), place) ??
				this.#controller.createTestItem(test.id, test.name, place);
			child.label = test.name;
			child.range = range;
			child.sortText = String(test.cellIndex).padStart(6, '0');
			return child;
		});
		item.children.replace(children);
		if (!known) items.add(item);
	}
}

/** An item's place cannot change: one that went elsewhere (its notebook was opened or closed) is made anew. */
function sameItem(item: vscode.TestItem | undefined, uri: vscode.Uri): vscode.TestItem | undefined {
	return item?.uri?.toString() === uri.toString() ? item : undefined;
}
