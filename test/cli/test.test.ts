import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Database } from '../../src/library/index.js';
import { sqlnb, startSqlnb } from './sqlnb.js';

describe('sqlnb test', function () {
	this.timeout(60_000);
	let folder = '';
	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sqlnb-test-'));
	});
	afterEach(() => fs.rmSync(folder, { recursive: true }));

	const write = (name: string, text: string) => {
		fs.mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
		fs.writeFileSync(path.join(folder, name), text);
	};
	const read = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8');
	const test = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
		sqlnb(['test', ...args], { folder, environment: { GITHUB_ACTIONS: '', ...environment } });

	const GOOD = `-- sqlnb: 1

-- %% id=load
CREATE TABLE t(x); INSERT INTO t VALUES (1), (2);

-- %% two rows [assert] id=rows
SELECT count(*) = 2 FROM t;

-- %% sum id=summ
-- | expect: 3
SELECT sum(x) FROM t;
`;
	const BAD = `${GOOD}
-- %% wrong & <odd> [assert] id=wron
SELECT 1;
SELECT x > 1 AS more FROM t;

-- %% table id=tabl
-- | expect: |
-- |   | x |
-- |   | - |
-- |   | 1 |
SELECT x FROM t;

-- %% broken [assert] id=brok
SELECT nope FROM t;

-- %% later [assert] id=late
-- | skip: not yet
SELECT 0;
`;

	it('tells what passed, and ends with 0', () => {
		write('good.sqlnb', GOOD);
		const { code, out, err } = test(['good.sqlnb']);
		assert.equal(code, 0, err);
		assert.match(out, /^✓ good\.sqlnb \(2 tests, .*\)\n {2}✓ two rows \(.*\)\n {2}✓ sum /);
		assert.match(out, /\n2 passed in 1 file \(.*\)\n$/);
		assert.doesNotMatch(out, /\x1b/);
	});

	it('tells what failed with its place, the text there and the difference, and ends with 1', () => {
		write('bad.sqlnb', BAD);
		const { code, out } = test(['bad.sqlnb']);
		assert.equal(code, 1);
		assert.match(
			out,
			/✗ wrong & <odd> .*\n {6}bad\.sqlnb:15:1: row 1: more = 0\n {8}SELECT x > 1 AS more FROM t;\n {8}\^{27}\n/,
		);
		assert.match(
			out,
			/bad\.sqlnb:18:1: 2 rows instead of 1 row\n.*\n.*\n.*\n.*\n.*\n {8}\+ \| +2 \|\n/,
		);
		assert.match(out, /bad\.sqlnb:25:8: no such column: nope \(SQLITE_ERROR\)\n/);
		assert.match(out, /- later \(not yet\)/);
		assert.match(out, /3 failed, 2 passed, 1 skipped in 1 file/);
	});

	it('finds the notebooks of a folder that have tests, tests them side by side and tells them in order', () => {
		for (const name of ['b/two.nb.sql', 'a/one.sqlnb', 'three.sqlnb']) write(name, GOOD);
		write('node_modules/p/x.sqlnb', BAD);
		write('.hidden/x.sqlnb', BAD);
		write('none.sqlnb', '-- sqlnb: 1\n\n-- %% id=none\nSELECT nope;\n');
		write('plain.sql', 'SELECT nope;');
		const { code, out } = test(['--jobs', '3']);
		assert.equal(code, 0);
		const files = [...out.matchAll(/^✓ (\S+)/gm)].map(([, file]) => file);
		assert.deepEqual(files, ['a/one.sqlnb', 'b/two.nb.sql', 'three.sqlnb']);
		assert.match(out, /6 passed in 3 files/);
	});

	it('fails when there are no tests, a file is missing or cannot be read', () => {
		write('none.sqlnb', '-- sqlnb: 1\n');
		assert.match(
			test([]).err,
			/no tests in any notebook below this folder\n {2}hint: a test is an \[assert\] cell/,
		);
		write('good.sqlnb', GOOD);
		assert.match(test(['--filter', 'nothing']).err, /no test named 'nothing'/);
		assert.match(test(['gone.sqlnb']).err, /no such file or folder: gone\.sqlnb/);
		write('other.sqlnb', '{"cells":[{"type":"sql","content":"SELECT 7"}]}');
		const { code, out } = test([]);
		assert.equal(code, 1);
		assert.match(out, /✓ good\.sqlnb[\s\S]*✗ other\.sqlnb .*\n {2}\S/);
		assert.match(out, /1 failed, 2 passed in 2 files/);
	});

	describe('warns of directives that are ordinary comments', () => {
		const LATE = `${GOOD}
-- %% late id=late
SELECT '
-- | into: t
';
  -- | expect: 7
`;
		const WARNING =
			/late\.sqlnb:17:3: warning: 'expect' is an ordinary comment here: '-- \| expect: \.\.\.' belongs at the top of its cell/;

		it('beside the tests that there are', () => {
			write('late.sqlnb', LATE);
			const { code, out } = test([]);
			assert.equal(code, 0);
			assert.match(out, WARNING);
			assert.equal(out.match(/warning/g)?.length, 1);
			assert.match(
				test([], { GITHUB_ACTIONS: 'true' }).out,
				/^::warning file=late\.sqlnb,line=17,col=3,/m,
			);
			assert.match(test(['--reporter', 'tap']).out, /^# late\.sqlnb:17:3: warning: 'expect'/m);
			assert.match(test(['--reporter', 'junit']).out, /<system-err>late\.sqlnb:17:3: warning: /);
			const told = JSON.parse(test(['--reporter', 'json']).out) as {
				files: { warnings: { line: number; column: number }[] }[];
			};
			assert.deepEqual(
				told.files[0]?.warnings.map(({ line, column }) => [line, column]),
				[[17, 3]],
			);
		});

		it('where there would be a test, beside a file that has some and where there are none', () => {
			const [, late = ''] = LATE.split(GOOD);
			write('one/late.sqlnb', `-- sqlnb: 1\n${'\n'.repeat(10)}${late}`);
			const alone = test(['one']);
			assert.equal(alone.code, 1);
			assert.match(alone.err, WARNING);
			assert.match(alone.err, /sqlnb: no tests in one\n/);
			write('one/good.sqlnb', GOOD);
			const both = test(['one']);
			assert.equal(both.code, 0);
			assert.match(both.out, WARNING);
			assert.match(both.out, /2 passed in 2 files/);
		});
	});

	it('is misused with 2', () => {
		for (const args of [
			['--reporter', 'xml'],
			['--timeout', 'soon'],
			['--jobs', '0'],
			['--reporter', 'tap', '--reporter', 'json'],
		]) {
			assert.equal(test(args).code, 2, args.join(' '));
		}
	});

	it('runs the tests of a name, and lists them', () => {
		write('bad.sqlnb', BAD);
		const { code, out } = test(['--filter', 'TWO']);
		assert.equal(code, 0);
		assert.match(out, /1 passed in 1 file/);
		assert.equal(
			test(['--list', '--filter', 'w']).out,
			'bad.sqlnb\n  two rows\n  wrong & <odd>\n2 tests in 1 file\n',
		);
	});

	it('records what it finds with --update, and leaves everything else alone', () => {
		write('bad.sqlnb', BAD);
		const { code, out } = test(['--update']);
		assert.equal(code, 1);
		assert.match(out, /● table \(recorded\)/);
		// Two lines below, behind the longer table.
		assert.match(out, /bad\.sqlnb:26:8: no such column: nope/);
		assert.match(out, /2 failed, 3 passed, 1 skipped, 1 recorded/);
		assert.equal(
			read('bad.sqlnb'),
			BAD.replace(
				'-- |   | x |\n-- |   | - |\n-- |   | 1 |\n',
				'-- |   |   x |\n-- |   | --: |\n-- |   |   1 |\n-- |   |   2 |\n',
			),
		);
		assert.deepEqual(fs.readdirSync(folder), ['bad.sqlnb']);
	});

	it('gives values to parameters', () => {
		write(
			'p.sqlnb',
			"-- sqlnb: 1\n-- param x = 1\n\n-- %% [assert] id=aaaa\nSELECT :x = 'it''s';\n",
		);
		assert.equal(test([]).code, 1);
		assert.equal(test(['--param', "x=it's"]).code, 0);
	});

	it('says which parameters none of the notebooks asks for', () => {
		write('good.sqlnb', GOOD);
		write('least.sqlnb', '-- sqlnb: 1\n\n-- %% [assert]\nSELECT :least > 1;\n');
		const { code, err } = test(['--param', 'least=2', '--param', 'leats=3']);
		assert.deepEqual([code, err], [0, 'sqlnb: nothing asks for :leats; did you mean :least?\n']);
	});

	it('ends a cell that takes too long', () => {
		const endless =
			'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n;';
		write('slow.sqlnb', `-- sqlnb: 1\n\n-- %% [assert] id=aaaa\n${endless}\n`);
		const { code, out } = test(['--timeout', '0.2']);
		assert.equal(code, 1);
		assert.match(out, /slow\.sqlnb:4:1: took longer than 0\.2 seconds/);
	});

	describe('tells', () => {
		beforeEach(() => write('bad.sqlnb', BAD));

		it('CI servers as JUnit XML, in a file beside the text', () => {
			const { out } = test(['--reporter', 'junit=out/junit.xml']);
			assert.match(out, /3 failed/);
			const xml = read('out/junit.xml');
			assert.match(
				xml,
				/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="sqlnb" tests="6" failures="2" errors="1" skipped="1" time="\d+\.\d{3}">/,
			);
			assert.match(
				xml,
				/<testcase name="wrong &amp; &lt;odd&gt;" classname="bad" file="bad\.sqlnb" line="14" time="[\d.]+">\n {6}<failure message="row 1: more = 0" type="AssertionError">bad\.sqlnb:15:1: /,
			);
			assert.match(xml, /<error message="no such column: nope" type="SQLITE_ERROR">/);
			assert.match(xml, /<skipped message="not yet"\/>/);
			assert.equal(xml.match(/<testcase/g)?.length, 6);
			assert.equal(xml.match(/<\/testcase>|<testcase[^>]*\/>/g)?.length, 6);
		});

		it('TAP consumers', () => {
			const { out, code } = test(['--reporter', 'tap']);
			assert.equal(code, 1);
			assert.match(out, /^TAP version 14\nok 1 - bad\.sqlnb > two rows\nok 2 - /);
			assert.match(
				out,
				/\nnot ok 3 - .*\n {2}---\n {2}message: "row 1: more = 0"\n {2}at: "bad\.sqlnb:15:1"\n {2}severity: "fail"\n {2}duration_ms: \d+\n {2}\.\.\.\n/,
			);
			assert.match(out, /\nok 6 - bad\.sqlnb > later # SKIP not yet\n1\.\.6\n$/);
		});

		it('GitHub by annotations, by itself in its workflows', () => {
			const { out } = test([], { GITHUB_ACTIONS: 'true' });
			assert.match(out, /3 failed, 2 passed/);
			assert.match(
				out,
				/^::error file=bad\.sqlnb,line=15,col=1,title=wrong & <odd>::row 1: more = 0$/m,
			);
			assert.match(
				out,
				/^::error file=bad\.sqlnb,line=18,col=1,title=table::2 rows instead of 1 row%0A/m,
			);
			assert.doesNotMatch(test([]).out, /::error/);
		});

		it('programs as JSON', () => {
			const told = JSON.parse(test(['--reporter', 'json']).out) as {
				failed: number;
				files: { file: string; tests: { name: string; status: string }[] }[];
			};
			assert.equal(told.failed, 3);
			assert.deepEqual(
				told.files[0]?.tests.map(({ status }) => status),
				['passed', 'passed', 'failed', 'failed', 'errored', 'skipped'],
			);
		});
	});

	it('runs a notebook again when it changes, and all of them when another file does', async () => {
		write('good.sqlnb', GOOD);
		write(
			'csv.sqlnb',
			"-- sqlnb: 1\n\n-- %% [assert] id=aaaa\nSELECT count(*) = 1 FROM read_csv('rows.csv');\n",
		);
		write('rows.csv', 'a\n1\n');
		const child = startSqlnb(['test', '--watch'], { folder });
		let out = '';
		child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
		const waited = async (what: RegExp): Promise<string> => {
			const deadline = Date.now() + 30_000;
			while (!what.test(out) || !out.endsWith('waiting for changes\n')) {
				assert.ok(Date.now() < deadline, `${String(what)} is not in ${out}`);
				await new Promise(resolve => setTimeout(resolve, 30));
			}
			const told = out;
			out = '';
			return told;
		};
		try {
			await waited(/3 passed in 2 files/);
			write('good.sqlnb', GOOD.replace('expect: 3', 'expect: 4'));
			assert.doesNotMatch(await waited(/1 failed, 1 passed in 1 file/), /csv\.sqlnb/);
			write('rows.csv', 'a\n1\n2\n');
			await waited(/2 failed, 1 passed in 2 files/);
		} finally {
			const ended = new Promise(resolve => child.once('exit', resolve));
			child.kill();
			await ended;
		}
	});

	it('takes back what assert cells write in a database in files, too', () => {
		write(
			'kept.sqlnb',
			`-- sqlnb: 1

-- %% id=load
CREATE TABLE IF NOT EXISTS t(x);

-- %% [assert] id=test
INSERT INTO t VALUES (1);
SELECT count(*) = 1 FROM t;
`,
		);
		for (let times = 0; times < 2; times++) {
			const { code, err } = sqlnb(['run', 'kept.sqlnb', '--db', 'data'], { folder });
			assert.equal(code, 0, err);
		}
	});

	describe('on a database that is kept', () => {
		const CHECKS = `-- sqlnb: 1
-- persist: ./elsewhere

-- %% adds
-- | expect: 3
INSERT INTO t VALUES (3);
SELECT count(*) FROM t;

-- %% drops [assert]
DROP TABLE t;
SELECT count(*) = 0 FROM sqlite_schema;

-- %% [assert]
SELECT count(*) = 3 FROM t;
`;
		beforeEach(() => {
			write('make.sql', 'CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES (1), (2);');
			assert.equal(sqlnb(['run', 'make.sql', '--db', 'data'], { folder }).code, 0);
			write('checks.sqlnb', CHECKS);
		});

		it('begins with its data and leaves no trace in its files, whoever writes them', () => {
			const files = () =>
				fs
					.readdirSync(path.join(folder, 'data'), { recursive: true, encoding: 'utf8' })
					.map(name => [name, fs.statSync(path.join(folder, 'data', name)).mtimeMs]);
			const before = files();
			for (let times = 0; times < 2; times++) {
				const { code, out } = test(['--db', 'data']);
				assert.equal(code, 0, out);
				assert.match(out, /3 passed/);
			}
			assert.deepEqual(files(), before);
			assert.ok(!fs.existsSync(path.join(folder, 'elsewhere')));
			const writer = Database.open(path.join(folder, 'data'));
			try {
				write('other.sqlnb', CHECKS.replace('expect: 3', 'expect: 4').replace('= 3', '= 4'));
				writer.exec('INSERT INTO t VALUES (4)');
				const { code, out } = test(['other.sqlnb', '--db', './data']);
				assert.equal(code, 0, out);
			} finally {
				writer.close();
			}
		});

		it('says which one is none, and which cannot be read', () => {
			assert.match(test([]).out, /no such table: t/);
			assert.match(test(['--db', 'nothing']).err, /sqlnb: nothing is not there/);
			assert.match(
				test(['--db', '.']).err,
				/\. holds no database\n {2}hint: databases in it: data/,
			);
			fs.writeFileSync(path.join(folder, 'data/schema/database.json'), '{');
			const { code, out } = test(['--db', 'data']);
			assert.equal(code, 1);
			assert.match(out, /✗ checks\.sqlnb \(0 tests, .*\n {2}.*data: .*\(SQLITE_CORRUPT\)/);
		});
	});

	it('passes on the example', () => {
		const example = fileURLToPath(new URL('../../examples/tests.sqlnb', import.meta.url));
		const { code, out } = test([example]);
		assert.equal(code, 0, out);
		assert.match(out, /8 passed, 1 skipped in 1 file/);
	});
});
