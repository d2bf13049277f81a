// A notebook whose database is kept in files, as a user sees it: the database view, saving, going on in a new window.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { eventually, openWorkbench, photographFailure, type Workbench } from './workbench.js';

describe('a notebook kept in files', function () {
	this.timeout(180_000);
	let workbench: Workbench;
	let store: string;

	before(async () => {
		workbench = await openWorkbench('node');
		assert.ok(workbench.folder !== undefined);
		store = path.join(workbench.folder, 'databases', 'university');
	});
	afterEach(async function () {
		await photographFailure(this.currentTest, workbench);
	});
	after(async () => {
		await workbench.close();
	});

	it('makes no files when it is opened', async () => {
		const { page } = workbench;
		await workbench.openFile('university.sqlnb');
		await page.getByText('Run All').first().waitFor({ timeout: 60_000 });
		await page.getByRole('tab', { name: 'Strata' }).first().click();
		await page.getByText('Change Feed').first().waitFor();
		assert.equal(fs.existsSync(store), false);
	});

	it('shows where its database is kept once cells have run', async () => {
		const { page } = workbench;
		await page.getByText('Run All').first().click();
		const node = page.getByRole('treeitem', { name: /databases\/university/ });
		await node.waitFor({ timeout: 60_000 });
		await eventually('commits in the log', async () =>
			/commits in log/.test((await node.textContent()) ?? ''),
		);
		await page
			.getByRole('treeitem', { name: /student/ })
			.first()
			.waitFor();
		assert.match(
			fs.readFileSync(path.join(store, 'wal/transaction.log'), 'utf8'),
			/"name":"Alice Johnson"/,
		);
		await workbench.screenshot('persistent-ran');
	});

	it('folds the log into the tables’ files when it is saved', async () => {
		const { page } = workbench;
		await workbench.runCommand('Strata: Save Database');
		const node = page.getByRole('treeitem', { name: /databases\/university/ });
		await eventually('saved', async () => /saved/.test((await node.textContent()) ?? ''));
		const [first] = fs.readFileSync(path.join(store, 'data/student.records'), 'utf8').split('\n');
		assert.deepEqual(JSON.parse(first ?? ''), {
			id: 1,
			name: 'Alice Johnson',
			email: 'alice@university.edu',
			gpa: 3.8,
		});
		await workbench.screenshot('persistent-saved');
	});

	it('looks right in a dark theme', async () => {
		await workbench.runCommand('Preferences: Toggle between Light/Dark Themes');
		await workbench.page.waitForTimeout(1000);
		await workbench.screenshot('persistent-dark');
	});
});
