// The npm package: what is in it, and that it works in whatever kind of project it is installed into.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { build } from 'esbuild';
import { inRoot } from '../../scripts/paths.mjs';
import { installPackage, type InstalledPackage } from './installedPackage.js';

const PROGRAM = `
	const db = new Database();
	db.exec("CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT); INSERT INTO t VALUES (1, 'one'), (2, 'two')");
	const rows = db.prepare('SELECT * FROM t WHERE a > ?').all(1);
`;

interface Manifest {
	readonly bin: Record<string, string>;
	readonly types: string;
	readonly dependencies?: Record<string, string>;
	readonly exports: Record<string, unknown>;
	readonly unpkg: string;
	readonly jsdelivr: string;
}

describe('npm package', function () {
	this.timeout(120_000);
	let project: InstalledPackage;
	let manifest: Manifest;
	before(() => {
		project = installPackage();
		const file = path.join(project.folder, 'node_modules/strata-sql/package.json');
		manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest;
	});

	it('holds every file that its package.json names, and nothing of the extension', () => {
		const packed = project.files.map(file => file.path);
		const named = [
			...leaves(manifest.exports),
			...Object.values(manifest.bin),
			...[manifest.types, manifest.unpkg, manifest.jsdelivr],
		].map(name => path.posix.normalize(name));
		assert.deepEqual(
			named.filter(name => !packed.includes(name)),
			[],
		);
		const top = new Set(packed.map(name => name.split('/', 1)[0] ?? ''));
		const expected = [
			'CHANGELOG.md',
			'LICENSE',
			'README.md',
			'dist',
			'docs',
			'examples',
			'package.json',
		];
		assert.deepEqual([...top].sort(), expected);
		assert.deepEqual(
			packed.filter(name =>
				/^dist\/(?!library|cli\.mjs|types\/|THIRD_PARTY_NOTICES\.txt$)|\.map$/.test(name),
			),
			[],
		);
	});

	it('needs no other package, and is no more than 2 MB', () => {
		assert.deepEqual(manifest.dependencies ?? {}, {});
		assert.deepEqual(fs.readdirSync(path.join(project.folder, 'node_modules')).sort(), [
			'.bin',
			'.package-lock.json',
			'strata-sql',
		]);
		assert.ok(project.size < 2 * 1024 * 1024, `${project.size} bytes`);
	});

	it('has the documents and examples that its README links to, pictures apart', () => {
		const folder = path.join(project.folder, 'node_modules/strata-sql');
		const readme = fs.readFileSync(path.join(folder, 'README.md'), 'utf8');
		const links = [...readme.matchAll(/(?<!!\[[^\]]*)\]\(((?:docs|examples)\/[^)#]+)/g)].map(
			([, link = '']) => link,
		);
		assert.ok(links.length > 10);
		assert.deepEqual(
			links.filter(link => !fs.existsSync(path.join(folder, link))),
			[],
		);
	});

	it('brings the licences of what its bundles contain', () => {
		const file = path.join(project.folder, 'node_modules/strata-sql/dist/THIRD_PARTY_NOTICES.txt');
		const notices = fs.readFileSync(file, 'utf8');
		for (const name of ['papaparse', 'yaml']) {
			assert.match(notices, new RegExp(`^${name} [\\d.]+ \\(\\w+\\)$`, 'm'));
		}
	});

	it('is imported by ES modules', () => {
		project.write(
			'main.mjs',
			`import { Database } from 'strata-sql'; ${PROGRAM} console.log(JSON.stringify(rows));`,
		);
		assert.equal(project.runFile('main.mjs'), '[{"a":2,"b":"two"}]\n');
	});

	it('is required by CommonJS modules', () => {
		project.write(
			'main.cjs',
			`const { Database } = require('strata-sql'); ${PROGRAM} console.log(JSON.stringify(rows));`,
		);
		assert.equal(project.runFile('main.cjs'), '[{"a":2,"b":"two"}]\n');
	});

	it('is the same module for both: same names, same classes', () => {
		project.write(
			'both.cjs',
			`const required = require('strata-sql');
			import('strata-sql').then(imported => {
				const names = Object.keys(imported).filter(name => !['default', 'module.exports'].includes(name));
				const same = names.every(name => imported[name] === required[name]);
				console.log(same, names.length > 5, names.length === Object.keys(required).length);
			});`,
		);
		assert.equal(project.runFile('both.cjs'), 'true true true\n');
	});

	it('keeps data in files when asked', () => {
		project.write(
			'kept.mjs',
			`import { Database } from 'strata-sql';
			const db = Database.open('./kept');
			db.exec('CREATE TABLE IF NOT EXISTS visit(at); INSERT INTO visit VALUES (1)');
			console.log(db.prepare('SELECT count(*) FROM visit').pluck().get());
			db.close();`,
		);
		assert.equal(project.runFile('kept.mjs'), '1\n');
		assert.equal(project.runFile('kept.mjs'), '2\n');
	});

	it('reads and writes SQLite files once sql.js is installed, and says so before', () => {
		project.write(
			'sqlite.mjs',
			`import { Database } from 'strata-sql'; ${PROGRAM}
			const bytes = await db.export({ format: 'sqlite' }).catch(error => console.log(error.code, error.hint));
			if (bytes) {
				const copy = new Database();
				await copy.import(bytes);
				console.log(copy.prepare('SELECT b FROM t').pluck().all().join());
			}`,
		);
		const missing = 'SQLITE_CANTOPEN npm install sql.js, or give it to provideSqlJs()\n';
		assert.equal(project.runFile('sqlite.mjs'), missing);
		const place = path.join(project.folder, 'node_modules/sql.js');
		fs.symlinkSync(fs.realpathSync(inRoot('node_modules/sql.js')), place, 'junction');
		try {
			assert.equal(project.runFile('sqlite.mjs'), 'one,two\n');
		} finally {
			fs.unlinkSync(place);
		}
	});

	it('brings the command sqlnb', () => {
		const program = path.join(project.folder, 'node_modules/.bin/sqlnb');
		const { stdout, status } = spawnSync(program, ['run', '-', '--format', 'json'], {
			input: 'SELECT 1 + 1 AS two',
			encoding: 'utf8',
			shell: process.platform === 'win32',
		});
		assert.equal(status, 0);
		assert.match(stdout, /"two":\s*2/);
	});

	it('is bundled for browsers without a warning and without anything of Node', async () => {
		const bundle = await bundleForBrowsers(project, `globalThis.rows = rows;`);
		assert.deepEqual(bundle.externals, []);
		assert.deepEqual(runInBrowserLikeRealm(bundle.code)['rows'], [{ a: 2, b: 'two' }]);
	});

	it('says in browsers that there are no files, and works on', async () => {
		const bundle = await bundleForBrowsers(
			project,
			`try { Database.open('data') } catch (error) { globalThis.message = error.message }
			globalThis.rows = db.prepare('SELECT count(*) AS n FROM t').all();`,
		);
		const realm = runInBrowserLikeRealm(bundle.code);
		assert.match(String(realm['message']), /file/);
		assert.deepEqual(realm['rows'], [{ n: 2 }]);
	});

	it('is a script for pages that have no bundler: the global `strata`', () => {
		const file = path.join(project.folder, 'node_modules/strata-sql', manifest.unpkg);
		const page = `const { Database } = strata; ${PROGRAM} globalThis.rows = rows;`;
		const realm = runInBrowserLikeRealm(`${fs.readFileSync(file, 'utf8')}\n${page}`);
		assert.deepEqual(realm['rows'], [{ a: 2, b: 'two' }]);
	});

	it('is built by `npm publish` as here', () => {
		const { scripts } = JSON.parse(fs.readFileSync(inRoot('package.json'), 'utf8')) as {
			scripts: Record<string, string>;
		};
		assert.equal(scripts['prepack'], 'node scripts/build.mjs --production');
	});
});

/** The file names in nested conditions. */
function leaves(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	return Object.values(value as Record<string, unknown>).flatMap(leaves);
}

async function bundleForBrowsers(
	project: InstalledPackage,
	program: string,
): Promise<{ code: string; externals: string[] }> {
	const text = `import { Database } from 'strata-sql'; ${PROGRAM} ${program}`;
	const { outputFiles, warnings, metafile } = await build({
		stdin: { contents: text, resolveDir: project.folder },
		bundle: true,
		platform: 'browser',
		format: 'iife',
		write: false,
		metafile: true,
		logLevel: 'silent',
	});
	assert.deepEqual(warnings, []);
	const externals = Object.values(metafile.inputs).flatMap(input =>
		input.imports.filter(({ external }) => external === true).map(({ path: name }) => name),
	);
	return { code: outputFiles[0]?.text ?? '', externals };
}

/** The globals that every browser has, and none of Node's. Values come back as plain data of this realm. */
function runInBrowserLikeRealm(code: string): Record<string, unknown> {
	const { TextEncoder, TextDecoder, URL, performance, crypto, setTimeout, clearTimeout } =
		globalThis;
	const globals = { TextEncoder, TextDecoder, URL, performance, crypto, setTimeout, clearTimeout };
	const realm: Record<string, unknown> = vm.createContext({ ...globals });
	vm.runInContext(code, realm);
	return JSON.parse(JSON.stringify({ rows: realm['rows'], message: realm['message'] })) as Record<
		string,
		unknown
	>;
}
