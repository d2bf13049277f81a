import assert from 'node:assert/strict';
import { encodePage } from '../../src/protocol/pageCodec.js';
import { pageToJson, type JsonPage } from '../../src/protocol/pageJson.js';
import { selectionAsTsv } from '../../src/ui/components/grid/copySelection.js';
import { PAGE_ROWS, PageSource } from '../../src/ui/components/grid/pageSource.js';

const ROWS = 100_000;

function page(offset: number, limit: number): JsonPage {
	const data = Array.from({ length: Math.min(limit, ROWS - offset) }, (_, row) => offset + row);
	const columns = [
		{ kind: 'int' as const, data },
		{ kind: 'generic' as const, data: data.map(row => (row % 2 === 0 ? null : `r\t${row}`)) },
	];
	return pageToJson(encodePage(columns, { offset }));
}

function source(options: { firstRows?: number; isGone?: boolean } = {}) {
	const asked: number[] = [];
	const made = new PageSource(ROWS, page(0, options.firstRows ?? 50), (offset, limit) => {
		asked.push(offset);
		return Promise.resolve(options.isGone ? undefined : page(offset, limit));
	});
	return { source: made, asked };
}

describe('the rows behind the grid', () => {
	it('shows the first page without asking anybody', async () => {
		const { source: rows, asked } = source({ firstRows: 200 });
		await rows.load(0, 200);
		assert.equal(rows.value(199, 0), 199);
		assert.deepEqual(asked, []);
	});

	it('asks for what it lacks, once, also when asked twice at the same time', async () => {
		const { source: rows, asked } = source();
		await Promise.all([rows.load(40, 60), rows.load(45, 70), rows.load(60, 61)]);
		assert.deepEqual(asked, [0]);
		assert.equal(rows.value(60, 0), 60);
		assert.equal(rows.value(60, 1), null);
		assert.equal(rows.value(61, 1), 'r\t61');
	});

	it('reaches the last rows and stops there', async () => {
		const { source: rows, asked } = source();
		await rows.load(ROWS - 10, ROWS + 500);
		assert.deepEqual(asked, [ROWS - PAGE_ROWS]);
		assert.equal(rows.value(ROWS - 1, 0), ROWS - 1);
		assert.equal(rows.value(ROWS, 0), undefined);
	});

	it('lets old pages go, and gets them again', async () => {
		const { source: rows, asked } = source();
		for (let start = 1000; start < ROWS; start += PAGE_ROWS) await rows.load(start, start + 1);
		assert.equal(rows.value(1000, 0), undefined, 'the oldest page is still held');
		const before = asked.length;
		await rows.load(1000, 1001);
		assert.equal(asked.length, before + 1);
		assert.equal(rows.value(1000, 0), 1000);
	});

	it('keeps the page that is looked at again and again', async () => {
		const { source: rows, asked } = source();
		for (let start = 1000; start < 40_000; start += PAGE_ROWS) {
			await rows.load(600, 601);
			await rows.load(start, start + 1);
		}
		assert.equal(asked.filter(offset => offset === 600).length, 1);
	});

	it('never invents a row that cannot be had', async () => {
		const { source: rows } = source({ isGone: true });
		await rows.load(500, 510);
		assert.equal(rows.value(505, 0), undefined);
	});
});

describe('copying from the grid', () => {
	it('gives tab-separated text with headers, quoting what holds a tab', async () => {
		const { source: rows } = source();
		const copied = await selectionAsTsv(rows, { top: 60, bottom: 61, left: 0, right: 1 }, [
			'n',
			'text',
		]);
		assert.equal(copied.text, 'n\ttext\n60\t\n61\t"r\t61"');
		assert.equal(copied.rows, 2);
		assert.equal(copied.missingRows, 0);
	});

	it('says how many rows are missing when the result is gone', async () => {
		const { source: rows } = source({ isGone: true });
		const copied = await selectionAsTsv(
			rows,
			{ top: 40, bottom: 59, left: 0, right: 0 },
			undefined,
		);
		assert.equal(copied.rows, 10);
		assert.equal(copied.missingRows, 10);
	});
});
