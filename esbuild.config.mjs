// Builds everything under dist/ from the entry points listed in `bundles`.
//   node esbuild.config.mjs [--production] [--npm] [--watch] [--dist=FOLDER]
// Guarantees: each bundle is self-contained, so neither the VSIX nor the npm package ships node_modules.
// --npm builds only what the npm package holds.
// INVARIANTS (the engine's expensive self-checks) is true unless --production.
// Leaves out: type checking and the library's .d.ts files (scripts/build.mjs adds them).
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { noticesOf } from './scripts/notices.mjs';

const root = path.dirname(fileURLToPath(import.meta.url));
const { values: flags } = parseArgs({
	options: {
		production: { type: 'boolean', default: false },
		npm: { type: 'boolean', default: false },
		watch: { type: 'boolean', default: false },
		dist: { type: 'string', default: 'dist' },
	},
});

/** Runs in Node 20 and in the desktop extension host. */
const node = { platform: 'node', target: 'node20' };
/** Runs in browsers, web workers and webviews. */
const browser = {
	platform: 'browser',
	target: 'es2022',
	define: { 'process.env.NODE_ENV': '"production"' },
};
/** A Node ES module whose bundled CommonJS dependencies may still `require` built-ins. */
const requireBanner =
	"import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);";

/** Runs in Node and in browsers; the modules of Node are loaded where they are there. */
const anywhere = { platform: 'neutral', target: 'es2022', external: ['node:*'] };

/**
 * Name -> what to bundle. `out` is relative to the repository; `minify` applies to --production only.
 * `library` entries stay readable because people debug into them, the one for a <script> element apart.
 */
const bundles = {
	libraryEsm: {
		entry: 'src/library/index.ts',
		out: 'dist/library.mjs',
		isInNpm: true,
		options: { ...anywhere, format: 'esm', metafile: true, plugins: [nodeEntry()] },
	},
	libraryCjs: {
		entry: 'src/library/index.ts',
		out: 'dist/library.cjs',
		isInNpm: true,
		options: { ...anywhere, format: 'cjs' },
	},
	// <script src="library.min.js"> makes the global `strata`: a page needs no bundler and no server.
	libraryScript: {
		entry: 'src/library/index.ts',
		out: 'dist/library.min.js',
		isInNpm: true,
		minify: true,
		options: { ...browser, format: 'iife', globalName: 'strata', external: ['node:*'] },
	},
	cli: {
		entry: 'src/cli/main.ts',
		out: 'dist/cli.mjs',
		isInNpm: true,
		minify: true,
		options: { ...node, format: 'esm', banner: { js: `#!/usr/bin/env node\n${requireBanner}` } },
	},
	extension: {
		entry: 'src/host/extension.ts',
		out: 'dist/extension.cjs',
		minify: true,
		options: { ...node, format: 'cjs', external: ['vscode'] },
	},
	engineWorker: {
		entry: 'src/worker/nodeWorker.ts',
		out: 'dist/engineWorker.cjs',
		minify: true,
		options: { ...node, format: 'cjs' },
	},
	webExtension: {
		entry: 'src/host/extensionWeb.ts',
		out: 'dist/web/extension.js',
		minify: true,
		options: { ...browser, format: 'cjs', external: ['vscode'] },
	},
	// One classic script: a web extension host may start workers from blob: URLs only, so the host
	// reads this file, wraps it in a Blob and starts that.
	webEngineWorker: {
		entry: 'src/worker/browserWorker.ts',
		out: 'dist/web/engineWorker.js',
		minify: true,
		options: { ...browser, format: 'iife' },
	},
	renderer: {
		entry: 'src/ui/renderer/index.ts',
		out: 'dist/renderer.js',
		minify: true,
		options: { ...browser, format: 'esm' },
	},
	...webviews(),
	testsInNodeHost: {
		entry: 'test/integration/index.ts',
		out: 'out/test/integration/node.cjs',
		developmentOnly: true,
		options: { ...node, format: 'cjs', external: ['vscode', 'mocha'] },
	},
	testsInWebHost: {
		entry: 'test/integration/web.ts',
		out: 'out/test/integration/web.js',
		developmentOnly: true,
		options: {
			...browser,
			format: 'cjs',
			external: ['vscode'],
			alias: { 'node:assert/strict': './test/integration/webAssert.ts' },
			define: {
				'process.env.NODE_ENV': '"test"',
				global: 'globalThis',
				// mocha's browser build is UMD in a package of ES modules: it would take our exports for its own.
				exports: 'undefined',
				module: 'undefined',
			},
		},
	},
};

/** Every folder of src/ui/webviews is a panel: dist/webviews/<name>.js, and .css when it imports any. */
function webviews() {
	const folder = path.join(root, 'src/ui/webviews');
	if (!fs.existsSync(folder)) {
		return {};
	}
	const names = fs
		.readdirSync(folder, { withFileTypes: true })
		.filter(entry => entry.isDirectory());
	return Object.fromEntries(
		names.map(({ name }) => [
			`webview ${name}`,
			{
				entry: `src/ui/webviews/${name}/index.ts`,
				out: `dist/webviews/${name}.js`,
				minify: true,
				options: { ...browser, format: 'esm' },
			},
		]),
	);
}

function optionsFor(bundle) {
	const { define, ...options } = bundle.options;
	return {
		absWorkingDir: root,
		entryPoints: [bundle.entry],
		outfile: bundle.out.replace(/^dist\//, `${flags.dist}/`),
		bundle: true,
		sourcemap: flags.production ? false : 'linked',
		minify: flags.production && bundle.minify === true,
		logLevel: 'warning',
		legalComments: 'none',
		mainFields: options.platform === 'node' ? ['module', 'main'] : ['browser', 'module', 'main'],
		loader: { '.ttf': 'dataurl', '.svg': 'text' },
		define: { INVARIANTS: String(!flags.production), ...define },
		...options,
	};
}

/**
 * library.node.mjs, what Node's `import` gets: the very module that `require` gives, so that there is one Database
 * class, one memory store and one lock a folder, however the library is loaded. Bundlers and browsers take library.mjs.
 */
function nodeEntry() {
	return {
		name: 'node entry',
		setup(build) {
			build.onEnd(({ metafile }) => {
				const [output] = Object.values(metafile?.outputs ?? {}).filter(file => file.entryPoint);
				if (!output) return;
				const text = `import library from './library.cjs';\nexport const {\n\t${output.exports.join(',\n\t')},\n} = library;\n`;
				fs.writeFileSync(path.resolve(root, flags.dist, 'library.node.mjs'), text);
			});
		},
	};
}

const present = Object.entries(bundles).filter(([name, bundle]) => {
	if ((flags.production && bundle.developmentOnly) || (flags.npm && !bundle.isInNpm)) {
		return false;
	}
	const exists = fs.existsSync(path.join(root, bundle.entry));
	if (!exists) {
		console.log(`build: ${name} left out, ${bundle.entry} does not exist`);
	}
	return exists;
});

if (!flags.npm) copySqlite();

/** SQLite's program for the worker's sql.js, read when an SQLite file is. */
function copySqlite() {
	const wasm = path.join(root, 'node_modules/sql.js/dist/sql-wasm.wasm');
	const target = path.resolve(root, flags.dist, 'sqlite.wasm');
	fs.mkdirSync(path.dirname(target), { recursive: true });
	fs.copyFileSync(wasm, target);
}

if (flags.watch) {
	const reportRebuilds = name => ({
		name: 'report',
		setup(build) {
			// These two lines are what the problem matcher in .vscode/tasks.json waits for.
			build.onStart(() => console.log(`[watch] build started: ${name}`));
			build.onEnd(result =>
				console.log(`[watch] build finished: ${name}, ${result.errors.length} errors`),
			);
		},
	});
	await Promise.all(
		present.map(async ([name, bundle]) => {
			const options = optionsFor(bundle);
			const plugins = [...(options.plugins ?? []), reportRebuilds(name)];
			const context = await esbuild.context({ ...options, plugins });
			await context.watch();
		}),
	);
} else {
	try {
		const built = present.map(([, bundle]) =>
			esbuild.build({ ...optionsFor(bundle), metafile: true }),
		);
		const metafiles = (await Promise.all(built)).map(({ metafile }) => metafile);
		const notices = path.resolve(root, flags.dist, 'THIRD_PARTY_NOTICES.txt');
		fs.writeFileSync(notices, noticesOf(metafiles));
	} catch (error) {
		// esbuild has printed its own errors.
		if (!('errors' in error)) console.error(error);
		process.exitCode = 1;
	}
}
