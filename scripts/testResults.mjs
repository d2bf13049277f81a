// What every test runner writes and scripts/test.mjs sums: one JSON file a runner under out/results.
// Built-ins only.
import fs from 'node:fs';
import path from 'node:path';
import { resultsFolder } from './paths.mjs';

/**
 * @typedef {object} TestResults
 * @property {number} passed
 * @property {number} failed
 * @property {number} pending
 * @property {{ title: string, error: string }[]} failures
 */

/** @param {string} runner */
export const resultsFile = runner => path.join(resultsFolder, `${runner}.json`);

/** Forgets earlier results, so that a runner that crashes cannot pass with an old file. */
export function clearResults() {
	fs.rmSync(resultsFolder, { recursive: true, force: true });
	fs.mkdirSync(resultsFolder, { recursive: true });
}

/**
 * @param {string} runner
 * @param {TestResults} results
 */
export function writeResults(runner, results) {
	fs.mkdirSync(resultsFolder, { recursive: true });
	fs.writeFileSync(resultsFile(runner), `${JSON.stringify(results, null, '\t')}\n`);
}

/**
 * A runner that left no results, or that failed without a failing test, counts as one failure.
 * @param {string} runner
 * @param {number} exitCode
 * @returns {TestResults}
 */
export function readResults(runner, exitCode) {
	const file = resultsFile(runner);
	if (!fs.existsSync(file)) {
		const error = `the runner ended with exit code ${exitCode} and reported no results`;
		return { passed: 0, failed: 1, pending: 0, failures: [{ title: runner, error }] };
	}
	/** @type {TestResults} */
	const results = JSON.parse(fs.readFileSync(file, 'utf8'));
	if (exitCode === 0 || results.failed > 0) {
		return results;
	}
	const error = `no test failed, but the runner ended with exit code ${exitCode}`;
	return { ...results, failed: 1, failures: [{ title: runner, error }] };
}
