// Commands about a database as a whole, in a real extension host; what they ask is answered by the test.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
	folder,
	openInEditor,
	openNotebook,
	percentSql,
	readFile,
	rows,
	runCells,
	save,
	show,
} from './notebooks.js';

type Window = Record<string, unknown>;

/** Answers dialogs while `work` runs, by the name of the function that shows them. */
async function answering(
	answers: Readonly<Record<string, (...shown: never[]) => unknown>>,
	work: () => Promise<void>,
): Promise<void> {
	const window = vscode.window as unknown as Window;
	const before = Object.fromEntries(Object.keys(answers).map(name => [name, window[name]]));
	for (const [name, answer] of Object.entries(answers)) {
		window[name] = (...shown: never[]) => Promise.resolve(answer(...shown));
	}
	try {
		await work();
	} finally {
		Object.assign(window, before);
	}
}

const command = async (id: string): Promise<void> => {
	await vscode.commands.executeCommand(id);
};

const SCHOOL = percentSql(
	"CREATE TABLE student(id INTEGER PRIMARY KEY, name TEXT, photo BLOB); INSERT INTO student VALUES (1, 'Alice', x'00ff'), (2, 'Bob', NULL);",
	'SELECT name, typeof(photo) FROM student ORDER BY id;',
);

export function defineExchange(): void {
	describe('commands about the database as a whole', () => {
		for (const [label, file] of [
			['JSON', 'school.json'],
			['SQL script', 'school.sql'],
			['SQLite file', 'school.db'],
		] as const) {
			it(`exports as ${label}, and imports it into another notebook`, async () => {
				const source = await openNotebook(`${file}.source.sqlnb`, SCHOOL);
				await runCells(source, 0);
				const uri = vscode.Uri.joinPath(folder(), file);
				await answering(
					{
						showQuickPick: (items: readonly { readonly label: string }[]) =>
							items.find(item => item.label === label),
						showSaveDialog: () => uri,
					},
					() => command('strata.exportDatabase'),
				);
				if (label === 'SQLite file') assert.match(await readFile(uri), /^SQLite format 3\0/);
				const target = await openNotebook(
					`${file}.target.sqlnb`,
					percentSql('SELECT name, typeof(photo) FROM student ORDER BY id;'),
				);
				await answering({ showOpenDialog: () => [uri] }, () => command('strata.importDatabase'));
				await runCells(target, 0);
				assert.deepEqual(rows(target.cellAt(0)), [
					['Alice', 'blob'],
					['Bob', 'null'],
				]);
			});
		}

		it('keeps in files what was in memory, says so in the header, and is saved with it', async () => {
			const document = await openInEditor('kept.sqlnb', SCHOOL);
			await runCells(document, 0);
			await answering({ showInputBox: () => './kept' }, () =>
				command('strata.newPersistentDatabase'),
			);
			const records = vscode.Uri.joinPath(folder(), 'kept/kept/data/student.records');
			assert.match(await readFile(records), /"name":"Alice","photo":\{"blob":"AP8="\}/);
			await save(document);
			assert.match(await readFile(document.uri), /^-- sqlnb: 1\n-- persist: \.\/kept\n/);
			await runCells(document, 1);
			assert.equal(rows(document.cellAt(1)).length, 2);
		});

		it('opens the folder of a database as a notebook', async () => {
			await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
			const lock = vscode.Uri.joinPath(folder(), 'kept/kept/wal/lock');
			const isLocked = () =>
				vscode.workspace.fs.stat(lock).then(
					() => true,
					() => false,
				);
			for (let wait = 0; wait < 200 && (await isLocked()); wait++) {
				await new Promise(resolve => setTimeout(resolve, 50));
			}
			await answering({ showOpenDialog: () => [vscode.Uri.joinPath(folder(), 'kept')] }, () =>
				command('strata.openDatabaseFolder'),
			);
			const document = vscode.window.activeNotebookEditor?.notebook;
			assert.ok(document?.isUntitled);
			await show(document);
			await runCells(document, 0);
			assert.deepEqual(
				rows(document.cellAt(0)).map(([type, name]) => [type, name]),
				[['table', 'student']],
			);
		});

		it('clears all tables when that is confirmed', async () => {
			const document = await openNotebook('cleared.sqlnb', SCHOOL);
			await runCells(document, 0);
			await answering({ showWarningMessage: () => undefined }, () =>
				command('strata.clearAllTables'),
			);
			await runCells(document, 1);
			assert.equal(rows(document.cellAt(1)).length, 2);
			const confirm = (_text: string, _options: unknown, yes: string) => yes;
			await answering({ showWarningMessage: confirm }, () => command('strata.clearAllTables'));
			await runCells(document, 1);
			assert.equal(rows(document.cellAt(1)).length, 0);
		});

		it('imports the destinations of a pipeline as a yaml cell', async () => {
			const uri = vscode.Uri.joinPath(folder(), 'pipeline.yaml');
			const yaml = 'steps: []\ndestinations:\n  a:\n    connector: in_memory\n    table_name: t\n';
			await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(yaml));
			const document = await openNotebook('pipeline.sqlnb', percentSql('SELECT 1;'));
			await answering({ showOpenDialog: () => [uri] }, () => command('strata.importDatabase'));
			const cell = document.getCells().find(candidate => candidate.document.languageId === 'yaml');
			assert.ok(cell);
			await runCells(document, cell.index);
			assert.deepEqual(rows(cell)[0]?.slice(0, 2), ['a', 't']);
			// Not while the new cell still gets its id.
			await save(document);
			assert.match(await readFile(document.uri), /\[yaml\] id=\w+\n-- destinations:\n-- {3}a:\n/);
		});
	});
}
