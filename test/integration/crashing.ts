// What a reader sees when the engine ends by itself, or when the database is restarted.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openNotebook, percentSql, readFile, rows, runCells, text, until } from './notebooks.js';
import { watchWorkers } from './workers.js';

const ENDLESS =
	'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n;';

export function defineCrashing(): void {
	describe('an engine that ends', () => {
		it('fails the running cell, leaves the file alone and is replaced by the next run', async () => {
			const source = percentSql('CREATE TABLE t(x);', ENDLESS, 'SELECT name FROM sqlite_schema;');
			const document = await openNotebook('crash.sqlnb', source);
			const workers = watchWorkers();
			await runCells(document, 0);
			const running = runCells(document, 1);
			await until('the query to be sent', () => workers.wasTold(ENDLESS));
			workers.crash();
			await running;
			const cell = document.cellAt(1);
			assert.equal(cell.executionSummary?.success, false);
			assert.match(text(cell.outputs[0], 'text/plain'), /engine of this notebook stopped.*empty/s);
			assert.equal(await readFile(document.uri), source);

			await runCells(document, 2);
			assert.deepEqual(rows(document.cellAt(2)), []);
			await runCells(document, 0);
			await runCells(document, 2);
			assert.deepEqual(rows(document.cellAt(2)), [['t']]);
		});

		it('starts again empty by command, at once, even while a query runs', async () => {
			const document = await openNotebook(
				'restart.sqlnb',
				percentSql('CREATE TABLE t(x);', ENDLESS, 'SELECT name FROM sqlite_schema;'),
			);
			await runCells(document, 0);
			const workers = watchWorkers();
			const running = runCells(document, 1);
			await until('the query to be sent', () => workers.wasTold(ENDLESS));
			workers.stop();
			await vscode.commands.executeCommand('strata.restart');
			await running;
			await runCells(document, 2);
			assert.deepEqual(rows(document.cellAt(2)), []);
		});
	});
}
