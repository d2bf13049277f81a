// A user interrupts a long query and goes on, in a real VS Code window.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { eventually, openWorkbench, photographFailure, type Workbench } from './workbench.js';

const SOURCE = `-- sqlnb: 1

-- %% numbers id=a1e2
CREATE TABLE n AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1000) SELECT x FROM c;

-- %% id=b2e2
SELECT count(*) FROM n a, n b, n c WHERE a.x + b.x + c.x > 1;

-- %% id=c3e2
SELECT 'still ' || count(*) AS here FROM n;
`;

describe('a notebook with a query that takes too long', function () {
	this.timeout(180_000);
	let workbench: Workbench;
	let file: string;

	before(async () => {
		workbench = await openWorkbench('node');
		assert.ok(workbench.folder !== undefined);
		file = path.join(workbench.folder, 'long.sqlnb');
		fs.writeFileSync(file, SOURCE);
		await workbench.openFile('long.sqlnb');
		await workbench.page.getByText('Run All').first().waitFor({ timeout: 60_000 });
	});
	afterEach(async function () {
		await photographFailure(this.currentTest, workbench);
	});
	after(async () => {
		await workbench.close();
	});

	it('stops at the press of Interrupt, and the session goes on', async () => {
		const { page } = workbench;
		await page.getByText('Run All').first().click();
		const interrupt = page.getByText('Interrupt').first();
		await interrupt.waitFor();
		await page.locator('.cell-status-bar, .cell-statusbar-container').first().waitFor();
		await new Promise(resolve => setTimeout(resolve, 3000)); // well into the second cell
		const start = Date.now();
		await interrupt.click();
		await page.getByText('Run All').first().waitFor({ timeout: 5000 });
		assert.ok(Date.now() - start < 3000, `stopped after ${Date.now() - start} ms`);
		await page.getByText("SELECT 'still '").first().click();
		await workbench.runCommand('Notebook: Execute Cell');
		const frame = await workbench.frameWith('regular-table td');
		await eventually(
			'the row after the interruption',
			async () => (await frame.locator('td', { hasText: 'still 1000' }).count()) > 0,
		);
		await workbench.screenshot('interrupted');
	});
});
