// Where things are in the repository. Built-ins only: the entry scripts need it before `npm ci` ran.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** @param {string[]} parts */
export const inRoot = (...parts) => path.join(root, ...parts);

/** Results of test runners, one JSON file a runner (see scripts/testResults.mjs). */
export const resultsFolder = inRoot('out/results');
/** Screenshots of the browser tests. */
export const shotsFolder = inRoot('out/shots');

/** mocha's arguments for all unit tests; .mocharc.json names none, so that one file can be run alone. */
export const unitTests = ['test/**/*.test.ts', '--ignore', 'test/e2e/**'];
