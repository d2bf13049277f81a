// What objects of the public API show of themselves, and how they are made: as better-sqlite3's do.
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { Database, SqlError, SqliteError } from '../../src/library/index.js';

describe('Database', () => {
	it('may be called without new, and extended', () => {
		const database = Database(':memory:');
		assert.ok(database instanceof Database);
		assert.equal(database.constructor, Database);
		assert.equal(Database.name, 'Database');
		class Own extends Database {
			answer(): unknown {
				return this.prepare('SELECT 42').pluck().get();
			}
		}
		const own = new Own();
		assert.equal(own.answer(), 42);
		assert.ok(own instanceof Database);
		assert.equal(own.constructor, Own);
	});

	it('shows its properties and lets none be written', () => {
		const database = new Database(' :memory: ');
		const shown = {
			name: ' :memory: ',
			open: true,
			inTransaction: false,
			readonly: false,
			memory: true,
		};
		assert.deepEqual(Object.assign({}, database), shown);
		assert.deepEqual(JSON.parse(JSON.stringify(database)), shown);
		assert.deepEqual(Object.keys(database), Object.keys(shown));
		assert.equal(inspect(database), inspect(shown).replace('{', 'Database {'));
		database.exec('BEGIN');
		assert.equal(database.inTransaction, true);
		database.close();
		assert.equal(database.open, false);
		assert.equal(database.inTransaction, false);
		for (const name of Object.keys(shown)) {
			assert.throws(() => Object.assign(database, { [name]: 1 }), TypeError);
		}
	});
});

describe('Statement', () => {
	it('has its properties', () => {
		const database = new Database();
		const statement = database.prepare('SELECT 1 UNION SELECT 2');
		assert.deepEqual([statement.busy, statement.reader, statement.readonly], [false, true, true]);
		assert.equal(statement.database, database);
		assert.equal(statement.source, 'SELECT 1 UNION SELECT 2');
		const iterator = statement.iterate();
		assert.equal(statement.busy, true);
		assert.equal((iterator as unknown as { statement: unknown }).statement, statement);
		iterator.return?.();
		assert.equal(statement.busy, false);
	});

	it('says whether it gives data and whether it writes, as SQLite counts it', () => {
		const database = new Database().exec('CREATE TABLE t(a)');
		const flags = (sql: string) => {
			const { reader, readonly } = database.prepare(sql);
			return `${reader ? 'reader' : '-'} ${readonly ? 'readonly' : '-'}`;
		};
		const expected: Record<string, string> = {
			'SELECT 1': 'reader readonly',
			'VALUES (1)': 'reader readonly',
			'WITH x AS (SELECT 1) DELETE FROM t WHERE a IN x': '- -',
			'INSERT INTO t VALUES (1)': '- -',
			'INSERT INTO t VALUES (1) RETURNING a': 'reader -',
			'CREATE TABLE u(a)': '- -',
			'CREATE TABLE IF NOT EXISTS t(a)': '- -',
			BEGIN: '- readonly',
			'BEGIN DEFERRED': '- readonly',
			'BEGIN IMMEDIATE': '- -',
			'BEGIN EXCLUSIVE': '- -',
			COMMIT: '- readonly',
			'SAVEPOINT s': '- readonly',
			VACUUM: '- -',
			"ATTACH ':memory:' AS other": '- readonly',
			'PRAGMA user_version': 'reader readonly',
			'PRAGMA user_version = 5': '- -',
			'PRAGMA foreign_keys': 'reader readonly',
			'PRAGMA foreign_keys = 0': '- readonly',
			'PRAGMA cache_size = 10': '- readonly',
			'PRAGMA journal_mode': 'reader -',
			'PRAGMA wal_checkpoint': 'reader -',
			'PRAGMA table_info(t)': 'reader readonly',
			'PRAGMA no_such_pragma': '- readonly',
			'EXPLAIN QUERY PLAN SELECT 1': 'reader readonly',
		};
		const actual = Object.fromEntries(Object.keys(expected).map(sql => [sql, flags(sql)]));
		assert.deepEqual(actual, expected);
	});

	it('gives no rows of a pragma that only sets', () => {
		const database = new Database();
		assert.throws(() => database.prepare('PRAGMA user_version = 5').all(), {
			name: 'TypeError',
			message: 'This statement does not return data. Use run() instead',
		});
		assert.deepEqual(database.pragma('user_version = 5'), []);
		assert.equal(database.pragma('user_version = 6', { simple: true }), undefined);
		assert.equal(database.pragma('user_version', { simple: true }), 6);
	});
});

describe('SqliteError', () => {
	it('is made of message and code, with or without new', () => {
		for (const error of [new SqliteError('text', 'SQLITE_X'), SqliteError('text', 'SQLITE_X')]) {
			assert.equal(error.name, 'SqliteError');
			assert.equal(error.message, 'text');
			assert.equal(error.code, 'SQLITE_X');
			assert.equal(String(error), 'SqliteError: text');
			assert.ok(error.stack?.startsWith('SqliteError: text\n'));
			assert.ok(error instanceof Error);
			assert.ok(error instanceof SqliteError);
			assert.ok(error instanceof SqlError);
		}
		assert.equal(Object.getPrototypeOf(SqliteError), Error);
		assert.equal(SqliteError.name, 'SqliteError');
		assert.throws(() => new SqliteError('text', 5 as never), {
			name: 'TypeError',
			message: 'Expected second argument to be a string',
		});
	});

	it('is the class of every error of the engine', () => {
		assert.equal(Database.SqliteError, SqliteError);
		const database = new Database().exec('CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES (1)');
		for (const sql of ['SELECT', 'SELECT x', 'INSERT INTO t VALUES (1)']) {
			assert.throws(() => database.prepare(sql).run(), SqliteError);
		}
	});
});
