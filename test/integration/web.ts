// What VS Code loads as extensionTestsPath in the web-worker extension host: mocha's browser build is bundled
// in, and the results leave as one console line, because there is no file system to write to.
import './webGlobals.js';
import 'mocha/mocha.js';
import { collectResults, type CollectedResults } from './collectResults.js';
import { suites } from './suites.js';

/** mocha's own reporters expect a page; results are collected from the runner instead. */
function SilentReporter(): void {
	// prints nothing
}

export async function run(): Promise<void> {
	mocha.setup({ ui: 'bdd', timeout: 30_000, reporter: SilentReporter as never });
	for (const defineSuite of suites) {
		defineSuite();
	}
	let results: CollectedResults | undefined;
	const failures = await new Promise<number>(resolve => {
		results = collectResults(mocha.run(resolve));
	});
	console.log(`STRATA_TEST_RESULTS ${JSON.stringify(results)}`);
	if (failures > 0) {
		throw new Error(`${failures} tests failed`);
	}
}
