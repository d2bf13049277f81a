/** A pipeline's YAML file: its `destinations:` become a yaml cell, behind the cell that is selected. */

import * as vscode from 'vscode';
import { destinationsText } from '../../notebook/into/pipelineText.js';
import { YAML } from '../names.js';

export function isPipeline(path: string): boolean {
	return /\.ya?ml$/i.test(path);
}

export async function insertPipeline(
	notebook: vscode.NotebookDocument,
	text: string,
): Promise<void> {
	const source = destinationsText(text);
	const editor = vscode.window.visibleNotebookEditors.find(
		candidate => candidate.notebook === notebook,
	);
	const at = editor?.selection.end ?? notebook.cellCount;
	const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, source, YAML);
	const edit = new vscode.WorkspaceEdit();
	edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(at, [cell])]);
	await vscode.workspace.applyEdit(edit);
}
