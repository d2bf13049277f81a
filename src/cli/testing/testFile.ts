/**
 * Runs the tests of one file and gives its report; with `update` it also writes what was found into the file's
 * expectations, by a temporary file that takes its place. Nothing is printed here: this runs in other processes, too.
 */

import fs from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { SqlError } from '../../engine/index.js';
import { nodeStorage } from '../../library/nodeStorage.js';
import { nodeFiles } from '../../notebook/csv/nodeFiles.js';
import {
	cellStarts,
	positionInFile,
	type FilePosition,
} from '../../notebook/format/cellPositions.js';
import type { Cell, NotebookFile } from '../../notebook/format/model.js';
import { optionWarnings } from '../../notebook/format/optionWarnings.js';
import { writeNotebook } from '../../notebook/format/writeNotebook.js';
import { findTests, nameOf } from '../../notebook/testing/findTests.js';
import {
	runTests,
	withRecordings,
	type TestFailure,
	type TestOutcome,
} from '../../notebook/testing/runTests.js';
import { Failure } from '../command.js';
import { readOwnNotebook } from '../input.js';
import { writeBytes } from '../output.js';
import type { ReportedFailure, ReportedTest, ReportedWarning, TestReport } from './testReport.js';

export interface TestFileOptions {
	/** The working folder. */
	readonly base: string;
	/** Part of a test's name, whatever its case; undefined: all tests. */
	readonly filter: string | undefined;
	readonly update: boolean;
	readonly timeoutMs: number;
	/** SQL expressions by name. */
	readonly parameters: ReadonlyMap<string, string>;
	/** The folder of a database that the tests begin with. */
	readonly db: string | undefined;
}

/** `file` is absolute. */
export async function testFile(file: string, options: TestFileOptions): Promise<TestReport> {
	const begin = performance.now();
	let warnings: readonly ReportedWarning[] = [];
	const report = (more: Partial<TestReport>): TestReport => ({
		file: shownPath(file, options.base),
		tests: [],
		problem: undefined,
		warnings,
		recorded: 0,
		elapsedMs: performance.now() - begin,
		...more,
	});
	let notebook: NotebookFile;
	try {
		notebook = readOwnNotebook(file);
	} catch (error) {
		if (error instanceof Failure) return report({ problem: error.message });
		throw error;
	}
	warnings = reportedWarnings(notebook);
	const chosen = chooseTests(notebook, options.filter);
	if (chosen?.size === 0) return report({});
	let outcomes: readonly TestOutcome[];
	try {
		outcomes = await runTests(notebook, {
			files: nodeFiles({ folder: () => path.dirname(file), isTrusted: () => true }),
			parameters: options.parameters,
			store: storeOf(options),
			only: chosen,
			timeoutMs: options.timeoutMs,
			isCancelled: () => false,
			pause: () => setImmediate(),
		});
	} catch (error) {
		// The database that they were to begin with.
		if (!(error instanceof SqlError)) throw error;
		return report({ problem: `${options.db ?? file}: ${error.message} (${error.code})` });
	}
	const updated = options.update ? withRecordings(notebook, outcomes) : undefined;
	if (updated === undefined) return report({ tests: reportedTests(notebook, outcomes, false) });
	try {
		writeBytes(fs.realpathSync(file), writeNotebook(updated, { ids: 'keep' }), { force: true });
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		const tests = reportedTests(notebook, outcomes, false);
		return report({ tests, problem: error.message });
	}
	// Expectations may have got longer: places are those of the file as it is now.
	const shown = readOwnNotebook(file);
	warnings = reportedWarnings(shown);
	const tests = reportedTests(notebook, outcomes, true, shown);
	return report({ tests, recorded: tests.filter(({ isRecorded }) => isRecorded).length });
}

function storeOf({ db }: TestFileOptions) {
	const storage = db === undefined ? undefined : nodeStorage();
	return db === undefined || !storage ? undefined : { root: db, storage };
}

/** undefined: all of them. */
export function chooseTests(
	notebook: NotebookFile,
	filter: string | undefined,
): ReadonlySet<string> | undefined {
	const wanted = filter?.toLowerCase();
	const tests = findTests(notebook.cells);
	if (wanted === undefined && tests.length > 0) return undefined;
	const found = tests.filter(({ name }) => name.toLowerCase().includes(wanted ?? ''));
	return new Set(found.map(({ id }) => id));
}

export function shownPath(file: string, base: string): string {
	const relative = path.relative(base, file);
	return (relative.startsWith('..') ? file : relative).split(path.sep).join('/');
}

/** Directives that were meant to make a test, or do something for one, and do not. */
export function reportedWarnings(notebook: NotebookFile): ReportedWarning[] {
	const starts = cellStarts(notebook);
	return notebook.cells.flatMap((cell, index) =>
		optionWarnings(cell).map(({ message, span }) => ({
			message,
			...positionInFile(starts[index] ?? { line: 1, column: 1 }, cell.source, span.start),
		})),
	);
}

/** `shown` is the file that places are told in; its cells are those that ran. */
function reportedTests(
	notebook: NotebookFile,
	outcomes: readonly TestOutcome[],
	isUpdate: boolean,
	shown = notebook,
): ReportedTest[] {
	const starts = cellStarts(shown);
	return outcomes.flatMap((outcome): ReportedTest[] => {
		const index = notebook.cells.findIndex(({ id }) => id === outcome.id);
		const ran = notebook.cells[index];
		const cell = shown.cells[index];
		const start = starts[index];
		if (!ran || !cell || !start) return [];
		const isRecorded = isUpdate && outcome.recorded !== undefined;
		const { role, elapsedMs, failures, reason } = outcome;
		return [
			{
				name: nameOf(ran),
				role,
				status: isRecorded ? 'passed' : outcome.status,
				isRecorded,
				elapsedMs,
				line: start.line,
				failures: isRecorded ? [] : failures.map(failure => reportedFailure(failure, cell, start)),
				reason,
			},
		];
	});
}

function reportedFailure(
	failure: TestFailure,
	{ source }: Cell,
	start: FilePosition,
): ReportedFailure {
	const { message, error, difference, expected, actual } = failure;
	const at = failure.span.start;
	const length = failure.span.end - at;
	const { line, column } = positionInFile(start, source, at);
	return {
		message,
		code: error?.code,
		hint: error?.hint,
		line,
		column,
		excerpt: excerptOf(source, at, length),
		difference: difference ?? [],
		expected,
		actual,
	};
}

const LONGEST_EXCERPT = 200;

function excerptOf(source: string, at: number, length: number): string[] {
	const lineStart = source.lastIndexOf('\n', at - 1) + 1;
	const lineEnd = source.indexOf('\n', at);
	const text = source.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
	if (text.trim() === '' || text.length > LONGEST_EXCERPT) return [];
	const before = text.slice(0, at - lineStart).replace(/[^\t]/g, ' ');
	const marked = Math.max(1, Math.min(length, text.length - before.length));
	return [text, before + '^'.repeat(marked)];
}
