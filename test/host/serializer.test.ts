import './useFakeVscode.js';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { NotebookData } from 'vscode';
import type { NotebookSerializer } from '../../src/host/notebook/serializer.js';
import { inRoot } from '../../scripts/paths.mjs';

let serializer: NotebookSerializer;
const read = (text: string): NotebookData =>
	serializer.deserializeNotebook(new TextEncoder().encode(text));
const write = (data: NotebookData): string =>
	new TextDecoder().decode(serializer.serializeNotebook(data));
/** As VS Code does between processes. */
const throughJson = (data: NotebookData): NotebookData => {
	data.metadata = JSON.parse(JSON.stringify(data.metadata)) as Record<string, unknown>;
	for (const cell of data.cells) {
		cell.metadata = JSON.parse(JSON.stringify(cell.metadata ?? {})) as Record<string, unknown>;
	}
	return data;
};

describe('the notebook serializer', () => {
	before(async () => {
		const module = await import('../../src/host/notebook/serializer.js');
		serializer = new module.NotebookSerializer();
	});

	for (const name of ['tour.sqlnb', 'weather.sqlnb', 'university.sqlnb']) {
		it(`writes examples/${name} as it was read`, () => {
			const text = fs.readFileSync(inRoot('examples', name), 'utf8');
			assert.equal(write(throughJson(read(text))), text);
		});
	}

	it('changes only the cell that was edited', () => {
		const text =
			'-- sqlnb: 1\r\n\r\n-- %% a id=aaaa extra=1\r\nSELECT 1;\r\n\r\n-- %% b id=bbbb\r\nSELECT 2;\r\n';
		const data = throughJson(read(text));
		const [, second] = data.cells;
		assert.ok(second);
		second.value = 'SELECT 3;';
		assert.equal(write(data), text.replace('SELECT 2', 'SELECT 3'));
	});

	it('lets a cell change its kind', () => {
		const data = read('-- sqlnb: 1\n\n-- %% id=aaaa\nSELECT 1;\n');
		const [cell] = data.cells;
		assert.ok(cell);
		Object.assign(cell, { kind: 1, value: 'Now *text*' });
		assert.match(write(data), /-- %% \[markdown\] id=aaaa\n-- Now \*text\*/);
	});

	it('shows the notebook of another product and refuses to write it', () => {
		const data = read('{"cells":[{"type":"sql","content":"SELECT 7"}]}');
		assert.match(data.cells[0]?.value ?? '', /Convert a copy/);
		assert.ok(data.cells.some(({ value }) => value.includes('SELECT 7')));
		assert.throws(() => write(throughJson(data)), /not written/);
	});

	it('never turns bytes it cannot read into an empty notebook that could be saved over them', () => {
		const bytes = new Uint8Array([0xff, 0xfe, 0, 1, 2, 0x80, 0x81]);
		const data = serializer.deserializeNotebook(bytes);
		assert.throws(() => serializer.serializeNotebook(data), /not written/);
	});
});
