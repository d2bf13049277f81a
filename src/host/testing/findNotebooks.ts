/**
 * The notebooks of the workspace. VS Code's search does it where it can; in a virtual workspace without a search of its own
 * it would wait forever, so that folders are then read one by one, up to a number of entries.
 */

import * as vscode from 'vscode';

export const NOTEBOOKS = '**/{*.sqlnb,*.nb.sql}';
const LEFT_OUT = '**/{node_modules,.git}/**';
const PATIENCE_MS = 4000;
const MOST_ENTRIES = 5000;

export class NotebookFinder {
	#hasSearch = true;

	async find(): Promise<readonly vscode.Uri[]> {
		const found = this.#hasSearch ? await search() : undefined;
		if (found) return found;
		this.#hasSearch = false;
		return walk((vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri));
	}
}

export function isLeftOut(uri: vscode.Uri): boolean {
	return /\/(?:node_modules|\.git)\//.test(uri.path);
}

/** undefined: there was no answer in time. */
async function search(): Promise<readonly vscode.Uri[] | undefined> {
	const source = new vscode.CancellationTokenSource();
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<undefined>(resolve => {
		timer = setTimeout(resolve, PATIENCE_MS, undefined);
	});
	try {
		return await Promise.race([
			vscode.workspace.findFiles(NOTEBOOKS, LEFT_OUT, undefined, source.token),
			late,
		]);
	} catch {
		return undefined;
	} finally {
		clearTimeout(timer);
		source.cancel();
		source.dispose();
	}
}

async function walk(folders: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
	const found: vscode.Uri[] = [];
	const waiting = [...folders];
	let entries = 0;
	for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
		for (const [name, type] of await entriesOf(folder)) {
			if (++entries > MOST_ENTRIES) return found;
			const uri = vscode.Uri.joinPath(folder, name);
			if (type === vscode.FileType.File && /\.(?:sqlnb|nb\.sql)$/.test(name)) found.push(uri);
			else if (type === vscode.FileType.Directory && !/^(?:\..*|node_modules)$/.test(name)) {
				waiting.push(uri);
			}
		}
	}
	return found;
}

async function entriesOf(folder: vscode.Uri): Promise<readonly [string, vscode.FileType][]> {
	try {
		return await vscode.workspace.fs.readDirectory(folder);
	} catch {
		return [];
	}
}
