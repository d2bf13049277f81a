/** A database out to a file that is chosen, and in from one. */

import * as vscode from 'vscode';
import type { ExportFormat, ImportReport } from '../../protocol/workerMessages.js';
import type { NotebookSession } from '../session/notebookSession.js';
import type { Sessions } from '../session/sessions.js';
import type { ActiveSession } from '../views/activeSession.js';
import { insertPipeline, isPipeline } from './pipeline.js';

interface Format {
	readonly label: string;
	readonly description: string;
	readonly format: ExportFormat;
	readonly extension: string;
}

const FORMATS: readonly Format[] = [
	{
		label: 'JSON',
		description: 'schema and rows in one document',
		format: 'json',
		extension: 'json',
	},
	{
		label: 'SQL script',
		description: 'CREATE and INSERT statements',
		format: 'sql',
		extension: 'sql',
	},
	{
		label: 'SQLite file',
		description: 'for SQLite and its tools',
		format: 'sqlite',
		extension: 'db',
	},
];

export async function exportDatabase(active: ActiveSession, sessions: Sessions): Promise<void> {
	const session = await startedSession(active, sessions);
	if (!session || !active.notebook) return;
	const tables = session.catalog?.schemas.flatMap(schema => schema.tables) ?? [];
	if (tables.length === 0) {
		say('There is nothing to export: the database has no tables. Run the notebook’s cells first.');
		return;
	}
	const format = await vscode.window.showQuickPick(FORMATS, {
		title: 'Export the database',
		placeHolder: 'As what?',
	});
	if (!format) return;
	const target = await vscode.window.showSaveDialog({
		defaultUri: besideNotebook(active.notebook, format.extension),
		filters: { [format.label]: [format.extension] },
		saveLabel: 'Export',
	});
	if (!target) return;
	const { bytes } = await session.request('database/export', { format: format.format });
	await vscode.workspace.fs.writeFile(target, bytes);
	say(`Exported to ${target.path.split('/').pop() ?? ''}.`);
}

export async function importDatabase(active: ActiveSession, sessions: Sessions): Promise<void> {
	if (!active.notebook) {
		say('Open a SQL notebook first.');
		return;
	}
	const [source] =
		(await vscode.window.showOpenDialog({
			title: 'Import a database, or a pipeline’s destinations',
			openLabel: 'Import',
			filters: {
				'JSON, SQL, SQLite, YAML': ['json', 'sql', 'db', 'sqlite', 'sqlite3', 'yaml', 'yml'],
				'All files': ['*'],
			},
		})) ?? [];
	if (!source) return;
	const bytes = new Uint8Array(await vscode.workspace.fs.readFile(source));
	if (isPipeline(source.path)) {
		await insertPipeline(active.notebook, new TextDecoder().decode(bytes));
		return;
	}
	const session = await startedSession(active, sessions);
	if (!session) return;
	const mode = await askForMode(session);
	if (mode === 'cancelled') return;
	const report = await vscode.window.withProgress(
		{
			location: vscode.ProgressLocation.Notification,
			title: `Importing ${source.path.split('/').pop() ?? ''}`,
		},
		() => session.request('database/import', { bytes, mode }),
	);
	await session.refresh();
	say(reportText(report));
}

/** Export and import are runs, too: they start the engine. */
async function startedSession(
	active: ActiveSession,
	sessions: Sessions,
): Promise<NotebookSession | undefined> {
	const { notebook } = active;
	if (!notebook) {
		say('Open a SQL notebook first.');
		return undefined;
	}
	const session = sessions.open(notebook);
	await session.request('store/info', null);
	await session.refresh();
	return session;
}

async function askForMode(
	session: NotebookSession,
): Promise<'replace' | 'merge' | 'cancelled' | undefined> {
	const tables = session.catalog?.schemas.flatMap(schema => schema.tables) ?? [];
	if (tables.length === 0) return undefined;
	const choice = await vscode.window.showQuickPick(
		[
			{
				label: 'Merge',
				description: 'rows with the primary key of an imported one are replaced, the rest stays',
				mode: 'merge' as const,
			},
			{
				label: 'Replace',
				description: 'what the database holds is gone',
				mode: 'replace' as const,
			},
		],
		{ title: 'The database is not empty', placeHolder: 'What becomes of what it holds?' },
	);
	return choice?.mode ?? 'cancelled';
}

function reportText({ tables, rows, skipped }: ImportReport): string {
	const count = Object.keys(tables).length;
	const text = `${new Intl.NumberFormat().format(rows)} ${rows === 1 ? 'row' : 'rows'} in ${count} ${count === 1 ? 'table' : 'tables'} imported.`;
	if (skipped.length === 0) return text;
	const reasons = skipped.map(({ type, name, reason }) => `${type} ${name} (${reason})`);
	return `${text} Left out: ${reasons.slice(0, 5).join('; ')}${reasons.length > 5 ? ' ...' : ''}`;
}

function besideNotebook(notebook: vscode.NotebookDocument, extension: string): vscode.Uri {
	const name = (notebook.uri.path.split('/').pop() ?? 'database').replace(/(?:\.nb)?\.[^.]*$/, '');
	const folder = notebook.isUntitled
		? (vscode.workspace.workspaceFolders?.[0]?.uri ?? notebook.uri)
		: vscode.Uri.joinPath(notebook.uri, '..');
	return vscode.Uri.joinPath(folder, `${name}.${extension}`);
}

function say(text: string): void {
	void vscode.window.showInformationMessage(text);
}
