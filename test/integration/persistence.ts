// Notebooks whose database is kept in files, in a real extension host: through Node's file system on desktop, through
// workspace.fs in the web.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
	folder,
	openInEditor,
	percentSql,
	readFile,
	rows,
	runCells,
	text,
	until,
	writeFile,
} from './notebooks.js';

const HEADER = '-- sqlnb: 1\n-- persist: ./data\n';

function persistent(header: string, ...cells: readonly string[]): string {
	return percentSql(...cells).replace('-- sqlnb: 1\n', header);
}

async function close(document: vscode.NotebookDocument): Promise<void> {
	await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
	await until('the notebook to close', () => document.isClosed);
}

async function exists(path: string): Promise<boolean> {
	const uri = vscode.Uri.joinPath(folder(), path);
	return vscode.workspace.fs.stat(uri).then(
		() => true,
		() => false,
	);
}

async function eventually(what: string, read: () => Promise<boolean>): Promise<void> {
	const deadline = Date.now() + 15_000;
	while (!(await read())) {
		assert.ok(Date.now() < deadline, `timed out waiting for ${what}`);
		await new Promise(resolve => setTimeout(resolve, 30));
	}
}

export function definePersistence(): void {
	describe('a notebook with -- persist: ./data', () => {
		it('writes nothing when it is opened, and has every change in the log when its cell is done', async () => {
			const document = await openInEditor(
				'university.sqlnb',
				persistent(
					HEADER,
					"CREATE TABLE student(id INTEGER PRIMARY KEY, name TEXT, gpa REAL); INSERT INTO student VALUES (1, 'Alice', 3.8);",
					"INSERT INTO student VALUES (2, 'Bob', 3.5);",
				),
			);
			assert.equal(await exists('data/university'), false);
			await runCells(document, 0);
			const log = vscode.Uri.joinPath(folder(), 'data/university/wal/transaction.log');
			assert.match(await readFile(log), /"name":"Alice"/);
			await runCells(document, 1);
			assert.match(await readFile(log), /"name":"Bob"/);
			await close(document);
			await eventually('the log to be folded', () =>
				exists('data/university/data/student.records'),
			);
			const records = vscode.Uri.joinPath(folder(), 'data/university/data/student.records');
			await eventually('the lock to go', async () => !(await exists('data/university/wal/lock')));
			assert.equal(
				await readFile(records),
				'{"id":1,"name":"Alice","gpa":3.8}\n{"id":2,"name":"Bob","gpa":3.5}\n',
			);
		});

		it('shows the rows again when it is opened again, under any name that says which database', async () => {
			const header = '-- sqlnb: 1\n-- persist: data\n-- database: university\n';
			const document = await openInEditor(
				'reader.sqlnb',
				persistent(header, 'SELECT name FROM student ORDER BY id;'),
			);
			await runCells(document, 0);
			assert.deepEqual(rows(document.cellAt(0)), [['Alice'], ['Bob']]);
			await close(document);
		});

		it('takes a folder that is a database itself', async () => {
			await eventually('the lock to go', async () => !(await exists('data/university/wal/lock')));
			const header = '-- sqlnb: 1\n-- persist: ./data/university\n';
			const document = await openInEditor(
				'folder.sqlnb',
				persistent(header, 'SELECT count(*) FROM student;'),
			);
			await runCells(document, 0);
			assert.deepEqual(rows(document.cellAt(0)), [[2]]);
			await close(document);
		});

		it('says which notebook has the database open', async () => {
			await eventually('the lock to go', async () => !(await exists('data/university/wal/lock')));
			const header = '-- sqlnb: 1\n-- persist: ./data/university\n';
			const first = await openInEditor('first.sqlnb', persistent(header, 'SELECT 1;'));
			await runCells(first, 0);
			const second = await openInEditor('second.sqlnb', persistent(header, 'SELECT 2;'));
			await runCells(second, 0);
			assert.match(
				text(second.cellAt(0).outputs[0], 'text/plain'),
				/database is locked: the notebook first\.sqlnb has \.\/data\/university open/,
			);
			await close(second);
			await vscode.window.showNotebookDocument(first);
			await close(first);
		});

		it('keeps what was committed when the engine is restarted in the middle', async () => {
			await eventually('the lock to go', async () => !(await exists('data/university/wal/lock')));
			const document = await openInEditor(
				'restarted.sqlnb',
				persistent(
					'-- sqlnb: 1\n-- persist: ./data\n-- database: restarted\n',
					'CREATE TABLE IF NOT EXISTS t(a); INSERT INTO t VALUES (1);',
					'SELECT count(*) FROM t;',
				),
			);
			await runCells(document, 0);
			await vscode.commands.executeCommand('strata.restart');
			await runCells(document, 1);
			assert.deepEqual(rows(document.cellAt(1)), [[1]]);
			await close(document);
		});

		it('follows its header: a database in memory becomes one in files', async () => {
			const source = percentSql('CREATE TABLE t(a);', 'SELECT count(*) FROM sqlite_schema;');
			const document = await openInEditor('follows.sqlnb', source);
			await runCells(document, 0, 2);
			assert.deepEqual(rows(document.cellAt(1)), [[1]]);
			await writeFile('follows.sqlnb', source.replace('-- sqlnb: 1\n', HEADER));
			await until('the file to be read again', () =>
				JSON.stringify(document.metadata).includes('persist'),
			);
			await runCells(document, 1);
			assert.deepEqual(rows(document.cellAt(1)), [[0]]);
			assert.equal(await exists('data/follows/wal/transaction.log'), true);
			await close(document);
		});
	});
}
