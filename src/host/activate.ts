/** Everything the extension registers, the same in both hosts; they differ in how an engine is started. */

import * as vscode from 'vscode';
import { registerDatabaseCommands } from './commands/databaseCommands.js';
import { registerNotebookCommands } from './commands/notebookCommands.js';
import { registerStoreCommands } from './commands/storeCommands.js';
import { CONTEXTS, NOTEBOOK_TYPE, VIEWS } from './names.js';
import { keepCellIds } from './notebook/cellIds.js';
import { CellFixes } from './notebook/cellFixes.js';
import { CellRuns } from './notebook/cellRuns.js';
import { NotebookController } from './notebook/controller.js';
import { CellDiagnostics } from './notebook/diagnostics.js';
import { guardForeignNotebooks } from './notebook/foreignNotebooks.js';
import { OptionProblems } from './notebook/optionProblems.js';
import { NotebookSerializer } from './notebook/serializer.js';
import { serveRenderer } from './output/rendererMessages.js';
import type { StartEngine } from './session/enginePort.js';
import { Sessions } from './session/sessions.js';
import { registerTests } from './testing/testController.js';
import { ActiveSession } from './views/activeSession.js';
import { ChangeFeedView } from './views/changeFeedView.js';
import { DatabaseTree } from './views/databaseTree.js';

let opened: Sessions | undefined;

/** What VS Code waits for when its window closes. */
export async function closeStores(): Promise<void> {
	await opened?.close();
}

/** What other extensions get. */
export interface StrataApi {
	/** The tests of notebooks, as the Testing view shows them. */
	readonly tests: vscode.TestController;
}

export function activateExtension(context: vscode.ExtensionContext, start: StartEngine): StrataApi {
	const own = <T extends vscode.Disposable>(disposable: T): T => {
		context.subscriptions.push(disposable);
		return disposable;
	};
	own(
		vscode.workspace.registerNotebookSerializer(NOTEBOOK_TYPE, new NotebookSerializer(), {
			transientOutputs: true,
		}),
	);
	const log = own(vscode.window.createOutputChannel('Strata', { log: true }));
	const sessions = own(new Sessions(start, log));
	opened = sessions;
	const runs = own(new CellRuns());
	const fixes = own(new CellFixes());
	own(new OptionProblems(sessions, fixes));
	const diagnostics = own(new CellDiagnostics(fixes));
	const controller = own(new NotebookController(sessions, runs, diagnostics));
	const active = own(new ActiveSession(sessions));
	const tree = own(new DatabaseTree(active));
	own(vscode.window.registerTreeDataProvider(VIEWS.database, tree));
	own(
		vscode.window.registerWebviewViewProvider(
			VIEWS.changeFeed,
			new ChangeFeedView(active, context.extensionUri),
		),
	);
	own(serveRenderer(sessions));
	own(keepCellIds());
	own(guardForeignNotebooks());
	own(registerNotebookCommands(active, controller, runs, context.extensionUri));
	own(registerStoreCommands(active, sessions));
	own(registerDatabaseCommands(active, tree, context.extensionUri));
	own(reportCrashes(sessions, runs));
	own(tellStaleCells(active, runs));
	own(
		vscode.workspace.onDidOpenNotebookDocument(notebook => {
			controller.prefer(notebook);
		}),
	);
	for (const notebook of vscode.workspace.notebookDocuments) controller.prefer(notebook);
	return { tests: own(registerTests(start)).controller };
}

/** For the command that runs them: it shows only when there are some. */
function tellStaleCells(active: ActiveSession, runs: CellRuns): vscode.Disposable {
	const tell = (): void => {
		const hasStaleCells =
			active.notebook !== undefined && runs.staleCells(active.notebook).length > 0;
		void vscode.commands.executeCommand('setContext', CONTEXTS.hasStaleCells, hasStaleCells);
	};
	return vscode.Disposable.from(active.onDidChange(tell), runs.onDidChange(tell));
}

function reportCrashes(sessions: Sessions, runs: CellRuns): vscode.Disposable {
	return sessions.onDidOpen(({ notebook, session }) => {
		session.onDidReplace(() => {
			runs.forget(notebook);
		});
		session.onDidCrash(reason => {
			void vscode.window.showErrorMessage(
				`The SQL engine of this notebook stopped: ${reason}. The notebook is unharmed; its database is empty. Run its cells again.`,
			);
		});
	});
}
