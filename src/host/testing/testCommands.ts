/** Commands about tests: run one, record a notebook's expectations, make a cell a test. */

import * as vscode from 'vscode';
import { readExpectation } from '../../notebook/testing/expectation.js';
import { COMMANDS, NOTEBOOK_TYPE } from '../names.js';
import { ensureCellIds } from '../notebook/cellIds.js';
import { cellIdOf, cellMetadataOf, withCellMetadata } from '../notebook/metadata.js';
import type { TestMode } from './testRuns.js';

/** Runs one test, or all of a notebook; false when there is none. */
export type RunNow = (
	uri: vscode.Uri,
	cellId: string | undefined,
	mode: TestMode,
) => Promise<boolean>;

const NO_TESTS =
	'This notebook has no tests. A cell with `-- | expect:` at its top is one, and so is an [assert] cell.';

export function registerTestCommands(runNow: RunNow): vscode.Disposable {
	const run = async (uri: vscode.Uri, cellId: string | undefined, mode: TestMode) => {
		if (await runNow(uri, cellId, mode)) return;
		void vscode.window.showInformationMessage(NO_TESTS);
	};
	const { registerCommand } = vscode.commands;
	return vscode.Disposable.from(
		registerCommand(COMMANDS.runTest, (uri: vscode.Uri, cellId: string) =>
			run(uri, cellId, 'compare'),
		),
		registerCommand(
			COMMANDS.recordExpectations,
			async (uri = vscode.window.activeNotebookEditor?.notebook.uri) => {
				if (uri instanceof vscode.Uri) await run(uri, undefined, 'record');
			},
		),
		registerCommand(COMMANDS.expectResult, async (given?: vscode.NotebookCell) => {
			const cell = given ?? selectedCell();
			if (!cell) return;
			await ensureCellIds(cell.notebook);
			const id = cellIdOf(cell);
			if (id === undefined) return;
			if (!readExpectation(cell.document.getText())) await addExpectation(cell);
			await run(cell.notebook.uri, id, 'record');
		}),
		registerCommand(COMMANDS.toggleAssert, async (given?: vscode.NotebookCell) => {
			const cell = given ?? selectedCell();
			if (cell) await toggleAssert(cell);
		}),
	);
}

function selectedCell(): vscode.NotebookCell | undefined {
	const editor = vscode.window.activeNotebookEditor;
	if (editor?.notebook.notebookType !== NOTEBOOK_TYPE) return undefined;
	const cell = editor.notebook.getCells()[editor.selection.start];
	return cell?.kind === vscode.NotebookCellKind.Code ? cell : undefined;
}

/** Empty: to be recorded. */
async function addExpectation({ document }: vscode.NotebookCell): Promise<void> {
	const edit = new vscode.WorkspaceEdit();
	edit.insert(document.uri, new vscode.Position(0, 0), '-- | expect:\n');
	await vscode.workspace.applyEdit(edit);
}

async function toggleAssert(cell: vscode.NotebookCell): Promise<void> {
	await ensureCellIds(cell.notebook);
	const metadata = cellMetadataOf(cell.metadata);
	if (metadata?.kind !== 'sql' && metadata?.kind !== 'assert') return;
	const kind = metadata.kind === 'sql' ? 'assert' : 'sql';
	const edit = new vscode.WorkspaceEdit();
	edit.set(cell.notebook.uri, [
		vscode.NotebookEdit.updateCellMetadata(
			cell.index,
			withCellMetadata(cell.metadata, { ...metadata, kind }),
		),
	]);
	await vscode.workspace.applyEdit(edit);
}
