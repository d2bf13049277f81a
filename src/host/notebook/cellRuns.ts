/**
 * What is known of each cell's last run, shown in its status bar: rows and time, and whether a later re-run of an
 * earlier cell has made it stale.
 */

import * as vscode from 'vscode';
import type { CellRunResult } from '../../protocol/output.js';
import { COMMANDS, NOTEBOOK_TYPE } from '../names.js';
import { cellIdOf } from './metadata.js';

interface CellRun {
	readonly result: CellRunResult;
	isStale: boolean;
	/** Of the last run alone: a later one knows better. */
	leftTransactionOpen: boolean;
}

export class CellRuns implements vscode.Disposable, vscode.NotebookCellStatusBarItemProvider {
	readonly #runs = new WeakMap<vscode.NotebookCell, CellRun>();
	readonly #onDidChange = new vscode.EventEmitter<void>();
	readonly onDidChangeCellStatusBarItems = this.#onDidChange.event;
	readonly onDidChange = this.#onDidChange.event;
	readonly #registration = vscode.notebooks.registerNotebookCellStatusBarItemProvider(
		NOTEBOOK_TYPE,
		this,
	);

	record(cell: vscode.NotebookCell, result: CellRunResult): void {
		this.#runs.set(cell, {
			result,
			isStale: false,
			leftTransactionOpen: result.inTransaction,
		});
		const stale = new Set(result.staleCells);
		for (const other of cell.notebook.getCells()) {
			const run = this.#runs.get(other);
			if (!run || other === cell) continue;
			run.leftTransactionOpen = false;
			if (stale.has(cellIdOf(other) ?? '')) run.isStale = true;
		}
		this.#onDidChange.fire();
	}

	forget(notebook: vscode.NotebookDocument): void {
		for (const cell of notebook.getCells()) this.#runs.delete(cell);
		this.#onDidChange.fire();
	}

	staleCells(notebook: vscode.NotebookDocument): vscode.NotebookCell[] {
		return notebook.getCells().filter(cell => this.#runs.get(cell)?.isStale === true);
	}

	provideCellStatusBarItems(cell: vscode.NotebookCell): vscode.NotebookCellStatusBarItem[] {
		const run = this.#runs.get(cell);
		if (!run) return [];
		const summary = summaryOf(run.result);
		const items = summary === '' ? [] : [leftItem(summary, 'What the last run did')];
		if (run.isStale) {
			const item = leftItem(
				'$(history) stale',
				'A cell before this one ran again. Run stale cells.',
			);
			item.command = {
				command: COMMANDS.runStaleCells,
				title: 'Run stale cells',
				arguments: [cell.notebook.uri],
			};
			items.push(item);
		}
		for (const notice of run.result.notices) items.push(leftItem(`$(info) ${notice}`, notice));
		if (run.leftTransactionOpen) {
			items.push(leftItem('$(git-commit) transaction open', 'COMMIT or ROLLBACK ends it'));
		}
		return items;
	}

	dispose(): void {
		this.#registration.dispose();
		this.#onDidChange.dispose();
	}
}

function leftItem(text: string, tooltip: string): vscode.NotebookCellStatusBarItem {
	const item = new vscode.NotebookCellStatusBarItem(
		text,
		vscode.NotebookCellStatusBarAlignment.Left,
	);
	item.tooltip = tooltip;
	return item;
}

/** VS Code itself shows the time beside it. */
function summaryOf({ outputs, status }: CellRunResult): string {
	let rows = 0;
	let changes = 0;
	for (const output of outputs) {
		if (output.type === 'grid') rows = output.rowCount;
		if (output.type === 'grid' || output.type === 'done') changes += output.changes ?? 0;
	}
	const count = new Intl.NumberFormat();
	const facts: string[] = [];
	if (status === 'cancelled') facts.push('cancelled');
	if (outputs.some(output => output.type === 'grid'))
		facts.push(`${count.format(rows)} ${rows === 1 ? 'row' : 'rows'}`);
	if (changes > 0) facts.push(`${count.format(changes)} changed`);
	return facts.join(' · ');
}
