/**
 * Runs `sqlnb` as users do: a process of its own, from the bundle that is shipped (made once for all tests).
 *
 * The bundle stands in out/ beside the package's own package.json as dist/ does, and is removed when the tests end.
 */

import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let built: string | undefined;

function bundle(): string {
	if (built !== undefined) return built;
	built = path.join(ROOT, 'out', `sqlnb-${process.pid}.mjs`);
	const require = `import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);`;
	buildSync({
		entryPoints: [path.join(ROOT, 'src/cli/main.ts')],
		outfile: built,
		bundle: true,
		platform: 'node',
		target: 'node20',
		format: 'esm',
		mainFields: ['module', 'main'],
		banner: { js: require },
		define: { INVARIANTS: 'true' },
		logLevel: 'warning',
	});
	process.on('exit', () => fs.rmSync(built ?? '', { force: true }));
	return built;
}

export interface Ended {
	readonly code: number | null;
	readonly out: string;
	readonly err: string;
}

export interface RunOptions {
	readonly input?: string;
	readonly folder?: string;
	readonly environment?: Readonly<Record<string, string>>;
}

export function sqlnb(args: readonly string[], options: RunOptions | string = {}): Ended {
	const {
		input = '',
		folder,
		environment,
	} = typeof options === 'string' ? { input: options } : options;
	const { status, stdout, stderr } = spawnSync(process.execPath, [bundle(), ...args], {
		input,
		encoding: 'utf8',
		cwd: folder,
		env: { ...process.env, ...environment },
	});
	return { code: status, out: stdout, err: stderr };
}

/** A process that goes on, for what reads its input bit by bit. */
export function startSqlnb(args: readonly string[], options: RunOptions = {}) {
	return spawn(process.execPath, [bundle(), ...args], {
		cwd: options.folder,
		env: { ...process.env, ...options.environment },
	});
}

/** A folder of its own for a group of tests. */
export function testFolder(): { readonly path: string; write(name: string, text: string): string } {
	let folder = '';
	before(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sqlnb-'));
	});
	after(() => fs.rmSync(folder, { recursive: true, force: true }));
	return {
		get path() {
			return folder;
		},
		write(name, text) {
			const file = path.join(folder, name);
			fs.mkdirSync(path.dirname(file), { recursive: true });
			fs.writeFileSync(file, text);
			return file;
		},
	};
}
