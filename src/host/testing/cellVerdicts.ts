/**
 * What became of tests, shown at their cells: VS Code has no test marks in notebooks' cells. The status bar of a test's cell
 * runs it and says how it ended; a failure is a problem at its line. Both are gone when the cell is edited.
 */

import * as vscode from 'vscode';
import { nameOf, testKind } from '../../notebook/testing/findTests.js';
import type { TestFailure, TestOutcome } from '../../protocol/testMessages.js';
import { COMMANDS, NOTEBOOK_TYPE } from '../names.js';
import { cellMetadataOf } from '../notebook/metadata.js';
import { placeInCell } from './testNotebook.js';

type Verdict = Pick<TestOutcome, 'status' | 'failures' | 'reason'>;

const LONGEST = 60;

export class CellVerdicts implements vscode.Disposable, vscode.NotebookCellStatusBarItemProvider {
	readonly #verdicts = new Map<string, Verdict>();
	readonly #problems = vscode.languages.createDiagnosticCollection('strata tests');
	readonly #onDidChange = new vscode.EventEmitter<void>();
	readonly onDidChangeCellStatusBarItems = this.#onDidChange.event;
	readonly #disposables: vscode.Disposable[];

	constructor() {
		this.#disposables = [
			this.#problems,
			this.#onDidChange,
			vscode.notebooks.registerNotebookCellStatusBarItemProvider(NOTEBOOK_TYPE, this),
			vscode.workspace.onDidChangeNotebookDocument(({ notebook, cellChanges }) => {
				if (notebook.notebookType !== NOTEBOOK_TYPE) return;
				const edited = cellChanges.filter(({ document }) => document !== undefined);
				for (const { cell } of edited) this.#forget(notebook, cell);
				// A run says itself what is wrong.
				const ran = cellChanges.filter(({ executionSummary }) => executionSummary !== undefined);
				for (const { cell } of ran) this.#problems.delete(cell.document.uri);
			}),
			vscode.workspace.onDidCloseNotebookDocument(notebook => {
				for (const cell of notebook.getCells()) this.#forget(notebook, cell);
			}),
		];
	}

	dispose(): void {
		vscode.Disposable.from(...this.#disposables).dispose();
	}

	/** It runs, or will: what was said before is no longer true. */
	clear(notebook: vscode.NotebookDocument | undefined, cellId: string): void {
		const cell = notebook?.getCells().find(one => cellMetadataOf(one.metadata)?.id === cellId);
		if (notebook && cell) this.#forget(notebook, cell);
	}

	report(notebook: vscode.NotebookDocument | undefined, outcome: TestOutcome): void {
		if (!notebook) return;
		const { id, status, failures, reason } = outcome;
		this.clear(notebook, id);
		this.#verdicts.set(keyOf(notebook, id), { status, failures, reason });
		for (const failure of failures) {
			const place = placeInCell(notebook, id, failure.span);
			if (!place) continue;
			const problem = new vscode.Diagnostic(place.range, textOf(failure));
			problem.source = 'Strata test';
			const { uri } = place;
			this.#problems.set(uri, [...(this.#problems.get(uri) ?? []), problem]);
		}
		this.#onDidChange.fire();
	}

	provideCellStatusBarItems(cell: vscode.NotebookCell): vscode.NotebookCellStatusBarItem[] {
		const metadata = cellMetadataOf(cell.metadata);
		if (!metadata || cell.kind !== vscode.NotebookCellKind.Code) return [];
		const testable = { ...metadata, source: cell.document.getText() };
		if (testKind(testable) === undefined) return [];
		const verdict = this.#verdicts.get(keyOf(cell.notebook, metadata.id));
		const item = new vscode.NotebookCellStatusBarItem(
			labelOf(verdict),
			vscode.NotebookCellStatusBarAlignment.Left,
		);
		item.command = {
			title: 'Run Test',
			command: COMMANDS.runTest,
			arguments: [cell.notebook.uri, metadata.id],
		};
		item.tooltip = tooltipOf(verdict, nameOf(testable));
		return [item];
	}

	#forget(notebook: vscode.NotebookDocument, { metadata, document }: vscode.NotebookCell): void {
		this.#problems.delete(document.uri);
		const key = keyOf(notebook, cellMetadataOf(metadata)?.id ?? '');
		if (this.#verdicts.delete(key)) this.#onDidChange.fire();
	}
}

function keyOf(notebook: vscode.NotebookDocument, cellId: string): string {
	return `${notebook.uri.toString()}#${cellId}`;
}

function labelOf(verdict: Verdict | undefined): string {
	switch (verdict?.status) {
		case undefined:
			return '$(beaker) Run Test';
		case 'passed':
			return '$(pass) Test passed';
		case 'skipped':
			return `$(circle-slash) Test skipped: ${shortened(verdict.reason ?? '')}`;
		case 'failed':
		case 'errored':
			return `$(error) Test failed: ${shortened(verdict.failures[0]?.message ?? '')}`;
	}
}

function tooltipOf(verdict: Verdict | undefined, name: string): string {
	const told = verdict?.failures.map(textOf).join('\n\n') ?? '';
	return told === '' ? `Run the test "${name}"` : `${told}\n\nClick to run the test again.`;
}

function textOf({ message, error, difference = [] }: TestFailure): string {
	const code = error === undefined ? '' : ` (${error.code})`;
	return [`${message}${code}`, ...difference].join('\n');
}

/** A `$(` in it would be an icon. */
function shortened(text: string): string {
	const line = text.replace(/\s+/g, ' ').replaceAll('$(', '$ (');
	return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
