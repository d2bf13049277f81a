// Serves VS Code's workbench with no server behind it, as vscode.dev does: the extension then runs in the
// browser's web-worker extension host. Static files only; the workspace lives in memory (scheme tmp:).
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { installVscode, vscodeFolder } from './installVscode.mjs';
import { root } from './paths.mjs';
import { quietSettings } from './vscodeServer.mjs';

/** @type {Readonly<Record<string, string>>} */
const contentTypes = {
	'.css': 'text/css',
	'.html': 'text/html',
	'.js': 'text/javascript',
	'.json': 'application/json',
	'.mjs': 'text/javascript',
	'.png': 'image/png',
	'.svg': 'image/svg+xml',
	'.ttf': 'font/ttf',
	'.wasm': 'application/wasm',
};

/** URL prefix -> folder */
const mounts = [
	{ prefix: '/static/', folder: vscodeFolder },
	{ prefix: '/extension/', folder: root },
];

/**
 * @param {object} [options]
 * @param {number} [options.port]
 * @param {string} [options.testsPath] file of the repository that exports run()
 * @param {string} [options.folder] the workspace, a path of the in-memory file system
 * @param {Record<string, unknown>} [options.settings] on top of `quietSettings`
 */
export async function startWebServer({ port = 0, testsPath, folder = '/', settings = {} } = {}) {
	await installVscode();
	const server = http.createServer((request, response) => {
		const url = new URL(request.url ?? '/', 'http://localhost');
		response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
		allowWebviews(request, response);
		if (url.pathname === '/') {
			response.setHeader('Content-Type', 'text/html');
			const host = request.headers.host ?? '';
			response.end(workbenchPage(workbenchOptions({ host, testsPath, folder, settings })));
			return;
		}
		const file = fileFor(url.pathname);
		if (file === undefined) {
			response.statusCode = 404;
			response.end();
			return;
		}
		sendFile(file, response);
	});
	await new Promise(resolve => server.listen(port, '127.0.0.1', () => resolve(undefined)));
	const address = /** @type {import('node:net').AddressInfo} */ (server.address());
	return {
		origin: `http://localhost:${address.port}`,
		/** @returns {Promise<void>} */
		stop: () =>
			new Promise(resolve => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
}

/**
 * Webviews live on origins of their own: <uuid>.localhost.
 * @param {http.IncomingMessage} request
 * @param {http.ServerResponse} response
 */
function allowWebviews(request, response) {
	const { origin } = request.headers;
	if (origin !== undefined && /^https?:\/\/[\w-]+\.localhost:\d+$/.test(origin)) {
		response.setHeader('Access-Control-Allow-Origin', origin);
	}
}

/** @param {string} pathname */
function fileFor(pathname) {
	const mount = mounts.find(({ prefix }) => pathname.startsWith(prefix));
	if (mount === undefined) {
		return undefined;
	}
	const file = path.join(mount.folder, decodeURIComponent(pathname.slice(mount.prefix.length)));
	const isInside = file.startsWith(mount.folder + path.sep);
	const isFile = fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
	return isInside && isFile ? file : undefined;
}

/**
 * @param {string} file
 * @param {http.ServerResponse} response
 */
function sendFile(file, response) {
	response.setHeader(
		'Content-Type',
		contentTypes[path.extname(file)] ?? 'application/octet-stream',
	);
	if (file.includes('/webview/browser/pre/')) {
		response.setHeader('Service-Worker-Allowed', '/');
	}
	if (file.endsWith('/code/browser/workbench/workbench.js')) {
		response.end(withoutServer(file));
		return;
	}
	fs.createReadStream(file).pipe(response);
}

/** @type {string | undefined} */
let patchedWorkbench;

/**
 * code-server's workbench insists on a server in two places; they are undone as the file is served.
 * @param {string} file
 */
function withoutServer(file) {
	patchedWorkbench ??= [
		{ from: /,remoteAuthority:location\.host\}/, to: '}' },
		{
			from: /get userRoamingDataHome\(\)\{return \w+\((\w+)\.file\(this\.userDataPath\)\.with\(\{scheme:\w+\.vscodeRemote\}\),"User"\)\}/,
			to: 'get userRoamingDataHome(){return $1.file("/User").with({scheme:"vscode-userdata"})}',
		},
	].reduce(
		(code, { from, to }) => {
			if (!from.test(code)) {
				throw new Error(`this VS Code's workbench.js has no ${from}: adapt scripts/webServer.mjs`);
			}
			return code.replace(from, to);
		},
		fs.readFileSync(file, 'utf8'),
	);
	return patchedWorkbench;
}

/**
 * @param {object} options
 * @param {string} options.host
 * @param {string | undefined} options.testsPath
 * @param {string} options.folder
 * @param {Record<string, unknown>} options.settings
 */
function workbenchOptions({ host, testsPath, folder, settings }) {
	/** @param {string} where */
	const served = where => ({ scheme: 'http', authority: host, path: where });
	return {
		folderUri: { scheme: 'tmp', path: folder },
		developmentOptions: {
			extensions: [served('/extension')],
			...(testsPath === undefined ? {} : { extensionTestsPath: served(`/extension/${testsPath}`) }),
			enableSmokeTestDriver: true,
		},
		configurationDefaults: { ...quietSettings, ...settings },
		enableWorkspaceTrust: false,
		webviewEndpoint: '/static/out/vs/workbench/contrib/webview/browser/pre',
		userDataPath: '/User',
		isEnabledFileDownloads: true,
		isEnabledFileUploads: true,
		isEnabledCoderGettingStarted: false,
		productConfiguration: { enableTelemetry: false },
	};
}

/** @param {object} options */
function workbenchPage(options) {
	const settings = JSON.stringify(options).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
	return `<!doctype html>
<html>
	<head>
		<meta charset="utf-8">
		<meta name="viewport" content="width=device-width">
		<meta id="vscode-workbench-web-configuration" data-settings="${settings}">
		<meta id="vscode-workbench-web-base-url" data-settings="/static">
		<link rel="stylesheet" href="/static/out/vs/code/browser/workbench/workbench.css">
	</head>
	<body aria-label=""></body>
	<script>globalThis._VSCODE_FILE_ROOT = location.origin + '/static/out/';</script>
	<script type="module" src="/static/out/nls.messages.js"></script>
	<script type="module" src="/static/out/vs/code/browser/workbench/workbench.js"></script>
</html>
`;
}
