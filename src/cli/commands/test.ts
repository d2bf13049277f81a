/** `sqlnb test`: notebooks as tests, for people and for CI. */

import os from 'node:os';
import path from 'node:path';
import type { NotebookFile } from '../../notebook/format/model.js';
import { findTests } from '../../notebook/testing/findTests.js';
import { Failure, Misuse, type Command } from '../command.js';
import { colorsOf } from '../colors.js';
import type { CommandLine } from '../commandLine.js';
import { readAnyNotebook, readOwnNotebook } from '../input.js';
import { parameterLiteral } from '../notebookRun.js';
import { print } from '../output.js';
import { plural } from '../plural.js';
import { PARAM, parametersOf } from '../sharedOptions.js';
import { checkDatabase } from '../source.js';
import { findFiles, type FoundFile } from '../testing/findFiles.js';
import {
	chooseReporters,
	openReporters,
	REPORTER_NAMES,
	type ReporterChoice,
} from '../testing/reporters/chooseReporters.js';
import {
	chooseTests,
	reportedWarnings,
	shownPath,
	type TestFileOptions,
} from '../testing/testFile.js';
import { countTests, type TestReport } from '../testing/testReport.js';
import { testFiles } from '../testing/testProcesses.js';
import { watchFiles } from '../testing/watchFiles.js';
import { warnOfUnused } from '../unusedParameters.js';

export const test: Command = {
	name: 'test',
	summary: 'run the tests of notebooks: assert cells and cells with an expectation',
	usage: '[FILE | FOLDER]... [options]     no word: all notebooks below this folder',
	options: {
		update: { type: 'boolean', short: 'u', help: 'write what is found into the expectations' },
		watch: { type: 'boolean', short: 'w', help: 'run again as files change' },
		filter: {
			type: 'string',
			short: 't',
			value: 'TEXT',
			help: 'only tests with this in their name',
		},
		list: { type: 'boolean', help: 'name the tests, run none' },
		reporter: {
			type: 'string',
			multiple: true,
			value: 'NAME[=FILE]',
			help: `how it is told: ${REPORTER_NAMES.join(', ')} (default: text); with =FILE beside the text; may be given several times`,
		},
		jobs: {
			type: 'string',
			short: 'j',
			value: 'N',
			help: 'files tested at once (default: processors)',
		},
		timeout: {
			type: 'string',
			value: 'SECONDS',
			help: 'longest time of one cell (default 60; 0: none)',
		},
		db: {
			type: 'string',
			value: 'DIR',
			help: 'a database that the tests begin with; it is read, what they write is not kept',
		},
		param: PARAM,
		verbose: { type: 'boolean', help: 'name the tests that pass, too' },
	},
	notes: [
		"Each notebook is tested in a database of its own, in memory: empty, or with what --db holds. Its cells run in\norder; an [assert] cell leaves no trace. A cell with '-- | expect: ...' is compared with what it expects.",
		'Exit codes: 0 all tests pass, 1 a test fails or there are none, 2 the command line is wrong.',
	],
	examples: [
		{ line: 'sqlnb test' },
		{ line: 'sqlnb test examples/tests.sqlnb --verbose' },
		{ line: 'sqlnb test reports --update', says: 'record what the cells give' },
		{ line: 'sqlnb test --reporter junit=out/junit.xml', says: 'in CI, beside the text' },
		{ line: 'sqlnb test checks.sqlnb --db ./data/shop', says: 'on what ./data/shop holds now' },
		{ line: 'sqlnb test --watch --filter totals' },
	],
	async run(line) {
		const base = process.cwd();
		const filter = line.text('filter');
		const choices = chooseReporters(line.texts('reporter'), process.env);
		const seconds = secondsOf(line);
		const db = line.text('db');
		if (db !== undefined) checkDatabase(db);
		const options: TestFileOptions = {
			db: db === undefined ? undefined : path.resolve(base, db),
			base,
			filter,
			update: line.flag('update'),
			timeoutMs: seconds === 0 ? Infinity : seconds * 1000,
			parameters: new Map(
				[...parametersOf(line)].map(([name, text]) => [name, parameterLiteral(text)]),
			),
		};
		const jobs = line.wholeNumber('jobs', os.availableParallelism(), 1);
		const isVerbose = line.flag('verbose');
		const find = () => withTests(line.words, base, filter);
		if (line.flag('list')) return list(find(), options);
		if (line.flag('watch')) {
			await watchFiles({
				places: (line.words.length > 0 ? line.words : ['.']).map(word => path.resolve(base, word)),
				find,
				say: text => print([text]),
				run: async (files, mode) => {
					const update = options.update || mode === 'update';
					await runAll(files, { ...options, update }, { choices, jobs, isVerbose });
				},
			});
			return 0;
		}
		const files = find();
		if (files.length === 0) {
			warn(line.words, base);
			throw new Failure(nothing(line.words, filter), HOW_TO_TEST);
		}
		warnOfUnused(files.flatMap(readable), options.parameters);
		const reports = await runAll(files, options, { choices, jobs, isVerbose });
		return countTests(reports).failed > 0 ? 1 : 0;
	},
};

const HOW_TO_TEST = "a test is an [assert] cell, or a cell with '-- | expect: ...' at its top";

function secondsOf(line: CommandLine): number {
	const given = line.text('timeout');
	if (given === undefined) return 60;
	if (/^\d+(?:\.\d+)?$/.test(given)) return Number(given);
	throw new Misuse(`--timeout is a number of seconds, not '${given}'`);
}

/** Directives without effect may be why there are no tests. */
function warn(words: readonly string[], base: string): void {
	for (const { file } of findFiles(words, base)) {
		for (const { line, column, message } of reportedWarnings(readOwnNotebook(file))) {
			console.error(`${shownPath(file, base)}:${line}:${column}: warning: ${message}`);
		}
	}
}

/**
 * A file that was found but has no tests is none of ours; one that is named stays, and so does one that is broken or that
 * would have tests if its directives stood where they belong.
 */
function withTests(words: readonly string[], base: string, filter: string | undefined): string[] {
	const found = findFiles(words, base);
	const tested = found.filter(({ file }) => {
		try {
			return chooseTests(readOwnNotebook(file), filter)?.size !== 0;
		} catch {
			return true;
		}
	});
	if (tested.length === 0) return [];
	const isShown = (one: FoundFile) =>
		one.isNamed || tested.includes(one) || (filter === undefined && hasWarnings(one.file));
	return found.filter(isShown).map(({ file }) => file);
}

/** What is wrong with the others is said when they are tested. */
function readable(file: string): NotebookFile[] {
	const result = readAnyNotebook(file);
	return result.kind === 'notebook' ? [result.file] : [];
}

/** Precondition: it can be read. */
function hasWarnings(file: string): boolean {
	return reportedWarnings(readOwnNotebook(file)).length > 0;
}

function nothing(words: readonly string[], filter: string | undefined): string {
	const where = words.length > 0 ? words.join(', ') : 'any notebook below this folder';
	return filter === undefined ? `no tests in ${where}` : `no test named '${filter}' in ${where}`;
}

function list(files: readonly string[], { base, filter }: TestFileOptions): number {
	let count = 0;
	for (const file of files) {
		const notebook = readOwnNotebook(file);
		const chosen = chooseTests(notebook, filter);
		const names = findTests(notebook.cells)
			.filter(({ id }) => chosen?.has(id) ?? true)
			.map(({ name }) => `  ${name}`);
		count += names.length;
		if (names.length > 0) print([shownPath(file, base), ...names]);
	}
	print([`${plural(count, 'test')} in ${plural(files.length, 'file')}`]);
	return 0;
}

interface Telling {
	readonly choices: readonly ReporterChoice[];
	readonly jobs: number;
	readonly isVerbose: boolean;
}

async function runAll(
	files: readonly string[],
	options: TestFileOptions,
	{ choices, jobs, isVerbose }: Telling,
): Promise<readonly TestReport[]> {
	const begin = performance.now();
	const { stdout } = process;
	const reporter = openReporters(choices, {
		write: text => void stdout.write(text),
		colors: colorsOf(stdout),
		isVerbose: isVerbose || files.length === 1,
	});
	const reports = await testFiles(files, options, jobs, report => reporter.file(report));
	reporter.end(reports, performance.now() - begin);
	return reports;
}
