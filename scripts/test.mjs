// npm test: installs what is missing, builds, runs every runner and sums them up.
//   node scripts/test.mjs [unit] [exthost] [webhost] [e2e]     only these runners
// Guarantees: the last line is `N passed, N failed` over all runners; the exit code is 1 when a test failed
// or a runner broke. Built-ins only until the dependencies are there.
import { ensureChromium } from './ensureChromium.mjs';
import { ensureDependencies } from './ensureDependencies.mjs';
import { unitTests } from './paths.mjs';
import { runNode } from './processes.mjs';
import { clearResults, readResults } from './testResults.mjs';

const mocha = 'node_modules/mocha/bin/mocha.js';
/** @param {string} name */
const withReporter = name => [
	...['--reporter', './scripts/mochaReporter.mjs'],
	...['--reporter-option', `runner=${name}`],
];

const runners = [
	{ name: 'unit', needsBrowser: false, args: [mocha, ...unitTests, ...withReporter('unit')] },
	{ name: 'exthost', needsBrowser: true, args: ['scripts/hostTests.mjs'] },
	{ name: 'webhost', needsBrowser: true, args: ['scripts/hostTests.mjs', '--web'] },
	{
		name: 'e2e',
		needsBrowser: true,
		args: [
			mocha,
			'--config',
			'test/e2e/.mocharc.json',
			'test/e2e/**/*.test.ts',
			...withReporter('e2e'),
		],
	},
];

const asked = process.argv.slice(2);
const unknown = asked.filter(name => !runners.some(runner => runner.name === name));
if (unknown.length > 0) {
	const known = runners.map(({ name }) => name).join(', ');
	throw new Error(`unknown test runner ${unknown.join(', ')}; there are ${known}`);
}
const chosen = runners.filter(({ name }) => asked.length === 0 || asked.includes(name));

process.exitCode = await runAll();

async function runAll() {
	try {
		await ensureDependencies();
		if (chosen.some(({ needsBrowser }) => needsBrowser)) {
			await ensureChromium();
			await buildAll();
		}
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		return 1;
	}
	clearResults();
	const results = [];
	for (const { name, args } of chosen) {
		const begin = Date.now();
		console.log(`\n== ${name}`);
		const exitCode = await runNode(args);
		const result = readResults(name, exitCode);
		results.push({ name, seconds: Math.round((Date.now() - begin) / 1000), ...result });
	}
	return summarize(results);
}

async function buildAll() {
	const exitCode = await runNode(['scripts/build.mjs', '--no-types']);
	if (exitCode !== 0) {
		throw new Error('the build failed; nothing was tested');
	}
}

/** @param {(import('./testResults.mjs').TestResults & { name: string, seconds: number })[]} results */
function summarize(results) {
	console.log('');
	for (const { name, seconds, failures } of results) {
		for (const { title, error } of failures) {
			console.log(`FAILED ${name}: ${title}\n${error}\n`);
		}
		console.log(`${name} took ${seconds} s`);
	}
	const passed = results.reduce((sum, result) => sum + result.passed, 0);
	const failed = results.reduce((sum, result) => sum + result.failed, 0);
	console.log(`${passed} passed, ${failed} failed`);
	return failed === 0 ? 0 : 1;
}
