// Every kind of error: its code, the text its span points at, and its hint. The messages are compared with SQLite.
import assert from 'node:assert/strict';
import { Database, SqlError } from '../../src/engine/index.js';
import { openOracle } from '../oracle/oracle.js';

const SETUP = `
	CREATE TABLE users(
		id INTEGER PRIMARY KEY, name TEXT NOT NULL, age INT CHECK (age >= 0), boss REFERENCES users(id)
	);
	CREATE TABLE orders(id INTEGER PRIMARY KEY, user_id, total AS (id * 2));
	CREATE UNIQUE INDEX by_name ON users(name);
	CREATE VIEW adults AS SELECT * FROM users WHERE age >= 18;
	CREATE TABLE fixed(a INT, b TEXT) STRICT;
	INSERT INTO users VALUES (1, 'Ann', 30, NULL);
`;

interface Case {
	readonly sql: string;
	readonly code: string;
	/** What the span covers; undefined: no span. */
	readonly at: string | undefined;
	readonly hint?: string;
}

const ERROR = 'SQLITE_ERROR';

const CASES: readonly Case[] = [
	{ sql: 'SELEC 1', code: ERROR, at: 'SELEC' },
	{ sql: 'SELECT 1 +', code: ERROR, at: '' },
	{ sql: 'SELECT (1', code: ERROR, at: '' },
	{ sql: "SELECT 'abc", code: ERROR, at: "'abc" },
	{ sql: 'SELECT 1 FROM', code: ERROR, at: '' },
	{ sql: 'SELECT * FROM users WHERE', code: ERROR, at: '' },
	{ sql: 'SELECT select FROM users', code: ERROR, at: 'select' },
	{
		sql: 'SELECT * FROM order',
		code: ERROR,
		at: 'order',
		hint: '"order" is a keyword here; to use it as a name, quote it',
	},
	{ sql: 'SELECT 1x', code: ERROR, at: '1x' },
	{ sql: 'INSERT INTO users VALUES (1, 2', code: ERROR, at: '' },
	{ sql: 'CREATE TABLE t(a b c,)', code: ERROR, at: ')' },
	{ sql: 'SELECT * FROM usrs', code: ERROR, at: 'usrs', hint: 'did you mean "users"?' },
	{ sql: 'SELECT nmae FROM users', code: ERROR, at: 'nmae', hint: 'did you mean "name"?' },
	{
		sql: 'SELECT users.nmae FROM users',
		code: ERROR,
		at: 'users.nmae',
		hint: 'did you mean "name"?',
	},
	{ sql: 'SELECT u.name FROM users', code: ERROR, at: 'u.name' },
	{
		sql: 'SELECT id FROM users, orders',
		code: ERROR,
		at: 'id',
		hint: 'say which table, as in users.id',
	},
	{ sql: 'SELECT orders.* FROM users', code: ERROR, at: 'orders.*' },
	{ sql: 'SELECT *', code: ERROR, at: '*' },
	{ sql: 'SELECT * FROM users JOIN orders USING (name)', code: ERROR, at: 'name' },
	{
		sql: 'SELECT * FROM users INDEXED BY by_nam',
		code: ERROR,
		at: 'by_nam',
		hint: 'did you mean "by_name"?',
	},
	{ sql: 'SELECT * FROM main.usrs', code: ERROR, at: 'main.usrs', hint: 'did you mean "users"?' },
	{ sql: 'SELECT * FROM nope.users', code: ERROR, at: 'nope.users', hint: 'did you mean "users"?' },
	{
		sql: 'SELECT lenght(name) FROM users',
		code: ERROR,
		at: 'lenght',
		hint: 'did you mean "length"?',
	},
	{ sql: 'SELECT length() FROM users', code: ERROR, at: 'length' },
	{
		sql: "SELECT json_each('[]')",
		code: ERROR,
		at: 'json_each',
		hint: '"json_each" is a table-valued function: use it in FROM',
	},
	{ sql: 'SELECT * FROM json_each(1, 2, 3)', code: ERROR, at: 'json_each(1, 2, 3)' },
	{
		sql: 'SELECT sum(id) FROM users WHERE sum(id) > 1',
		code: ERROR,
		at: 'sum(id)',
		hint: 'aggregates of groups are tested in HAVING',
	},
	{ sql: 'SELECT sum(sum(id)) FROM users', code: ERROR, at: 'sum(id)' },
	{
		sql: 'SELECT row_number() FROM users',
		code: ERROR,
		at: 'row_number()',
		hint: 'OVER (...) is missing',
	},
	{
		sql: 'SELECT id FROM users WHERE row_number() OVER () = 1',
		code: ERROR,
		at: 'row_number() OVER ()',
		hint: 'filter on its result in a query around this one',
	},
	{ sql: 'SELECT sum(id) OVER w FROM users', code: ERROR, at: 'w' },
	{ sql: 'SELECT abs(id) OVER () FROM users', code: ERROR, at: 'abs(id) OVER ()' },
	{ sql: 'SELECT count(*) AS n FROM users GROUP BY n', code: ERROR, at: 'n' },
	{
		sql: 'SELECT id FROM users HAVING id > 1',
		code: ERROR,
		at: 'id > 1',
		hint: 'test single rows in WHERE',
	},
	{
		sql: 'SELECT name COLLATE nocas FROM users ORDER BY name COLLATE nocas',
		code: ERROR,
		at: 'nocas',
	},
	{ sql: 'SELECT (1, 2)', code: ERROR, at: '(1, 2)' },
	{ sql: 'SELECT (SELECT 1, 2)', code: ERROR, at: '(SELECT 1, 2)' },
	{ sql: 'SELECT 1 IN (SELECT 1, 2)', code: ERROR, at: '(SELECT 1, 2)' },
	{ sql: 'SELECT (1, 2) = (1, 2, 3)', code: ERROR, at: '(1, 2) = (1, 2, 3)' },
	{ sql: 'SELECT 1 UNION SELECT 1, 2', code: ERROR, at: 'SELECT 1, 2' },
	{ sql: 'VALUES (1), (1, 2)', code: ERROR, at: '1' },
	{ sql: 'SELECT 1 ORDER BY 2', code: ERROR, at: '2' },
	{
		sql: 'SELECT id FROM users UNION SELECT id FROM orders ORDER BY name',
		code: ERROR,
		at: 'name',
	},
	{ sql: "SELECT 1 LIMIT 'x'", code: 'SQLITE_MISMATCH', at: undefined },
	{ sql: 'WITH c(a, b) AS (SELECT 1) SELECT * FROM c', code: ERROR, at: 'c' },
	{ sql: 'WITH c AS (SELECT * FROM c) SELECT * FROM c', code: ERROR, at: 'c' },
	{
		sql: 'INSERT INTO users(nme) VALUES (1)',
		code: ERROR,
		at: 'nme',
		hint: 'did you mean "name"?',
	},
	{ sql: 'INSERT INTO users VALUES (1)', code: ERROR, at: 'VALUES (1)' },
	{ sql: 'INSERT INTO users(id, name) VALUES (1)', code: ERROR, at: 'VALUES (1)' },
	{ sql: 'INSERT INTO orders(total) VALUES (1)', code: ERROR, at: 'total' },
	{
		sql: 'INSERT INTO adults VALUES (1)',
		code: ERROR,
		at: 'adults',
		hint: 'write to the tables it reads, or create an INSTEAD OF trigger',
	},
	{
		sql: "INSERT INTO users(id, name) VALUES (1, 'Bob')",
		code: 'SQLITE_CONSTRAINT_PRIMARYKEY',
		at: undefined,
	},
	{
		sql: 'INSERT INTO users(name) VALUES (NULL)',
		code: 'SQLITE_CONSTRAINT_NOTNULL',
		at: undefined,
	},
	{
		sql: "INSERT INTO users(name, age) VALUES ('Bob', -1)",
		code: 'SQLITE_CONSTRAINT_CHECK',
		at: undefined,
	},
	{
		sql: "INSERT INTO users(name, boss) VALUES ('Bob', 77)",
		code: 'SQLITE_CONSTRAINT_FOREIGNKEY',
		at: undefined,
	},
	{
		sql: "INSERT INTO users(name) VALUES ('Ann')",
		code: 'SQLITE_CONSTRAINT_UNIQUE',
		at: undefined,
	},
	{
		sql: "INSERT INTO users(id, name) VALUES ('x', 'y')",
		code: 'SQLITE_MISMATCH',
		at: undefined,
		hint: 'a rowid must be an integer',
	},
	{
		sql: 'INSERT INTO users VALUES (1, 2, 3, 4) ON CONFLICT (age) DO NOTHING',
		code: ERROR,
		at: 'ON CONFLICT (age) DO NOTHING',
		hint: 'unique are: (id), (name)',
	},
	{ sql: 'UPDATE users SET nme = 1', code: ERROR, at: 'nme', hint: 'did you mean "name"?' },
	{ sql: 'UPDATE orders SET total = 1', code: ERROR, at: 'total' },
	{ sql: 'UPDATE users SET (id, name) = (1)', code: ERROR, at: '(id, name) = (1)' },
	{ sql: 'DELETE FROM usrs', code: ERROR, at: 'usrs', hint: 'did you mean "users"?' },
	{ sql: "INSERT INTO fixed VALUES ('x', 1)", code: 'SQLITE_CONSTRAINT_DATATYPE', at: undefined },
	{ sql: 'CREATE TABLE users(a)', code: ERROR, at: 'users' },
	{ sql: 'CREATE TABLE t(a, a)', code: ERROR, at: 'a' },
	{ sql: 'CREATE TABLE t(a PRIMARY KEY, b PRIMARY KEY)', code: ERROR, at: 'PRIMARY KEY' },
	{ sql: 'CREATE TABLE t(a) WITHOUT ROWID', code: ERROR, at: '(a) WITHOUT ROWID' },
	{
		sql: 'CREATE TABLE t(a TEX) STRICT',
		code: ERROR,
		at: 'a TEX',
		hint: 'a STRICT table knows INT, INTEGER, REAL, TEXT, BLOB and ANY',
	},
	{ sql: 'CREATE TABLE t(a DEFAULT (b))', code: ERROR, at: 'b' },
	{ sql: 'CREATE TABLE t(a CHECK (b))', code: ERROR, at: 'b' },
	{ sql: 'CREATE TABLE t(a, FOREIGN KEY (b) REFERENCES users)', code: ERROR, at: 'b' },
	{ sql: 'CREATE TABLE sqlite_t(a)', code: ERROR, at: 'sqlite_t' },
	{ sql: 'CREATE TABLE t(a) NOSUCH', code: ERROR, at: 'NOSUCH' },
	{ sql: 'CREATE INDEX by_name ON users(age)', code: ERROR, at: 'by_name' },
	{ sql: 'CREATE INDEX i ON users(agee)', code: ERROR, at: 'agee', hint: 'did you mean "age"?' },
	{ sql: 'CREATE INDEX i ON usrs(age)', code: ERROR, at: 'usrs', hint: 'did you mean "users"?' },
	{ sql: 'CREATE INDEX i ON users(random())', code: ERROR, at: 'random()' },
	{ sql: 'DROP TABLE usrs', code: ERROR, at: 'usrs', hint: 'did you mean "users"?' },
	{ sql: 'DROP TABLE adults', code: ERROR, at: 'adults' },
	{ sql: 'DROP INDEX nosuch', code: ERROR, at: 'nosuch' },
	{ sql: 'ALTER TABLE users ADD name', code: ERROR, at: 'name' },
	{ sql: 'ALTER TABLE users ADD x NOT NULL', code: ERROR, at: 'x NOT NULL' },
	{
		sql: 'ALTER TABLE users ADD x REFERENCES users DEFAULT 1',
		code: ERROR,
		at: 'x REFERENCES users DEFAULT 1',
	},
	{ sql: 'ALTER TABLE users DROP id', code: ERROR, at: 'id' },
	{
		sql: 'ALTER TABLE users RENAME nme TO x',
		code: ERROR,
		at: 'nme',
		hint: 'did you mean "name"?',
	},
	{ sql: 'ALTER TABLE usrs RENAME TO x', code: ERROR, at: 'usrs', hint: 'did you mean "users"?' },
	{
		sql: 'CREATE TRIGGER t AFTER INSERT ON usrs BEGIN SELECT 1; END',
		code: ERROR,
		at: 'usrs',
		hint: 'did you mean "users"?',
	},
	{ sql: "SELECT RAISE(ABORT, 'x')", code: ERROR, at: "RAISE(ABORT, 'x')" },
	{ sql: 'RELEASE nosuch', code: ERROR, at: 'nosuch' },
	{ sql: 'DETACH nosuch', code: ERROR, at: 'nosuch' },
	{ sql: 'SELECT abs(-9223372036854775808)', code: ERROR, at: undefined },
	{ sql: "SELECT json('{')", code: ERROR, at: undefined },
	{ sql: 'PRAGMA foreign_keys(', code: ERROR, at: '' },
];

describe('errors', () => {
	const strata = new Database();
	const sqlite = openOracle();
	strata.exec(SETUP);
	sqlite.run(SETUP);
	after(() => {
		strata.close();
		sqlite.close();
	});
	for (const { sql, code, at, hint } of CASES) {
		it(sql, () => {
			const error = failure(sql);
			assert.equal(error.code, code);
			assert.equal(error.span && sql.slice(error.span.start, error.span.end), at);
			assert.equal(error.hint, hint);
			assert.equal(error.message, messageOfSqlite(sql));
		});
	}

	function failure(sql: string): SqlError {
		try {
			const statement = strata.prepare(sql);
			if (statement.reader) statement.all();
			else statement.run();
		} catch (error) {
			if (error instanceof SqlError) return error;
			throw error;
		}
		throw new assert.AssertionError({ message: 'there is no error' });
	}

	function messageOfSqlite(sql: string): string | undefined {
		try {
			sqlite.exec(sql);
		} catch (error) {
			return (error as Error).message;
		}
		return undefined;
	}
});
