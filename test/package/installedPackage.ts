// The npm package as a user has it: built, packed and installed into an empty project, once for all tests that ask.
// Guarantees: no network (the package needs no other), and dist/ of the repository stays as it is.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inRoot, root } from '../../scripts/paths.mjs';

export interface PackedFile {
	readonly path: string;
	readonly size: number;
}

export interface InstalledPackage {
	/** The project; its node_modules hold the package. */
	readonly folder: string;
	/** What the tarball holds. */
	readonly files: readonly PackedFile[];
	/** Bytes of the tarball. */
	readonly size: number;
	/** Writes a file of the project. */
	write(name: string, text: string): string;
	/** Runs a file of the project, .ts included, and gives what it printed. */
	runFile(name: string, ...args: readonly string[]): string;
	/** Type-checks the project by its tsconfig, and gives the compiler's complaints: '' when there are none. */
	compile(options: Readonly<Record<string, unknown>>, files: readonly string[]): string;
}

let installed: InstalledPackage | undefined;

export function installPackage(): InstalledPackage {
	return (installed ??= install());
}

function install(): InstalledPackage {
	const scratch = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'strata-package-')));
	process.once('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));
	const stage = path.join(scratch, 'stage');
	const folder = path.join(scratch, 'project');
	fs.mkdirSync(stage);
	fs.mkdirSync(folder);

	const build = ['--production', '--npm', `--dist=${path.join(stage, 'dist')}`];
	succeed(process.execPath, [inRoot('scripts/build.mjs'), ...build], root);
	for (const name of packedBesideDist()) {
		fs.cpSync(inRoot(name), path.join(stage, name), { recursive: true });
	}
	const report = npm(['pack', '--ignore-scripts', '--json'], stage);
	const [tarball] = JSON.parse(report) as [{ filename: string; size: number; files: PackedFile[] }];

	fs.writeFileSync(path.join(folder, 'package.json'), '{ "name": "project", "private": true }\n');
	const quietly = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
	npm(['install', ...quietly, path.join(stage, tarball.filename)], folder);

	return {
		folder,
		files: tarball.files,
		size: tarball.size,
		write(name, text) {
			const file = path.join(folder, name);
			fs.mkdirSync(path.dirname(file), { recursive: true });
			fs.writeFileSync(file, text);
			return file;
		},
		runFile: (name, ...args) => runNode(path.join(folder, name), args, folder),
		compile: (options, files) => compile(folder, options, files),
	};
}

/** .npmignore names what is packed; the rest of the repository need not be copied. */
function packedBesideDist(): string[] {
	const always = ['package.json', '.npmignore', 'README.md', 'LICENSE'];
	const named = fs
		.readFileSync(inRoot('.npmignore'), 'utf8')
		.split('\n')
		.filter(line => line.startsWith('!') && !line.startsWith('!dist/'))
		.map(line => line.slice(1).replace(/\/\**$/, ''));
	return [...new Set([...always, ...named])];
}

function npm(args: readonly string[], folder: string): string {
	return succeed('npm', args, folder, process.platform === 'win32');
}

function runNode(file: string, args: readonly string[], folder: string): string {
	const loader = pathToFileURL(inRoot('node_modules/tsx/dist/loader.mjs')).href;
	const settings = /\.[cm]?ts$/.test(file) ? ['--import', loader] : [];
	return succeed(process.execPath, [...settings, file, ...args], folder);
}

function compile(
	folder: string,
	options: Readonly<Record<string, unknown>>,
	files: readonly string[],
): string {
	const project = path.join(folder, 'tsconfig.json');
	const compilerOptions = {
		target: 'ES2022',
		lib: ['ES2022', 'DOM'],
		types: [],
		strict: true,
		noUncheckedIndexedAccess: true,
		skipLibCheck: false,
		noEmit: true,
		...options,
	};
	fs.writeFileSync(project, JSON.stringify({ compilerOptions, files }));
	const tsc = inRoot('node_modules/@typescript/native/bin/tsc');
	const { stdout, stderr } = spawnSync(
		process.execPath,
		[tsc, '-p', project, '--pretty', 'false'],
		{
			cwd: folder,
			encoding: 'utf8',
		},
	);
	return (stdout + stderr).trim();
}

function succeed(command: string, args: readonly string[], cwd: string, shell = false): string {
	const options = { cwd, encoding: 'utf8', shell } as const;
	const { status, stdout, stderr, error } = spawnSync(command, args, options);
	assert.equal(status, 0, `${command} ${args.join(' ')}\n${error ?? ''}${stdout}${stderr}`);
	return stdout;
}
