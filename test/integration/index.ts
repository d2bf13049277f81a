// What VS Code loads as extensionTestsPath in the Node extension host. Rejecting means failure.
import fs from 'node:fs';
import Mocha from 'mocha';
import { collectResults, type CollectedResults } from './collectResults.js';
import { suites } from './suites.js';

export async function run(): Promise<void> {
	const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, color: false });
	// This is how mocha puts `describe` and `it` on globalThis; no file is loaded by it.
	mocha.suite.emit('pre-require', globalThis, 'suites', mocha);
	for (const defineSuite of suites) {
		defineSuite();
	}
	let results: CollectedResults | undefined;
	const failures = await new Promise<number>(resolve => {
		results = collectResults(mocha.run(resolve));
	});
	const file = process.env['STRATA_TEST_RESULTS'];
	if (file !== undefined) {
		fs.writeFileSync(file, JSON.stringify(results));
	}
	if (failures > 0) {
		throw new Error(`${failures} tests failed`);
	}
}
