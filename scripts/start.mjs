// npm start: from a fresh clone to a VS Code with the extension and the tour notebook open.
//   node scripts/start.mjs [--web] [--server] [--port 3999] [--no-build]
// A desktop VS Code is used when `code` is on PATH; otherwise (or with --server) a real VS Code server is
// installed from npm and its address printed. --web serves VS Code for the Web instead: no server at all.
// Built-ins only until the dependencies are there.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './ensureDependencies.mjs';
import { inRoot, root } from './paths.mjs';
import { isOnPath, mustRun } from './processes.mjs';

const { values: flags } = parseArgs({
	options: {
		web: { type: 'boolean', default: false },
		server: { type: 'boolean', default: false },
		'no-build': { type: 'boolean', default: false },
		port: { type: 'string', default: process.env['PORT'] ?? '3999' },
	},
});

const examples = inRoot('examples');
const tour = path.join(examples, 'tour.sqlnb');

await ensureDependencies();
if (!flags['no-build']) {
	await mustRun(process.execPath, ['scripts/build.mjs', '--no-types']);
}
if (flags.web) {
	await startWeb();
} else if (!flags.server && isOnPath('code')) {
	await startDesktop();
} else {
	await startServer();
}

async function startDesktop() {
	console.log('opening the desktop VS Code (use `npm start -- --server` for one in the browser)');
	await mustRun('code', [`--extensionDevelopmentPath=${root}`, examples, tour]);
}

async function startServer() {
	const { startVscodeServer, workbenchUrl } = await import('./vscodeServer.mjs');
	const { vscodeHome } = await import('./installVscode.mjs');
	const server = await startVscodeServer({
		port: Number(flags.port),
		dataFolder: path.join(vscodeHome, 'data'),
	});
	const openFile = fs.existsSync(tour) ? { openFile: tour } : {};
	announce('VS Code with Strata', workbenchUrl(server, examples, openFile), server.stop);
}

async function startWeb() {
	const { startWebServer } = await import('./webServer.mjs');
	const server = await startWebServer({ port: Number(flags.port) });
	announce('VS Code for the Web with Strata', server.origin, server.stop);
}

/**
 * @param {string} what
 * @param {string} url
 * @param {() => Promise<void>} stop
 */
function announce(what, url, stop) {
	console.log(`\n${what} is running. Open:\n\n  ${url}\n\nCtrl+C stops it.`);
	for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
		process.once(signal, () => {
			void stop().then(() => process.exit(0));
		});
	}
}
