/** Brings a cell to the front and selects a place in it. */

import * as vscode from 'vscode';
import { cellIdOf } from './metadata.js';

export async function revealCell(
	notebook: vscode.NotebookDocument,
	cellId: string,
	span?: { readonly start: number; readonly end: number },
): Promise<void> {
	const cell = notebook.getCells().find(candidate => cellIdOf(candidate) === cellId);
	if (!cell) {
		void vscode.window.showInformationMessage('The cell is no longer in the notebook.');
		return;
	}
	const range = new vscode.NotebookRange(cell.index, cell.index + 1);
	const editor = await vscode.window.showNotebookDocument(notebook, { selections: [range] });
	editor.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
	if (!span) return;
	const { document } = cell;
	const selection = new vscode.Range(
		document.positionAt(span.start),
		document.positionAt(span.end),
	);
	await vscode.window.showTextDocument(document, { selection });
}
