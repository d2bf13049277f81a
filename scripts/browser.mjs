// Starts a headless Chromium that reaches localhost and nothing else.
import { chromium } from 'playwright-core';
import { ensureChromium } from './ensureChromium.mjs';

export async function launchBrowser() {
	return chromium.launch({
		executablePath: await ensureChromium(),
		headless: true,
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
			'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1',
		],
	});
}
