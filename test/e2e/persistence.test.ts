// A notebook whose database is kept in files, as a user sees it: the database view, saving, going on in a new window.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {
	eventually,
	openWorkbench,
	photographFailure,
	scrollTo,
	type Workbench,
} from './workbench.js';

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
		await workbench.frameWith('.list');
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
		const students = page.getByRole('treeitem', { name: /student/ }).first();
		await eventually('the students', async () =>
			/4 rows/.test((await students.textContent()) ?? ''),
		);
		assert.match(
			fs.readFileSync(path.join(store, 'wal/transaction.log'), 'utf8'),
			/"name":"Alice Johnson"/,
		);
		await workbench.screenshot('persistent-ran');
	});

	it('shows the table that a result went to, and how many rows', async () => {
		const { page } = workbench;
		await page.getByText('Run All').filter({ visible: true }).first().waitFor({ timeout: 60_000 });
		await scrollTo(workbench, 'into: {table: course_load');
		const frame = await workbench.frameWith('regular-table');
		await eventually('the honours', async () => {
			const notices = await frame.locator('.notice:visible').allTextContents();
			return notices.some(text => text === 'Table honours_list: 2 inserted.');
		});
		await workbench.screenshot('destinations-light');
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

	it('goes into a file that is chosen', async () => {
		const { page, folder } = workbench;
		await workbench.runCommand('Strata: Export Database...');
		await page.locator('.quick-input-list .monaco-list-row', { hasText: 'JSON' }).first().click();
		const file = path.join(folder ?? '', 'university.json');
		const dialog = page.locator('.quick-input-widget').filter({ hasText: /Export|Save As/ });
		await dialog.first().waitFor();
		await workbench.screenshot('persistent-export');
		await page.keyboard.press('Enter');
		await eventually('the file', () => Promise.resolve(fs.existsSync(file)));
		assert.match(fs.readFileSync(file, 'utf8'), /Alice Johnson/);
	});

	it('takes along what is in memory when a notebook gets files', async () => {
		const { page, folder } = workbench;
		await workbench.openFile('savepoints.sqlnb');
		await page.locator('.notebook-editor:visible .view-line').first().waitFor();
		await page.getByText('Run All').filter({ visible: true }).first().click();
		const users = page.getByRole('treeitem', { name: /users/ }).first();
		await users.waitFor({ timeout: 60_000 });
		await workbench.runCommand('Strata: New Persistent Database...');
		const input = page.locator('.quick-input-widget input[type="text"]');
		await eventually('the question', async () => (await input.inputValue()) === './data');
		await workbench.screenshot('persistent-new');
		await page.keyboard.press('Enter');
		await page.getByRole('treeitem', { name: /data\/savepoints/ }).waitFor({ timeout: 30_000 });
		const records = path.join(folder ?? '', 'data/savepoints/data/users.records');
		assert.match(fs.readFileSync(records, 'utf8'), /John/);
		await users.waitFor();
	});

	it('says what is wrong with a destination, and how to mend it', async () => {
		const { page, folder } = workbench;
		const cell =
			'-- %% id=aaaa\n-- | into: {table: my_table, create: false, batch: 50}\nSELECT 1 AS id;\n';
		fs.writeFileSync(path.join(folder ?? '', 'strict.sqlnb'), `-- sqlnb: 1\n\n${cell}`);
		await workbench.openFile('strict.sqlnb');
		await page.locator('.notebook-editor:visible .view-line').first().waitFor();
		await page.getByText('Run All').filter({ visible: true }).first().click();
		const frame = await workbench.frameWith('.error .message');
		await eventually('the error', async () => {
			const messages = await frame.locator('.error .message').allTextContents();
			return messages.includes("Error: Cannot create table 'my_table' - table creation disabled");
		});
		const hint = await frame.locator('.error .hint').first().textContent();
		assert.match(hint ?? '', /Enable table creation or create table manually/);
		await page.locator('.notebook-editor:visible .view-line', { hasText: 'create: false' }).click();
		await page.keyboard.press('Control+.');
		const fix = page.getByText('Enable table creation', { exact: true }).first();
		await fix.waitFor();
		await workbench.screenshot('destinations-error');
		await page.keyboard.press('Escape');
	});

	it('looks right in a dark theme', async () => {
		await workbench.runCommand('Preferences: Toggle between Light/Dark Themes');
		await workbench.page.waitForTimeout(1000);
		await workbench.screenshot('destinations-error-dark');
		await workbench.openFile('university.sqlnb');
		await scrollTo(workbench, 'into: {table: course_load');
		await workbench.page.waitForTimeout(1000);
		await workbench.screenshot('destinations-dark');
	});
});
