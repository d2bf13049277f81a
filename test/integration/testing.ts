// Notebooks' tests in the Testing view of a real VS Code: found, run, stopped, recorded.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { StrataApi } from '../../src/host/activate.js';
import { openNotebook, readFile, save, until, writeFile } from './notebooks.js';

const NOTEBOOK = `-- sqlnb: 1

-- %% id=load
CREATE TABLE t(x); INSERT INTO t VALUES (1), (2);

-- %% two rows [assert] id=rows
INSERT INTO t VALUES (3);
SELECT count(*) = 3 FROM t;

-- %% sum id=summ
-- | view: chart
-- | expect: |
-- |   | s |
-- |   | - |
-- |   | 4 |
SELECT sum(x) AS s FROM t;

-- %% broken [assert] id=brok
SELECT 1;
SELECT nope FROM t;

-- %% later [assert] id=late
-- | skip: not yet
SELECT 0;
`;

interface Told {
	readonly id: string;
	readonly state: 'enqueued' | 'started' | 'passed' | 'failed' | 'errored' | 'skipped';
	readonly messages: readonly vscode.TestMessage[];
}

const STATES = ['enqueued', 'started', 'passed', 'failed', 'errored', 'skipped'] as const;

/** What the extension tells VS Code of its runs, besides VS Code being told it. */
function watchRuns(controller: vscode.TestController) {
	const told: Told[] = [];
	let ended = 0;
	const create = controller.createTestRun.bind(controller);
	controller.createTestRun = (...args) => {
		const run = create(...args);
		const watched = Object.create(run) as Record<string, unknown>;
		for (const state of STATES) {
			watched[state] = (test: vscode.TestItem, messages?: unknown, ...rest: unknown[]) => {
				const list = Array.isArray(messages) ? messages : [messages];
				const given = list.filter(one => one instanceof vscode.TestMessage);
				told.push({ id: test.id, state, messages: given });
				(run[state] as (...all: unknown[]) => void).call(run, test, messages, ...rest);
			};
		}
		watched['appendOutput'] = run.appendOutput.bind(run);
		watched['end'] = () => {
			ended++;
			run.end();
		};
		return watched as unknown as vscode.TestRun;
	};
	return {
		told,
		runEnded: (count = 1) => until('the run to end', () => ended >= count, 60_000),
		results: () =>
			told
				.filter(({ state }) => state !== 'enqueued' && state !== 'started')
				.map(({ id, state }) => `${id} ${state}`),
		stop: () => {
			controller.createTestRun = create;
		},
	};
}

async function tests(): Promise<vscode.TestController> {
	const extension = vscode.extensions.getExtension<StrataApi>('strata.strata-sql');
	assert.ok(extension);
	return (await extension.activate()).tests;
}

async function fileItem(
	controller: vscode.TestController,
	uri: vscode.Uri,
): Promise<vscode.TestItem> {
	return until('the notebook to be found', () => controller.items.get(uri.toString()));
}

const names = (item: vscode.TestItem) => [...item.children].map(([, { label }]) => label);

function textOf(message: vscode.TestMessage | undefined): string {
	const text = message?.message ?? '';
	return typeof text === 'string' ? text : text.value;
}

export function defineTesting(): void {
	describe('tests of notebooks', () => {
		let controller: vscode.TestController;
		let runs: ReturnType<typeof watchRuns>;
		before(async () => {
			controller = await tests();
		});
		beforeEach(() => {
			runs = watchRuns(controller);
		});
		afterEach(() => runs.stop());

		/** As the play button beside an item does, once VS Code knows of the item. */
		const start = async (item: vscode.TestItem): Promise<void> => {
			const id = [controller.id, ...(item.parent ? [item.parent.id] : []), item.id].join('\0');
			const deadline = Date.now() + 15_000;
			const hasStarted = () => runs.told.length > 0;
			while (!hasStarted()) {
				assert.ok(Date.now() < deadline, `VS Code does not run ${item.id}`);
				let hasEnded = false;
				const command = vscode.commands.executeCommand('vscode.runTestsById', 2, id);
				void Promise.resolve(command).finally(() => (hasEnded = true));
				await until('the run to start', () => hasEnded || hasStarted());
				if (!hasStarted()) await new Promise(resolve => setTimeout(resolve, 300));
			}
		};
		const runItem = async (item: vscode.TestItem): Promise<void> => {
			await start(item);
			await runs.runEnded();
		};

		it('are found in files, followed as they change, and gone with them', async () => {
			const uri = await writeFile('found.sqlnb', NOTEBOOK);
			await controller.refreshHandler?.(new vscode.CancellationTokenSource().token);
			const item = await fileItem(controller, uri);
			assert.equal(item.label, 'found.sqlnb');
			assert.deepEqual(names(item), ['two rows', 'sum', 'broken', 'later']);
			assert.deepEqual(item.children.get('rows')?.range?.start.line, 6);

			const document = await openNotebook('found.sqlnb', NOTEBOOK);
			const cellUri = document.cellAt(1).document.uri.toString();
			await until('places in cells', () => item.children.get('rows')?.uri?.toString() === cellUri);
			const edit = new vscode.WorkspaceEdit();
			edit.insert(
				document.cellAt(0).document.uri,
				new vscode.Position(0, 0),
				'-- | expect: {rows: 1}\n',
			);
			await vscode.workspace.applyEdit(edit);
			await until('the edited cell', () => item.children.size === 5);
			await save(document);
			await vscode.workspace.fs.delete(await writeFile('gone.sqlnb', NOTEBOOK));
			await controller.refreshHandler?.(new vscode.CancellationTokenSource().token);
			assert.ok(![...controller.items].some(([id]) => id.endsWith('gone.sqlnb')));
		});

		it('tell what passed, and what failed at its place with expected and found', async () => {
			const uri = await writeFile('told.sqlnb', NOTEBOOK);
			await controller.refreshHandler?.(new vscode.CancellationTokenSource().token);
			await runItem(await fileItem(controller, uri));
			assert.deepEqual(runs.results(), [
				'rows passed',
				'summ failed',
				'brok errored',
				'late skipped',
			]);
			const document = vscode.workspace.notebookDocuments.find(
				one => one.uri.toString() === uri.toString(),
			);
			assert.ok(document, 'the notebook of a failed test is open, so that its place can be shown');
			const messages = (id: string, state: string) =>
				runs.told.find(one => one.id === id && one.state === state)?.messages ?? [];
			const [difference] = messages('summ', 'failed');
			assert.ok(difference);
			assert.match(textOf(difference), /^3 instead of 4$|^row 1 differs$/);
			assert.match(difference.expectedOutput ?? '', /\| +4 \|/);
			assert.match(difference.actualOutput ?? '', /\| +3 \|/);
			assert.equal(difference.location?.uri.toString(), document.cellAt(2).document.uri.toString());
			assert.equal(difference.location.range.start.line, 1);
			const [error] = messages('brok', 'errored');
			assert.ok(error);
			assert.match(textOf(error), /no such column: nope/);
			assert.equal(error.location?.uri.toString(), document.cellAt(3).document.uri.toString());
			assert.deepEqual(
				[error.location.range.start.line, error.location.range.start.character],
				[1, 7],
			);
		});

		it('run one by one, on the text that is in the editor', async () => {
			const document = await openNotebook('single.sqlnb', NOTEBOOK);
			const item = await fileItem(controller, document.uri);
			const cell = document.cellAt(2).document;
			const edit = new vscode.WorkspaceEdit();
			const at = cell.getText().indexOf('4 |');
			edit.replace(cell.uri, new vscode.Range(cell.positionAt(at), cell.positionAt(at + 1)), '3');
			await vscode.workspace.applyEdit(edit);
			const test = await until('the test', () => item.children.get('summ'));
			await runItem(test);
			assert.deepEqual(runs.results(), ['summ passed']);
			assert.equal(document.cellAt(2).outputs.length, 0);
		});

		it('say which set-up failed, and skip what stands behind it', async () => {
			const uri = await writeFile(
				'setup.sqlnb',
				NOTEBOOK.replace('INTO t VALUES (1)', 'INTO u VALUES (1)'),
			);
			await controller.refreshHandler?.(new vscode.CancellationTokenSource().token);
			await runItem(await fileItem(controller, uri));
			assert.equal(runs.results()[0], `${uri.toString()} errored`);
			assert.deepEqual(
				new Set(
					runs
						.results()
						.slice(1)
						.map(text => text.split(' ')[1]),
				),
				new Set(['skipped']),
			);
			assert.match(
				textOf(runs.told.find(({ state }) => state === 'errored')?.messages[0]),
				/^Set-up failed: no such table: u/,
			);
		});

		it('leave the database of an open notebook alone', async () => {
			const document = await openNotebook('apart.sqlnb', NOTEBOOK);
			await runItem(await fileItem(controller, document.uri));
			assert.equal(document.cellAt(0).executionSummary?.success, undefined);
			assert.deepEqual(document.cellAt(1).outputs, []);
		});

		it('stop at once when they are asked to, even while a query runs', async () => {
			const endless =
				'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n;';
			const uri = await writeFile(
				'stop.sqlnb',
				`-- sqlnb: 1\n\n-- %% [assert] id=slow\n${endless}\n\n-- %% [assert] id=next\nSELECT 1;\n`,
			);
			await controller.refreshHandler?.(new vscode.CancellationTokenSource().token);
			const item = await fileItem(controller, uri);
			await start(item);
			await until('the test to start', () =>
				runs.told.some(({ id, state }) => id === 'slow' && state === 'started'),
			);
			await vscode.commands.executeCommand('testing.cancelRun');
			await runs.runEnded();
			assert.deepEqual(runs.results(), ['slow skipped', 'next skipped']);
		});

		it('record what is found, and save the notebook', async () => {
			const uri = await writeFile('record.sqlnb', NOTEBOOK);
			await controller.refreshHandler?.(new vscode.CancellationTokenSource().token);
			await vscode.commands.executeCommand('strata.recordExpectations', uri);
			assert.deepEqual(runs.results(), [
				'rows passed',
				'summ passed',
				'brok errored',
				'late skipped',
			]);
			const written = await readFile(uri);
			assert.equal(
				written,
				NOTEBOOK.replace(
					'| s |\n-- |   | - |\n-- |   | 4 |',
					'|   s |\n-- |   | --: |\n-- |   |   3 |',
				),
			);
		});

		it('are made of cells by command', async () => {
			const source = `-- sqlnb: 1\n\n-- %% id=load\nCREATE TABLE t AS SELECT 7 AS x;\n\n-- %% id=summ\nSELECT x FROM t;\n\n-- %% id=true\nSELECT x = 7 FROM t;\n`;
			const document = await openNotebook('made.sqlnb', source);
			await vscode.commands.executeCommand('strata.expectResult', document.cellAt(1));
			assert.equal(
				document.cellAt(1).document.getText(),
				'-- | expect: |\n-- |   |   x |\n-- |   | --: |\n-- |   |   7 |\nSELECT x FROM t;',
			);
			await vscode.commands.executeCommand('strata.toggleAssert', document.cellAt(2));
			await save(document);
			assert.match(await readFile(document.uri), /-- %% \[assert\] id=true\nSELECT x = 7/);
			runs.stop();
			runs = watchRuns(controller);
			await runItem(await fileItem(controller, document.uri));
			assert.deepEqual(runs.results(), ['summ passed', 'true passed']);
		});
	});
}
