/**
 * Names and shapes that do not fit: refused in SQLite's words, pointing at the offending text, with a way out.
 */

import assert from 'node:assert/strict';
import { Database, SqlError } from '../../src/engine/index.js';
import { openOracle } from '../oracle/oracle.js';

const SCHEMA = `
	CREATE TABLE users(id INTEGER PRIMARY KEY, name, age);
	CREATE TABLE t(a, b);
	CREATE VIEW v AS SELECT a FROM t;
`;

const REFUSED = [
	'SELECT * FROM usrs',
	'SELECT * FROM nowhere.t',
	'SELECT nmae FROM users',
	'SELECT users.nmae FROM users',
	'SELECT main.other.name FROM users',
	'SELECT a FROM t, t AS s',
	'SELECT rowid FROM t, users',
	'SELECT foo(1)',
	'SELECT abs(1, 2)',
	'SELECT sum(DISTINCT a, b) FROM t',
	'SELECT abs(a) FILTER (WHERE a > 1) FROM t',
	'SELECT a FROM t WHERE sum(a) > 1',
	'SELECT sum(a) AS s FROM t WHERE s > 1',
	'SELECT sum(sum(a)) FROM t',
	'SELECT a FROM t GROUP BY sum(a)',
	'SELECT a FROM t HAVING a > 1',
	'SELECT a FROM t ORDER BY sum(a)',
	'SELECT a FROM t ORDER BY 3',
	'SELECT a, b FROM t GROUP BY 0',
	'SELECT a FROM t UNION SELECT b FROM t ORDER BY nothing',
	'SELECT 1 UNION ALL SELECT 1, 2',
	'SELECT 1 EXCEPT SELECT 1, 2',
	'SELECT (SELECT a, b FROM t)',
	'SELECT a IN (SELECT a, b FROM t) FROM t',
	'SELECT (a, b) IN (SELECT a FROM t) FROM t',
	'SELECT (1, 2)',
	'SELECT (1, 2) = (1, 2, 3)',
	'SELECT *',
	'SELECT x.* FROM t',
	'SELECT a AS x, x + 1 FROM t',
	'SELECT a FROM t LIMIT a',
	'SELECT * FROM t JOIN users USING (a)',
	'SELECT * FROM t INDEXED BY missing',
	'WITH c(x, y) AS (SELECT 1) SELECT * FROM c',
	'WITH c AS (SELECT * FROM c) SELECT * FROM c',
	'WITH c(x) AS (SELECT 1 UNION ALL SELECT 1 FROM c, c) SELECT * FROM c',
	'VALUES (1), (2, 3)',
	'INSERT INTO t VALUES (1)',
	'INSERT INTO t(a, zz) VALUES (1, 2)',
	'INSERT INTO t(a) VALUES (1, 2)',
	'UPDATE t SET zz = 1',
	'UPDATE t SET (a, b) = (1, 2, 3)',
	'UPDATE v SET a = 1',
	'DELETE FROM v',
	'DELETE FROM missing',
];

function refusalOf(sql: string): SqlError {
	const database = new Database();
	database.exec(SCHEMA);
	try {
		database.prepare(sql);
	} catch (error) {
		assert.ok(error instanceof SqlError, String(error));
		return error;
	}
	return assert.fail(`accepted: ${sql}`);
}

describe('binding errors', () => {
	const oracle = openOracle();
	oracle.run(SCHEMA);

	for (const sql of REFUSED) {
		it(`have the words of SQLite: ${sql}`, () => {
			const error = refusalOf(sql);
			assert.equal(error.code, 'SQLITE_ERROR');
			assert.throws(() => oracle.prepare(sql), { message: error.message });
		});
	}

	const textAt = (sql: string): string => {
		const { span } = refusalOf(sql);
		return span ? sql.slice(span.start, span.end) : '';
	};

	it('point at the offending text', () => {
		assert.equal(textAt('SELECT name FROM usrs'), 'usrs');
		assert.equal(textAt('SELECT 1, users.nmae FROM users'), 'users.nmae');
		assert.equal(textAt('SELECT foo(1) FROM t'), 'foo');
		assert.equal(textAt('SELECT a FROM t ORDER BY a, 7'), '7');
	});

	it('say what was meant', () => {
		assert.equal(refusalOf('SELECT * FROM usrs').hint, 'did you mean "users"?');
		assert.equal(refusalOf('SELECT nmae FROM users').hint, 'did you mean "name"?');
		assert.equal(refusalOf('SELECT colesce(1, 2)').hint, 'did you mean "coalesce"?');
		assert.equal(refusalOf('SELECT xyzzy FROM users').hint, undefined);
	});

	it('leave out spans that point into the text of a view', () => {
		const database = new Database();
		database.exec('CREATE TABLE t(a); CREATE VIEW v AS SELECT missing FROM t');
		assert.throws(
			() => database.prepare('SELECT * FROM v'),
			(error: unknown) => error instanceof SqlError && error.span === undefined,
		);
	});
});
