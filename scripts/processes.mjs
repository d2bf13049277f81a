// Runs other programs. Built-ins only: the entry scripts need it before `npm ci` ran.
import { spawn, spawnSync } from 'node:child_process';
import { root } from './paths.mjs';

/**
 * Runs a program with our own standard streams and resolves to its exit code.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, isQuiet?: boolean }} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, { cwd = root, env = {}, isQuiet = false } = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, {
			cwd,
			env: { ...process.env, ...env },
			stdio: ['ignore', isQuiet ? 'ignore' : 'inherit', 'inherit'],
			shell: process.platform === 'win32',
		});
		child.once('error', reject);
		child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
	});
}

/**
 * Like `run`, but a failure is an error.
 * @param {string} command
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export async function mustRun(command, args, options) {
	const code = await run(command, args, options);
	if (code !== 0) {
		throw new Error(`${command} ${args.join(' ')} ended with exit code ${code}`);
	}
}

/**
 * A script of ours or a package's JavaScript file, in this same Node.
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export const runNode = (args, options) => run(process.execPath, args, options);

/**
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export const npm = (args, options) =>
	mustRun('npm', args, { ...options, env: { npm_config_loglevel: 'error', ...options?.env } });

/**
 * Whether a program is on PATH.
 * @param {string} command
 */
export function isOnPath(command) {
	const finder = process.platform === 'win32' ? 'where' : 'which';
	return spawnSync(finder, [command], { stdio: 'ignore' }).status === 0;
}
