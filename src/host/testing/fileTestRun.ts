/**
 * Tells the Testing view what became of one file's tests: states, messages at their place in the cell, expected against
 * found. The notebook of a test that failed is opened (not shown), for only then its cells have a place.
 *
 * In mode 'record' what was found is written into the cells; a notebook that had no unsaved changes is saved.
 */

import * as vscode from 'vscode';
import { withRecorded } from '../../notebook/testing/expectation.js';
import type { RecordedExpectation } from '../../protocol/output.js';
import type { TestFailure, TestOutcome } from '../../protocol/testMessages.js';
import { cellIdOf } from '../notebook/metadata.js';
import type { CellVerdicts } from './cellVerdicts.js';
import { openDocument, placeInCell, type TestNotebook } from './testNotebook.js';
import type { TestMode } from './testRuns.js';
import type { TestTree } from './testTree.js';

export class FileTestRun {
	readonly #run: vscode.TestRun;
	readonly #file: vscode.TestItem;
	readonly #notebook: TestNotebook;
	readonly #tree: TestTree;
	readonly #verdicts: CellVerdicts;
	readonly #mode: TestMode;
	readonly #ended = new Set<string>();
	readonly #recorded = new Map<string, RecordedExpectation>();
	/** Outcomes are told one after another. */
	#telling: Promise<void> = Promise.resolve();

	constructor(
		run: vscode.TestRun,
		file: vscode.TestItem,
		notebook: TestNotebook,
		tree: TestTree,
		verdicts: CellVerdicts,
		mode: TestMode,
	) {
		this.#run = run;
		this.#file = file;
		this.#notebook = notebook;
		this.#tree = tree;
		this.#verdicts = verdicts;
		this.#mode = mode;
		this.#say(file.label);
	}

	started(id: string): void {
		this.#next(() => {
			const item = this.#item(id);
			if (item) this.#run.started(item);
			this.#verdicts.clear(openDocument(this.#notebook.uri), id);
		});
	}

	ended(outcome: TestOutcome): void {
		this.#ended.add(outcome.id);
		this.#next(() => this.#tell(outcome));
	}

	/** Resolves when all is told, and written. */
	async finish(): Promise<void> {
		await this.#telling;
		if (this.#recorded.size > 0) await this.#write();
	}

	/** The worker is gone: `reason` says why, undefined that it was asked to stop. */
	async abandon(tests: readonly string[], reason: string | undefined): Promise<void> {
		await this.#telling;
		for (const id of tests.filter(test => !this.#ended.has(test))) {
			const item = this.#item(id);
			if (!item) continue;
			if (reason === undefined) this.#run.skipped(item);
			else this.#run.errored(item, new vscode.TestMessage(reason));
		}
	}

	#next(work: () => void | Promise<void>): void {
		this.#telling = this.#telling.then(work);
	}

	/** As it is now: items are made anew when their notebook is opened. */
	#item(id: string): vscode.TestItem | undefined {
		return this.#file.children.get(id);
	}

	async #tell(outcome: TestOutcome): Promise<void> {
		const { id, role, status, elapsedMs, failures, recorded } = outcome;
		if (this.#mode === 'record' && recorded !== undefined) {
			this.#recorded.set(id, recorded);
			this.#passed(id, elapsedMs, 'recorded');
			return;
		}
		this.#verdicts.report(openDocument(this.#notebook.uri), outcome);
		if (status === 'passed') {
			this.#passed(id, elapsedMs, undefined);
			return;
		}
		if (status === 'skipped') {
			const item = this.#item(id);
			this.#say(`  - ${item?.label ?? id} (${outcome.reason ?? ''})`, item);
			if (item) this.#run.skipped(item);
			return;
		}
		const wasOpen = openDocument(this.#notebook.uri) !== undefined;
		const document = await this.#openNotebook();
		if (!wasOpen) this.#verdicts.report(document, outcome);
		const messages = failures.map(failure => messageOf(failure, role, document, id));
		const item = role === 'setup' ? this.#file : this.#item(id);
		if (!item) return;
		this.#say(
			`  ✗ ${role === 'setup' ? 'set-up' : item.label} (${Math.round(elapsedMs)} ms)`,
			item,
		);
		failures.forEach((failure, index) => {
			this.#say(outputOf(failure), item, messages[index]?.location);
		});
		if (status === 'errored') this.#run.errored(item, messages, elapsedMs);
		else this.#run.failed(item, messages, elapsedMs);
	}

	#passed(id: string, elapsedMs: number, remark: string | undefined): void {
		const item = this.#item(id);
		if (!item) return;
		this.#say(`  ✓ ${item.label} (${remark ?? `${Math.round(elapsedMs)} ms`})`, item);
		this.#run.passed(item, elapsedMs);
	}

	#say(text: string, item?: vscode.TestItem, location?: vscode.Location): void {
		this.#run.appendOutput(`${text.replaceAll('\n', '\r\n')}\r\n`, location, item);
	}

	async #openNotebook(): Promise<vscode.NotebookDocument | undefined> {
		const { uri } = this.#notebook;
		const open = openDocument(uri);
		if (open) return open;
		try {
			const document = await vscode.workspace.openNotebookDocument(uri);
			await this.#tree.refresh(uri);
			return document;
		} catch {
			return undefined;
		}
	}

	async #write(): Promise<void> {
		const document = await this.#openNotebook();
		if (!document) return;
		const wasDirty = document.isDirty;
		const edit = new vscode.WorkspaceEdit();
		for (const cell of document.getCells()) {
			const recorded = this.#recorded.get(cellIdOf(cell) ?? '');
			if (recorded === undefined) continue;
			const { document: text } = cell;
			const whole = new vscode.Range(0, 0, text.lineCount, 0);
			const source = withRecorded(text.getText(), recorded);
			edit.replace(text.uri, text.validateRange(whole), source);
		}
		const isApplied = await vscode.workspace.applyEdit(edit);
		if (isApplied && !wasDirty && !document.isUntitled) await document.save();
	}
}

function messageOf(
	{ message, error, span, expected, actual }: TestFailure,
	role: TestOutcome['role'],
	document: vscode.NotebookDocument | undefined,
	cellId: string,
): vscode.TestMessage {
	const code = error === undefined ? '' : ` (${error.code})`;
	const hint = error?.hint === undefined ? '' : `\nHint: ${error.hint}`;
	const text = `${role === 'setup' ? 'Set-up failed: ' : ''}${message}${code}${hint}`;
	const told =
		expected === undefined || actual === undefined
			? new vscode.TestMessage(text)
			: vscode.TestMessage.diff(text, expected.trimEnd(), actual.trimEnd());
	const location = document && placeInCell(document, cellId, span);
	if (location) told.location = location;
	return told;
}

function outputOf({ message, error, difference = [] }: TestFailure): string {
	const code = error === undefined ? '' : ` (${error.code})`;
	return [`${message}${code}`, ...difference].map(line => `      ${line}`).join('\n');
}
