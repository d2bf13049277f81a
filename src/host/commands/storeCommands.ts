/**
 * Commands about a notebook's database as a whole: keeping it in files, saving, opening a folder, export, import,
 * clearing. Files are read and written in trusted workspaces only, and only by command.
 */

import * as vscode from 'vscode';
import { COMMANDS } from '../names.js';
import { errorMessageOf } from '../notebook/controller.js';
import { errorText } from '../output/cellOutputs.js';
import type { Sessions } from '../session/sessions.js';
import { exportDatabase, importDatabase } from '../store/exchange.js';
import { keepInFiles, openFolder } from '../store/keepInFiles.js';
import type { ActiveSession } from '../views/activeSession.js';
import { namedObject, type TreeNode } from '../views/databaseNodes.js';

export function registerStoreCommands(
	active: ActiveSession,
	sessions: Sessions,
): vscode.Disposable {
	const command = (id: string, action: (argument: unknown) => Promise<void>): vscode.Disposable =>
		vscode.commands.registerCommand(id, async (argument: unknown) => {
			try {
				await action(argument);
			} catch (error) {
				void vscode.window.showErrorMessage(errorText(errorMessageOf(error)));
			}
		});
	const trusted = (id: string, action: () => Promise<void>): vscode.Disposable =>
		command(id, async () => {
			if (vscode.workspace.isTrusted) await action();
			else {
				void vscode.window.showErrorMessage(
					'Databases are kept in files, and files are read and written, only in a trusted workspace.',
				);
			}
		});
	return vscode.Disposable.from(
		trusted(COMMANDS.newPersistentDatabase, () => keepInFiles(active, sessions)),
		trusted(COMMANDS.openDatabaseFolder, () => openFolder(sessions)),
		trusted(COMMANDS.exportDatabase, () => exportDatabase(active, sessions)),
		trusted(COMMANDS.importDatabase, () => importDatabase(active, sessions)),
		command(COMMANDS.saveDatabase, () => save(active)),
		command(COMMANDS.clearTable, node => clearTable(active, node as TreeNode | undefined)),
		command(COMMANDS.clearAllTables, () => clearAllTables(active)),
	);
}

async function save(active: ActiveSession): Promise<void> {
	const { session } = active;
	if (!session?.isStarted) {
		say('Nothing is to be saved: no cell of the notebook has run.');
		return;
	}
	const info = await session.request('store/save', null);
	if (info) {
		await session.refresh();
		vscode.window.setStatusBarMessage(`$(check) Saved in ${info.label}`, 4000);
		return;
	}
	const keep = 'Keep It in Files...';
	const choice = await vscode.window.showInformationMessage(
		'This notebook’s database is in memory and goes with its window.',
		keep,
	);
	if (choice === keep) await vscode.commands.executeCommand(COMMANDS.newPersistentDatabase);
}

async function clearTable(active: ActiveSession, node: TreeNode | undefined): Promise<void> {
	const object = namedObject(node);
	if (!object || !active.session) {
		say('Choose a table in the Strata view first.');
		return;
	}
	const { schemaName, name } = object;
	if (!(await confirmed(`Take all rows out of ${name}?`, 'Clear Table'))) return;
	await active.session.request('table/clear', { schemaName, tableName: name });
	await active.session.refresh();
}

async function clearAllTables(active: ActiveSession): Promise<void> {
	const { session } = active;
	if (!session?.isStarted) {
		say('There are no tables: no cell of the notebook has run.');
		return;
	}
	if (!(await confirmed('Take all rows out of all tables?', 'Clear All Tables'))) return;
	const { rows } = await session.request('table/clear', null);
	await session.refresh();
	say(
		`${new Intl.NumberFormat().format(rows)} ${rows === 1 ? 'row is' : 'rows are'} gone; the tables are there, empty.`,
	);
}

async function confirmed(question: string, yes: string): Promise<boolean> {
	const detail =
		'The tables themselves stay. Running the cells that filled them brings the rows back.';
	return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}

function say(text: string): void {
	void vscode.window.showInformationMessage(text);
}
