import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { sqlnb, testFolder } from './sqlnb.js';

const BEFORE = `CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT, city TEXT);
INSERT INTO people VALUES (1, 'Ada', 'London'), (2, 'Bob', NULL), (3, 'Eve', 'Oslo');
CREATE TABLE log(at, what COLLATE NOCASE);
INSERT INTO log VALUES (1, 'a'), (1, 'a'), (1.0, 'a'), (2, 'B'), (2, 'b'), (NULL, x'00');
CREATE TABLE old(x);
INSERT INTO old VALUES (1);
CREATE TABLE wide(a INTEGER PRIMARY KEY, b);
INSERT INTO wide VALUES (1, 9007199254740993);
CREATE INDEX wide_b ON wide(b);
CREATE TRIGGER on_wide AFTER INSERT ON wide BEGIN SELECT 1; END;
CREATE INDEX by_name ON people(name);
CREATE VIEW v AS SELECT name FROM people;
`;
const AFTER = `CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT, city TEXT);
INSERT INTO people VALUES (1, 'Ada', 'London'), (2, 'Bob', 'Turku'), (4, 'Zoe', 'Rome');
CREATE TABLE log(at, what COLLATE NOCASE);
INSERT INTO log VALUES (1, 'a'), (1.0, 'a'), (2, 'B'), (NULL, x'00'), (3, 'c');
CREATE TABLE wide(a INTEGER PRIMARY KEY, b, c DEFAULT 'new');
INSERT INTO wide(a, b) VALUES (1, 9007199254740993), (2, 2.0);
CREATE INDEX wide_b ON wide(b);
CREATE TRIGGER on_wide AFTER INSERT ON wide BEGIN SELECT 1; END;
CREATE TABLE fresh(y TEXT);
INSERT INTO fresh VALUES ('it''s'), (NULL);
CREATE VIEW v AS SELECT name, city FROM people;
`;

describe('sqlnb diff', function () {
	this.timeout(60_000);
	const folder = testFolder();
	let before = '';
	let after = '';
	beforeEach(() => {
		before = folder.write('before.sql', BEFORE);
		after = folder.write('after.sql', AFTER);
	});

	it('tells tables, rows and other objects that differ', () => {
		const { code, out } = sqlnb(['diff', before, after]);
		assert.equal(code, 1);
		assert.equal(
			out,
			`~ table people: 1 row added, 1 row removed, 1 row changed, 1 the same
  - 3 | 'Eve' | 'Oslo'
  + 4 | 'Zoe' | 'Rome'
  ~ id 2: city NULL -> 'Turku'
~ table log: 1 row added, 2 rows removed, 4 the same
  - 1 | 'a'
  - 2 | 'b'
  + 3 | 'c'
- table old: gone, with 1 row
~ table wide: another definition, 1 row added, 1 the same
  - CREATE TABLE wide(a INTEGER PRIMARY KEY, b)
  + CREATE TABLE wide(a INTEGER PRIMARY KEY, b, c DEFAULT 'new')
  + 2 | 2.0
+ table fresh: new, 2 rows
~ view v
  - CREATE VIEW v AS SELECT name FROM people
  + CREATE VIEW v AS SELECT name, city FROM people
- index by_name
`,
		);
		const one = sqlnb(['diff', before, after, '--table', 'PEOPLE', '--rows', '1']);
		assert.match(
			one.out,
			/^~ table people.*\n.*\n {2}\.\.\. 2 more \(--rows 3 or 0 shows them\)\n/,
		);
	});

	it('is silent and ends with 0 when nothing differs', () => {
		const spaced = folder.write('spaced.sql', BEFORE.replaceAll('CREATE TABLE', 'create  table'));
		const { code, out } = sqlnb(['diff', before, spaced]);
		assert.deepEqual([code, out], [0, '']);
	});

	it('writes a script that makes the second of the first', () => {
		const script = sqlnb(['diff', before, after, '--format', 'sql']).out;
		const both = folder.write('both.sql', BEFORE + script);
		const { code, out } = sqlnb(['diff', both, after]);
		assert.deepEqual([code, out], [0, ''], script);
		const back = sqlnb(['diff', after, before, '--format', 'sql']).out;
		const again = folder.write('again.sql', AFTER + back);
		assert.equal(sqlnb(['diff', again, before]).code, 0, back);
	});

	it('compares databases of every form', () => {
		const file = path.join(folder.path, 'before.sqlite');
		assert.equal(sqlnb(['export', before, '--out', file]).code, 0);
		const { code, out } = sqlnb(['diff', before, file]);
		assert.deepEqual([code, out], [0, '']);
		const json = JSON.parse(sqlnb(['diff', file, after, '--format', 'json']).out) as {
			tables: { name: string; change: string }[];
		};
		assert.deepEqual(
			json.tables.map(({ name, change }) => [name, change]),
			[
				['people', 'changed'],
				['log', 'changed'],
				['old', 'removed'],
				['wide', 'changed'],
				['fresh', 'added'],
			],
		);
	});

	it('wants a table that one of them has', () => {
		const { code, err } = sqlnb(['diff', before, after, '--table', 'peoples']);
		assert.equal(code, 1);
		assert.match(err, /no such table: peoples\n {2}hint: there is: people/);
		assert.equal(sqlnb(['diff', before, after, '--table', 'fresh']).err, '');
	});

	it('needs two sources that can be read', () => {
		assert.equal(sqlnb(['diff', before]).code, 2);
		const { code, err } = sqlnb(['diff', before, path.join(folder.path, 'nothing')]);
		assert.equal(code, 1);
		assert.match(err, /no such file/);
	});
});

describe('sqlnb import', function () {
	this.timeout(60_000);
	const folder = testFolder();

	it('reads rows and whole databases into a folder, all of a file or nothing', () => {
		const db = path.join(folder.path, 'shop');
		const day = folder.write('sales.csv', 'id,total\n1,2.5\n2,3\n');
		const next = folder.write('next.csv', 'id;total\n2;4\n3;5\n');
		assert.match(sqlnb(['import', day, '--db', db]).err, /2 rows into the new table sales/);
		const ask = (sql: string) => sqlnb(['shell', db, '-c', sql]).out;
		sqlnb(['shell', db, '-c', 'CREATE UNIQUE INDEX sales_id ON sales(id)']);
		const refused = sqlnb(['import', next, '--db', db, '--table', 'sales']);
		assert.equal(refused.code, 1);
		assert.match(refused.err, /next\.csv: UNIQUE constraint failed: sales\.id/);
		assert.equal(ask('SELECT count(*), sum(total) FROM sales'), '2|5.5\n');
		const merged = sqlnb([
			'import',
			next,
			'--db',
			db,
			'--table',
			'sales',
			'--mode',
			'merge',
			'--keys',
			'id',
		]);
		assert.equal(merged.code, 0, merged.err);
		assert.equal(ask('SELECT count(*), sum(total) FROM sales'), '3|11.5\n');
		const script = folder.write('more.sql', 'CREATE TABLE other(a); INSERT INTO other VALUES (1);');
		const full = sqlnb(['import', script, '--db', db]);
		assert.equal(full.code, 1);
		assert.match(full.err, /not empty/);
		assert.equal(sqlnb(['import', script, '--db', db, '--mode', 'merge']).code, 0);
		assert.equal(ask('SELECT count(*) FROM sales UNION ALL SELECT a FROM other'), '3\n1\n');
	});

	it('says where an error of a script is, and imports nothing of it', () => {
		const db = path.join(folder.path, 'placed');
		const script = folder.write(
			'bad.sql',
			'-- two\nCREATE TABLE t(a);\n INSERT INTO t VALUES (x);\n',
		);
		for (const mode of [[], ['--mode', 'merge'], ['--mode', 'replace']]) {
			const { code, out, err } = sqlnb(['import', script, '--db', db, ...mode]);
			assert.deepEqual([code, out], [1, '']);
			assert.equal(
				err,
				`${script}:3:24: error: no such column: x (SQLITE_ERROR)
   INSERT INTO t VALUES (x);
                         ^
sqlnb: nothing of ${script} is imported
`,
			);
		}
		assert.equal(sqlnb(['shell', db, '-c', 'SELECT count(*) FROM sqlite_schema']).out, '0\n');
		// What fails as the rows meet those that are there has no place in the script.
		sqlnb([
			'shell',
			db,
			'-c',
			'CREATE TABLE t(id INTEGER PRIMARY KEY, a UNIQUE); INSERT INTO t VALUES (1, 7)',
		]);
		const other = folder.write(
			'other.sql',
			'CREATE TABLE t(id INTEGER PRIMARY KEY, a);\nINSERT INTO t VALUES (2, 7);',
		);
		const { code, err } = sqlnb(['import', other, '--db', db, '--mode', 'merge']);
		assert.equal(code, 1);
		assert.equal(
			err,
			`sqlnb: ${other}: UNIQUE constraint failed: t.a (SQLITE_CONSTRAINT_UNIQUE)\n`,
		);
	});

	it('reads standard input: CSV for a table, else a script', () => {
		const db = path.join(folder.path, 'piped');
		const rows = sqlnb(['import', '-', '--db', db, '--table', 't'], 'a,b\n1,x\n');
		assert.deepEqual([rows.code, rows.err], [0, 'sqlnb: -: 1 row into the new table t\n']);
		const other = sqlnb(['import', '-', '--db', db, '--mode', 'merge'], 'CREATE TABLE u(a);');
		assert.equal(other.code, 0, other.err);
		assert.equal(
			sqlnb(['shell', db, '-c', 'SELECT a, b FROM t', '-c', '.tables']).out,
			'1|x\nt\nu\n',
		);
	});

	it('takes options of rows for rows alone', () => {
		const db = path.join(folder.path, 'whole');
		const script = folder.write('whole.sql', 'CREATE TABLE w(a);');
		for (const option of [
			['--table', 'w'],
			['--csv', '{header: false}'],
			['--mode', 'merge', '--keys', 'a'],
		]) {
			const { code, err } = sqlnb(['import', script, '--db', db, ...option]);
			assert.equal(code, 2);
			assert.match(err, /is for files of rows, not .*whole\.sql/);
		}
	});

	it('makes no database when a file is missing', () => {
		const db = path.join(folder.path, 'never');
		const missing = path.join(folder.path, 'missing.csv');
		const file = folder.write('there.csv', 'a\n1\n');
		const { code, err } = sqlnb(['import', file, missing, '--db', db]);
		assert.deepEqual([code, err], [1, `sqlnb: no such file: ${missing}\n`]);
		assert.ok(!fs.existsSync(db));
	});

	it('takes options of CSV and says what is missing', () => {
		const file = folder.write('plain.csv', '1|x\n2|y\n');
		const db = path.join(folder.path, 'plain');
		const { code, err } = sqlnb([
			'import',
			file,
			'--db',
			db,
			'--csv',
			'{header: false, delimiter: "|", columns: [a, b]}',
		]);
		assert.equal(code, 0, err);
		assert.equal(sqlnb(['shell', db, '-c', 'SELECT a, b FROM plain']).out, '1|x\n2|y\n');
		assert.match(sqlnb(['import', file]).err, /import needs --db DIR/);
		const unknown = sqlnb(['import', file, '--db', db, '--csv', '{headers: false}']);
		assert.equal(unknown.code, 1);
		assert.match(unknown.err, /no option "headers"/);
	});
});
