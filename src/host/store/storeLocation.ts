/**
 * Where a notebook keeps its database, from its header:
 *
 *   -- persist: ./data          the folder, from the notebook's own; the database is the folder in it called as the notebook is
 *   -- database: university     or called this
 *
 * A folder that is a database itself is taken as it is. Nothing is read or made here but to see whether that is so.
 */

import * as vscode from 'vscode';
import { readHeader } from '../../notebook/format/header.js';
import { databaseName, persistPath } from '../../notebook/store/persistHeader.js';
import { CODE_UNTRUSTED, type ErrorMessage } from '../../protocol/output.js';
import type { StoreLocation } from '../../protocol/storeMessages.js';
import { EngineError } from '../session/engineError.js';
import { SETTINGS } from '../names.js';
import { notebookMetadataOf } from '../notebook/metadata.js';

/** undefined: in memory alone. Rejects with an EngineError where the header asks for what cannot be. */
export async function storeLocation(
	notebook: vscode.NotebookDocument,
): Promise<StoreLocation | undefined> {
	const { entries } = readHeader(notebookMetadataOf(notebook.metadata)?.header ?? '');
	const path = persistPath(entries);
	if (path === undefined) return undefined;
	if (!vscode.workspace.isTrusted) {
		throw problem(
			CODE_UNTRUSTED,
			`a database is kept in files only in a trusted workspace: ${path}`,
			'trust the workspace, or take the `-- persist:` line out of the notebook',
		);
	}
	const base = folderOf(notebook, path);
	if (!base) {
		throw problem(
			'SQLITE_CANTOPEN',
			`unable to open database file: ${path} is looked for beside the notebook, which is not saved yet`,
			'save the notebook first, or give an absolute path',
		);
	}
	return locationIn(base, path, databaseName(entries, notebook.uri.path));
}

/** `path`: what names the folder for people; `name`: of the database in it, unless the folder is one. */
export async function locationIn(
	base: vscode.Uri,
	path: string,
	name: string,
): Promise<StoreLocation> {
	const isOwn = await isStore(base);
	const root = isOwn ? base : vscode.Uri.joinPath(base, name);
	return {
		uri: root.toString(),
		path: root.scheme === 'file' ? root.fsPath : undefined,
		label: isOwn ? path : `${path.replace(/[/\\]+$/, '')}/${name}`,
		fsync: vscode.workspace.getConfiguration(SETTINGS.section).get(SETTINGS.fsync, 'always'),
	};
}

export async function isStore(folder: vscode.Uri): Promise<boolean> {
	const manifest = vscode.Uri.joinPath(folder, 'schema', 'database.json');
	return vscode.workspace.fs.stat(manifest).then(
		() => true,
		() => false,
	);
}

/** undefined: a relative path of a notebook without a place. */
export function folderOf(notebook: vscode.NotebookDocument, path: string): vscode.Uri | undefined {
	// A scheme has two letters or more, a drive has one.
	if (/^[a-z][\w+.-]+:\//i.test(path)) return vscode.Uri.parse(path, true);
	const isAbsolute = /^(?:[/\\]|[a-z]:[/\\])/i.test(path);
	if (!notebook.isUntitled && notebook.uri.scheme !== 'file') {
		const folder = vscode.Uri.joinPath(notebook.uri, '..');
		return isAbsolute ? folder.with({ path }) : vscode.Uri.joinPath(folder, path);
	}
	if (isAbsolute) return absolute(path);
	return notebook.isUntitled ? undefined : vscode.Uri.joinPath(notebook.uri, '..', path);
}

/** An untitled notebook of a workspace that is not on the machine means a place in that. */
function absolute(path: string): vscode.Uri {
	const first = vscode.workspace.workspaceFolders?.[0]?.uri;
	return first && first.scheme !== 'file' ? first.with({ path }) : vscode.Uri.file(path);
}

function problem(code: string, message: string, hint: string): EngineError {
	const data: ErrorMessage = { code, message, span: undefined, hint };
	return new EngineError(data);
}
