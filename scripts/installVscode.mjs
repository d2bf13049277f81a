// Gets a real VS Code (server, workbench page, Node extension host) from the npm registry alone.
// What is installed: the npm package code-server without its native parts, and a newer Node for it when
// ours is too old. Everything lands in .vscode-server/ (or $VSCODE_SERVER_HOME), once. Built-ins only.
//   node scripts/installVscode.mjs
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inRoot } from './paths.mjs';
import { npm } from './processes.mjs';
import { nativeStandIns } from './vscodeStandIns.mjs';

/** code-server 4.x carries VS Code 1.x. */
const codeServerVersion = '4.139.1';
/** The Node its server needs: module.registerHooks, so 22.15 or later. */
const nodeMajor = '24';

const home = process.env['VSCODE_SERVER_HOME'] ?? inRoot('.vscode-server');
export const vscodeHome = home;
/** The VS Code inside code-server: out/, extensions/, product.json. */
export const vscodeFolder = path.join(home, 'node_modules/code-server/lib/vscode');

/**
 * The run-time packages that the server, the page and the extension host load. All others are native
 * (they would need a compiler and minutes) or belong to features that are switched off here.
 */
const neededPackages = [
	'@microsoft/1ds-core-js',
	'@microsoft/1ds-post-js',
	'@parcel/watcher',
	'@vscode/iconv-lite-umd',
	'@vscode/proxy-agent',
	'@vscode/ripgrep',
	'@vscode/ripgrep-universal',
	'@vscode/vscode-languagedetection',
	'cookie',
	'http-proxy-agent',
	'https-proxy-agent',
	'jschardet',
	'katex',
	'minimist',
	'tas-client',
	'vscode-oniguruma',
	'vscode-regexpp',
	'vscode-textmate',
	'ws',
	'yauzl',
	'yazl',
];

/** Built-in extensions that need the network or native parts, or that would put panels over ours. */
const unwantedExtensions = [
	'copilot',
	'debug-auto-launch',
	'git',
	'github',
	'microsoft-authentication',
	'ms-vscode.js-debug',
	'ms-vscode.js-debug-companion',
	'ms-vscode.vscode-js-profile-table',
	'terminal-suggest',
	'tunnel-forwarding',
];

/** The Node that runs the server: this one when it is new enough. */
export function serverNode() {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	if (major > 22 || (major === 22 && minor >= 15)) {
		return process.execPath;
	}
	const executable = process.platform === 'win32' ? 'node.exe' : 'bin/node';
	return path.join(home, 'node_modules', nodePackage(), executable);
}

const nodePackage = () =>
	`node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

export async function installVscode() {
	const stamp = path.join(home, 'ready');
	const wanted = JSON.stringify([codeServerVersion, nodeMajor, neededPackages, nativeStandIns]);
	if (isStamped(stamp, wanted) && fs.existsSync(serverNode())) {
		return;
	}
	console.log(`installing VS Code from npm (code-server ${codeServerVersion}) into ${home} ...`);
	for (const name of ['node_modules', 'package.json', 'package-lock.json', 'ready']) {
		fs.rmSync(path.join(home, name), { recursive: true, force: true });
	}
	fs.mkdirSync(home, { recursive: true });
	fs.writeFileSync(path.join(home, 'package.json'), '{ "private": true }\n');

	const packages = [`code-server@${codeServerVersion}`];
	if (serverNode() !== process.execPath) {
		packages.push(`${nodePackage()}@${nodeMajor}`);
	}
	await install(home, packages);
	keepOnly(neededPackages);
	await install(vscodeFolder, ['--omit=dev']); // its npm-shrinkwrap.json pins the versions
	addStandIns();
	for (const name of unwantedExtensions) {
		fs.rmSync(path.join(vscodeFolder, 'extensions', name), { recursive: true, force: true });
	}
	fs.writeFileSync(stamp, wanted);
}

/**
 * @param {string} stamp
 * @param {string} wanted
 */
const isStamped = (stamp, wanted) =>
	fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted;

/**
 * @param {string} folder
 * @param {string[]} args
 */
function install(folder, args) {
	const options = { cwd: folder, isQuiet: true };
	// Scripts are ignored because code-server's own post-install compiles native modules.
	return npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', ...args], options);
}

/** @param {string[]} names */
function keepOnly(names) {
	const file = path.join(vscodeFolder, 'package.json');
	const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
	manifest.dependencies = Object.fromEntries(
		Object.entries(manifest.dependencies).filter(([name]) => names.includes(name)),
	);
	fs.writeFileSync(file, JSON.stringify(manifest, null, '\t'));
}

function addStandIns() {
	for (const [name, code] of Object.entries(nativeStandIns)) {
		const folder = path.join(vscodeFolder, 'node_modules', name);
		fs.mkdirSync(folder, { recursive: true });
		const manifest = { name, version: '0.0.0', main: 'index.js' };
		fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
		fs.writeFileSync(path.join(folder, 'index.js'), code);
	}
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	await installVscode();
}
