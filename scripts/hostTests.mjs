// Runs the mocha suite of test/integration inside a real extension host; exit code 1 when a test fails.
//   node scripts/hostTests.mjs          the Node extension host
//   node scripts/hostTests.mjs --web    the browser's web-worker extension host
// Leaves out: building. out/test/integration must be there (npm run build).
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { launchBrowser } from './browser.mjs';
import { inRoot } from './paths.mjs';
import { resultsFile, writeResults } from './testResults.mjs';
import { startVscodeServer, workbenchUrl } from './vscodeServer.mjs';
import { startWebServer } from './webServer.mjs';

const isWeb = process.argv.includes('--web');
const runner = isWeb ? 'webhost' : 'exthost';
const timeLimit = 240_000;
/** The web host has no files: its suite reports as a console line that starts like this. */
const resultsPrefix = 'STRATA_TEST_RESULTS ';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'strata-hosttests-'));
fs.rmSync(resultsFile(runner), { force: true });

const { url, stop } = isWeb ? await startWeb() : await startNode();
const browser = await launchBrowser();
try {
	const exitCode = await runInPage();
	report();
	process.exitCode = exitCode === 0 ? 0 : 1;
} catch (error) {
	console.error(error);
	process.exitCode = 1;
} finally {
	await browser.close();
	await stop();
	fs.rmSync(scratch, { recursive: true, force: true });
}

async function startNode() {
	const workspace = path.join(scratch, 'workspace');
	fs.mkdirSync(workspace);
	if (fs.existsSync(inRoot('examples'))) {
		fs.cpSync(inRoot('examples'), workspace, { recursive: true });
	}
	const server = await startVscodeServer({
		dataFolder: path.join(scratch, 'server'),
		env: { STRATA_TEST_RESULTS: resultsFile(runner) },
	});
	const testsPath = inRoot('out/test/integration/node.cjs');
	return { url: workbenchUrl(server, workspace, { testsPath }), stop: server.stop };
}

async function startWeb() {
	const server = await startWebServer({ testsPath: 'out/test/integration/web.js' });
	return { url: server.origin, stop: server.stop };
}

/** Opens the workbench, which runs the suite at once; resolves to the exit code the suite gave. */
async function runInPage() {
	const page = await browser.newPage();
	/** @type {string[]} */
	const consoleLines = [];
	page.on('console', message => {
		const text = message.text();
		consoleLines.push(text);
		const at = text.indexOf(resultsPrefix);
		if (at >= 0) {
			writeResults(runner, JSON.parse(text.slice(at + resultsPrefix.length)));
		}
	});
	// VS Code's own protocol for automated runs: the page calls these two functions.
	await page.exposeFunction('codeAutomationLog', () => {});
	/** @type {Promise<number>} */
	const ended = new Promise(resolve => {
		void page.exposeFunction('codeAutomationExit', resolve);
	});
	await page.goto(url);
	const result = await Promise.race([ended, after(timeLimit)]);
	if (result === 'timeout' || !fs.existsSync(resultsFile(runner))) {
		const why = result === 'timeout' ? `not finished after ${timeLimit / 1000} s` : 'no results';
		throw new Error(`${runner}: ${why}; the console's end:\n${consoleLines.slice(-20).join('\n')}`);
	}
	return result;
}

/**
 * @param {number} milliseconds
 * @returns {Promise<'timeout'>}
 */
function after(milliseconds) {
	return new Promise(resolve => {
		setTimeout(() => resolve('timeout'), milliseconds).unref();
	});
}

function report() {
	/** @type {import('./testResults.mjs').TestResults & { titles?: string[] }} */
	const results = JSON.parse(fs.readFileSync(resultsFile(runner), 'utf8'));
	for (const title of results.titles ?? []) {
		console.log(`  ok   ${title}`);
	}
	for (const { title, error } of results.failures) {
		console.log(`  FAIL ${title}\n${error}`);
	}
	console.log(`${runner}: ${results.passed} passed, ${results.failed} failed`);
}
