/**
 * Runs tests from the Testing view, in engine workers of their own, so that open notebooks keep their databases. Two files
 * run side by side, the tests of a file in order. Stopping a run ends its workers.
 */

import * as vscode from 'vscode';
import type { StartEngine } from '../session/enginePort.js';
import type { CellVerdicts } from './cellVerdicts.js';
import { FileTestRun } from './fileTestRun.js';
import { TestEngine } from './testEngine.js';
import { readTestNotebook } from './testNotebook.js';
import type { TestTree } from './testTree.js';

export type TestMode = 'compare' | 'record';

const SIDE_BY_SIDE = 2;

interface Plan {
	readonly item: vscode.TestItem;
	/** undefined: all of the file. */
	readonly only: ReadonlySet<string> | undefined;
	readonly excluded: ReadonlySet<string>;
}

export class TestRuns {
	readonly #controller: vscode.TestController;
	readonly #tree: TestTree;
	readonly #verdicts: CellVerdicts;
	readonly #start: StartEngine;

	constructor(
		controller: vscode.TestController,
		tree: TestTree,
		verdicts: CellVerdicts,
		start: StartEngine,
	) {
		this.#controller = controller;
		this.#tree = tree;
		this.#verdicts = verdicts;
		this.#start = start;
	}

	async run(
		request: vscode.TestRunRequest,
		token: vscode.CancellationToken,
		mode: TestMode,
	): Promise<void> {
		await this.#tree.settled();
		const plans = this.#plan(request);
		const run = this.#controller.createTestRun(request);
		for (const plan of plans) for (const test of plannedTests(plan)) run.enqueued(test);
		const waiting = [...plans];
		const stopping = token.onCancellationRequested(() => {
			waiting.length = 0;
		});
		try {
			const count = Math.min(SIDE_BY_SIDE, plans.length);
			await Promise.all(Array.from({ length: count }, () => this.#work(waiting, run, token, mode)));
		} finally {
			stopping.dispose();
			run.end();
		}
	}

	/** Runs tests again as their notebooks are saved, until the token says stop. */
	runContinuously(request: vscode.TestRunRequest, token: vscode.CancellationToken): void {
		const listener = this.#tree.onDidChangeFile(uri => {
			const plan = this.#plan(request).find(({ item }) => item.id === uri.toString());
			if (!plan) return;
			const again = new vscode.TestRunRequest(
				plan.only ? plannedTests(plan) : [plan.item],
				request.exclude,
				request.profile,
				true,
			);
			void this.run(again, token, 'compare');
		});
		token.onCancellationRequested(() => {
			listener.dispose();
		});
	}

	#plan({ include, exclude }: vscode.TestRunRequest): Plan[] {
		const files = new Map<vscode.TestItem, Set<string> | undefined>();
		for (const item of include ?? [...this.#controller.items].map(([, file]) => file)) {
			const file = item.parent ?? item;
			if (item === file) files.set(file, undefined);
			else if (!files.has(file)) files.set(file, new Set([item.id]));
			else files.get(file)?.add(item.id);
		}
		const excluded = exclude ?? [];
		return [...files]
			.filter(([item]) => !excluded.includes(item))
			.map(([item, only]) => ({
				item,
				only,
				excluded: new Set(excluded.filter(({ parent }) => parent === item).map(({ id }) => id)),
			}));
	}

	/** Takes one file after another, all in one worker as long as it lives. */
	async #work(
		waiting: Plan[],
		run: vscode.TestRun,
		token: vscode.CancellationToken,
		mode: TestMode,
	): Promise<void> {
		let engine: TestEngine | undefined;
		const stopping = token.onCancellationRequested(() => engine?.dispose());
		try {
			for (let plan = waiting.shift(); plan !== undefined; plan = waiting.shift()) {
				engine ??= await TestEngine.start(this.#start);
				if (token.isCancellationRequested) engine.dispose();
				if (!(await this.#runFile(plan, engine, run, token, mode))) {
					engine.dispose();
					engine = undefined;
				}
			}
		} finally {
			stopping.dispose();
			engine?.dispose();
		}
	}

	/** False when the engine is of no more use. */
	async #runFile(
		plan: Plan,
		engine: TestEngine,
		run: vscode.TestRun,
		token: vscode.CancellationToken,
		mode: TestMode,
	): Promise<boolean> {
		const { uri } = plan.item;
		const notebook = uri && (await readTestNotebook(uri));
		if (!notebook) {
			run.errored(plan.item, new vscode.TestMessage('The notebook cannot be read.'));
			return true;
		}
		const tests = plannedTests(plan).map(({ id }) => id);
		const told = new FileTestRun(run, plan.item, notebook, this.#tree, this.#verdicts, mode);
		try {
			await engine.runTests(notebook, tests, told);
			await told.finish();
			return true;
		} catch (error) {
			const reason = token.isCancellationRequested ? undefined : (error as Error).message;
			await told.abandon(tests, reason);
			return false;
		}
	}
}

function plannedTests({ item, only, excluded }: Plan): vscode.TestItem[] {
	return [...item.children]
		.map(([, test]) => test)
		.filter(({ id }) => (only?.has(id) ?? true) && !excluded.has(id));
}
