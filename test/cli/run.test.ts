import assert from 'node:assert/strict';
import path from 'node:path';
import { sqlnb, startSqlnb, testFolder } from './sqlnb.js';

describe('sqlnb', function () {
	this.timeout(60_000);
	const folder = testFolder();
	const write = (name: string, text: string) => folder.write(name, text);

	const NOTEBOOK = `-- sqlnb: 1
-- param least: integer = 2

-- %% [markdown] id=aaaa
-- # Title

-- %% load id=bbbb
CREATE TABLE t(id INTEGER PRIMARY KEY, v REAL, s TEXT);
INSERT INTO t SELECT id, v, s FROM read_csv('t.csv');

-- %% all_rows id=cccc
SELECT * FROM t WHERE id >= :least;

-- %% [assert] id=dddd
SELECT count(*) = 3 FROM t;
`;

	it('prints results as a table, CSV, JSON and Markdown', () => {
		write('t.csv', 'id,v,s\n1,1,a\n2,2.5,"b, c"\n9007199254740993,,\n');
		const file = write('ok.sqlnb', NOTEBOOK);
		const table = sqlnb(['run', file]);
		assert.equal(table.code, 0, table.err);
		assert.match(table.out, /INSERT \(3 rows\)/);
		assert.match(table.out, /9007199254740993 +NULL +NULL\n\(2 rows\)/);
		assert.match(table.out, /passed/);

		const csv = sqlnb(['run', file, '--format', 'csv', '--param', 'least=1']);
		assert.equal(csv.out, 'id,v,s\n1,1.0,a\n2,2.5,"b, c"\n9007199254740993,,\n');

		const json = sqlnb(['run', file, '--format', 'json']);
		assert.match(json.out, /"id":9007199254740993,"v":null/);
		assert.deepEqual((JSON.parse(json.out) as unknown[])[0], {
			cell: 'all_rows',
			columns: ['id', 'v', 's'],
			rows: [
				{ id: 2, v: 2.5, s: 'b, c' },
				{ id: 9007199254740992, v: null, s: null },
			],
		});

		const markdown = sqlnb(['run', file, '--format', 'markdown']);
		assert.match(markdown.out, /^# Title\n\n```sql\nCREATE TABLE/);
		assert.match(markdown.out, /\| 2 \| 2\.5 \| b, c \|/);
	});

	it('warns of directives that are ordinary comments', () => {
		const late = 'SELECT * FROM t WHERE id >= :least;\n-- | into: found';
		write('t.csv', 'id,v,s\n1,1,a\n2,2.5,b\n3,,\n');
		const file = write('late.sqlnb', NOTEBOOK.replace('SELECT * FROM t WHERE id >= :least;', late));
		const { code, err } = sqlnb(['run', file]);
		assert.equal(code, 0);
		const line = NOTEBOOK.split('\n').indexOf('SELECT * FROM t WHERE id >= :least;') + 2;
		assert.equal(
			err,
			`${file}:${line}:1: warning: 'into' is an ordinary comment here: '-- | into: ...' belongs at the top of its cell, above everything else
  -- | into: found
  ^^^^^^^^^^^^^^^^
`,
		);
	});

	it('ends with 1 and names file, line and column when a cell fails', () => {
		const file = write('bad.sqlnb', NOTEBOOK.replace('SELECT * FROM t', 'SELECT *\n\tFROM tt'));
		const { code, err, out } = sqlnb(['run', file]);
		assert.equal(code, 1);
		const line = NOTEBOOK.split('\n').indexOf('SELECT * FROM t WHERE id >= :least;') + 2;
		assert.ok(err.includes(`${file}:${line}:7: error: no such table: tt`), err);
		assert.match(err, /\n {2}\tFROM tt.*\n {2}\t {5}\^\^\n {2}hint: /);
		assert.doesNotMatch(out, /passed/);
		assert.match(sqlnb(['run', file, '--keep-going']).out, /passed/);
	});

	it('fails for a failed assertion, a missing CSV, a foreign file and a missing file', () => {
		const assertion = write(
			'assert.sqlnb',
			'-- sqlnb: 1\n\n-- %% [assert] id=aaaa\nSELECT 1 = 2 AS same;\n',
		);
		const failed = sqlnb(['run', assertion]);
		assert.equal(failed.code, 1);
		assert.match(failed.err, /assert\.sqlnb:4:1: error: assertion failed: same = 0/);
		const missing = sqlnb(['run', '-'], "SELECT 1;\nSELECT * FROM read_csv('none.csv')");
		assert.equal(missing.code, 1);
		assert.match(missing.err, /-:2:24: error: no such file: none\.csv \(looked in /);
		const foreign = sqlnb([
			'run',
			write('foreign.sqlnb', '{"cells":[{"type":"sql","content":"x"}]}'),
		]);
		assert.equal(foreign.code, 1);
		assert.match(foreign.err, /another product/);
		assert.equal(sqlnb(['run', path.join(folder.path, 'none.sqlnb')]).code, 1);
	});

	it('runs a plain script, a statement a cell', () => {
		const { code, out } = sqlnb(
			['run', '-', '--format', 'csv'],
			"SELECT 1 AS a; SELECT NULL AS b, '' AS c",
		);
		assert.equal(code, 0);
		assert.equal(out, 'a\n1\n\nb,c\n,""\n');
	});

	it('knows cells without a name by their place, and those with an id in the file by it', () => {
		const { out } = sqlnb(['run', '-'], 'SELECT 1 AS a;\n\nSELECT 2 AS b;');
		assert.match(out, /^── cell 1 ─+\na\n[^]*\n── cell 2 ─+\nb\n/);
		const text =
			'-- sqlnb: 1\n\n-- %% [markdown]\n-- x\n\n-- %%\nSELECT 1;\n\n-- %% id=aaaa\nSELECT 2;\n';
		const json = sqlnb(['run', write('titles.sqlnb', text), '--format', 'json']).out;
		assert.deepEqual(
			(JSON.parse(json) as { cell: string }[]).map(({ cell }) => cell),
			['cell 2', 'aaaa'],
		);
	});

	it('says where rows have gone, and why a cell is skipped', () => {
		const text =
			'-- sqlnb: 1\n\n-- %% a\n-- | into: t\nSELECT 1 AS a;\n\n-- %% b\n-- | skip: not yet\nSELECT 1;\n';
		const { out } = sqlnb(['run', write('into.sqlnb', text)]);
		assert.match(out, /\n1\n\(1 row\)\nTable t: 1 inserted\.\n\n── b ─+\nSKIPPED\nnot yet\n/);
	});

	it('takes no empty value, which is a variable that is not set', () => {
		const { code, err } = sqlnb(['run', '-', '--db', ''], 'SELECT 1');
		assert.deepEqual(
			[code, err],
			[2, "sqlnb: --db needs a value: --db DIR\nTry 'sqlnb run --help'.\n"],
		);
		assert.equal(
			sqlnb(['run', '-', '--param=x=', '--format', 'csv'], "SELECT :x IS '' AS a").out,
			'a\n1\n',
		);
		assert.equal(sqlnb(['shell', '-c', '']).code, 0);
	});

	it('says which parameters nothing asks for', () => {
		const file = write(
			'asks.sqlnb',
			'-- sqlnb: 1\n-- param since = 1\n\n-- %%\nSELECT :since, :until;\n',
		);
		const { err } = sqlnb(['run', file, '--param', 'sinc=2', '--param', 'until=3']);
		assert.equal(err, 'sqlnb: nothing asks for :sinc; did you mean :since?\n');
		assert.equal(sqlnb(['run', file, '--param', 'until=3']).err, '');
	});

	it('stops quietly when the reader of its pipe has seen enough', async () => {
		const many = folder.write(
			'many.sql',
			'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 60000) SELECT x FROM n',
		);
		const child = startSqlnb(['run', many, '--format', 'csv']);
		let err = '';
		child.stderr.on('data', text => (err += String(text)));
		child.stdout.once('data', () => child.stdout.destroy());
		const code = await new Promise(resolve => child.on('close', resolve));
		assert.deepEqual([code, err], [0, '']);
	});

	it('has no colours in a pipe, unless they are asked for', () => {
		const plain = sqlnb(['run', '-'], 'SELECT 1; SELECT oops');
		assert.doesNotMatch(plain.out + plain.err, /\u001b/);
		const asked = sqlnb(['run', '-'], {
			input: 'SELECT 1; SELECT oops',
			environment: { FORCE_COLOR: '1' },
		});
		assert.match(asked.out, /\u001b\[2m── /);
		assert.match(asked.err, /\u001b\[31merror:\u001b\[39m/);
	});

	it('explains itself and refuses what it does not know', () => {
		for (const command of [
			'run',
			'test',
			'shell',
			'export',
			'import',
			'convert',
			'format',
			'schema',
			'diff',
		]) {
			const { code, out } = sqlnb([command, '--help']);
			assert.equal(code, 0);
			assert.match(out, new RegExp(`^sqlnb ${command}: .*\n\nusage\n  sqlnb ${command} `));
			assert.match(out, new RegExp(`\nexamples\n(?:  #.*\n)?  sqlnb ${command}\\b`));
			assert.equal(sqlnb(['help', command]).out, out);
		}
		assert.match(sqlnb(['--help']).out, /examples\n {2}sqlnb run /);
		assert.match(sqlnb(['--version']).out, /^\d+\.\d+\.\d+\n$/);
		for (const args of [['walk'], ['run', 'x', '--format', 'xml'], ['run'], ['run', '--rows']]) {
			const { code, err } = sqlnb(args);
			assert.equal(code, 2);
			assert.match(err, /sqlnb (?:run )?--help/);
		}
		assert.match(sqlnb(['rnu']).err, /did you mean 'run'\?/);
		assert.match(sqlnb(['run', '--formt', 'csv', 'x']).err, /did you mean --format\?/);
		assert.match(sqlnb(['x.sqlnb']).err, /did you mean 'sqlnb run x\.sqlnb'\?/);
	});
});
