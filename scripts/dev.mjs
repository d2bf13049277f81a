// npm run dev: bundles, types and unit tests, all watching, in one terminal. Ctrl+C ends all three.
// The tests run again after each change in src/ or test/; a run that a change overtakes is ended. Mocha's own watch mode
// loads files by require(), which real modules do not allow.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { ensureDependencies } from './ensureDependencies.mjs';
import { inRoot, root, unitTests } from './paths.mjs';

await ensureDependencies();

const quietMilliseconds = 300;

const watchers = [
	['esbuild.config.mjs', '--watch'],
	['node_modules/@typescript/native/bin/tsc', '-b', '--watch', '--preserveWatchOutput'],
].map(start);

/** @type {import('node:child_process').ChildProcess | undefined} */
let testRun;
/** @type {NodeJS.Timeout | undefined} */
let timer;
for (const folder of ['src', 'test']) {
	fs.watch(inRoot(folder), { recursive: true }, () => {
		clearTimeout(timer);
		timer = setTimeout(runTests, quietMilliseconds);
	});
}
runTests();

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
	process.once(signal, () => {
		for (const child of [...watchers, testRun]) {
			child?.kill();
		}
		process.exit();
	});
}

function runTests() {
	testRun?.kill();
	testRun = start([
		...['--import', 'tsx', 'node_modules/mocha/bin/mocha.js', '--no-config'],
		...['--timeout', '20000', '--reporter', 'dot', '--ignore', '**/*.slow.test.ts'],
		...unitTests,
	]);
}

/** @param {string[]} args */
function start(args) {
	return spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}
