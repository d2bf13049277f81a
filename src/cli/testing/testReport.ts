/** What is told of a tested notebook: plain data, which also comes from another process. */

import type { TestStatus } from '../../notebook/testing/runTests.js';

export interface TestReport {
	/** As it is told: from the working folder, with slashes. */
	readonly file: string;
	readonly tests: readonly ReportedTest[];
	/** Why none of them could be run. */
	readonly problem: string | undefined;
	/** Directives that have no effect. */
	readonly warnings: readonly ReportedWarning[];
	/** Expectations written into the file. */
	readonly recorded: number;
	readonly elapsedMs: number;
}

export interface ReportedWarning {
	readonly message: string;
	/** From 1, in the file. */
	readonly line: number;
	readonly column: number;
}

export interface ReportedTest {
	readonly name: string;
	/** setup: a cell that is no test, and failed. */
	readonly role: 'test' | 'setup';
	readonly status: TestStatus;
	readonly isRecorded: boolean;
	readonly elapsedMs: number;
	/** Of the cell. */
	readonly line: number;
	readonly failures: readonly ReportedFailure[];
	readonly reason: string | undefined;
}

export interface ReportedFailure {
	readonly message: string;
	/** SQLite's name of the error, and the way out. */
	readonly code: string | undefined;
	readonly hint: string | undefined;
	/** From 1, in the file. */
	readonly line: number;
	readonly column: number;
	/** The line's text, and a mark below the place. */
	readonly excerpt: readonly string[];
	readonly difference: readonly string[];
	readonly expected: string | undefined;
	readonly actual: string | undefined;
}

export interface TestCounts {
	readonly passed: number;
	/** Errors are counted in. */
	readonly failed: number;
	readonly skipped: number;
	readonly recorded: number;
	readonly files: number;
}

export function isFailed({ status }: ReportedTest): boolean {
	return status === 'failed' || status === 'errored';
}

export function countTests(reports: readonly TestReport[]): TestCounts {
	const tests = reports.flatMap(report => report.tests);
	return {
		passed: tests.filter(({ status }) => status === 'passed').length,
		failed: tests.filter(isFailed).length + reports.filter(({ problem }) => problem).length,
		skipped: tests.filter(({ status }) => status === 'skipped').length,
		recorded: reports.reduce((sum, { recorded }) => sum + recorded, 0),
		files: reports.length,
	};
}
