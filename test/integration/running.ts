// Running cells in a real extension host.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
	openNotebook,
	payloads,
	percentSql,
	rows,
	runCells,
	text,
	until,
	writeFile,
} from './notebooks.js';

export function defineRunning(): void {
	describe('running cells', () => {
		it('shares one database between the cells of a notebook', async () => {
			const document = await openNotebook(
				'shared.sqlnb',
				percentSql('CREATE TABLE t(x);\nINSERT INTO t VALUES (1), (2);', 'SELECT sum(x) FROM t;'),
			);
			await runCells(document, 0, 2);
			assert.deepEqual(rows(document.cellAt(1)), [[3]]);
			assert.equal(document.cellAt(0).executionSummary?.success, true);
			assert.equal(document.cellAt(1).executionSummary?.executionOrder, 2);
		});

		it('gives one output per statement, with HTML and text beside our own', async () => {
			const document = await openNotebook(
				'outputs.sqlnb',
				percentSql(`SELECT 1 AS one; SELECT '<b>' AS markup, NULL AS missing;`),
			);
			await runCells(document, 0);
			const { outputs } = document.cellAt(0);
			assert.equal(outputs.length, 2);
			assert.deepEqual(
				payloads(document.cellAt(0)).map(payload => payload.expanded),
				[false, true],
			);
			assert.match(text(outputs[1], 'text/html'), /<td>&lt;b&gt;<\/td><td><em>NULL<\/em><\/td>/);
			assert.match(text(outputs[1], 'text/plain'), /markup\s+missing/);
		});

		it('holds a handle and the first page only, however long the result is', async () => {
			const document = await openNotebook(
				'long.sqlnb',
				percentSql(
					'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000) SELECT x FROM n;',
				),
			);
			await runCells(document, 0);
			const [payload] = payloads(document.cellAt(0));
			assert.ok(payload?.output.type === 'grid');
			assert.equal(payload.output.rowCount, 100_000);
			assert.equal(rows(document.cellAt(0)).length, 200);
			assert.ok(JSON.stringify(payload).length < 20_000);
		});

		it('keeps 64-bit integers, REALs and blobs exact', async () => {
			const document = await openNotebook(
				'exact.sqlnb',
				percentSql(`SELECT 9223372036854775807, 9007199254740993, 1.0, x'00ff', '', NULL, 'NULL';`),
			);
			await runCells(document, 0);
			assert.deepEqual(rows(document.cellAt(0)), [
				[
					9223372036854775807n,
					9007199254740993n,
					{ value: 1 },
					new Uint8Array([0, 255]),
					'',
					null,
					'NULL',
				],
			]);
		});

		it('shows an error as output and as a diagnostic at its exact place', async () => {
			const document = await openNotebook(
				'error.sqlnb',
				percentSql('CREATE TABLE users(id);', 'SELECT 1;\nSELECT * FROM usrs;', 'SELECT 2;'),
			);
			await runCells(document, 0);
			await runCells(document, 1);
			const cell = document.cellAt(1);
			assert.equal(cell.executionSummary?.success, false);
			const output = payloads(cell)[1]?.output;
			assert.ok(output?.type === 'error');
			assert.equal(output.error.message, 'no such table: usrs');
			assert.match(output.error.hint ?? '', /users/);
			const [diagnostic] = vscode.languages.getDiagnostics(cell.document.uri);
			assert.ok(diagnostic);
			assert.equal(cell.document.getText(diagnostic.range), 'usrs');
			await runCells(document, 2);
			assert.deepEqual(rows(document.cellAt(2)), [[2]]);
		});

		it('runs a changed cell again from the state before it', async () => {
			const document = await openNotebook(
				'again.sqlnb',
				percentSql('CREATE TABLE t(x);', 'INSERT INTO t VALUES (1);', 'SELECT count(*) FROM t;'),
			);
			await runCells(document, 0, 3);
			await runCells(document, 1);
			await runCells(document, 2);
			assert.deepEqual(rows(document.cellAt(2)), [[1]]);
		});

		it('runs the cells that a re-run has made stale, by command', async () => {
			const document = await openNotebook(
				'stale.sqlnb',
				percentSql(
					'CREATE TABLE t(x);',
					'INSERT INTO t VALUES (1);',
					'SELECT x FROM t;',
					'SELECT 1;',
				),
			);
			await runCells(document, 0, 4);
			const cell = document.cellAt(1);
			const edit = new vscode.WorkspaceEdit();
			edit.replace(cell.document.uri, new vscode.Range(0, 0, 0, 99), 'INSERT INTO t VALUES (5);');
			await vscode.workspace.applyEdit(edit);
			await runCells(document, 1);
			assert.deepEqual(rows(document.cellAt(2)), [[1]]);
			await vscode.commands.executeCommand('strata.runStaleCells');
			assert.deepEqual(rows(document.cellAt(2)), [[5]]);
			const order = document.cellAt(2).executionSummary?.executionOrder;
			await vscode.commands.executeCommand('strata.runStaleCells');
			assert.equal(document.cellAt(2).executionSummary?.executionOrder, order, 'it ran again');
		});

		it('keeps a transaction open from one cell to the next', async () => {
			const document = await openNotebook(
				'transaction.sqlnb',
				percentSql(
					'CREATE TABLE t(x);',
					'BEGIN; INSERT INTO t VALUES (1);',
					'ROLLBACK;',
					'SELECT count(*) FROM t;',
				),
			);
			await runCells(document, 0, 4);
			assert.deepEqual(rows(document.cellAt(3)), [[0]]);
		});

		it('reads a CSV file beside the notebook, and says where a missing one was looked for', async () => {
			await writeFile('people.csv', 'id,name,height\n1,Ada,1.65\n2,,1.8\n');
			const document = await openNotebook(
				'csv.sqlnb',
				percentSql(
					`SELECT id, name, height, typeof(id) FROM read_csv('people.csv');`,
					`SELECT * FROM read_csv('missing.csv');`,
				),
			);
			await runCells(document, 0);
			assert.deepEqual(rows(document.cellAt(0)), [
				[1, 'Ada', 1.65, 'integer'],
				[2, null, 1.8, 'integer'],
			]);
			await runCells(document, 1);
			const output = payloads(document.cellAt(1))[0]?.output;
			assert.ok(output?.type === 'error');
			assert.match(output.error.message, /missing\.csv/);
		});

		it('interrupts a query over 10^9 combinations and goes on', async () => {
			const numbers =
				'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000)';
			const document = await openNotebook(
				'cancel.sqlnb',
				percentSql(
					`CREATE TABLE a AS ${numbers} SELECT x FROM n; CREATE TABLE b AS SELECT * FROM a; CREATE TABLE c AS SELECT * FROM a;`,
					'SELECT count(*) FROM a, b, c WHERE a.x + b.x + c.x > 1;',
					'SELECT count(*) FROM a;',
				),
			);
			await runCells(document, 0);
			const running = runCells(document, 1);
			await until('the cell to start', () => vscode.window.activeNotebookEditor !== undefined);
			await new Promise(resolve => setTimeout(resolve, 500));
			const start = Date.now();
			await vscode.commands.executeCommand('notebook.cancelExecution');
			await running;
			const elapsed = Date.now() - start;
			console.log(`interrupted after ${elapsed} ms`);
			assert.ok(elapsed < 1000, `took ${elapsed} ms`);
			assert.notEqual(document.cellAt(1).executionSummary?.success, true);
			await runCells(document, 2);
			assert.deepEqual(rows(document.cellAt(2)), [[1000]]);
		});
	});
}
