// What the suites share: notebooks in the open folder, running cells, reading outputs.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { RESULT_MIME, type ResultPayload } from '../../src/protocol/output.js';
import { decodePage } from '../../src/protocol/pageCodec.js';
import { pageFromJson } from '../../src/protocol/pageJson.js';
import type { WireValue } from '../../src/protocol/page.js';

const EXTENSION = 'strata.strata-sql';

export function folder(): vscode.Uri {
	const first = vscode.workspace.workspaceFolders?.[0];
	assert.ok(first, 'no folder is open');
	return first.uri;
}

export async function until<T>(
	what: string,
	read: () => T | undefined | false,
	timeout = 15_000,
): Promise<T> {
	const deadline = Date.now() + timeout;
	for (;;) {
		const value = read();
		if (value !== undefined && value !== false) return value;
		assert.ok(Date.now() < deadline, `timed out waiting for ${what}`);
		await new Promise(resolve => setTimeout(resolve, 15));
	}
}

export async function writeFile(name: string, text: string): Promise<vscode.Uri> {
	const uri = vscode.Uri.joinPath(folder(), name);
	await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
	return uri;
}

export async function readFile(uri: vscode.Uri): Promise<string> {
	return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

/**
 * Saves, and waits until that is done. The workbench saves by itself a second after an edit; `save()` resolves to
 * false when that is under way.
 */
export async function save(document: vscode.NotebookDocument): Promise<void> {
	for (let round = 0; !(await document.save()) || document.isDirty; round++) {
		assert.ok(round < 50, `${document.uri.path} is not saved`);
		await new Promise(resolve => setTimeout(resolve, 100));
	}
}

/** Writes the file, opens it as a notebook and brings it to the front. */
export async function openNotebook(name: string, text: string): Promise<vscode.NotebookDocument> {
	const uri = await writeFile(name, text);
	return show(await vscode.workspace.openNotebookDocument(uri));
}

/**
 * Like `openNotebook`, but held by its editor alone, so that closing that closes the document; one opened through
 * the API stays open for minutes.
 */
export async function openInEditor(name: string, text: string): Promise<vscode.NotebookDocument> {
	const uri = await writeFile(name, text);
	await vscode.commands.executeCommand('vscode.open', uri);
	const editor = await until('the editor', () =>
		vscode.window.visibleNotebookEditors.find(
			({ notebook }) => notebook.uri.toString() === uri.toString(),
		),
	);
	await selectKernel();
	return editor.notebook;
}

export async function show(document: vscode.NotebookDocument): Promise<vscode.NotebookDocument> {
	await vscode.window.showNotebookDocument(document);
	await selectKernel();
	return document;
}

async function selectKernel(): Promise<void> {
	await vscode.commands.executeCommand('notebook.selectKernel', {
		id: 'strata-engine',
		extension: EXTENSION,
	});
}

/** A percent SQL file of these cells. */
export function percentSql(...cells: readonly string[]): string {
	const parts = cells.map((cell, at) => `-- %% id=c${at}00\n${cell}\n`);
	return `-- sqlnb: 1\n\n${parts.join('\n')}`;
}

/** Runs cells [start, end) and waits until the last has ended. */
export async function runCells(
	document: vscode.NotebookDocument,
	start: number,
	end = start + 1,
): Promise<void> {
	const last = document.cellAt(end - 1);
	const before = last.executionSummary?.timing?.endTime;
	await vscode.commands.executeCommand('notebook.cell.execute', {
		ranges: [{ start, end }],
		document: document.uri,
	});
	await until(
		`cell ${end - 1} to end`,
		() =>
			last.executionSummary?.timing !== undefined &&
			last.executionSummary.timing.endTime !== before,
	);
}

export function payloads(cell: vscode.NotebookCell): ResultPayload[] {
	return cell.outputs.flatMap(output =>
		output.items
			.filter(item => item.mime === RESULT_MIME)
			.map(item => JSON.parse(new TextDecoder().decode(item.data)) as ResultPayload),
	);
}

/** Rows of the first page of the cell's last grid. */
export function rows(cell: vscode.NotebookCell): WireValue[][] {
	const output = payloads(cell)
		.map(payload => payload.output)
		.findLast(candidate => candidate.type === 'grid');
	assert.ok(output?.type === 'grid', `no grid among ${JSON.stringify(payloads(cell))}`);
	const reader = decodePage(pageFromJson(output.firstPage));
	return Array.from({ length: reader.rowCount }, (_, row) => reader.row(row));
}

export function text(output: vscode.NotebookCellOutput | undefined, mime: string): string {
	const item = output?.items.find(candidate => candidate.mime === mime);
	assert.ok(item, `no ${mime} among ${output?.items.map(each => each.mime).join(', ')}`);
	return new TextDecoder().decode(item.data);
}
