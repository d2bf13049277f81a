/** Notebooks' tests in VS Code's Testing view: found in the workspace, run, recorded; the same as `sqlnb test`. */

import * as vscode from 'vscode';
import { COMMANDS, TESTS } from '../names.js';
import type { StartEngine } from '../session/enginePort.js';
import { CellVerdicts } from './cellVerdicts.js';
import { TestRuns, type TestMode } from './testRuns.js';
import { TestTree } from './testTree.js';

const NO_TESTS =
	'This notebook has no tests. A cell with `-- | expect:` at its top is one, and so is an [assert] cell.';

export interface NotebookTests extends vscode.Disposable {
	readonly controller: vscode.TestController;
}

export function registerTests(start: StartEngine): NotebookTests {
	const controller = vscode.tests.createTestController(TESTS, 'SQL Notebooks');
	const tree = new TestTree(controller);
	const verdicts = new CellVerdicts();
	const runs = new TestRuns(controller, tree, verdicts, start);
	controller.resolveHandler = item => (item?.uri ? tree.refresh(item.uri) : tree.discover());
	controller.refreshHandler = () => tree.discover();
	const { Run } = vscode.TestRunProfileKind;
	const compare = controller.createRunProfile(
		'Run Tests',
		Run,
		async (request, token) => {
			if (request.continuous === true) runs.runContinuously(request, token);
			else await runs.run(request, token, 'compare');
		},
		true,
		undefined,
		true,
	);
	const record = controller.createRunProfile(
		'Record Expectations',
		Run,
		(request, token) => runs.run(request, token, 'record'),
		false,
	);
	/** One test, or all of a notebook. */
	const runNow = async (
		uri: vscode.Uri,
		cellId: string | undefined,
		profile: vscode.TestRunProfile,
		mode: TestMode,
	): Promise<void> => {
		await tree.refresh(uri);
		const file = controller.items.get(uri.toString());
		const item = cellId === undefined ? file : file?.children.get(cellId);
		if (!item) {
			void vscode.window.showInformationMessage(NO_TESTS);
			return;
		}
		const source = new vscode.CancellationTokenSource();
		const request = new vscode.TestRunRequest([item], undefined, profile);
		await runs.run(request, source.token, mode).finally(() => {
			source.dispose();
		});
	};
	const commands = vscode.Disposable.from(
		vscode.commands.registerCommand(
			COMMANDS.recordExpectations,
			async (uri = vscode.window.activeNotebookEditor?.notebook.uri) => {
				if (uri instanceof vscode.Uri) await runNow(uri, undefined, record, 'record');
			},
		),
		vscode.commands.registerCommand(COMMANDS.runTest, (uri: vscode.Uri, cellId: string) =>
			runNow(uri, cellId, compare, 'compare'),
		),
	);
	const parts = vscode.Disposable.from(commands, compare, record, tree, verdicts, controller);
	return { controller, dispose: () => void parts.dispose() };
}
