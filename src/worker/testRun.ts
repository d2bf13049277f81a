/** `tests/run`: the tests of a notebook, apart from the session that the worker may have open. */

import { parseNotebook } from '../notebook/format/readNotebook.js';
import { SessionError } from '../notebook/session/sessionError.js';
import { runTests } from '../notebook/testing/runTests.js';
import type { RunTests, TestOutcome } from '../protocol/testMessages.js';
import type { FileAccess, Surroundings } from './workerMain.js';

export interface TestRunPort
	extends Pick<Surroundings, 'files' | 'pause'>, Pick<FileAccess, 'fetch'> {
	started(id: string): void;
	ended(outcome: TestOutcome): void;
}

export async function runNotebookTests(
	{ text, folder, isTrusted, only, timeoutMs }: RunTests,
	port: TestRunPort,
): Promise<readonly TestOutcome[]> {
	const read = parseNotebook(text);
	if (read.kind === 'foreign') throw new SessionError('SQLITE_ERROR', read.message);
	const { fetch } = port;
	return runTests(read.file, {
		files: port.files({ folder: () => folder, isTrusted: () => isTrusted, fetch }),
		only: only && new Set(only),
		timeoutMs,
		// Whoever wants it to stop ends the worker.
		isCancelled: () => false,
		pause: () => port.pause(),
		started: ({ id }) => port.started(id),
		ended: outcome => port.ended(outcome),
	});
}
