// Statement.columns(): name, column, table, database and type of each result column, as SQLite tells them.
import assert from 'node:assert/strict';
import { Database } from '../../src/library/index.js';

const database = new Database().exec(`
	CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT, c VARCHAR(10) COLLATE NOCASE, d);
	CREATE TABLE u(p TEXT PRIMARY KEY, q INT) WITHOUT ROWID;
	CREATE VIEW v AS SELECT a AS k, b || 1 AS w FROM t;
	CREATE VIEW mixed AS SELECT a FROM t UNION SELECT p FROM u;
	CREATE TEMP TABLE own(x DECIMAL(10,2));
	ATTACH ':memory:' AS other;
	CREATE TABLE other.g(h REAL);
`);

/** name|column|table|database|type, `-` for null. */
function columns(sql: string): string[] {
	return database
		.prepare(sql)
		.columns()
		.map(column => Object.values<string | null>({ ...column }).map(value => value ?? '-'))
		.map(values => values.join('|'));
}

describe('Statement.columns()', () => {
	it('names the table column behind aliases, parentheses and the rowid', () => {
		assert.deepEqual(columns('SELECT a, b AS "B b", (c), d, rowid FROM t AS z'), [
			'a|a|t|main|INTEGER',
			'B b|b|t|main|TEXT',
			'c|c|t|main|VARCHAR(10)',
			'd|d|t|main|-',
			'a|a|t|main|INTEGER',
		]);
		assert.deepEqual(columns('SELECT * FROM own, g'), [
			'x|x|own|temp|DECIMAL(10,2)',
			'h|h|g|other|REAL',
		]);
	});

	it('has nothing to say of expressions', () => {
		const sql = 'SELECT a + 0, +a, CAST(a AS TEXT), b COLLATE NOCASE, count(*), 1, ? FROM t';
		assert.deepEqual(columns(sql), [
			'a + 0|-|-|-|-',
			'+a|-|-|-|-',
			'CAST(a AS TEXT)|-|-|-|-',
			'b COLLATE NOCASE|-|-|-|-',
			'count(*)|-|-|-|-',
			'1|-|-|-|-',
			'?|-|-|-|-',
		]);
	});

	it('sees through subqueries, views and common tables', () => {
		assert.deepEqual(columns('SELECT * FROM v'), ['k|a|t|main|INTEGER', 'w|-|-|-|-']);
		assert.deepEqual(columns('SELECT x FROM (SELECT b AS x FROM (SELECT * FROM t))'), [
			'x|b|t|main|TEXT',
		]);
		const twice = 'WITH x(m) AS (SELECT a FROM t) SELECT one.m, two.m FROM x AS one, x AS two';
		assert.deepEqual(columns(twice), ['m|a|t|main|INTEGER', 'm|a|t|main|INTEGER']);
	});

	it('sees through subqueries that are values', () => {
		const sql = 'SELECT (SELECT b FROM t), (SELECT a + 1 FROM t), (SELECT x FROM own LIMIT 1) AS s';
		assert.deepEqual(columns(sql), [
			'(SELECT b FROM t)|b|t|main|TEXT',
			'(SELECT a + 1 FROM t)|-|-|-|-',
			's|x|own|temp|DECIMAL(10,2)',
		]);
		assert.deepEqual(columns('SELECT z FROM (SELECT (SELECT b FROM t) AS z)'), ['z|b|t|main|TEXT']);
	});

	it('takes the first term of the statement’s compound and the last of one inside', () => {
		assert.deepEqual(columns('SELECT a FROM t UNION ALL SELECT p FROM u'), ['a|a|t|main|INTEGER']);
		assert.deepEqual(columns('SELECT 1 UNION SELECT p FROM u'), ['1|-|-|-|-']);
		assert.deepEqual(columns('SELECT * FROM mixed'), ['a|p|u|main|TEXT']);
		assert.deepEqual(columns('SELECT (SELECT a FROM t UNION SELECT p FROM u) AS s'), [
			's|p|u|main|TEXT',
		]);
	});

	it('names table functions and the tables of the schema', () => {
		assert.deepEqual(columns('SELECT key, value FROM json_each(?)'), [
			'key|key|json_each|main|-',
			'value|value|json_each|main|-',
		]);
		assert.deepEqual(columns('SELECT name FROM sqlite_schema'), [
			'name|name|sqlite_master|main|TEXT',
		]);
		assert.deepEqual(columns('SELECT rootpage FROM other.sqlite_master'), [
			'rootpage|rootpage|sqlite_master|other|INT',
		]);
		assert.deepEqual(columns('SELECT sql FROM sqlite_temp_schema'), [
			'sql|sql|sqlite_temp_master|temp|TEXT',
		]);
	});

	it('describes what RETURNING gives', () => {
		assert.deepEqual(columns("INSERT INTO t(b) VALUES ('x') RETURNING a AS k, b || 1, rowid"), [
			'k|a|t|main|INTEGER',
			'b || 1|-|-|-|-',
			'a|a|t|main|INTEGER',
		]);
	});

	it('decides where expand() puts a value', () => {
		const sql = "SELECT j.value, j.key + 1 AS next, v.k FROM json_each('[7]') AS j, v";
		database.exec('INSERT INTO t(a) VALUES (5)');
		assert.deepEqual(database.prepare(sql).expand().get(), {
			json_each: { value: 7 },
			$: { next: 1 },
			t: { k: 5 },
		});
	});
});
