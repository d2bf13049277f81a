// Corners of the API in which programs written for better-sqlite3 count on its answers.
import assert from 'node:assert/strict';
import { Database } from '../../src/engine/index.js';

describe('database: as better-sqlite3', () => {
	const numbers = () => {
		const database = new Database();
		database.table('s', {
			columns: ['v'],
			parameters: ['n'],
			*rows(n: unknown) {
				yield [n ?? -1];
			},
		});
		return database;
	};

	it('properties of statements cannot be assigned', () => {
		const statement = new Database().prepare('SELECT 1') as unknown as Record<string, unknown>;
		for (const name of ['reader', 'readonly', 'source', 'database']) {
			assert.equal(Reflect.set(statement, name, 5), false);
			assert.notEqual(statement[name], 5);
		}
		assert.ok('source' in statement);
	});

	it('PRAGMA busy_timeout starts with the option, 5000 by default', () => {
		assert.equal(new Database().pragma('busy_timeout', { simple: true }), 5000);
		const database = new Database(':memory:', { timeout: 77 });
		assert.equal(database.pragma('busy_timeout', { simple: true }), 77);
	});

	it('directOnly functions work in temporary views and triggers only', () => {
		const database = new Database();
		database.function('f', { directOnly: true }, () => 7);
		database.exec('CREATE TABLE t(a); CREATE TABLE log(x)');
		database.exec('CREATE VIEW stored AS SELECT f() AS x; CREATE TEMP VIEW own AS SELECT f() AS x');
		database.exec('CREATE TEMP VIEW through AS SELECT * FROM stored');
		database.exec('CREATE TEMP TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO log VALUES(f()); END');
		assert.equal(database.prepare('SELECT x FROM own').pluck().get(), 7);
		assert.throws(() => database.prepare('SELECT x FROM stored'), { message: 'unsafe use of f()' });
		assert.throws(() => database.prepare('SELECT x FROM through'), /unsafe use/);
		database.exec('INSERT INTO t VALUES(1)');
		assert.deepEqual(database.prepare('SELECT x FROM log').all(), [{ x: 7 }]);
		database.exec('CREATE TRIGGER q AFTER DELETE ON t BEGIN INSERT INTO log VALUES(f()); END');
		assert.throws(() => database.exec('DELETE FROM t'), { message: 'unsafe use of f()' });
	});

	it('parameters of table functions take nothing but equality', () => {
		const database = numbers();
		const message = `virtual table parameter "n" can only be constrained by the '=' operator`;
		for (const test of ['n <> 1', 'n > 1', 'n LIKE 4', 'n IS NULL', 'n = 3 AND n <> 1']) {
			assert.throws(() => database.prepare(`SELECT * FROM s WHERE ${test}`), { message });
		}
		assert.deepEqual(database.prepare('SELECT * FROM s WHERE n = 3').all(), [{ v: 3 }]);
	});

	it('table functions that need each other have no solution', () => {
		const error = { message: 'no query solution' };
		const circles = [
			'SELECT * FROM s a, s b WHERE a.n = b.v AND b.n = a.v',
			'SELECT * FROM s(b.v) a, s(a.v) b',
			'SELECT * FROM json_each(b.value) a, json_each(a.value) b',
		];
		for (const sql of circles) assert.throws(() => numbers().prepare(sql), error);
		const chain = numbers().prepare('SELECT a.v FROM s(b.v) a, s(4) b').pluck().get();
		assert.equal(chain, 4);
	});

	it('bytes that are no UTF-8 show as U+FFFD, and halves of a character join', () => {
		const get = (sql: string) => new Database().prepare(`SELECT ${sql}`).pluck().get();
		assert.equal(get("x'c3' || x'a4'"), 'ä');
		assert.equal(get("cast(x'61c3' AS TEXT)"), 'a\ufffd');
		assert.equal(get("cast(x'e282' AS TEXT)"), '\ufffd');
		assert.equal(get("cast(x'f09f9861' AS TEXT)"), '\ufffda');
		assert.equal(get("cast(x'eda080' AS TEXT)"), '\ufffd\ufffd\ufffd');
		assert.equal(get("cast(x'c080' AS TEXT)"), '\ufffd\ufffd');
		assert.equal(get("cast(x'f09f9880' AS TEXT)"), '😀');
		assert.deepEqual([...(get("cast(cast(x'61c3' AS TEXT) AS BLOB)") as Uint8Array)], [0x61, 0xc3]);
	});

	it('pragma_function_list has a row for each number of arguments', () => {
		const database = new Database();
		database.aggregate('ag', { start: 0, step: (sum: number, value: number) => sum + value });
		const list = database
			.prepare(
				`SELECT name || ',' || type || ',' || narg || ',' || flags FROM pragma_function_list
				WHERE name IN ('ag', 'abs', 'max', 'coalesce', 'count', 'substr', 'date', 'json_each')
				ORDER BY 1`,
			)
			.pluck()
			.all();
		assert.deepEqual(list, [
			...['abs,s,1,2099200', 'ag,a,1,0', 'coalesce,s,-4,2099200', 'count,w,0,2097152'],
			...['count,w,1,2097152', 'date,s,-1,2099200', 'max,s,-3,2099200', 'max,w,1,2097152'],
			...['substr,s,2,2099200', 'substr,s,3,2099200'],
		]);
	});

	it('columns() knows an outer column that a subquery hands through', () => {
		const database = new Database().exec('CREATE TABLE t(a TEXT)');
		assert.deepEqual(database.prepare('SELECT (SELECT a) FROM t').columns(), [
			{ name: '(SELECT a)', column: 'a', table: 't', database: 'main', type: 'TEXT' },
		]);
	});
});
