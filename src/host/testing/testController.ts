/** Notebooks' tests in VS Code's Testing view: found in the workspace, run, recorded; the same as `sqlnb test`. */

import * as vscode from 'vscode';
import { TESTS } from '../names.js';
import type { StartEngine } from '../session/enginePort.js';
import { CellVerdicts } from './cellVerdicts.js';
import { registerTestCommands } from './testCommands.js';
import { TestRuns } from './testRuns.js';
import { TestTree } from './testTree.js';

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
	const commands = registerTestCommands(async (uri, cellId, mode) => {
		await tree.refresh(uri);
		const file = controller.items.get(uri.toString());
		const item = cellId === undefined ? file : file?.children.get(cellId);
		if (!item) return false;
		const profile = mode === 'record' ? record : compare;
		const source = new vscode.CancellationTokenSource();
		const request = new vscode.TestRunRequest([item], undefined, profile);
		await runs.run(request, source.token, mode).finally(() => {
			source.dispose();
		});
		return true;
	});
	const parts = vscode.Disposable.from(commands, compare, record, tree, verdicts, controller);
	return { controller, dispose: () => void parts.dispose() };
}
