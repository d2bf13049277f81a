/** The database view: tables, views and layers of the active notebook, as a native tree. */

import * as vscode from 'vscode';
import { cellLabels } from '../notebook/cellLabel.js';
import type { NotebookSession } from '../session/notebookSession.js';
import { followActiveSession, type ActiveSession } from './activeSession.js';
import { childrenOf, rootNodes, treeItemOf, type TreeNode } from './databaseNodes.js';

export class DatabaseTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
	readonly #active: ActiveSession;
	readonly #onDidChange = new vscode.EventEmitter<void>();
	readonly onDidChangeTreeData = this.#onDidChange.event;
	readonly #following: vscode.Disposable;

	constructor(active: ActiveSession) {
		this.#active = active;
		this.#following = followActiveSession(active, session => {
			this.#onDidChange.fire();
			if (!session) return new vscode.Disposable(() => undefined);
			return session.onDidChangeDatabase(() => {
				this.#onDidChange.fire();
			});
		});
	}

	refresh(): void {
		void this.#active.session?.refresh();
	}

	getTreeItem(node: TreeNode): vscode.TreeItem {
		return treeItemOf(node);
	}

	getChildren(node?: TreeNode): TreeNode[] {
		if (node) return childrenOf(node);
		const session: NotebookSession | undefined = this.#active.session;
		if (!session?.catalog) return [];
		const { catalog, layers, storeInfo } = session;
		return rootNodes(catalog, layers, cellLabels(this.#active.notebook), storeInfo);
	}

	dispose(): void {
		this.#following.dispose();
		this.#onDidChange.dispose();
	}
}
