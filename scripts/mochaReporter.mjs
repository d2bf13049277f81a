// A mocha reporter: prints like `spec` and leaves the results where scripts/test.mjs sums them.
//   mocha --reporter ./scripts/mochaReporter.mjs --reporter-option runner=unit
import Mocha from 'mocha';
import { writeResults } from './testResults.mjs';

export default class ResultsReporter extends Mocha.reporters.Spec {
	/**
	 * @param {Mocha.Runner} runner
	 * @param {Mocha.MochaOptions} options
	 */
	constructor(runner, options) {
		super(runner, options);
		/** @type {{ title: string, error: string }[]} */
		const failures = [];
		runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test, error) => {
			failures.push({ title: test.fullTitle(), error: String(error?.stack ?? error) });
		});
		runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
			const { passes = 0, pending = 0 } = runner.stats ?? {};
			const name = options.reporterOptions?.runner ?? 'mocha';
			// A failing hook is not a test of mocha's count, but it is a failure.
			writeResults(name, { passed: passes, failed: failures.length, pending, failures });
		});
	}
}
