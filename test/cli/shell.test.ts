import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { completeLine } from '../../src/cli/shell/completeLine.js';
import { addToHistory, readHistory } from '../../src/cli/shell/history.js';
import { Shell } from '../../src/cli/shell/shell.js';
import { splitWords } from '../../src/cli/shell/words.js';
import { Database } from '../../src/library/index.js';
import { sqlnb, startSqlnb, testFolder } from './sqlnb.js';

describe('sqlnb shell', function () {
	this.timeout(60_000);
	const folder = testFolder();

	it('is a filter: statements in, rows out, like sqlite3', () => {
		const { code, out, err } = sqlnb(
			['shell'],
			'CREATE TABLE t(a, b);\nINSERT INTO t VALUES (1,\n  2), (3, NULL);\nSELECT * FROM t;\nSELECT 6 * 7',
		);
		assert.deepEqual([code, out, err], [0, '1|2\n3|\n42\n', '']);
	});

	it('prints in many modes', () => {
		const script = (mode: string) =>
			`.mode ${mode}\nSELECT 1 AS a, NULL AS b, 'x' || char(10) || 'y' AS c, 2.0 AS d;\n`;
		const printed = (mode: string) => sqlnb(['shell'], script(mode)).out;
		assert.equal(printed('csv'), 'a,b,c,d\n1,,"x\ny",2.0\n');
		assert.equal(printed('tsv'), 'a\tb\tc\td\n1\t\tx\\ny\t2.0\n');
		assert.equal(printed('line'), 'a = 1\nb = NULL\nc = x\ny\nd = 2.0\n');
		assert.equal(printed('jsonl'), '{"a":1,"b":null,"c":"x\\ny","d":2.0}\n');
		assert.equal(
			printed('insert t'),
			'INSERT INTO "t"("a", "b", "c", "d") VALUES (1, NULL, \'x\ny\', 2.0);\n',
		);
		assert.match(printed('table'), /^a {2}b +c +d\n.*\n1 {2}NULL {2}x↵y {2}2\.0\n\(1 row\)\n$/);
		assert.match(printed('markdown'), /\| 1 \| _NULL_ \| x<br>y \| 2\.0 \|/);
	});

	it('stops at the first error, names its place and ends with 1; or goes on', () => {
		const script = 'SELECT 1;\nSELECT nowhere;\nSELECT 3;\n';
		const stopped = sqlnb(['shell'], script);
		assert.deepEqual([stopped.code, stopped.out], [1, '1\n']);
		assert.match(stopped.err, /^stdin:2:8: error: no such column: nowhere \(SQLITE_ERROR\)\n/);
		const went = sqlnb(['shell', '--keep-going'], script);
		assert.deepEqual([went.code, went.out], [1, '1\n3\n']);
		const unknown = sqlnb(['shell', '-c', '.tabels']);
		assert.equal(unknown.code, 1);
		assert.match(unknown.err, /no command \.tabels\n {2}hint: did you mean \.tables\?/);
	});

	it('runs commands and leaves', () => {
		const { out, code } = sqlnb([
			'shell',
			'-c',
			'SELECT 1 AS a',
			'-c',
			'.headers on',
			'-c',
			'SELECT 2 AS b; SELECT 3 AS c',
		]);
		assert.deepEqual([code, out], [0, '1\nb\n2\nc\n3\n']);
	});

	it('imports files into tables it makes, and refuses what does not fit as a whole', () => {
		const csv = folder.write('people.csv', 'id,name,gpa\n1,Ada,3.5\n2,Bob,\n');
		const json = folder.write('more.json', '[{"id": 3, "name": "Eve", "gpa": 4}]');
		const bad = folder.write('bad.csv', 'id,name,gpa\n4,Zoe,1\n1,Twice,2\n');
		const script = `CREATE TABLE kept(id INTEGER PRIMARY KEY, name TEXT, gpa REAL);
.import ${csv} kept
.import ${json} kept
.import ${csv}
SELECT * FROM kept; SELECT typeof(gpa), count(*) FROM people GROUP BY 1 ORDER BY 1;
.import ${bad} kept
SELECT count(*) FROM kept;
.import ${csv} kept replace
SELECT count(*) FROM kept;
`;
		const { out, err, code } = sqlnb(['shell', '--keep-going'], script);
		assert.equal(out, '1|Ada|3.5\n2|Bob|\n3|Eve|4.0\nnull|1\nreal|1\n3\n2\n');
		assert.equal(code, 1);
		assert.match(err, /bad\.csv: UNIQUE constraint failed: kept\.id/);
		const missing = sqlnb(['shell', '-c', '.import nothing.csv']);
		assert.match(missing.err, /no such file: nothing\.csv/);
	});

	it('keeps what is done in a folder', () => {
		const db = path.join(folder.path, 'shop');
		assert.equal(
			sqlnb(['shell', '--db', db], 'CREATE TABLE t(a);INSERT INTO t VALUES (1);').code,
			0,
		);
		assert.equal(sqlnb(['shell', db], 'INSERT INTO t VALUES (2);').code, 0);
		assert.equal(sqlnb(['shell', db], 'SELECT sum(a) FROM t;').out, '3\n');
		assert.match(sqlnb(['shell', db], 'BEGIN; DELETE FROM t;').err, /transaction was open/);
		assert.equal(sqlnb(['shell', db], 'SELECT sum(a) FROM t;').out, '3\n');
		const notOne = sqlnb(['shell', '--db', folder.write('file.txt', 'x')], '');
		assert.equal(notOne.code, 1);
		assert.match(notOne.err, /file\.txt is not the folder of a database/);
		const nothing = sqlnb(['shell', path.join(folder.path, 'none')], '');
		assert.equal(nothing.code, 1);
		assert.match(nothing.err, /no such file or folder.*\n {2}hint: --db .* makes a database there/);
	});

	it('makes no database in a folder that it is given to read, nor beside others', () => {
		const base = path.join(folder.path, 'several');
		const db = path.join(base, 'one');
		sqlnb(['shell', '--db', db, '-c', 'CREATE TABLE t(a)']);
		for (const args of [[base], ['--db', base]]) {
			const { code, err } = sqlnb(['shell', ...args, '-c', 'CREATE TABLE u(a)']);
			assert.deepEqual(
				[code, err],
				[1, `sqlnb: ${base} holds no database\n  hint: databases in it: ${db}\n`],
			);
		}
		const empty = path.join(folder.path, 'empty');
		fs.mkdirSync(empty);
		const { code, err } = sqlnb(['shell', empty, '-c', 'CREATE TABLE u(a)']);
		assert.deepEqual(
			[code, err],
			[1, `sqlnb: ${empty} holds no database\n  hint: --db ${empty} makes one there\n`],
		);
		assert.deepEqual([fs.readdirSync(base), fs.readdirSync(empty)], [['one'], []]);
		assert.equal(sqlnb(['shell', '--db', empty, '-c', 'CREATE TABLE u(a)']).code, 0);
	});

	it('says who else has a database open, and reads beside it', async () => {
		const db = path.join(folder.path, 'busy');
		const first = startSqlnb(['shell', '--db', db]);
		const closed = new Promise(resolve => first.on('close', resolve));
		first.stdin.write('CREATE TABLE t(a);\nSELECT 1;\n');
		await new Promise(resolve => first.stdout.once('data', resolve));
		const second = sqlnb(['shell', db], 'SELECT 1;');
		assert.equal(second.code, 1);
		assert.match(second.err, new RegExp(`locked: process ${first.pid} .*SQLITE_BUSY`));
		assert.equal(sqlnb(['schema', db]).out, 'CREATE TABLE t(a);\n');
		first.stdin.end();
		assert.equal(await closed, 0);
		assert.equal(sqlnb(['shell', db], 'SELECT 1;').out, '1\n');
	});

	it('saves and opens databases of every form', () => {
		const file = (name: string) => path.join(folder.path, name);
		const make =
			'CREATE TABLE t(a INTEGER PRIMARY KEY, b); INSERT INTO t VALUES (1, 9007199254740993);';
		for (const name of ['a.sqlite', 'a.json', 'a.sql', 'kept']) {
			const saved = sqlnb(['shell', '-c', make, '-c', `.save ${file(name)}`]);
			assert.equal(saved.code, 0, saved.err);
			const read = sqlnb(['shell', '-c', `.open ${file(name)}`, '-c', 'SELECT * FROM t']);
			assert.equal(read.out, '1|9007199254740993\n', name + read.err);
		}
		assert.match(sqlnb(['shell', '-c', make, '-c', `.save ${file('kept')}`]).err, /is not empty/);
	});

	it('starts from a notebook, a CSV file, and with parameters', () => {
		const notebook = folder.write(
			'n.sqlnb',
			'-- sqlnb: 1\n\n-- %% made id=aaaa\nCREATE TABLE t AS SELECT 5 AS five;\nSELECT * FROM t;\n',
		);
		assert.equal(sqlnb(['shell', notebook], 'SELECT * FROM made;').out, '5\n');
		const csv = folder.write('sales.csv', 'region,total\nN,1\nS,2\nN,3\n');
		const sum = sqlnb([
			'shell',
			csv,
			'--param',
			'r=N',
			'-c',
			'SELECT sum(total) FROM sales WHERE region = :r',
		]);
		assert.equal(sum.out, '4\n');
	});

	it('lists, describes, dumps, writes to files and takes back', () => {
		const target = path.join(folder.path, 'out.csv');
		const script = `CREATE TABLE t(a);
CREATE INDEX i ON t(a);
CREATE VIEW v AS SELECT a FROM t;
INSERT INTO t VALUES (1), (2);
.tables
.tables v%
.indexes
.schema t
DELETE FROM t;
.undo
.mode csv
.once '${target}'
SELECT * FROM t;
SELECT count(*) AS n FROM t;
.dump
.parameter set least 2
SELECT a FROM t WHERE a >= :least;
.quit
SELECT 'not run';
`;
		const { out, err, code } = sqlnb(['shell'], script);
		assert.equal(code, 0, err);
		assert.ok(
			out.startsWith('t\nv\nv\ni\nCREATE TABLE t(a);\nCREATE INDEX i ON t(a);\nn\n2\n'),
			out,
		);
		assert.match(out, /INSERT INTO "?t"?/);
		assert.ok(out.endsWith('\na\n2\n'), out);
		assert.equal(fs.readFileSync(target, 'utf8'), 'a\n1\n2\n');
	});

	it('takes back an import by itself', () => {
		const file = folder.write('undone.csv', 'a\n1\n2\n');
		const script = `CREATE TABLE t(b);
.import '${file}'
.import '${file}'
SELECT count(*) FROM undone;
.undo
SELECT count(*) FROM undone;
.undo
.tables
.undo
.tables
`;
		const { out, err } = sqlnb(['shell'], script);
		assert.equal(out, '4\n2\nt\n', err);
	});

	it('reads files of SQL and dot commands', () => {
		const file = folder.write(
			'init.sql',
			'.mode csv\nCREATE TABLE t(a);\nINSERT INTO t\nVALUES (1);\nSELECT a\nFROM t;\nSELECT oops;\n',
		);
		const { out, err, code } = sqlnb(['shell', '-c', `.read ${file}`]);
		assert.deepEqual([out, code], ['a\n1\n', 1]);
		assert.match(err, /init\.sql:7:8: error: no such column: oops/);
	});
});

describe('the shell at a terminal', () => {
	const folder = testFolder();
	const database = new Database();
	database.exec('CREATE TABLE customers(id INTEGER PRIMARY KEY, "order" TEXT)');
	const shell = new Shell(
		{ database, name: 'memory', close: () => undefined },
		{
			mode: { name: 'table' },
			headers: true,
			isChatty: true,
			inputName: 'stdin',
			parameters: new Map([['since', '1']]),
			open: () => Promise.reject(new Error('not here')),
		},
	);

	it('completes SQL, over lines, as the user writes it', async () => {
		assert.deepEqual(completeLine(shell, 'SELECT * FROM cust'), [['customers '], 'cust']);
		assert.deepEqual(completeLine(shell, 'sele'), [['select '], 'sele']);
		assert.deepEqual(completeLine(shell, 'SELE'), [['SELECT '], 'SELE']);
		assert.deepEqual(completeLine(shell, 'SELECT :s'), [[':since'], ':s']);
		await shell.feed('SELECT i');
		assert.deepEqual(completeLine(shell, 'FROM customers WHERE ord'), [['"order"'], 'ord']);
		assert.deepEqual(completeLine(shell, 'FROM customers WHERE "ord'), [['"order"'], '"ord']);
		shell.abandon();
		assert.equal(shell.pending, '');
	});

	it('completes dot commands, their tables, modes and files', () => {
		assert.deepEqual(completeLine(shell, '.ta'), [['.tables '], '.ta']);
		assert.deepEqual(completeLine(shell, '.schema c'), [['customers'], 'c']);
		assert.deepEqual(completeLine(shell, '.mode js'), [['json', 'jsonl'], 'js']);
		folder.write('sub/a file.csv', '');
		const typed = `${folder.path}/su`;
		assert.deepEqual(completeLine(shell, `.import ${typed}`), [[`${folder.path}/sub/`], typed]);
	});

	it('keeps its history, the newest first', () => {
		const file = path.join(folder.path, 'state', 'history');
		addToHistory(file, 'SELECT 1;');
		addToHistory(file, 'SELECT 2;');
		assert.deepEqual(readHistory(file), ['SELECT 2;', 'SELECT 1;']);
		assert.deepEqual(readHistory(path.join(folder.path, 'none')), []);
	});

	it('cuts words at blanks outside quotes', () => {
		assert.deepEqual(splitWords(`import 'a b.csv' "t ""x""" merge`), [
			'import',
			'a b.csv',
			't "x"',
			'merge',
		]);
	});
});
