// When functions of the program are called, and which function a name means: as in SQLite.
import assert from 'node:assert/strict';
import { Database } from '../../src/library/index.js';

describe('functions of the program', () => {
	function counting() {
		const database = new Database().exec(`
			CREATE TABLE t(a INTEGER PRIMARY KEY);
			WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000) INSERT INTO t SELECT i FROM n;
		`);
		let calls = 0;
		database.function('f', (value: number) => {
			calls++;
			if (value === 1000) throw new RangeError('a thousand');
			return value;
		});
		return {
			database,
			callsOf: (run: () => unknown): number => {
				calls = 0;
				run();
				return calls;
			},
		};
	}

	it('run for the rows that are asked for only', () => {
		const { database, callsOf } = counting();
		const select = database.prepare('SELECT f(a) FROM t').pluck();
		assert.equal(
			callsOf(() => select.get()),
			1,
		);
		assert.equal(
			callsOf(() => select.run()),
			1,
		);
		assert.equal(
			callsOf(() => database.prepare('SELECT f(a) FROM t LIMIT 3').all()),
			3,
		);
		assert.equal(
			callsOf(() => database.prepare('SELECT a FROM t WHERE f(a) > 3').get()),
			4,
		);
		assert.equal(
			callsOf(() => database.prepare('SELECT a FROM t WHERE f(a) > 3 LIMIT 2').all()),
			5,
		);
		const rows = select.iterate();
		assert.equal(
			callsOf(() => rows.next()),
			1,
		);
		assert.equal(
			callsOf(() => rows.next()),
			1,
		);
		rows.return?.();
	});

	it('give the rows before the one that throws', () => {
		const { database } = counting();
		const rows = database.prepare('SELECT f(a) FROM t WHERE a > 998').pluck().iterate();
		assert.deepEqual(rows.next(), { value: 999, done: false });
		assert.throws(() => rows.next(), { name: 'RangeError', message: 'a thousand' });
		assert.deepEqual(rows.next(), { value: undefined, done: true });
	});

	it('hide the built-in functions of their name when they take the arguments', () => {
		const database = new Database();
		database.function(
			'abs',
			{ varargs: true },
			(...values: unknown[]) => `abs of ${values.length}`,
		);
		database.function('length', (_a: unknown, _b: unknown) => 'two');
		const values = database.prepare("SELECT abs(-1), length('abc'), length(1, 2)").raw().get();
		assert.deepEqual(values, ['abs of 1', 3, 'two']);
	});

	it('are asked for no result of a window that nobody sees', () => {
		const database = new Database();
		const calls: string[] = [];
		database.aggregate('total', {
			start: () => 0,
			step: (sum: number, value: number) => sum + value,
			inverse: (sum: number, value: number) => sum - value,
			result: (sum: number) => {
				calls.push(`result ${sum}`);
				return sum;
			},
		});
		const sql = 'SELECT total(column1) OVER (ROWS 1 PRECEDING) FROM (VALUES (1), (2), (3))';
		assert.deepEqual(database.prepare(sql).pluck().all(), [1, 3, 5]);
		assert.deepEqual(calls, ['result 1', 'result 3', 'result 5']);
	});

	it('find their own connection busy', () => {
		const database = new Database();
		const statement = database.prepare('SELECT 1');
		const messages: string[] = [];
		const attempt = (run: () => unknown) => {
			try {
				run();
				messages.push('done');
			} catch (error) {
				messages.push((error as Error).message);
			}
		};
		database.function('f', () => {
			attempt(() => statement.get());
			attempt(() => statement.columns());
			attempt(() => statement.raw());
			attempt(() => database.exec(''));
			attempt(() => database.loadExtension('x'));
			attempt(() => database.close());
			return 1;
		});
		assert.equal(database.prepare('SELECT f()').pluck().get(), 1);
		assert.deepEqual(
			messages,
			messages.map(() => 'This database connection is busy executing a query'),
		);
	});
});

describe('transaction functions', () => {
	it('cannot commit while rows are iterated over', () => {
		const database = new Database();
		const rows = database.prepare('SELECT 1 UNION SELECT 2').iterate();
		rows.next();
		rows.return?.();
		const leaving = database.transaction(() => {
			database.prepare('SELECT 1 UNION SELECT 2').iterate().next();
		});
		assert.throws(() => leaving(), {
			name: 'TypeError',
			message: 'This database connection is busy executing a query',
		});
	});

	it('may return what has no method "then"', () => {
		const database = new Database();
		assert.deepEqual(database.transaction(() => ({ then: 5 }))(), { then: 5 });
		const thenable = Object.assign(() => 1, { then: () => 2 });
		assert.throws(() => database.transaction(() => thenable)(), {
			message: 'Transaction function cannot return a promise',
		});
	});

	it('say so when their transaction has been ended', () => {
		const database = new Database();
		const ending = database.transaction(() => database.exec('COMMIT'));
		assert.throws(() => database.transaction(() => ending())(), {
			code: 'SQLITE_ERROR',
			message: /^no such savepoint: /,
		});
		assert.equal(database.inTransaction, false);
	});
});

describe('serialize()', () => {
	it('keeps what ANALYZE has found', () => {
		const database = new Database().exec(`
			CREATE TABLE t(a, b);
			CREATE INDEX i ON t(a);
			INSERT INTO t VALUES (1, 1), (1, 2), (2, 3);
			ANALYZE;
		`);
		const copy = new Database(database.serialize());
		const statistics = 'SELECT tbl, idx, stat FROM sqlite_stat1';
		assert.deepEqual(copy.prepare(statistics).raw().all(), [['t', 'i', '3 2']]);
		copy.exec('ANALYZE');
	});
});
