import './useFakeVscode.js';
import assert from 'node:assert/strict';
import type { notebookOutputs as NotebookOutputs } from '../../src/host/output/cellOutputs.js';
import { RESULT_MIME, type CellOutput, type GridOutput } from '../../src/protocol/output.js';
import type { WireValue } from '../../src/protocol/page.js';
import { encodePage } from '../../src/protocol/pageCodec.js';
import { pageToJson } from '../../src/protocol/pageJson.js';
import { gridAsHtml, gridAsText } from '../../src/host/output/textFallback.js';
import type { NotebookCellOutputItem } from './fakeVscode.js';

let notebookOutputs: typeof NotebookOutputs;
before(async () => {
	({ notebookOutputs } = await import('../../src/host/output/cellOutputs.js'));
});

const context = { session: 's', cellId: 'c', executionOrder: 3 };

function grid(
	columns: readonly string[],
	rows: readonly WireValue[][],
	rowCount = rows.length,
): GridOutput {
	const data = columns.map((_, at) => ({
		kind: 'generic' as const,
		data: rows.map(row => row[at] ?? null),
	}));
	return {
		type: 'grid',
		statementIndex: 0,
		span: { start: 0, end: 1 },
		elapsedMs: 1,
		handle: 'r1',
		columns: columns.map(name => ({ name, declaredType: null })),
		rowCount,
		firstPage: pageToJson(encodePage(data, { end: rows.length })),
		layer: undefined,
		changes: 0,
		notice: undefined,
	};
}

const done: CellOutput = {
	type: 'done',
	statementIndex: 1,
	span: { start: 0, end: 1 },
	elapsedMs: 1,
	verb: 'INSERT',
	changes: 1,
	notice: undefined,
};
const failed: CellOutput = {
	type: 'error',
	statementIndex: 2,
	span: { start: 0, end: 1 },
	elapsedMs: 1,
	error: {
		code: 'SQLITE_ERROR',
		message: 'no such table: usrs',
		span: undefined,
		hint: 'did you mean users?',
	},
};

const itemsOf = (outputs: readonly CellOutput[]): NotebookCellOutputItem[][] =>
	notebookOutputs(outputs, context).map(
		({ items }) => items as unknown as NotebookCellOutputItem[],
	);
const textOf = (items: readonly NotebookCellOutputItem[] | undefined, mime: string): string =>
	items?.find(item => item.mime === mime)?.data ?? `no ${mime}`;

describe('the outputs of a cell', () => {
	it('are one per statement, ours first, with plain text for everybody else', () => {
		const outputs = itemsOf([grid(['x'], [[1]]), done, failed]);
		assert.equal(outputs.length, 3);
		for (const items of outputs) {
			assert.equal(items[0]?.mime, RESULT_MIME);
			assert.ok(items.some(({ mime }) => mime === 'text/plain'));
		}
		assert.equal(textOf(outputs[1], 'text/plain'), 'INSERT: 1 row');
		assert.match(
			textOf(outputs[2], 'text/plain'),
			/no such table: usrs \(SQLITE_ERROR\)\nHint: did/,
		);
		assert.match(textOf(outputs[2], 'application/vnd.code.notebook.error'), /SQLITE_ERROR/);
	});

	it('expand the last grid only', () => {
		const expanded = itemsOf([grid(['x'], [[1]]), grid(['y'], [[2]]), done]).map(
			items => (JSON.parse(textOf(items, RESULT_MIME)) as { expanded: boolean }).expanded,
		);
		assert.deepEqual(expanded, [false, true, false]);
	});
});

describe('a result as HTML and text', () => {
	it('never lets a value become markup', () => {
		const html = gridAsHtml(grid(['<i>'], [['<script>"&\''], [null]]));
		assert.match(html, /<th>&lt;i&gt;<\/th>/);
		assert.match(html, /<td>&lt;script&gt;&quot;&amp;&#39;<\/td>/);
		assert.match(html, /<td><em>NULL<\/em><\/td>/);
	});

	it('aligns numbers right and says what it leaves out', () => {
		const rows = Array.from({ length: 150 }, (_, row) => [row, `r${row}`]);
		const text = gridAsText(grid(['n', 'text'], rows, 5000)).split('\n');
		assert.equal(text[0], ' n  text');
		assert.equal(text[2], ' 0  r0');
		assert.equal(text[101], '99  r99');
		assert.equal(text.at(-1), '(100 of 5000 rows shown)');
	});

	it('keeps a long or broken text on its line', () => {
		const [, , line] = gridAsText(grid(['t'], [[`a\nb${'x'.repeat(200)}`]])).split('\n');
		assert.ok(line?.startsWith('a b') && line.endsWith('…') && line.length === 60);
	});

	it('shows a result without rows as its header', () => {
		assert.match(gridAsText(grid(['a', 'b'], [])), /^a {2}b\n/);
	});
});
