// Tests of notebooks in the Testing view: found at once, run, and a failed one shown in its cell with its difference.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { openWorkbench, photographFailure, type Workbench } from './workbench.js';

const ORDERS = `-- sqlnb: 1
-- title: Orders that are wrong

-- %% orders id=k3f9
CREATE TABLE orders(id INTEGER PRIMARY KEY, region TEXT, total INTEGER);
INSERT INTO orders VALUES (1, 'N', 10), (2, 'S', 20), (3, 'N', 5);

-- %% by_region id=p2aa
-- | expect: |
-- |   | region | total |
-- |   | ------ | ----: |
-- |   | N      |    15 |
-- |   | S      |    25 |
SELECT region, sum(total) AS total FROM orders GROUP BY region;

-- %% three orders [assert] id=q9zz
SELECT count(*) = 3 FROM orders;
`;

describe('the Testing view', function () {
	this.timeout(180_000);
	let workbench: Workbench;

	before(async () => {
		workbench = await openWorkbench('node');
		assert.ok(workbench.folder);
		fs.writeFileSync(path.join(workbench.folder, 'orders.sqlnb'), ORDERS);
	});
	afterEach(async function () {
		await photographFailure(this.currentTest, workbench);
	});
	after(() => workbench.close());

	const row = (text: string | RegExp) =>
		workbench.page.locator('.test-explorer .monaco-list-row', { hasText: text }).first();

	it('shows the tests of notebooks, runs them and tells which failed', async () => {
		await workbench.page.locator('.activitybar [aria-label^="Testing"]').first().click();
		await row('orders.sqlnb').waitFor({ timeout: 60_000 });
		await row('tests.sqlnb').waitFor();
		await workbench.runCommand('Test: Run All Tests');
		await row('orders.sqlnb').click();
		await row('three orders').locator('.codicon-testing-passed-icon').waitFor({ timeout: 60_000 });
		await row('by_region').locator('.codicon-testing-failed-icon').waitFor();
		await row('tests.sqlnb').locator('.codicon-testing-passed-icon').waitFor();
		await workbench.screenshot('testing-explorer');
	});

	it('shows a failed one in its cell, with what was expected and what was found', async () => {
		const { page } = workbench;
		// The hover of the row above lies over it.
		await page.mouse.move(900, 300);
		await page.locator('.hover-contents').first().waitFor({ state: 'hidden' });
		await row('by_region').click();
		const cell = page.locator('.monaco-list-row', { hasText: 'GROUP BY region' }).last();
		await cell.getByText('Test failed: row 2 differs').waitFor();
		await page.locator('.squiggly-error').first().waitFor();
		await page.locator('.test-output-peek-tree .monaco-list-row', { hasText: 'by_region' }).click();
		const diff = page.locator('.test-output-peek-message-container .monaco-diff-editor');
		await diff.first().waitFor();
		await page.waitForTimeout(1000);
		await workbench.screenshot('testing-failure');
	});

	it('runs one from the status bar of its cell', async () => {
		const { page } = workbench;
		await page.locator('.monaco-list-row').getByText('Test passed').click();
		await page.locator('.monaco-list-row').getByText('Test passed').waitFor();
	});

	it('is not needed to see it: running the notebook compares, too', async () => {
		const { page } = workbench;
		await page.locator('.notebook-toolbar-container').getByText('Run All').first().click();
		const frame = await workbench.frameWith('.difference');
		assert.match(await frame.locator('.difference .expected').innerText(), /S +\| +25/);
		assert.match(await frame.locator('.difference .found').innerText(), /S +\| +20/);
		assert.match(
			await frame.locator('.line.failed').innerText(),
			/assertion failed · row 2 differs/,
		);
		await page.waitForTimeout(500);
		await workbench.screenshot('testing-output');
	});
});
