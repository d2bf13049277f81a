// Opening, saving and converting notebook files in a real extension host.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
	openInEditor,
	openNotebook,
	percentSql,
	readFile,
	rows,
	runCells,
	save,
	show,
	until,
} from './notebooks.js';

export function defineFiles(): void {
	describe('notebook files', () => {
		it('writes an edited cell and leaves every other byte alone', async () => {
			const source =
				'-- sqlnb: 1\r\n-- kept: yes\r\n\r\n-- %% [markdown] id=m1ab\r\n-- # Title\r\n\r\n-- %% one id=k3f9 extra=1\r\n-- | view: chart\r\nSELECT 1;\r\n';
			const document = await openNotebook('bytes.sqlnb', source);
			assert.equal(document.cellCount, 2);
			assert.equal(document.cellAt(0).document.getText(), '# Title');
			const edit = new vscode.WorkspaceEdit();
			const cell = document.cellAt(1).document;
			const at = cell.getText().indexOf('1;');
			edit.replace(cell.uri, new vscode.Range(cell.positionAt(at), cell.positionAt(at + 1)), '2');
			await vscode.workspace.applyEdit(edit);
			await save(document);
			assert.equal(await readFile(document.uri), source.replace('SELECT 1', 'SELECT 2'));
		});

		it('keeps the database when a notebook closes and opens again under another name, as "save as" does', async () => {
			const source = percentSql(
				'CREATE TABLE kept(x); INSERT INTO kept VALUES (42);',
				'SELECT x FROM kept;',
			);
			const text = source.replace('-- sqlnb: 1\n', '-- sqlnb: 1\n-- id: same01\n');
			const first = await openInEditor('before.sqlnb', text);
			await runCells(first, 0);
			await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
			await until('the notebook to close', () => first.isClosed);
			const second = await openNotebook('after.sqlnb', text);
			await runCells(second, 1);
			assert.deepEqual(rows(second.cellAt(1)), [[42]]);
		});

		it('opens the notebook of another product read-only, and never writes it', async () => {
			const source =
				'cells:\n- kind: 2\n  languageId: oracle-sql\n  value: |-\n    select 1 from dual\n';
			const document = await openNotebook('oracle.sqlnb', source);
			assert.ok(document.cellCount >= 2);
			const edit = new vscode.WorkspaceEdit();
			edit.set(document.uri, [vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(0, 1))]);
			await vscode.workspace.applyEdit(edit);
			await Promise.resolve(document.save()).catch(() => false);
			assert.equal(await readFile(document.uri), source);
		});

		it('converts a copy of another product’s notebook', async () => {
			await openNotebook('other.sqlnb', '{"cells":[{"type":"sql","content":"SELECT 7 AS seven"}]}');
			await vscode.commands.executeCommand('strata.convertCopy');
			const copy = vscode.window.activeNotebookEditor?.notebook;
			assert.ok(copy?.isUntitled);
			await show(copy);
			const at = copy.getCells().findIndex(cell => cell.document.getText().includes('seven'));
			await runCells(copy, at);
			assert.deepEqual(rows(copy.cellAt(at)), [[7]]);
		});
	});
}
