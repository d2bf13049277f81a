/** Commands about the notebook as a whole. */

import * as vscode from 'vscode';
import { newCellId } from '../../notebook/format/cellId.js';
import { withHeaderEntry } from '../../notebook/format/header.js';
import { readNotebook } from '../../notebook/format/readNotebook.js';
import { newCell, newNotebook } from '../../notebook/format/writeNotebook.js';
import { COMMANDS, NOTEBOOK_TYPE } from '../names.js';
import type { CellRuns } from '../notebook/cellRuns.js';
import type { NotebookController } from '../notebook/controller.js';
import { convertCopy } from '../notebook/foreignNotebooks.js';
import { revealCell } from '../notebook/revealCell.js';
import { notebookData } from '../notebook/serializer.js';
import type { ActiveSession } from '../views/activeSession.js';

export function registerNotebookCommands(
	active: ActiveSession,
	controller: NotebookController,
	runs: CellRuns,
	extensionUri: vscode.Uri,
): vscode.Disposable {
	return vscode.Disposable.from(
		vscode.commands.registerCommand(COMMANDS.newNotebook, openNewNotebook),
		vscode.commands.registerCommand(COMMANDS.openTour, () => openTour(extensionUri)),
		vscode.commands.registerCommand(COMMANDS.convertCopy, convertCopy),
		vscode.commands.registerCommand(COMMANDS.restart, () => {
			active.session?.restart();
		}),
		vscode.commands.registerCommand(COMMANDS.runStaleCells, async () => {
			if (!active.notebook) return;
			await controller.run(active.notebook, runs.staleCells(active.notebook));
		}),
		vscode.commands.registerCommand(COMMANDS.goToCell, async (cellId: unknown) => {
			if (!active.notebook || typeof cellId !== 'string') return;
			await revealCell(active.notebook, cellId);
		}),
	);
}

/** The id in its header lets the database survive the first save. */
async function openNewNotebook(): Promise<void> {
	const file = newNotebook();
	const id = newCellId(new Set(), Math.random) + newCellId(new Set(), Math.random);
	const document = await vscode.workspace.openNotebookDocument(
		NOTEBOOK_TYPE,
		notebookData({
			...file,
			header: withHeaderEntry(file.header, 'id', id),
			cells: [newCell('sql', '', newCellId(new Set(), Math.random))],
		}),
	);
	await vscode.window.showNotebookDocument(document);
}

/** As an untitled copy, so that it can be played with. */
async function openTour(extensionUri: vscode.Uri): Promise<void> {
	const uri = vscode.Uri.joinPath(extensionUri, 'examples', 'tour.sqlnb');
	const result = readNotebook(await vscode.workspace.fs.readFile(uri));
	if (result.kind !== 'notebook') throw new Error(result.message);
	const data = notebookData(result.file);
	const document = await vscode.workspace.openNotebookDocument(NOTEBOOK_TYPE, data);
	await vscode.window.showNotebookDocument(document);
}
