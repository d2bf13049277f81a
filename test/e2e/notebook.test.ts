// What a user does and sees, in a real VS Code in a real browser, in both extension hosts.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import {
	eventually,
	openWorkbench,
	photographFailure,
	scrollTo,
	type Workbench,
} from './workbench.js';

const GRID = 'regular-table';

for (const host of ['node', 'web'] as const) {
	describe(`the ${host === 'node' ? 'tour in the Node' : 'notebook in the web'} extension host`, function () {
		this.timeout(180_000);
		let workbench: Workbench;
		let outputs: Frame;

		before(async () => {
			workbench = await openWorkbench(host);
			await openTour(workbench);
		});
		afterEach(async function () {
			await photographFailure(this.currentTest, workbench);
		});
		after(async () => {
			await workbench.close();
		});

		it('runs all cells and shows grids', async () => {
			const { page } = workbench;
			await showStrataViews(workbench);
			await page.getByText('Run All').first().click();
			await page.getByRole('treeitem', { name: /Layers/ }).waitFor({ timeout: 60_000 });
			// While cells run the button reads "Interrupt".
			await page
				.getByText('Run All')
				.filter({ visible: true })
				.first()
				.waitFor({ timeout: 60_000 });
			await scrollTo(workbench, 'ORDER BY revenue');
			outputs = await workbench.frameWith(GRID);
			await eventually('the revenue grid', () => hasCell(outputs, 'Grace'));
			await workbench.screenshot(`${host}-tour-ran`);
		});

		it('shows tables with row counts in the database view', async () => {
			const { page } = workbench;
			const table = page.getByRole('treeitem', { name: /customers/ }).first();
			await table.waitFor();
			assert.match((await table.textContent()) ?? '', /6 rows/);
			await table.click();
			await page.getByRole('treeitem', { name: /joined/ }).waitFor();
			await workbench.screenshot(`${host}-tree`);
		});

		it('shows inserts, updates and schema changes in the change feed', async () => {
			const feed = await workbench.frameWith('.list .row');
			await eventually('events', async () => (await feed.locator('.row:visible').count()) > 3);
			await feed.locator('select').selectOption('update');
			await eventually('updates only', async () => {
				const marks = await feed.locator('.row:visible .mark').allTextContents();
				return marks.length > 0 && marks.every(mark => mark === '~');
			});
			assert.match(
				(await feed.locator('.row:visible .detail').first().textContent()) ?? '',
				/price: .+ → /,
			);
			await feed.locator('select').selectOption('all');
			assert.ok((await framesDuringFlood(feed)) > 20, 'the feed froze');
			await feed.getByRole('button', { name: 'Clear' }).click();
			await feed.getByText('No changes yet').waitFor();
			await workbench.screenshot(`${host}-feed`);
		});

		it('scrolls to the end of a million rows', async () => {
			await scrollTo(workbench, 'WITH RECURSIVE');
			const grid = await gridWith(outputs, '1,000,000 rows');
			await grid.evaluate(table => {
				table.scrollTop = table.scrollHeight;
			});
			await eventually('the last row', () => hasCell(outputs, 'row 1000000'));
			await grid.evaluate(table => {
				table.scrollTop = table.scrollHeight / 2;
			});
			await eventually('a row in the middle', async () => {
				const texts = await grid.locator('tbody th').allTextContents();
				const row = Number(texts[2]);
				return row > 400_000 && row < 600_000;
			});
			await workbench.screenshot(`${host}-million`);
		});

		it('moves by keyboard and copies the selection as TSV', async () => {
			const { page } = workbench;
			await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
			const grid = await gridWith(outputs, '1,000,000 rows');
			await grid.evaluate(table => {
				table.scrollTop = 0;
			});
			await eventually('the first row', () => hasCell(outputs, 'row 1'));
			await grid.locator('td').first().click();
			await page.keyboard.press('Shift+ArrowDown');
			await page.keyboard.press('Shift+ArrowRight');
			await eventually(
				'a selection',
				async () => (await grid.locator('td.selected').count()) === 4,
			);
			await page.keyboard.press('Control+c');
			const copied = await eventually('the clipboard', async () => {
				const text = await page.evaluate(() => navigator.clipboard.readText());
				return text.startsWith('1\t1') && text;
			});
			assert.equal(copied.replace(/\r/g, ''), '1\t1\n2\t4');
		});

		it('opens a whole value by keyboard, goes back with Escape and leaves with Tab', async () => {
			const { page } = workbench;
			const output = outputs.locator('.output').filter({ hasText: '1,000,000 rows' }).first();
			const grid = output.locator(GRID);
			await grid.locator('td').first().click();
			await page.keyboard.press('End');
			await page.keyboard.press('ArrowDown');
			await page.keyboard.press('Enter');
			const viewer = output.locator('.viewer');
			await viewer.waitFor();
			assert.equal(await viewer.textContent(), 'label, row 2row 2');
			await page.keyboard.press('Escape');
			await viewer.waitFor({ state: 'hidden' });
			const focused = () =>
				outputs.evaluate(() => {
					let inner = document.activeElement;
					while (inner?.shadowRoot?.activeElement) inner = inner.shadowRoot.activeElement;
					return inner?.tagName.toLowerCase();
				});
			assert.equal(await focused(), GRID);
			await page.keyboard.press('Tab');
			await eventually('the focus to leave', async () => (await focused()) !== GRID);
		});

		it('tells a screen reader what the grid is and where it stands', async () => {
			const output = outputs.locator('.output').filter({ hasText: '1,000,000 rows' }).first();
			const grid = output.getByRole('grid', { name: 'Result' });
			assert.equal(await grid.getAttribute('aria-rowcount'), '1000001');
			assert.equal(await grid.getAttribute('aria-colcount'), '5');
			assert.equal(await grid.getAttribute('aria-activedescendant'), 'current');
			const current = grid.locator('#current');
			assert.equal(await current.getAttribute('role'), 'gridcell');
			assert.equal(await current.getAttribute('aria-colindex'), '5');
			assert.equal(await current.locator('..').getAttribute('aria-rowindex'), '3');
			assert.equal(await grid.getByRole('columnheader', { name: 'weekday' }).count(), 1);
		});

		it('lets a column be made wider', async () => {
			const { page } = workbench;
			const grid = await gridWith(outputs, '1,000,000 rows');
			const header = grid.locator('thead th').nth(2);
			const width = (await header.boundingBox())?.width ?? 0;
			// Again when it was missed: the notebook may still be scrolling.
			await eventually('a wider column', async () => {
				const box = await header.boundingBox();
				if (!box || box.width > width + 60) return box !== null;
				await page.mouse.move(box.x + box.width - 3, box.y + box.height / 2);
				await page.mouse.down();
				// As slowly as a hand: the grid follows the mouse once a frame, and takes two quick presses for a
				// double click, which makes the column fit its content again.
				for (const distance of [20, 50, 77]) {
					await page.mouse.move(box.x + box.width + distance, box.y + 5);
					await page.waitForTimeout(100);
				}
				await page.mouse.up();
				await page.waitForTimeout(700);
				return false;
			});
			await workbench.screenshot(`${host}-wider`);
		});

		it('lets the wheel scroll the grid first, and the notebook at its end', async () => {
			const { page } = workbench;
			await scrollTo(workbench, 'WITH RECURSIVE');
			const grid = await gridWith(outputs, '1,000,000 rows');
			const top = () => grid.evaluate(table => table.scrollTop);
			await grid.evaluate(table => {
				table.scrollTop = 0;
			});
			const place = async () => (await grid.boundingBox())?.y ?? 0;
			const box = await grid.boundingBox();
			assert.ok(box);
			await page.mouse.move(box.x + 60, box.y + 120);
			const before = await place();
			await page.mouse.wheel(0, 200);
			await eventually('the grid to scroll', async () => (await top()) > 0);
			assert.equal(await place(), before, 'the notebook scrolled too');
			await eventually('the notebook to scroll', async () => {
				await page.mouse.wheel(0, -200);
				return (await place()) > before;
			});
			assert.equal(await top(), 0);
		});

		it('shows the rows of a table in a panel beside the notebook', async () => {
			const { page } = workbench;
			const table = page.getByRole('treeitem', { name: /orders/ }).first();
			await table.hover();
			await table.getByRole('button', { name: 'Preview Rows' }).click();
			await page.getByRole('tab', { name: 'orders' }).waitFor();
			const preview = await eventually('the preview', async () => {
				for (const frame of page.frames()) {
					const isPreview = (await frame.title().catch(() => '')) === 'orders';
					if (isPreview && (await hasCell(frame, 'shortest path map'))) return frame;
				}
				return undefined;
			});
			assert.ok(await hasCell(preview, 'keyboard'));
			await workbench.screenshot(`${host}-preview`);
			await workbench.runCommand('View: Close Editor');
		});

		if (host === 'web') return;

		it('saves, and opens again with the same bytes', async () => {
			const { page, folder } = workbench;
			assert.ok(folder !== undefined);
			const file = path.join(folder, 'tour.sqlnb');
			const before = fs.readFileSync(file, 'utf8');
			await page
				.locator('.titlebar')
				.first()
				.click({ position: { x: 5, y: 5 } });
			await workbench.runCommand('File: Save');
			await new Promise(resolve => setTimeout(resolve, 500));
			assert.equal(fs.readFileSync(file, 'utf8'), before);
		});

		it('runs the weather notebook on its CSV file', async () => {
			const { page } = workbench;
			await workbench.openFile('weather.sqlnb');
			await page.locator('.notebook-editor:visible .view-line').first().waitFor();
			await page.getByText('Run All').filter({ visible: true }).first().click();
			await scrollTo(workbench, 'ORDER BY precipitation DESC');
			const frame = await eventually('the weather grids', async () => {
				for (const candidate of page.frames()) {
					if (await hasCell(candidate, '2015-03-15').catch(() => false)) return candidate;
				}
				return undefined;
			});
			assert.ok(await hasCell(frame, '55.9'));
			await workbench.screenshot('weather');
		});
	});
}

async function openTour(workbench: Workbench): Promise<void> {
	const { page } = workbench;
	if (workbench.folder === undefined) {
		// The web workbench's files live in memory and it starts with none: the suite's own file comes in by a command.
		await workbench.runCommand('Open the Tour Notebook');
		const trust = page.getByRole('button', { name: 'Open Notebook' });
		await page.getByText('Run All').or(trust).first().waitFor({ timeout: 60_000 });
		if (await trust.isVisible()) await trust.click();
	} else {
		await workbench.openFile('tour.sqlnb');
	}
	await page.getByText('Run All').first().waitFor({ timeout: 60_000 });
}

async function showStrataViews({ page }: Workbench): Promise<void> {
	await page.getByRole('tab', { name: 'Strata' }).first().click();
	await page.getByText('Change Feed').first().waitFor();
}

/** Frames that the feed draws in two seconds of 10,000 events a second. */
function framesDuringFlood(feed: Frame): Promise<number> {
	return feed.evaluate(async () => {
		let [sequence, frames] = [0, 0];
		const flood = setInterval(() => {
			const changes = Array.from({ length: 200 }, () => ({
				type: 'insert',
				sequence: ++sequence,
				tableName: 'flood',
				key: [sequence],
				newRow: { id: sequence, text: 'x'.repeat(50) },
				changedColumns: [],
			}));
			window.postMessage({ type: 'append', changes, dropped: 0 });
		}, 20);
		for (const end = performance.now() + 2000; performance.now() < end; frames++) {
			await new Promise(resolve => requestAnimationFrame(resolve));
		}
		clearInterval(flood);
		return frames;
	});
}

async function hasCell(frame: Frame, text: string): Promise<boolean> {
	const cells = frame.locator('td').filter({ hasText: text });
	return (await cells.count()) > 0;
}

/** The grid of the output whose bar says `fact`. */
async function gridWith(frame: Frame, fact: string) {
	const output = frame.locator('.output').filter({ hasText: fact }).first();
	await output.waitFor();
	return output.locator(GRID);
}
