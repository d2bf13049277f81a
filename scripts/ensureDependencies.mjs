// Installs what package-lock.json names when node_modules is missing or older than the lock file.
// Built-ins only.
import fs from 'node:fs';
import { inRoot } from './paths.mjs';
import { npm } from './processes.mjs';

/** @param {{ folder?: string }} [options] folder: a package beside the root's, e.g. `bench` */
export async function ensureDependencies({ folder = '.' } = {}) {
	const lock = inRoot(folder, 'package-lock.json');
	// npm writes this file last, so it also tells a finished install from a broken one.
	const installed = inRoot(folder, 'node_modules/.package-lock.json');
	if (fs.existsSync(installed) && hasEveryPackage(lock, installed)) {
		return;
	}
	console.log(`installing dependencies${folder === '.' ? '' : ` of ${folder}`} (npm ci) ...`);
	await npm(['ci', '--no-audit', '--no-fund'], { cwd: inRoot(folder) });
}

/**
 * Whether each package of the lock file is installed in the version it names. Optional packages
 * (those of other platforms) may be absent.
 * @param {string} lock
 * @param {string} installed
 */
function hasEveryPackage(lock, installed) {
	const wanted = readPackages(lock);
	const present = readPackages(installed);
	return Object.entries(wanted).every(
		([where, { version, optional }]) =>
			where === '' || optional === true || present[where]?.version === version,
	);
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function readPackages(file) {
	return JSON.parse(fs.readFileSync(file, 'utf8')).packages;
}
