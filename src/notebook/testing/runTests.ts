/**
 * Runs a notebook's tests on a database of their own, made by the cells that are no tests.
 *
 * The cells run in their order. Those that are no tests make the fixture: it is made once, and each [assert] cell runs
 * on it as it is at its place and leaves no trace (session/trial.ts), so that tests need no clean-up and any of them can
 * be run alone. A cell that is no test and fails ends the run: tests behind it are skipped.
 */

import type { CellOutput, CellRunResult } from '../../protocol/output.js';
import type { TestFailure, TestOutcome, TestStatus } from '../../protocol/testMessages.js';
import type { FilePort } from '../csv/filePort.js';
import { readCellOptions } from '../format/cellOptions.js';
import { isRunnable } from '../format/cellText.js';
import { readHeader } from '../format/header.js';
import type { Cell, NotebookFile } from '../format/model.js';
import { openNotebook, type NotebookStore } from '../session/openNotebook.js';
import type { CellParameter, Session } from '../session/session.js';
import { withRecorded } from './expectation.js';
import { findTests, nameOf, type TestCell } from './findTests.js';

export interface RunTestsOptions {
	readonly files: FilePort;
	/** A database that the tests begin with; what they write stays in memory. */
	readonly store?: Pick<NotebookStore, 'root' | 'storage'> | undefined;
	/** SQL expressions by name, over the notebook's own defaults. */
	readonly parameters?: ReadonlyMap<string, string> | undefined;
	/** Ids of the tests to run; undefined: all. */
	readonly only?: ReadonlySet<string> | undefined;
	/** Milliseconds that one cell may take. */
	readonly timeoutMs: number;
	readonly isCancelled: () => boolean;
	/** Lets messages through between statements. */
	readonly pause: () => Promise<void>;
	readonly started?: (test: TestCell) => void;
	/** Every test ends once, the cells that are no tests only when they fail. */
	readonly ended?: (outcome: TestOutcome) => void;
}

export type { TestFailure, TestOutcome, TestStatus };

export async function runTests(
	file: NotebookFile,
	options: RunTestsOptions,
): Promise<readonly TestOutcome[]> {
	const run = new TestRun(file, options);
	try {
		return await run.all();
	} finally {
		run.close();
	}
}

/** The notebook with what its tests found written into their `expect` options; undefined: nothing to write. */
export function withRecordings(
	file: NotebookFile,
	outcomes: readonly TestOutcome[],
): NotebookFile | undefined {
	const recorded = new Map(
		outcomes.flatMap(({ id, recorded: value }) => (value === undefined ? [] : [[id, value]])),
	);
	if (recorded.size === 0) return undefined;
	const cells = file.cells.map((cell): Cell => {
		const value = recorded.get(cell.id);
		return value === undefined ? cell : { ...cell, source: withRecorded(cell.source, value) };
	});
	return { ...file, cells };
}

class TestRun {
	readonly #file: NotebookFile;
	readonly #options: RunTestsOptions;
	readonly #outcomes: TestOutcome[] = [];
	readonly #notebook: ReturnType<typeof openNotebook>;
	readonly #parameters: readonly CellParameter[];
	#deadline = Infinity;

	constructor(file: NotebookFile, options: RunTestsOptions) {
		this.#file = file;
		this.#options = options;
		this.#parameters = parametersOf(file, options.parameters ?? new Map());
		this.#notebook = openNotebook({
			files: options.files,
			store: options.store && { ...options.store, fsync: 'off', copy: true },
			layeredCells: false,
			firstPageRows: 0,
			isCancelled: () => options.isCancelled() || performance.now() > this.#deadline,
			pause: options.pause,
			eventLimit: 0,
			listener: {},
		});
	}

	close(): void {
		this.#notebook.close();
	}

	async all(): Promise<readonly TestOutcome[]> {
		const tests = findTests(this.#file.cells);
		const { only } = this.#options;
		const chosen = tests.filter(({ id }) => only?.has(id) ?? true);
		const byCell = new Map(tests.map(test => [test.cellIndex, test]));
		const lastCell = chosen.findLast(test => test.skipReason === undefined)?.cellIndex ?? -1;
		let blocked: string | undefined;
		for (const [index, cell] of this.#file.cells.entries()) {
			const test = byCell.get(index);
			const isChosen = test !== undefined && chosen.includes(test);
			if (blocked !== undefined || this.#options.isCancelled()) {
				if (isChosen) this.#skip(test, test.skipReason ?? blocked ?? 'the run was stopped');
			} else if (isChosen && test.skipReason !== undefined) this.#skip(test, test.skipReason);
			else if (isChosen) await this.#test(test, cell);
			else if (index < lastCell && this.#isFixture(test, cell)) {
				blocked = await this.#setUp(cell, index, test !== undefined);
			}
		}
		return this.#outcomes;
	}

	/** A test that is not asked for is part of the fixture when what it writes stays. */
	#isFixture(test: TestCell | undefined, { kind }: Cell): boolean {
		if (test !== undefined) return test.kind === 'expect' && test.skipReason === undefined;
		return isRunnable(kind);
	}

	async #test(test: TestCell, cell: Cell): Promise<void> {
		this.#options.started?.(test);
		const result = await this.#run(cell);
		if (this.#options.isCancelled()) {
			this.#skip(test, 'the run was stopped');
			return;
		}
		const failures = this.#failures(cell, result);
		const isError = result.status === 'cancelled' || result.outputs.at(-1)?.type === 'error';
		const status = failures.length === 0 ? 'passed' : isError ? 'errored' : 'failed';
		const recorded = result.outputs.flatMap(output =>
			output.type === 'assert' && output.recorded !== undefined ? [output.recorded] : [],
		)[0];
		this.#end(test.id, 'test', status, { elapsedMs: result.elapsedMs, failures, recorded });
	}

	/** Why tests behind it cannot run; undefined: they can. */
	async #setUp(cell: Cell, index: number, isTest: boolean): Promise<string | undefined> {
		const result = await this.#run(cell);
		if (result.status === 'ok' || this.#options.isCancelled()) return undefined;
		const failures = this.#failures(cell, result);
		const hasError = result.outputs.some(output => output.type === 'error');
		if (isTest && !hasError) return undefined;
		this.#end(cell.id, 'setup', 'errored', { elapsedMs: result.elapsedMs, failures });
		return `cell ${index + 1} (${nameOf(cell)}) failed`;
	}

	async #run(cell: Cell): Promise<CellRunResult> {
		const { session } = this.#notebook;
		this.#deadline = performance.now() + this.#options.timeoutMs;
		try {
			return await runCell(session, cell, this.#parameters);
		} finally {
			this.#deadline = Infinity;
			session.results.clear();
		}
	}

	#failures(cell: Cell, result: CellRunResult): TestFailure[] {
		if (result.status === 'cancelled') {
			const seconds = this.#options.timeoutMs / 1000;
			const message = `took longer than ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
			return [failure(message, result.outputs.at(-1)?.span ?? wholeOf(cell))];
		}
		const failures = result.outputs.flatMap(output => failureOf(output) ?? []);
		if (failures.length > 0 || cell.kind !== 'assert') return failures;
		if (result.outputs.some(({ type }) => type === 'assert')) return [];
		return [failure('the cell asserts nothing: none of its statements is a query', wholeOf(cell))];
	}

	#skip(test: TestCell, reason: string): void {
		this.#end(test.id, 'test', 'skipped', { reason });
	}

	#end(
		id: string,
		role: TestOutcome['role'],
		status: TestStatus,
		more: Partial<Pick<TestOutcome, 'elapsedMs' | 'failures' | 'reason' | 'recorded'>>,
	): void {
		const { elapsedMs = 0, failures = [], reason, recorded } = more;
		const outcome = { id, role, status, elapsedMs, failures, reason, recorded };
		this.#outcomes.push(outcome);
		this.#options.ended?.(outcome);
	}
}

function parametersOf(
	file: NotebookFile,
	given: ReadonlyMap<string, string>,
): readonly CellParameter[] {
	const own = readHeader(file.header).parameters.filter(({ name }) => !given.has(name));
	return [...own, ...[...given].map(([name, defaultValue]) => ({ name, defaultValue }))];
}

function runCell(
	session: Session,
	{ id: cellId, source, name, kind }: Cell,
	parameters: readonly CellParameter[],
): Promise<CellRunResult> {
	return session.runCell({ cellId, source, name, kind, parameters });
}

function failureOf(output: CellOutput): TestFailure | undefined {
	if (output.type === 'error') {
		const { error, span } = output;
		return { ...failure(error.message, error.span ?? span), error };
	}
	if (output.type !== 'assert' || output.passed) return undefined;
	const { span, detail, error, difference, expected, actual } = output;
	const message = detail ?? 'the assertion does not hold';
	const more = { error, difference, expected, actual };
	return { ...failure(message, error?.span ?? span), ...more };
}

function failure(message: string, span: TestFailure['span']): TestFailure {
	return {
		message,
		span,
		error: undefined,
		difference: undefined,
		expected: undefined,
		actual: undefined,
	};
}

/** Behind the options. */
function wholeOf({ source }: Cell): TestFailure['span'] {
	const { end } = readCellOptions(source);
	return { start: end, end: source.length };
}
