// Results that go to destinations, in a real extension host: output, diagnostics, quick fixes, yaml cells.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
	openNotebook,
	percentSql,
	readFile,
	rows,
	runCells,
	save,
	text,
	until,
} from './notebooks.js';

const YAML = `-- %% [yaml] id=yam1
-- destinations:
--   strict_output:
--     connector: in_memory
--     table_name: my_table
--     create_table_if_not_exists: false
`;

export function defineDestinations(): void {
	describe('results that go to destinations', () => {
		it('shows the table after the write', async () => {
			const document = await openNotebook(
				'into.sqlnb',
				percentSql(
					"CREATE TABLE users(id INTEGER PRIMARY KEY, name); INSERT INTO users VALUES (1, 'Alice'), (2, 'Bob');",
					"-- | into: {table: users, mode: merge, keys: [id]}\nSELECT 2 AS id, 'Bob Updated' AS name UNION ALL SELECT 3, 'Charlie';",
				),
			);
			await runCells(document, 0, 2);
			assert.deepEqual(rows(document.cellAt(1)), [
				[1, 'Alice'],
				[2, 'Bob Updated'],
				[3, 'Charlie'],
			]);
		});

		it('says "Error: ..." with the solution, and its quick fix in the yaml cell lets the cell run', async () => {
			const source = `${percentSql('-- | into: strict_output\nSELECT 1 AS id;')}\n${YAML}`;
			const document = await openNotebook('strict.sqlnb', source);
			const [cell, yaml] = document.getCells();
			assert.ok(cell && yaml);
			assert.equal(yaml.document.languageId, 'yaml');
			assert.match(yaml.document.getText(), /^destinations:\n {2}strict_output:/);
			await runCells(document, 0);
			const shown = text(cell.outputs.at(-1), 'text/plain');
			assert.match(shown, /^Error: Cannot create table 'my_table' - table creation disabled/);
			assert.match(shown, /Hint: Enable table creation or create table manually/);
			const diagnostic = await until('the diagnostic', () =>
				vscode.languages
					.getDiagnostics(cell.document.uri)
					.find(({ message }) => message.includes('table creation disabled')),
			);
			assert.equal(cell.document.getText(diagnostic.range), '-- | into: strict_output');
			const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
				'vscode.executeCodeActionProvider',
				cell.document.uri,
				diagnostic.range,
				vscode.CodeActionKind.QuickFix.value,
			);
			const fix = actions.find(({ title }) => title.startsWith('Enable table creation'));
			assert.ok(fix?.edit, JSON.stringify(actions.map(({ title }) => title)));
			assert.ok(await vscode.workspace.applyEdit(fix.edit));
			assert.match(yaml.document.getText(), /create_table_if_not_exists: true/);
			await runCells(document, 0);
			assert.deepEqual(rows(cell), [[1]]);
			await save(document);
			assert.equal(await readFile(document.uri), source.replace('exists: false', 'exists: true'));
		});

		it('marks mistakes as errors and advice as information while a cell is typed', async () => {
			const document = await openNotebook(
				'advice.sqlnb',
				percentSql('-- | into: {table: t, mode: upsert, batch: 50}\nSELECT 1;'),
			);
			const { uri } = document.cellAt(0).document;
			const found = await until('two diagnostics', () => {
				const diagnostics = vscode.languages.getDiagnostics(uri);
				return diagnostics.length === 2 && diagnostics;
			});
			assert.deepEqual(
				found.map(({ severity, message }) => [severity, message.slice(0, 20)]),
				[
					[vscode.DiagnosticSeverity.Error, 'unknown mode `upsert'],
					[vscode.DiagnosticSeverity.Information, 'Use 1000-10000 rows '],
				],
			);
		});

		it('warns of a directive below the SQL, and moves it to the top', async () => {
			const document = await openNotebook(
				'misplaced.sqlnb',
				percentSql('SELECT 1;\n-- | into: t\n-- | unknown: to us'),
			);
			const cell = document.cellAt(0).document;
			const [found] = await until('a diagnostic', () => {
				const diagnostics = vscode.languages.getDiagnostics(cell.uri);
				return diagnostics.length > 0 && diagnostics;
			});
			assert.equal(found?.severity, vscode.DiagnosticSeverity.Warning);
			assert.match(found.message, /'-- \| into: \.\.\.' belongs at the top/);
			const [fix] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
				'vscode.executeCodeActionProvider',
				cell.uri,
				found.range,
			);
			assert.equal(fix?.title, 'Move to the top of the cell');
			assert.ok(fix.edit && (await vscode.workspace.applyEdit(fix.edit)));
			assert.equal(cell.getText(), '-- | into: t\n-- | unknown: to us\nSELECT 1;\n');
			await until('no diagnostic', () => vscode.languages.getDiagnostics(cell.uri).length === 0);
		});
	});
}
