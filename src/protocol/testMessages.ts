/** What a notebook's tests give, as it travels from an engine worker to the Test Explorer. */

import type { ErrorMessage, RecordedExpectation, TextSpan } from './output.js';

export interface RunTests {
	/** The notebook as a file. */
	readonly text: string;
	/** Folder that relative file paths start from; undefined for an untitled notebook. */
	readonly folder: string | undefined;
	/** Files are read only in a trusted workspace. */
	readonly isTrusted: boolean;
	/** Ids of cells; undefined: all tests. */
	readonly only: readonly string[] | undefined;
	/** Longest time of one cell. */
	readonly timeoutMs: number;
}

/**
 * failed: something was not as it should be. errored: it could not be found out, because of an error in the SQL or
 * because it took too long. skipped: it did not run.
 */
export type TestStatus = 'passed' | 'failed' | 'errored' | 'skipped';

export interface TestOutcome {
	/** The cell's id. */
	readonly id: string;
	/** setup: the cell is no test, and tests behind it do not run. */
	readonly role: 'test' | 'setup';
	readonly status: TestStatus;
	readonly elapsedMs: number;
	readonly failures: readonly TestFailure[];
	/** Why it was skipped. */
	readonly reason: string | undefined;
	/** What the cell's `expect` option would have to be for the test to pass. */
	readonly recorded: RecordedExpectation | undefined;
}

export interface TestFailure {
	readonly message: string;
	readonly error: ErrorMessage | undefined;
	/** In the cell's source. */
	readonly span: TextSpan;
	/** Lines as of AssertOutput. */
	readonly difference: readonly string[] | undefined;
	readonly expected: string | undefined;
	readonly actual: string | undefined;
}
