/** Notebooks of other products: read-only while shown, with one command that converts a copy. */

import * as vscode from 'vscode';
import { convertForeign } from '../../notebook/format/foreign/convert.js';
import { readNotebook } from '../../notebook/format/readNotebook.js';
import { COMMANDS, NOTEBOOK_TYPE } from '../names.js';
import { notebookMetadataOf } from './metadata.js';
import { notebookData } from './serializer.js';

const CONVERT = 'Convert a Copy';

/** Says what it is, makes the editor read-only and offers the copy. */
export function guardForeignNotebooks(): vscode.Disposable {
	const guarded = new WeakSet<vscode.NotebookDocument>();
	return vscode.window.onDidChangeActiveNotebookEditor(editor => {
		const notebook = editor?.notebook;
		const foreign = notebook && notebookMetadataOf(notebook.metadata)?.foreign;
		if (!foreign || guarded.has(notebook)) return;
		guarded.add(notebook);
		void vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
		void vscode.window.showInformationMessage(foreign.message, CONVERT).then(choice => {
			if (choice === CONVERT)
				void vscode.commands.executeCommand(COMMANDS.convertCopy, notebook.uri);
		});
	});
}

/** Opens an untitled notebook with the cells of the foreign one; the original is not touched. */
export async function convertCopy(uri?: vscode.Uri): Promise<void> {
	const source = uri ?? vscode.window.activeNotebookEditor?.notebook.uri;
	if (!source) {
		void vscode.window.showInformationMessage('Open the notebook to convert first.');
		return;
	}
	const result = readNotebook(await vscode.workspace.fs.readFile(source));
	if (result.kind === 'notebook') {
		void vscode.window.showInformationMessage('This notebook needs no conversion.');
		return;
	}
	if (!result.cells) {
		void vscode.window.showErrorMessage(`${result.message} No cells can be read from it.`);
		return;
	}
	const document = await vscode.workspace.openNotebookDocument(
		NOTEBOOK_TYPE,
		notebookData(convertForeign(result)),
	);
	await vscode.window.showNotebookDocument(document);
}
