/**
 * Gives cells made in the editor an id, and a pasted copy one of its own: the later of two equal ones changes.
 */

import * as vscode from 'vscode';
import { newCellId } from '../../notebook/format/cellId.js';
import { NOTEBOOK_TYPE } from '../names.js';
import { cellMetadataOf, kindOf, withCellMetadata, type CellMetadata } from './metadata.js';

const FRESH: Omit<CellMetadata, 'id'> = {
	kind: 'sql',
	name: undefined,
	attributes: '',
	origin: undefined,
};

/** Resolves when every cell has an id that no other cell has. */
export async function ensureCellIds(notebook: vscode.NotebookDocument): Promise<void> {
	const taken = new Set<string>();
	const edits: vscode.NotebookEdit[] = [];
	for (const cell of notebook.getCells()) {
		const metadata = cellMetadataOf(cell.metadata);
		if (metadata && !taken.has(metadata.id)) {
			taken.add(metadata.id);
			continue;
		}
		const id = newCellId(taken, Math.random);
		taken.add(id);
		const isMarkup = cell.kind === vscode.NotebookCellKind.Markup;
		const kind = isMarkup ? 'markdown' : kindOf(cell.document.languageId, undefined);
		const fresh = { ...FRESH, kind, ...metadata, id, origin: undefined };
		edits.push(
			vscode.NotebookEdit.updateCellMetadata(cell.index, withCellMetadata(cell.metadata, fresh)),
		);
	}
	if (edits.length === 0) return;
	const edit = new vscode.WorkspaceEdit();
	edit.set(notebook.uri, edits);
	await vscode.workspace.applyEdit(edit);
}

export function keepCellIds(): vscode.Disposable {
	return vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
		if (notebook.notebookType !== NOTEBOOK_TYPE) return;
		if (contentChanges.some(change => change.addedCells.length > 0)) void ensureCellIds(notebook);
	});
}
