import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { sqlnb, testFolder } from './sqlnb.js';

const JUPYTER = JSON.stringify({
	nbformat: 4,
	metadata: { kernelspec: { name: 'python3', language: 'python' } },
	cells: [
		{ cell_type: 'markdown', source: ['# Orders\n', 'by *region*'] },
		{ cell_type: 'code', source: ['%load_ext sql\n', 'import pandas'], outputs: [] },
		{ cell_type: 'code', source: '%%sql sqlite://\nCREATE TABLE o(region, total);' },
		{
			cell_type: 'code',
			source: ["%sql INSERT INTO o VALUES ('N', 1)\n", '%sql INSERT INTO o VALUES (2, 3);'],
		},
		{
			cell_type: 'code',
			source: '%%sql by_region <<\nSELECT region, sum(total) AS t FROM o GROUP BY 1',
		},
		{
			cell_type: 'code',
			source: 'SELECT * FROM by_region',
			metadata: { vscode: { languageId: 'sql' } },
		},
	],
});

describe('sqlnb convert', function () {
	this.timeout(60_000);
	const folder = testFolder();

	it('makes a notebook that runs of a Jupyter notebook', () => {
		const file = folder.write('orders.ipynb', JUPYTER);
		const { code, err } = sqlnb(['convert', file]);
		assert.equal(code, 0, err);
		assert.match(err, /orders\.sqlnb: 6 cells from Jupyter \(ipynb\), 2 of them Markdown/);
		const target = path.join(folder.path, 'orders.sqlnb');
		const text = fs.readFileSync(target, 'utf8');
		assert.match(
			text,
			/^-- sqlnb: 1\n\n-- %% \[markdown\] id=\w+\n-- # Orders\n-- by \*region\*\n/,
		);
		assert.match(text, /-- ```python\n-- %load_ext sql\n/);
		assert.match(text, /\nINSERT INTO o VALUES \('N', 1\);\nINSERT INTO o VALUES \(2, 3\);\n/);
		assert.match(text, /-- %% by_region id=/);
		const run = sqlnb(['run', target, '--format', 'csv']);
		assert.equal(run.code, 0, run.err);
		assert.match(run.out, /\n\nregion,t\n2,3\nN,1\n$/);
		assert.equal(fs.readFileSync(file, 'utf8'), JUPYTER);
	});

	it('takes all code of an SQL kernel as SQL', () => {
		const file = folder.write(
			'kernel.ipynb',
			JSON.stringify({
				metadata: { kernelspec: { name: 'SQL', language: 'sql', display_name: 'SQL' } },
				nbformat: 4,
				cells: [{ cell_type: 'code', source: ['SELECT 1 AS a'] }],
			}),
		);
		assert.match(sqlnb(['convert', file, '-o', '-']).out, /-- %% id=\w+\nSELECT 1 AS a\n$/);
	});

	it('reads .sql notebooks: blank lines between cells, markdown comments', () => {
		const script =
			'/*markdown\n# Title\nText\n*/\n\ncreate table t(a);\ninsert into t values (1);\n\n-- all\nselect * from t\n';
		const { out, code } = sqlnb(['convert', '-'], script);
		assert.equal(code, 0);
		const bodies = out.split(/-- %%.*\n/).slice(1);
		assert.deepEqual(bodies, [
			'-- # Title\n-- Text\n\n',
			'create table t(a);\ninsert into t values (1);\n\n',
			'-- all\nselect * from t\n',
		]);
	});

	it('converts YAML of Oracle SQL Developer into another file only', () => {
		const yaml =
			'cells:\n  - kind: 1\n    value: Title\n    languageId: markdown\n  - kind: 2\n    value: |-\n      select 1 as a\n    languageId: oracle-sql\n';
		const file = folder.write('oracle.sqlnb', yaml);
		const run = sqlnb(['run', file]);
		assert.equal(run.code, 1);
		assert.match(run.err, /hint: sqlnb convert .*oracle\.sqlnb makes a copy that runs/);
		const refused = sqlnb(['convert', file]);
		assert.equal(refused.code, 1);
		assert.match(refused.err, /would be written over\n {2}hint: name the new file with --out FILE/);
		const target = path.join(folder.path, 'ours.sqlnb');
		assert.equal(sqlnb(['convert', file, '--out', target]).code, 0);
		assert.equal(sqlnb(['run', target, '--format', 'csv']).out, 'a\n1\n');
		const again = sqlnb(['convert', file, '--out', target]);
		assert.equal(again.code, 1);
		assert.match(again.err, /there already\n {2}hint: --force/);
		assert.equal(sqlnb(['convert', file, '--out', target, '--force']).code, 0);
		assert.equal(fs.readFileSync(file, 'utf8'), yaml);
	});

	it('takes no text that is neither SQL nor a notebook', () => {
		const file = folder.write('rows.csv', 'a,b\n1,2\n');
		const { code, out, err } = sqlnb(['convert', file, '-o', '-']);
		assert.deepEqual([code, out], [1, '']);
		assert.equal(
			err,
			`sqlnb: ${file}: This text is neither SQL nor a notebook format known here.\n`,
		);
		for (const command of ['run', 'format']) {
			assert.doesNotMatch(sqlnb([command, file]).err, /sqlnb convert/);
		}
	});

	it('says so when there is nothing to convert, or nothing can be read', () => {
		const own = folder.write('own.sqlnb', '-- sqlnb: 1\n\n-- %% id=aaaa\nSELECT 1;\n');
		assert.match(sqlnb(['convert', own, '-o', '-']).err, /nothing to convert/);
		const broken = folder.write('broken.ipynb', '{"cells": [');
		const { code, err } = sqlnb(['convert', broken]);
		assert.equal(code, 1);
		assert.match(err, /broken/);
		assert.equal(sqlnb(['convert']).code, 2);
	});
});
