/** An engine worker that does nothing but run tests; it has no session. */

import * as vscode from 'vscode';
import { printNotebook } from '../../notebook/format/writeNotebook.js';
import type { TestOutcome } from '../../protocol/testMessages.js';
import type { EnginePort, StartEngine } from '../session/enginePort.js';
import type { TestNotebook } from './testNotebook.js';

/** One cell's longest time. */
const TIMEOUT_MS = 60_000;

export interface TestListener {
	started(id: string): void;
	ended(outcome: TestOutcome): void;
}

interface Current {
	notebook: TestNotebook | undefined;
	listener: TestListener | undefined;
}

/** One notebook at a time. */
export class TestEngine {
	readonly #port: EnginePort;
	readonly #current: Current;

	static async start(start: StartEngine): Promise<TestEngine> {
		const current: Current = { notebook: undefined, listener: undefined };
		const port = await start(path => readBeside(current.notebook, path));
		return new TestEngine(port, current);
	}

	private constructor(port: EnginePort, current: Current) {
		this.#port = port;
		this.#current = current;
		port.onNotification('tests/started', ({ id }) => current.listener?.started(id));
		port.onNotification('tests/ended', outcome => current.listener?.ended(outcome));
	}

	/** Rejects when the worker ends, by itself or by `dispose`. */
	async runTests(
		notebook: TestNotebook,
		only: readonly string[],
		listener: TestListener,
	): Promise<void> {
		Object.assign(this.#current, { notebook, listener });
		const { uri, file, document } = notebook;
		const folder = document?.isUntitled === true ? undefined : vscode.Uri.joinPath(uri, '..');
		await this.#port.request('tests/run', {
			// With ids, so that both sides speak of the same cells.
			text: printNotebook(file, { ids: 'assign' }),
			folder: folder?.scheme === 'file' ? folder.fsPath : folder?.toString(),
			isTrusted: vscode.workspace.isTrusted,
			only,
			timeoutMs: TIMEOUT_MS,
		});
	}

	dispose(): void {
		this.#port.dispose();
	}
}

/** For workers without a file system. */
async function readBeside(notebook: TestNotebook | undefined, path: string): Promise<Uint8Array> {
	if (!vscode.workspace.isTrusted) throw new Error('files are read only in a trusted workspace');
	if (!notebook || notebook.document?.isUntitled === true) {
		throw new Error(`save the notebook first: ${path} is looked up beside it`);
	}
	return vscode.workspace.fs.readFile(vscode.Uri.joinPath(notebook.uri, '..', path));
}
