/** What a cell is called in the views: its name, or its position. */

import * as vscode from 'vscode';
import { cellIdOf, cellMetadataOf } from './metadata.js';

/** By cell id; code cells only. */
export function cellLabels(notebook: vscode.NotebookDocument | undefined): Map<string, string> {
	const labels = new Map<string, string>();
	for (const cell of notebook?.getCells() ?? []) {
		const cellId = cellIdOf(cell);
		if (cellId === undefined || cell.kind !== vscode.NotebookCellKind.Code) continue;
		labels.set(cellId, cellMetadataOf(cell.metadata)?.name ?? `cell ${cell.index + 1}`);
	}
	return labels;
}
