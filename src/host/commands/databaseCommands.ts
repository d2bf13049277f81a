/** Context actions of the database view. */

import * as vscode from 'vscode';
import { COMMANDS } from '../names.js';
import { errorMessageOf } from '../notebook/controller.js';
import { errorText } from '../output/cellOutputs.js';
import type { ActiveSession } from '../views/activeSession.js';
import { nameOf, namedObject, type TreeNode } from '../views/databaseNodes.js';
import type { DatabaseTree } from '../views/databaseTree.js';
import { showTablePreview } from '../views/tablePreview.js';

export function registerDatabaseCommands(
	active: ActiveSession,
	tree: DatabaseTree,
	extensionUri: vscode.Uri,
): vscode.Disposable {
	const command = (id: string, action: (node: TreeNode) => Promise<void>): vscode.Disposable =>
		vscode.commands.registerCommand(id, async (node: TreeNode | undefined) => {
			if (!node) {
				void vscode.window.showInformationMessage(
					'Choose a table, view or index in the Strata view first.',
				);
				return;
			}
			try {
				await action(node);
			} catch (error) {
				void vscode.window.showErrorMessage(errorText(errorMessageOf(error)));
			}
		});

	return vscode.Disposable.from(
		vscode.commands.registerCommand(COMMANDS.refreshDatabase, () => {
			tree.refresh();
		}),
		command(COMMANDS.previewRows, async node => {
			const object = namedObject(node);
			if (!object || !active.session) return;
			await showTablePreview(active.session, object.schemaName, object.name, extensionUri);
		}),
		command(COMMANDS.copyName, async node => {
			await vscode.env.clipboard.writeText(nameOf(node) ?? '');
		}),
		command(COMMANDS.copyCreate, async node => {
			const sql = namedObject(node)?.sql;
			await vscode.env.clipboard.writeText(sql === undefined ? '' : `${sql};`);
		}),
		command(COMMANDS.dropObject, async node => {
			const object = namedObject(node);
			if (!object || !active.session) return;
			const { type, schemaName, name } = object;
			const drop = `Drop ${type}`;
			const choice = await vscode.window.showWarningMessage(
				`Drop the ${type} ${name}?`,
				{
					modal: true,
					detail: 'It goes with everything in it. Running the cell that made it brings it back.',
				},
				drop,
			);
			if (choice !== drop) return;
			await active.session.request('object/drop', { type, schemaName, name });
			await active.session.refresh();
		}),
	);
}
