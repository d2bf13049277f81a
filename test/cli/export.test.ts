import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { openOracle, openOracleFile } from '../oracle/oracle.js';
import { sqlnb, testFolder } from './sqlnb.js';

const NOTEBOOK = `-- sqlnb: 1
-- title: Orders & more
-- param least: integer = 2

-- %% [markdown] id=aaaa
-- # Orders
-- Text <script>alert(1)</script>, [bad](javascript:alert(1)), [good](https://example.org)

-- %% load id=bbbb
CREATE TABLE o(region TEXT, total INTEGER);
INSERT INTO o VALUES ('N <b>', 1), ('S', 9007199254740993), (NULL, 3);

-- %% by_region id=cccc
-- | view: chart
SELECT region, sum(total) AS total FROM o GROUP BY region;

-- %% id=dddd
SELECT * FROM by_region WHERE total >= :least

-- %% [assert] id=eeee
SELECT count(*) = 3 FROM o;
`;

describe('sqlnb export', function () {
	this.timeout(60_000);
	const folder = testFolder();
	let file = '';
	before(() => {
		file = folder.write('orders.sqlnb', NOTEBOOK);
	});

	it('writes a script that SQLite runs', () => {
		const { out, code } = sqlnb(['export', file, '--param', 'least=3']);
		assert.equal(code, 0);
		assert.match(out, /^-- Orders & more\n\n-- # Orders\n/);
		assert.match(out, /CREATE TEMP VIEW "?by_region"? AS SELECT region/);
		assert.match(out, /WHERE total >= 3;\n/);
		assert.doesNotMatch(out, /%%|-- \|/);
		const database = openOracle();
		const results = database.exec(out);
		assert.deepEqual(results.at(-2)?.values, [
			[null, 3],
			['S', Number(9007199254740993n)],
		]);
		assert.deepEqual(results.at(-1)?.values, [[1]]);
		database.close();
	});

	it('writes what into options do as SQL', () => {
		const into = folder.write(
			'into.sqlnb',
			`-- sqlnb: 1

-- %% [yaml] id=aaaa
-- destinations:
--   kept:
--     connector: in_memory
--     table_name: results
--     mode: merge
--     merge_keys: [id]

-- %% id=bbbb
-- | into: kept
SELECT 1 AS id, 'a' AS v UNION ALL SELECT 2, 'b';

-- %% id=cccc
-- | into: kept
SELECT 2 AS id, 'c' AS v UNION ALL SELECT 3, 'd';

-- %% id=dddd
-- | into: {table: last, mode: replace}
SELECT id, v FROM results ORDER BY id;

-- %% id=eeee
-- | into: {table: last, mode: replace}
SELECT * FROM last WHERE v <> 'c';
`,
		);
		const { out, code } = sqlnb(['export', into]);
		assert.equal(code, 0);
		const database = openOracle();
		const asked = `${out}; SELECT * FROM results ORDER BY id; SELECT * FROM last`;
		const [rows, last] = database.exec(asked).slice(-2);
		assert.deepEqual(rows?.values, [
			[1, 'a'],
			[2, 'c'],
			[3, 'd'],
		]);
		assert.deepEqual(last?.values, [
			[1, 'a'],
			[3, 'd'],
		]);
		database.close();
	});

	it('writes a document with text, SQL and results', () => {
		const { out, code } = sqlnb(['export', file, '--to', 'md']);
		assert.equal(code, 0);
		assert.match(out, /^# Orders\n/);
		assert.match(out, /\| S \| 9007199254740993 \|/);
	});

	it('writes a page that does nothing to its reader', () => {
		const target = path.join(folder.path, 'orders.html');
		const { code, out, err } = sqlnb(['export', file, '--out', target]);
		assert.equal(code, 0, err);
		assert.equal(out, '');
		const page = fs.readFileSync(target, 'utf8');
		assert.match(page, /<title>Orders &amp; more<\/title>/);
		assert.match(page, /<h1>Orders<\/h1>/);
		assert.doesNotMatch(page, /<script|=.javascript:/i);
		assert.match(page, /<a href="https:\/\/example\.org">good<\/a>/);
		assert.match(page, /<td class="text">N &lt;b&gt;<\/td>/);
		assert.match(page, /<td class="integer">9007199254740993<\/td>/);
		assert.match(page, /<td class="null">NULL<\/td>/);
		assert.match(page, /<span class="keyword">SELECT<\/span>/);
		const again = sqlnb(['export', file, '--out', target]);
		assert.equal(again.code, 1);
		assert.match(again.err, /there already\n {2}hint: --force/);
	});

	it('shows errors in the document and ends with 1', () => {
		const broken = folder.write('broken.sqlnb', NOTEBOOK.replace('FROM by_region', 'FROM nowhere'));
		const { code, out, err } = sqlnb(['export', broken, '--to', 'html']);
		assert.equal(code, 1);
		assert.match(out, /<p class="failed">Error: no such table: nowhere<\/p>/);
		assert.match(err, /broken\.sqlnb:18:15: error: no such table/);
	});

	it('writes the database of a notebook as JSON, SQL and an SQLite file, which are sources again', () => {
		const sqlite = path.join(folder.path, 'orders.sqlite');
		const json = path.join(folder.path, 'orders.json');
		assert.equal(sqlnb(['export', file, '-o', sqlite]).code, 0);
		assert.equal(sqlnb(['export', file, '-o', json]).code, 0);
		const database = openOracleFile(fs.readFileSync(sqlite));
		assert.deepEqual(database.exec('SELECT count(*) FROM o')[0]?.values, [[3]]);
		database.close();
		const script = sqlnb(['export', file, '--to', 'sql', '--data']).out;
		assert.match(script, /9007199254740993/);
		for (const source of [sqlite, json]) {
			assert.equal(sqlnb(['export', source, '--to', 'sql']).out, script);
			assert.equal(sqlnb(['schema', source]).out, 'CREATE TABLE o(region TEXT, total INTEGER);\n');
		}
	});

	it('names the tables that there are when one is not', () => {
		const file = folder.write('three.csv', 'a\n1\n');
		for (const to of ['sql', 'json']) {
			const { code, out, err } = sqlnb(['export', file, '--to', to, '--table', 'x']);
			assert.deepEqual([code, out], [1, '']);
			assert.equal(err, 'sqlnb: no such table: x\n  hint: there is: three\n');
		}
	});

	it('says what cannot be', () => {
		const database = path.join(folder.path, 'orders.json');
		const page = sqlnb(['export', database, '--to', 'html']);
		assert.equal(page.code, 2);
		assert.match(page.err, /is for notebooks/);
		assert.match(sqlnb(['export', path.join(folder.path, 'nothing.sqlnb')]).err, /no such file/);
		for (const option of [['--data'], ['--table', 'orders']]) {
			const refused = sqlnb(['export', file, '--to', 'html', ...option]);
			assert.equal(refused.code, 2);
			assert.match(refused.err, new RegExp(`^sqlnb: ${option[0] ?? ''} `));
		}
		assert.match(sqlnb(['export', file, '--param', 'x=1']).err, /nothing asks for :x\n/);
		assert.match(sqlnb(['export', file, '--to', 'pdf']).err, /one of sql, md, html, json, sqlite/);
	});
});

describe('sqlnb run --db', function () {
	this.timeout(60_000);
	const folder = testFolder();

	it('keeps what a notebook makes in a folder, which schema and export read', () => {
		const db = path.join(folder.path, 'shop');
		const load = folder.write(
			'load.sql',
			'CREATE TABLE IF NOT EXISTS t(a INTEGER PRIMARY KEY); INSERT INTO t DEFAULT VALUES;',
		);
		assert.equal(sqlnb(['run', load, '--db', db]).code, 0);
		assert.equal(sqlnb(['run', load, '--db', db]).code, 0);
		assert.equal(
			sqlnb(['run', '-', '--db', db, '--format', 'csv'], 'SELECT count(*) AS n FROM t').out,
			'n\n2\n',
		);
		assert.match(sqlnb(['schema', db, '--format', 'table']).out, /\nt +table +2 +a\n/);
		assert.match(sqlnb(['export', db, '--to', 'json']).out, /"t"/);
		const parent = sqlnb(['schema', folder.path]);
		assert.equal(parent.code, 1);
		assert.match(parent.err, /holds no database\n {2}hint: databases in it: .*shop/);
	});

	it('follows the -- persist: line of a notebook', () => {
		const file = folder.write(
			'kept.sqlnb',
			'-- sqlnb: 1\n-- persist: ./data\n\n-- %% id=aaaa\nCREATE TABLE IF NOT EXISTS k(x);\nINSERT INTO k VALUES (1);\nSELECT count(*) AS n FROM k;\n',
		);
		assert.equal(sqlnb(['run', file, '--format', 'csv']).out, 'n\n1\n');
		assert.equal(sqlnb(['run', file, '--format', 'csv']).out, 'n\n2\n');
		const db = path.join(folder.path, 'data', 'kept');
		assert.ok(fs.existsSync(path.join(db, 'wal')));
		// To look at its schema is not to run it on what is kept.
		assert.equal(sqlnb(['schema', file]).out, 'CREATE TABLE k(x);\n');
		assert.match(sqlnb(['schema', '--db', db, '--format', 'table']).out, /\nk +table +2 +x\n/);
		assert.match(sqlnb(['export', '--db', db, '--to', 'sql']).out, /INSERT INTO "?k"?/);
	});
});

describe('sqlnb schema', function () {
	this.timeout(60_000);
	const folder = testFolder();

	it('shows tables, views, indexes and triggers of what a notebook makes', () => {
		const sql = `CREATE TABLE a(id INTEGER PRIMARY KEY, b TEXT);
CREATE INDEX by_b ON a(b);
CREATE TRIGGER tr AFTER INSERT ON a BEGIN SELECT 1; END;
CREATE VIEW v AS SELECT b FROM a;
`;
		const file = folder.write('s.sql', sql);
		assert.equal(sqlnb(['schema', file]).out, sql);
		const json = JSON.parse(sqlnb(['schema', file, 'A', '--format', 'json']).out) as {
			name: string;
			columns: { name: string }[];
		}[];
		assert.deepEqual(
			json.map(({ name, columns }) => [name, columns.map(column => column.name)]),
			[['a', ['id', 'b']]],
		);
		const { code, err } = sqlnb(['schema', file, 'b']);
		assert.equal(code, 1);
		assert.match(err, /no such table: b\n {2}hint: there is: a, v/);
	});

	it('reads a CSV file as a table', () => {
		const file = folder.write('my rows.csv', 'id,name\n1,Ada\n');
		assert.equal(
			sqlnb(['schema', file]).out,
			'CREATE TABLE "my_rows"("id" INTEGER, "name" TEXT);\n',
		);
	});
});
