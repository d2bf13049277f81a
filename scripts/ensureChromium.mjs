// Finds Chromium for the browser tests; on Debian and Ubuntu, as root, installs it with apt.
// Otherwise fails saying exactly what to install. Built-ins only.
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { isOnPath, run } from './processes.mjs';

const usualPlaces = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** @returns {string | undefined} */
export function findChromium() {
	const asked = process.env['CHROMIUM'];
	return [asked, ...usualPlaces].find(place => place !== undefined && fs.existsSync(place));
}

/** Resolves to the path of a Chromium that exists. */
export async function ensureChromium() {
	const found = findChromium();
	if (found !== undefined) {
		return found;
	}
	if (isOnPath('apt-get') && process.getuid?.() === 0) {
		console.log('installing Chromium (apt-get install chromium) ...');
		const env = { DEBIAN_FRONTEND: 'noninteractive' };
		const options = { env, isQuiet: true };
		await run('apt-get', ['update', '-qq'], options);
		await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options);
	}
	const installed = findChromium();
	if (installed === undefined) {
		throw new Error(
			[
				'The browser tests need Chromium and none was found. Install it and run again:',
				'  Debian, Ubuntu:  sudo apt-get update && sudo apt-get install -y chromium',
				'  macOS:           brew install --cask chromium',
				'  anywhere:        set CHROMIUM=/path/to/chromium (Google Chrome will do)',
			].join('\n'),
		);
	}
	return installed;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	console.log(await ensureChromium());
}
