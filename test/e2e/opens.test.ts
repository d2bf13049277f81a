// The shipped tour opens as a notebook in a real VS Code window, not as text.
import assert from 'node:assert/strict';
import { openWorkbench, photographFailure, type Workbench } from './workbench.js';

describe('opening examples/tour.sqlnb', () => {
	let workbench: Workbench | undefined;

	before(async () => {
		workbench = await openWorkbench('node');
	});
	afterEach(async function () {
		await photographFailure(this.currentTest, workbench);
	});
	after(async () => {
		await workbench?.close();
	});

	it('shows cells and a Run All button', async () => {
		assert.ok(workbench);
		await workbench.openFile('tour.sqlnb');
		const { page } = workbench;
		await page.getByText('Run All').first().waitFor();
		assert.ok((await page.locator('.notebook-editor .cell-list-container').count()) > 0);
		await workbench.screenshot('tour-opened');
	});
});
