import assert from 'node:assert/strict';
import fs from 'node:fs';
import { sqlnb, testFolder } from './sqlnb.js';

describe('sqlnb format', function () {
	this.timeout(60_000);
	const folder = testFolder();

	const NOTEBOOK = `-- sqlnb: 1
-- title: T

-- %% [markdown] id=aaaa
-- select   a

-- %% named id=bbbb
-- | view: chart
select   a,b from t;

-- %% [assert] id=cccc
select   count(*)=3 from t;
`;

	it('lays out the SQL cells of a notebook and nothing else', () => {
		const file = folder.write('n.sqlnb', NOTEBOOK);
		const { code, out } = sqlnb(['format', file]);
		assert.equal(code, 0);
		assert.equal(
			out,
			NOTEBOOK.replace('select   a,b from', 'select a, b from').replace(
				'select   count(*)=3',
				'select count(*) = 3',
			),
		);
		assert.equal(fs.readFileSync(file, 'utf8'), NOTEBOOK);
		const check = sqlnb(['format', '--check', file]);
		assert.deepEqual([check.code, check.out], [1, `${file}\n`]);
		assert.equal(sqlnb(['format', '--write', file]).code, 0);
		assert.equal(fs.readFileSync(file, 'utf8'), out);
		assert.equal(sqlnb(['format', '--check', file]).code, 0);
	});

	it('keeps the line ends of a script', () => {
		const file = folder.write('s.sql', 'select   1;\r\nselect   2;\r\n');
		assert.equal(sqlnb(['format', file]).out, 'select 1;\r\nselect 2;\r\n');
	});

	it('is a filter', () => {
		const { out } = sqlnb(['format', '-', '--keywords', 'upper'], 'select a from t');
		assert.equal(out, 'SELECT a FROM t\n');
	});

	it('refuses what contradicts itself', () => {
		const both = sqlnb(['format', 'x', '--check', '--write']);
		assert.equal(both.code, 2);
		assert.match(both.err, /exclude each other/);
		assert.match(
			sqlnb(['format', 'x', '--keywords', 'Upper']).err,
			/one of preserve, upper, lower/,
		);
	});
});
