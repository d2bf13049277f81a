import assert from 'node:assert/strict';
import { readCellOptions, withCellOption } from '../../src/notebook/format/cellOptions.js';
import { convertForeign } from '../../src/notebook/format/foreign/convert.js';
import type { ForeignNotebook } from '../../src/notebook/format/model.js';
import { readNotebook } from '../../src/notebook/format/readNotebook.js';
import { printNotebook } from '../../src/notebook/format/writeNotebook.js';

function foreign(content: string | Uint8Array): ForeignNotebook {
	const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
	const result = readNotebook(bytes);
	return result.kind === 'foreign' ? result : assert.fail(JSON.stringify(result));
}

const cellsOf = (notebook: ForeignNotebook) =>
	notebook.cells?.map(cell => [cell.kind, cell.source]);

describe('notebooks of other products', () => {
	it('reads the YAML of Oracle SQL Developer', () => {
		const found = foreign(
			'cells:\n  - kind: 1\n    value: |-\n      # Title\n    languageId: markdown\n  - kind: 2\n    value: |-\n      select 1\n      from dual;\n    languageId: oracle-sql\n',
		);
		assert.equal(found.format, 'oracleYaml');
		assert.deepEqual(cellsOf(found), [
			['markdown', '# Title'],
			['sql', 'select 1\nfrom dual;'],
		]);
	});

	it('reads JSON cells, Jupyter and PondPilot', () => {
		const json = foreign(
			'{"cells":[{"type":"markdown","content":"hi"},{"type":"sql","content":"SELECT 1"}]}',
		);
		assert.equal(json.format, 'jsonCells');
		assert.deepEqual(cellsOf(json), [
			['markdown', 'hi'],
			['sql', 'SELECT 1'],
		]);
		const ipynb = foreign(
			'{"cells":[{"cell_type":"code","source":["SELECT 1;\\n","SELECT 2"],"metadata":{}}],"nbformat":4}',
		);
		assert.equal(ipynb.format, 'ipynb');
		assert.deepEqual(cellsOf(ipynb), [['sql', 'SELECT 1;\nSELECT 2']]);
		const pond = foreign(
			'{"format":"pondpilot-notebook","notebook":{"cells":[{"id":"x","type":"sql","content":"SELECT 3","order":0}]}}',
		);
		assert.equal(pond.format, 'pondPilot');
		assert.deepEqual(cellsOf(pond), [['sql', 'SELECT 3']]);
	});

	it('reads Markdown with SQL fences', () => {
		const found = foreign(
			'---\ntitle: x\n---\n# Report\n\nText.\n\n<!-- celda: total -->\n```sql\nSELECT 1;\n```\n\nMore.\n\n```python\nx = 1\n```\n',
		);
		assert.equal(found.format, 'markdown');
		assert.deepEqual(cellsOf(found), [
			['markdown', '# Report\n\nText.'],
			['sql', 'SELECT 1;'],
			['markdown', 'More.\n\n```python\nx = 1\n```'],
		]);
		assert.equal(found.cells?.[1]?.name, 'total');
	});

	it('names what cannot be shown and gives no cells for it', () => {
		const cases: [string | Uint8Array, string][] = [
			['SQLite format 3\0 and pages', 'sqliteDatabase'],
			[new Uint8Array([1, 2, 0, 200]), 'binary'],
			[new Uint8Array([0x53, 0xff, 0xfe, 0x41]), 'binary'],
			['{"cells": [', 'brokenJson'],
			['{"a": 1}', 'unknownText'],
			['-- sqlnb: 2\n', 'newerVersion'],
			['cells:\n  - kind: [1\n', 'oracleYaml'],
		];
		for (const [content, format] of cases) {
			const found = foreign(content);
			assert.equal(found.format, format);
			assert.equal(found.cells, undefined);
			assert.ok(found.message.length > 20);
		}
		assert.equal(foreign('Dear diary,\n').format, 'unknownText');
	});

	it('takes plain SQL for ours', () => {
		for (const sql of [
			'SELECT 1',
			'-- remark\n/* x */ with a as (select 1) select * from a',
			'-- only',
		]) {
			assert.equal(readNotebook(new TextEncoder().encode(sql)).kind, 'notebook');
		}
	});

	it('converts a copy that reads as ours', () => {
		const found = foreign(
			'{"cells":[{"type":"markdown","content":"hi\\n-- %% x"},{"type":"sql","content":"SELECT \'","name":"a=b"}]}',
		);
		const text = printNotebook(convertForeign(found));
		const copy = readNotebook(new TextEncoder().encode(text));
		assert.ok(copy.kind === 'notebook');
		assert.deepEqual(
			copy.file.cells.map(cell => [cell.kind, cell.name, cell.source]),
			[
				['markdown', undefined, 'hi\n-- %% x'],
				['sql', 'a b', "SELECT '"],
			],
		);
		for (const cell of copy.file.cells) assert.match(cell.id, /^[0-9a-z]{4,6}$/);
	});
});

describe('cell options', () => {
	const source =
		'-- | view: chart # as bars\n-- | chart: {type: bar, x: a}\n-- | own: [1, 2]\nSELECT 1;';

	it('are YAML on the first lines', () => {
		const options = readCellOptions(source);
		assert.deepEqual(options.values, {
			view: 'chart',
			chart: { type: 'bar', x: 'a' },
			own: [1, 2],
		});
		assert.equal(source.slice(options.end), 'SELECT 1;');
		assert.deepEqual(readCellOptions('SELECT 1 -- | x: 1').values, {});
	});

	it('change one at a time, the others as they were written', () => {
		assert.equal(
			withCellOption(source, 'live', true),
			source.replace('SELECT', '-- | live: true\nSELECT'),
		);
		assert.equal(withCellOption(source, 'view', 'grid'), source.replace('chart #', 'grid #'));
		assert.equal(
			withCellOption(source, 'own', undefined),
			source.replace('-- | own: [1, 2]\n', ''),
		);
		assert.equal(withCellOption('SELECT 1;', 'live', true), '-- | live: true\nSELECT 1;');
		assert.equal(withCellOption('-- | a: 1\nSELECT 1;', 'a', undefined), 'SELECT 1;');
	});

	it('report bad YAML at its line and are left alone', () => {
		const bad = '-- | a: 1\n-- | b: {x\nSELECT 1;';
		const options = readCellOptions(bad);
		assert.equal(options.errors.length > 0, true);
		assert.equal(withCellOption(bad, 'a', 2), bad);
	});
});
