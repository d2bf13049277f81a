// Gathers what a mocha run did in the form that scripts/testResults.mjs describes.
import type { Runner } from 'mocha';

export interface CollectedResults {
	passed: number;
	failed: number;
	pending: number;
	readonly titles: string[];
	readonly failures: { readonly title: string; readonly error: string }[];
}

/** The returned object fills while the runner runs. */
export function collectResults(runner: Runner): CollectedResults {
	const results: CollectedResults = { passed: 0, failed: 0, pending: 0, titles: [], failures: [] };
	runner.on('pass', test => {
		results.passed++;
		results.titles.push(`${test.fullTitle()} (${test.duration ?? 0} ms)`);
	});
	runner.on('fail', (test, error: unknown) => {
		results.failed++;
		const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
		results.failures.push({ title: test.fullTitle(), error: text });
	});
	runner.on('pending', () => {
		results.pending++;
	});
	return results;
}
