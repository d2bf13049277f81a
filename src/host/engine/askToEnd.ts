/** A query that goes on after an interrupt: its reader decides, because ending the engine costs the database. */

import * as vscode from 'vscode';

/** After this long without a reaction to an interrupt. */
export const PATIENCE_MS = 2000;

export async function askToEnd(): Promise<boolean> {
	const end = 'End the Engine';
	const choice = await vscode.window.showWarningMessage(
		'The query has not stopped yet. Ending the SQL engine stops it, but empties this notebook’s database.',
		end,
		'Wait',
	);
	return choice === end;
}
