// Starts the VS Code server of scripts/installVscode.mjs: extensions run in its Node extension host.
// Guarantees: it listens on localhost only, keeps its data in the folder it is given, and `stop` ends
// the whole process group (an extension host that was just starting would outlive its server).
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { installVscode, serverNode, vscodeFolder } from './installVscode.mjs';
import { root } from './paths.mjs';

/** User settings of every VS Code started from here: quiet, offline, our notebook opens as a notebook. */
export const quietSettings = {
	'chat.disableAIFeatures': true,
	'extensions.autoCheckUpdates': false,
	'extensions.autoUpdate': false,
	'extensions.ignoreRecommendations': true,
	'git.enabled': false,
	'security.workspace.trust.enabled': false,
	'telemetry.telemetryLevel': 'off',
	'workbench.secondarySideBar.defaultVisibility': 'hidden',
	'workbench.startupEditor': 'none',
	'workbench.tips.enabled': false,
	// A file opened before the extension is known would open as text.
	'workbench.editorAssociations': { '*.sqlnb': 'strata-sqlnb' },
};

/**
 * @typedef {object} VscodeServer
 * @property {string} origin
 * @property {() => string} output everything it has printed
 * @property {() => Promise<void>} stop
 */

/**
 * @param {object} options
 * @param {string} options.dataFolder
 * @param {number} [options.port] a free one when absent
 * @param {Record<string, unknown>} [options.settings] on top of `quietSettings`
 * @param {Record<string, string>} [options.env] seen by the extension host
 * @returns {Promise<VscodeServer>}
 */
export async function startVscodeServer({ dataFolder, port, settings = {}, env = {} }) {
	await installVscode();
	const realPort = port ?? (await freePort());
	writeSettings(dataFolder, settings);
	const child = spawn(serverNode(), serverArguments(realPort, dataFolder), {
		cwd: vscodeFolder,
		detached: process.platform !== 'win32', // its own process group, see `stop`
		stdio: ['ignore', 'pipe', 'pipe'],
		env: { ...process.env, ...env, NODE_OPTIONS: '', EXTENSIONS_GALLERY: '{"serviceUrl":""}' },
	});
	let output = '';
	await new Promise((resolve, reject) => {
		/** @param {Buffer} chunk */
		const read = chunk => {
			output += String(chunk);
			if (output.includes('Extension host agent listening')) {
				resolve(undefined);
			}
		};
		child.stdout.on('data', read);
		child.stderr.on('data', read);
		child.once('error', reject);
		child.once('exit', code => reject(new Error(`VS Code's server exited: ${code}\n${output}`)));
	});
	return { origin: `http://localhost:${realPort}`, output: () => output, stop: () => stop(child) };
}

/**
 * The address of the workbench on a folder with this repository's extension loaded.
 * @param {VscodeServer} server
 * @param {string} folder
 * @param {{ openFile?: string, testsPath?: string }} [options]
 */
export function workbenchUrl(server, folder, { openFile, testsPath } = {}) {
	/** @param {string} file */
	const remote = file => `vscode-remote://${new URL(server.origin).host}${file}`;
	const payload = [['extensionDevelopmentPath', remote(root)]];
	if (openFile !== undefined) {
		payload.push(['openFile', remote(openFile)]);
	}
	if (testsPath !== undefined) {
		payload.push(['extensionTestsPath', remote(testsPath)]);
	}
	const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
	return `${server.origin}/?${query}`;
}

/**
 * code-server keeps user settings on the server, not in the browser. Existing ones are left alone.
 * @param {string} dataFolder
 * @param {Record<string, unknown>} settings
 */
function writeSettings(dataFolder, settings) {
	const file = path.join(dataFolder, 'data/User/settings.json');
	if (!fs.existsSync(file)) {
		fs.mkdirSync(path.dirname(file), { recursive: true });
		fs.writeFileSync(file, JSON.stringify({ ...quietSettings, ...settings }, null, '\t'));
	}
}

/**
 * @param {number} port
 * @param {string} dataFolder
 */
function serverArguments(port, dataFolder) {
	return [
		'out/server-main.js',
		...['--host', '127.0.0.1', '--port', String(port)],
		'--without-connection-token',
		'--accept-server-license-terms',
		...['--telemetry-level', 'off', '--disable-telemetry', '--disable-update-check'],
		'--disable-workspace-trust',
		'--disable-getting-started-override',
		'--enable-smoke-test-driver', // lets the page take ?payload=
		...['--server-data-dir', dataFolder],
	];
}

/** @returns {Promise<number>} */
function freePort() {
	return new Promise((resolve, reject) => {
		const server = net.createServer();
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = /** @type {net.AddressInfo} */ (server.address());
			server.close(() => resolve(address.port));
		});
	});
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<void>}
 */
function stop(child) {
	return new Promise(resolve => {
		if (child.exitCode !== null || child.pid === undefined) {
			resolve();
			return;
		}
		child.once('exit', () => resolve());
		try {
			process.kill(process.platform === 'win32' ? child.pid : -child.pid);
		} catch {
			child.kill();
		}
	});
}
