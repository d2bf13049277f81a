/** A notebook whose database is in memory gets files for it; a folder with a database gets a notebook. */

import * as vscode from 'vscode';
import { newCellId } from '../../notebook/format/cellId.js';
import { readHeader, withHeaderEntry } from '../../notebook/format/header.js';
import { newCell, newNotebook } from '../../notebook/format/writeNotebook.js';
import { databaseName, persistPath } from '../../notebook/store/persistHeader.js';
import type { StoreLocation } from '../../protocol/storeMessages.js';
import { NOTEBOOK_TYPE } from '../names.js';
import { asNotebookMetadata, notebookMetadataOf } from '../notebook/metadata.js';
import { notebookData } from '../notebook/serializer.js';
import type { NotebookSession } from '../session/notebookSession.js';
import type { Sessions } from '../session/sessions.js';
import type { ActiveSession } from '../views/activeSession.js';
import { folderOf, isStore, locationIn } from './storeLocation.js';

export async function keepInFiles(active: ActiveSession, sessions: Sessions): Promise<void> {
	const notebook = active.notebook ?? (await openNotebookWith(newNotebook().header));
	const metadata = notebookMetadataOf(notebook.metadata);
	if (!metadata || metadata.foreign) return;
	const { entries } = readHeader(metadata.header);
	const known = persistPath(entries);
	if (known !== undefined) {
		const text = `This notebook’s database is kept in ${known} already.`;
		void vscode.window.showInformationMessage(text);
		return;
	}
	const path = await askForFolder(notebook);
	if (path === undefined) return;
	const base = folderOf(notebook, path);
	if (!base) return;
	let header = withHeaderEntry(metadata.header, 'persist', path);
	if (notebook.isUntitled && !entries.has('database')) {
		const name = await askForName();
		if (name === undefined) return;
		header = withHeaderEntry(header, 'database', name);
	}
	const name = databaseName(readHeader(header).entries, notebook.uri.path);
	const location = await locationIn(base, path, name);
	if (!(await copyContents(sessions.find(notebook), location))) return;
	await setHeader(notebook, header);
	await openAndShow(notebook, sessions);
}

/** An untitled notebook on the database of a folder; its files are opened, for that is what was asked for. */
export async function openFolder(sessions: Sessions): Promise<void> {
	const [chosen] =
		(await vscode.window.showOpenDialog({
			canSelectFolders: true,
			canSelectFiles: false,
			openLabel: 'Open Database',
			title: 'Folder of a database (with schema, data and wal in it)',
		})) ?? [];
	if (!chosen) return;
	const root = await findStore(chosen);
	if (!root) return;
	const path = root.scheme === 'file' ? root.fsPath : root.toString();
	const header = withHeaderEntry(newNotebook().header, 'persist', path);
	const notebook = await openNotebookWith(
		header,
		"SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2;",
	);
	await openAndShow(notebook, sessions);
}

/** The folder, or the only one in it, or the one in it that is chosen. */
async function findStore(folder: vscode.Uri): Promise<vscode.Uri | undefined> {
	if (await isStore(folder)) return folder;
	const entries = await vscode.workspace.fs.readDirectory(folder);
	const folders = entries
		.filter(([, type]) => (type & vscode.FileType.Directory) !== 0)
		.map(([name]) => vscode.Uri.joinPath(folder, name));
	const areStores = await Promise.all(folders.map(isStore));
	const stores = folders.filter((_, at) => areStores[at]);
	if (stores.length === 0) {
		void vscode.window.showErrorMessage(
			`There is no database in ${folder.path}: it would have schema/database.json.`,
		);
		return undefined;
	}
	if (stores.length === 1) return stores[0];
	const items = stores.map(uri => ({ label: uri.path.split('/').pop() ?? '', uri }));
	const choice = await vscode.window.showQuickPick(items, { placeHolder: 'Which database?' });
	return choice?.uri;
}

async function askForFolder(notebook: vscode.NotebookDocument): Promise<string | undefined> {
	if (notebook.isUntitled) {
		const [chosen] =
			(await vscode.window.showOpenDialog({
				canSelectFolders: true,
				canSelectFiles: false,
				openLabel: 'Keep the Database Here',
				title: 'Folder for the database of this notebook, which is not saved yet',
			})) ?? [];
		return chosen && (chosen.scheme === 'file' ? chosen.fsPath : chosen.toString());
	}
	const name = databaseName(new Map(), notebook.uri.path);
	return vscode.window.showInputBox({
		title: 'Keep this notebook’s database in files',
		prompt: `A folder, from that of the notebook. The database is the folder ${name} in it, or the folder itself when it is a database.`,
		value: './data',
		valueSelection: [2, 6],
		validateInput: text => (text.trim() === '' ? 'A folder is needed.' : undefined),
	});
}

/** The file's name will do once there is one. */
function askForName(): Thenable<string | undefined> {
	return vscode.window.showInputBox({
		title: 'Name of the database',
		prompt: 'The folder in the chosen one that holds its files.',
		value: 'notebook',
		validateInput: text => (text.trim() === '' ? 'A name is needed.' : undefined),
	});
}

/** What is in memory goes along, unless there is a database already; false: it was called off. */
async function copyContents(
	session: NotebookSession | undefined,
	location: StoreLocation,
): Promise<boolean> {
	const isThere = await isStore(vscode.Uri.parse(location.uri, true));
	const tables = session?.catalog?.schemas.find(({ name }) => name === 'main')?.tables ?? [];
	if (!session || tables.length === 0) return true;
	if (isThere) {
		const open = 'Open It';
		const choice = await vscode.window.showWarningMessage(
			`There is a database in ${location.label} already.`,
			{
				modal: true,
				detail: 'The notebook’s tables in memory are let go; its cells can make them again.',
			},
			open,
		);
		return choice === open;
	}
	await session.copyInto(location);
	return true;
}

async function setHeader(notebook: vscode.NotebookDocument, header: string): Promise<void> {
	const metadata = notebookMetadataOf(notebook.metadata);
	if (!metadata) return;
	const edit = new vscode.WorkspaceEdit();
	const changed = { ...notebook.metadata, ...asNotebookMetadata({ ...metadata, header }) };
	edit.set(notebook.uri, [vscode.NotebookEdit.updateNotebookMetadata(changed)]);
	await vscode.workspace.applyEdit(edit);
}

async function openAndShow(notebook: vscode.NotebookDocument, sessions: Sessions): Promise<void> {
	const session = sessions.open(notebook);
	await session.close();
	await session.request('store/info', null);
	await session.refresh();
}

async function openNotebookWith(header: string, source = ''): Promise<vscode.NotebookDocument> {
	const id = newCellId(new Set(), Math.random) + newCellId(new Set(), Math.random);
	const cells = [newCell('sql', source, newCellId(new Set(), Math.random))];
	const data = notebookData({
		...newNotebook(),
		header: withHeaderEntry(header, 'id', id),
		cells,
	});
	const document = await vscode.workspace.openNotebookDocument(NOTEBOOK_TYPE, data);
	await vscode.window.showNotebookDocument(document);
	return document;
}
