/** db.table(): definitions, factories, parameters, and what is refused. */

import assert from 'node:assert/strict';
import { Database } from '../../src/engine/index.js';

const TypeFailure = { name: 'TypeError' };

function define(definition: object): Database {
	return new Database().table('v', definition as never);
}

describe('user tables', () => {
	it('are read by name, with rowids from 1', () => {
		const rows = [{ x: 5 }, { x: 10 }];
		const database = define({
			columns: ['x'],
			*rows() {
				yield* rows;
			},
		});
		assert.deepEqual(database.prepare('SELECT rowid, * FROM v').all(), [
			{ rowid: 1, x: 5 },
			{ rowid: 2, x: 10 },
		]);
		assert.deepEqual(database.prepare('SELECT x FROM v WHERE x > 5').pluck().all(), [10]);
		assert.deepEqual(database.prepare('SELECT x FROM v ORDER BY x DESC').pluck().all(), [10, 5]);
	});

	it('take arguments between parentheses and in WHERE, in any order', () => {
		const database = define({
			columns: ['value'],
			parameters: ['x', 'y', 'z'],
			*rows(x = 100, y = 10, z = 1) {
				yield [x + y + z];
			},
		});
		const value = (sql: string, ...args: number[]) =>
			database
				.prepare(`SELECT value FROM v${sql}`)
				.pluck()
				.get(...args);
		assert.equal(value(''), 111);
		assert.equal(value('(?)', 2), 13);
		assert.equal(value('(?, ?, ?)', 2, 3, 4), 9);
		assert.equal(value(' WHERE z = ? AND x = ?', 5, 7), 22);
		assert.equal(value(' WHERE y = ?', 3), 104);
		assert.deepEqual(
			database.prepare('SELECT x, y, z, value FROM v WHERE y = 4 AND x = 3 AND z = 9').get(),
			{ x: 3, y: 4, z: 9, value: 16 },
		);
		assert.equal(value('(NULL, 1)'), undefined);
		assert.throws(() => value('(1, 2, 3, 4)'), {
			code: 'SQLITE_ERROR',
			message: 'too many arguments on v() - max 3',
		});
		assert.throws(() => value(' WHERE x = 1 AND z > 2'), {
			code: 'SQLITE_ERROR',
			message: 'virtual table parameter "z" can only be constrained by the \'=\' operator',
		});
	});

	it('name the arguments of rows() $1, $2, ... when nothing else is said', () => {
		const database = define({
			columns: ['a', 'b'],
			*rows(x: number, y: number) {
				yield [x, y];
				yield [x * 2, y * 3];
			},
		});
		assert.deepEqual(
			database.prepare('SELECT a, b FROM v WHERE "$1" = 2 AND "$2" = 3').raw().all(),
			[
				[2, 3],
				[4, 9],
			],
		);
	});

	it('are joined with what their arguments come from', () => {
		const database = define({
			columns: ['n'],
			parameters: ['count'],
			*rows(count: number) {
				for (let n = 1; n <= count; n++) yield [n];
			},
		});
		database.exec('CREATE TABLE t(id); INSERT INTO t VALUES (2), (0), (1)');
		const rows = (sql: string) => database.prepare(sql).raw().all();
		assert.deepEqual(rows('SELECT id, n FROM t, v(t.id)'), [
			[2, 1],
			[2, 2],
			[1, 1],
		]);
		assert.deepEqual(rows('SELECT id, n FROM v JOIN t ON count = id WHERE n = 1'), [
			[2, 1],
			[1, 1],
		]);
		assert.deepEqual(rows('SELECT id, (SELECT sum(n) FROM v(id)) FROM t'), [
			[2, 3],
			[0, null],
			[1, 1],
		]);
		assert.deepEqual(rows('SELECT id, n FROM t LEFT JOIN v ON count = id AND n > 1'), [
			[2, 2],
			[0, null],
			[1, null],
		]);
	});

	it('give one row at a time', () => {
		let steps = 0;
		const database = define({
			columns: ['x'],
			*rows() {
				for (const word of ['foo', 'bar', 'baz']) {
					steps++;
					yield [word];
				}
			},
		});
		for (const word of database.prepare('SELECT * FROM v').pluck().iterate()) {
			if (word === 'bar') break;
		}
		assert.equal(steps, 2);
		database.prepare('SELECT * FROM v').get();
		assert.equal(steps, 3);
	});

	it('are made by a factory for CREATE VIRTUAL TABLE only', () => {
		const made: unknown[] = [];
		const database = new Database();
		database.table('words', function (...args) {
			made.push({ ...this });
			return {
				columns: ['word'],
				*rows() {
					yield* args.map(word => [word]);
				},
			};
		});
		const words = (name: string) => database.prepare(`SELECT word FROM ${name}`).pluck().all();
		assert.throws(() => words('words'), { message: 'no such table: words' });
		database.exec('CREATE VIRTUAL TABLE a USING words(hello world, how are you?)');
		database.exec("ATTACH ':memory:' AS x; CREATE VIRTUAL TABLE x.b USING words(1, (2,3))");
		assert.deepEqual(words('a'), ['hello world', 'how are you?']);
		assert.deepEqual(words('b'), ['1', '(2,3)']);
		assert.deepEqual(made, [
			{ module: 'words', database: 'main', table: 'a' },
			{ module: 'words', database: 'x', table: 'b' },
		]);
		assert.throws(() => database.exec('DELETE FROM a'), { message: 'table a may not be modified' });
		assert.throws(() => database.exec('CREATE INDEX i ON a(word)'), {
			message: 'virtual tables may not be indexed',
		});
		database.exec('DROP TABLE a');
		assert.throws(() => words('a'), { message: 'no such table: a' });
	});

	it('of a definition cannot be made by CREATE VIRTUAL TABLE', () => {
		const database = define({ columns: ['x'], *rows() {} });
		assert.throws(() => database.exec('CREATE VIRTUAL TABLE a USING v'), {
			code: 'SQLITE_ERROR',
			message: 'no such module: v',
		});
	});

	it('stay out of views when they are for direct use', () => {
		const database = define({ columns: ['x'], directOnly: true, *rows() {} });
		database.exec('CREATE VIEW w AS SELECT * FROM v');
		assert.deepEqual(database.prepare('SELECT * FROM v').all(), []);
		assert.throws(() => database.prepare('SELECT * FROM w'), {
			message: 'unsafe use of virtual table "v"',
		});
	});

	it('get and give integers as asked for', () => {
		const seen: unknown[] = [];
		const database = define({
			columns: ['x'],
			safeIntegers: true,
			*rows(x: unknown) {
				seen.push(x);
				yield [9007199254740993n];
			},
		});
		assert.equal(database.prepare('SELECT x FROM v(5)').pluck().get(), 9007199254740993n);
		assert.deepEqual(seen, [5n]);
	});

	it('hand their errors through, whatever is thrown', () => {
		for (const thrown of [new Error('baz'), null, 'text', 12]) {
			const database = define({
				columns: ['x'],
				*rows() {
					yield [42];
					// eslint-disable-next-line @typescript-eslint/only-throw-error -- users may
					throw thrown;
				},
			});
			assert.equal(database.prepare('SELECT * FROM v').pluck().get(), 42);
			let caught: unknown = 'nothing';
			try {
				database.prepare('SELECT * FROM v').all();
			} catch (error) {
				caught = error;
			}
			assert.equal(caught, thrown);
		}
	});

	it('do not let a generator change what was bound', () => {
		const database = define({
			columns: ['x'],
			*rows(bytes: Uint8Array) {
				bytes[0] = 2;
				yield [1];
			},
		});
		const input = Uint8Array.of(9, 9);
		const row = database.prepare('SELECT :input, "$1" FROM v(:input)').raw().get({ input });
		assert.deepEqual(row, [Buffer.of(9, 9), Buffer.of(9, 9)]);
	});

	it('refuse rows that do not fit', () => {
		const yielded = (row: unknown) => () =>
			define({
				columns: ['a', 'b'],
				*rows() {
					yield row;
				},
			})
				.prepare('SELECT * FROM v')
				.all();
		assert.deepEqual(yielded([1, 2])(), [{ a: 1, b: 2 }]);
		assert.deepEqual(yielded({ b: 2, a: 1 })(), [{ a: 1, b: 2 }]);
		for (const row of [[1], [1, 2, 3], [], 42, null, undefined, {}, { a: 1 }]) {
			assert.throws(yielded(row), TypeFailure);
		}
		assert.throws(yielded({ a: 1, b: 2, c: 3 }), TypeFailure);
		assert.throws(yielded([1, new Date()]), TypeFailure);
	});

	it('refuse definitions that are none', () => {
		const rows = function* () {
			yield [1];
		};
		const columns = ['x'];
		const withLength = (value: unknown) =>
			Object.defineProperty(function* () {}, 'length', { value });
		const wrong: object[] = [
			{ rows },
			{ columns },
			{ columns, rows: () => [] },
			{ columns: 'x', rows },
			{ columns: ['x', 'x'], rows },
			{ columns: ['x', new String('y')], rows },
			{ columns, rows, parameters: 'p' },
			{ columns, rows, parameters: ['p', 'p'] },
			{ columns, rows, parameters: ['x'] },
			{ columns, rows, directOnly: undefined },
			{ columns, rows, safeIntegers: 1 },
			{ columns, rows: withLength(-1) },
			{ columns, rows: withLength('1') },
		];
		for (const definition of wrong) assert.throws(() => define(definition), TypeFailure);
		assert.throws(() => define({ columns: [], rows }), RangeError);
		assert.throws(() => define({ columns, rows: withLength(33) }), RangeError);
		const database = new Database();
		assert.throws(() => database.table('', { columns, rows }), TypeFailure);
		assert.throws(() => database.table('a', null as never), TypeFailure);
		database.table('f', (() => 5) as never);
		assert.throws(() => database.exec('CREATE VIRTUAL TABLE t USING f'), {
			name: 'TypeError',
			message: 'Virtual table module "f" did not return a table definition object',
		});
	});
});
