/**
 * Runs cells: one queue per notebook, in the order asked for; several statements a cell, one output each, shown as
 * they end. A failed cell stops what was queued behind it in the same request, as "run all" should.
 */

import * as vscode from 'vscode';
import type { CellOutput, CellRunResult, ErrorMessage } from '../../protocol/output.js';
import { CODE_ASSERTION, CODE_CRASHED } from '../../protocol/output.js';
import type { RunDeclaration, RunParameter } from '../../protocol/workerMessages.js';
import { readHeader } from '../../notebook/format/header.js';
import { CONTROLLER, LANGUAGE, NOTEBOOK_TYPE, YAML } from '../names.js';
import { failureOutput, notebookOutputs, type OutputContext } from '../output/cellOutputs.js';
import type { Sessions } from '../session/sessions.js';
import type { NotebookSession } from '../session/notebookSession.js';
import { cellIdOf, cellMetadataOf, kindOf, notebookMetadataOf } from './metadata.js';
import { ensureCellIds } from './cellIds.js';
import type { CellRuns } from './cellRuns.js';
import type { CellDiagnostics } from './diagnostics.js';

export class NotebookController implements vscode.Disposable {
	readonly #controller: vscode.NotebookController;
	readonly #sessions: Sessions;
	readonly #runs: CellRuns;
	readonly #diagnostics: CellDiagnostics;
	readonly #queues = new Map<string, Promise<void>>();
	/** Counts interrupts per notebook: what was queued before one does not run. */
	readonly #interrupts = new Map<string, number>();

	constructor(sessions: Sessions, runs: CellRuns, diagnostics: CellDiagnostics) {
		this.#sessions = sessions;
		this.#runs = runs;
		this.#diagnostics = diagnostics;
		this.#controller = vscode.notebooks.createNotebookController(
			CONTROLLER,
			NOTEBOOK_TYPE,
			'Strata',
		);
		this.#controller.description = 'In-memory SQL engine';
		this.#controller.detail = 'One database per notebook';
		this.#controller.supportedLanguages = [LANGUAGE, YAML];
		this.#controller.supportsExecutionOrder = true;
		this.#controller.executeHandler = (cells, notebook) => this.run(notebook, cells);
		this.#controller.interruptHandler = notebook => {
			this.#interrupt(notebook);
		};
	}

	prefer(notebook: vscode.NotebookDocument): void {
		if (notebook.notebookType !== NOTEBOOK_TYPE) return;
		this.#controller.updateNotebookAffinity(notebook, vscode.NotebookControllerAffinity.Preferred);
	}

	/** Resolves when all of them have ended. */
	run(notebook: vscode.NotebookDocument, cells: readonly vscode.NotebookCell[]): Promise<void> {
		const key = notebook.uri.toString();
		const interrupts = this.#interruptCount(notebook);
		const executions = cells.map(cell => this.#controller.createNotebookCellExecution(cell));
		const before = this.#queues.get(key) ?? Promise.resolve();
		const queue = before.then(async () => {
			let isStopped = false;
			await ensureCellIds(notebook);
			const session = this.#sessions.open(notebook);
			for (const execution of executions) {
				isStopped ||= this.#interruptCount(notebook) !== interrupts;
				if (isStopped) {
					execution.start();
					execution.end(undefined);
					continue;
				}
				isStopped = !(await this.#runCell(execution, session));
			}
		});
		this.#queues.set(key, queue);
		return queue;
	}

	dispose(): void {
		this.#controller.dispose();
	}

	#interruptCount(notebook: vscode.NotebookDocument): number {
		return this.#interrupts.get(notebook.uri.toString()) ?? 0;
	}

	#interrupt(notebook: vscode.NotebookDocument): void {
		this.#interrupts.set(notebook.uri.toString(), this.#interruptCount(notebook) + 1);
		this.#sessions.find(notebook)?.interrupt();
	}

	/** False when the cells behind it should not run. */
	async #runCell(
		execution: vscode.NotebookCellExecution,
		session: NotebookSession,
	): Promise<boolean> {
		const { cell } = execution;
		const metadata = cellMetadataOf(cell.metadata);
		const cellId = metadata?.id ?? '';
		this.#diagnostics.clear(cell);
		execution.start(Date.now());
		await execution.clearOutput();
		const progress = showProgress(execution, session, cellId);
		try {
			const result = await session.runCell({
				cellId,
				source: cell.document.getText(),
				name: metadata?.name,
				kind: kindOf(cell.document.languageId, metadata?.kind),
				parameters: parametersOf(cell.notebook),
				declarations: yamlCells(cell.notebook),
			});
			await progress.finish();
			await this.#showResult(execution, result, session);
			return result.status === 'ok';
		} catch (error) {
			await progress.finish();
			await execution.replaceOutput([failureOutput(errorMessageOf(error))]);
			execution.end(false, Date.now());
			return false;
		}
	}

	async #showResult(
		execution: vscode.NotebookCellExecution,
		result: CellRunResult,
		session: NotebookSession,
	): Promise<void> {
		const { cell } = execution;
		const { cellId, executionOrder, outputs } = result;
		execution.executionOrder = executionOrder;
		const context: OutputContext = { session: session.id, cellId, executionOrder };
		await execution.replaceOutput(notebookOutputs(outputs, context));
		for (const output of result.status === 'failed' ? outputs : []) {
			const problem = problemOf(output);
			if (problem) this.#diagnostics.report(cell, problem);
		}
		this.#runs.record(cell, result);
		execution.end(result.status === 'cancelled' ? undefined : result.status === 'ok', Date.now());
	}
}

function problemOf(output: CellOutput): ErrorMessage | undefined {
	if (output.type === 'error') return output.error;
	if (output.type !== 'assert' || output.passed) return undefined;
	const { error, detail = '', difference = [], span } = output;
	const message = [`assertion failed: ${detail}`, ...difference].join('\n');
	return error ?? { code: CODE_ASSERTION, message, span, hint: undefined };
}

/** `-- param` lines of the notebook's header. */
function parametersOf(notebook: vscode.NotebookDocument): RunParameter[] {
	const { parameters } = readHeader(notebookMetadataOf(notebook.metadata)?.header ?? '');
	return parameters.map(({ name, defaultValue }) => ({ name, defaultValue }));
}

/** Destinations are declared by being there, whether their cell ran or not. */
function yamlCells(notebook: vscode.NotebookDocument): RunDeclaration[] {
	return notebook
		.getCells()
		.filter(({ document }) => document.languageId === YAML)
		.map(cell => ({ cellId: cellIdOf(cell) ?? '', source: cell.document.getText() }));
}

/** Shows outputs while the cell still runs; the final ones replace them. */
function showProgress(
	execution: vscode.NotebookCellExecution,
	session: NotebookSession,
	cellId: string,
): { finish(): Promise<void> } {
	const shown: CellOutput[] = [];
	let writing = Promise.resolve();
	const said = showMessages(session, cellId);
	const listener = session.onDidOutput(({ cellId: id, output }) => {
		if (id !== cellId) return;
		shown.push(output);
		const context = { session: session.id, cellId, executionOrder: 0 };
		const outputs = notebookOutputs([output], context);
		writing = writing.then(() => Promise.resolve(execution.appendOutput(outputs)));
	});
	return {
		finish: async () => {
			listener.dispose();
			said.dispose();
			await writing;
		},
	};
}

/** How far a cell is, in the status bar. */
function showMessages(session: NotebookSession, cellId: string): vscode.Disposable {
	let shown: vscode.Disposable | undefined;
	const listener = session.onDidProgress(({ cellId: id, statementCount, message }) => {
		if (id !== cellId || statementCount === 1) return;
		shown?.dispose();
		shown = vscode.window.setStatusBarMessage(`$(loading~spin) ${message}`);
	});
	return new vscode.Disposable(() => {
		listener.dispose();
		shown?.dispose();
	});
}

export function errorMessageOf(error: unknown): ErrorMessage {
	const data = (error as { data?: Partial<ErrorMessage> } | undefined)?.data;
	const message = error instanceof Error ? error.message : String(error);
	return {
		code: data?.code ?? CODE_CRASHED,
		message: data?.message ?? message,
		span: data?.span,
		hint: data?.hint,
	};
}
