// The library in a page of a real browser: examples/browser/index.html as it is opened from the disk.
import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/browser.mjs';
import { inRoot, shotsFolder } from '../../scripts/paths.mjs';

describe('library in a browser', () => {
	let browser: Browser;
	let page: Page;
	const errors: string[] = [];
	before(async () => {
		browser = await launchBrowser();
		page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
		page.on('pageerror', error => errors.push(error.message));
		page.on('console', message => errors.push(message.text()));
		await page.goto(pathToFileURL(inRoot('examples/browser/index.html')).href);
	});
	after(() => browser.close());
	afterEach(() => assert.deepEqual(errors.splice(0), []));

	const cells = () => page.locator('tbody tr').allInnerTexts();
	const run = async (sql: string) => {
		await page.locator('#sql').fill(sql);
		await page.locator('#sql').press('Control+Enter');
	};

	it('runs SQL when the page is opened', async () => {
		assert.deepEqual(await cells(), [
			'gas\tJupiter\t317.8\t95',
			'ice\tNeptune\t17.1\t16',
			'rock\tEarth\t1\t1',
		]);
		assert.match(await page.locator('#changes').innerText(), /insert 8/);
		for (const colorScheme of ['light', 'dark'] as const) {
			await page.emulateMedia({ colorScheme });
			await page.screenshot({ path: path.join(shotsFolder, `library-${colorScheme}.png`) });
		}
	});

	it('keeps its database, runs what is typed and counts changes', async () => {
		await run(`DELETE FROM planet WHERE kind = 'gas'; SELECT name, moons FROM planet WHERE mass > 10;
			SELECT NULL, x'0102', '<b>'`);
		assert.deepEqual(await cells(), ['Uranus\t28', 'Neptune\t16', 'NULL\t2 bytes\t<b>']);
		assert.match(await page.locator('#changes').innerText(), /delete 2/);
	});

	it('shows an error with its hint, and goes on', async () => {
		await run('SELECT nam FROM planet');
		const text = await page.locator('.error').innerText();
		assert.equal(text, 'SQLITE_ERROR: no such column: nam\ndid you mean "name"?');
		await run('SELECT 1');
		assert.deepEqual(await cells(), ['1']);
	});

	it('computes over a million rows', async () => {
		await run('SELECT count(*), sum(value) FROM generate_series(1, 1000000)');
		assert.deepEqual(await cells(), ['1000000\t500000500000']);
	});
});
