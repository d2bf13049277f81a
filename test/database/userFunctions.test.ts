/** User functions and aggregates: arguments, options and errors as in better-sqlite3. */

import assert from 'node:assert/strict';
import { Database } from '../../src/engine/index.js';

function withRows(): Database {
	const database = new Database();
	database.exec(
		"create table t(a integer primary key, b); insert into t(b) values ('x'), ('y'), (3)",
	);
	return database;
}

const one = (database: Database, sql: string): unknown => database.prepare(sql).pluck().get();

describe('user functions', () => {
	it('are found by name and number of arguments', () => {
		const database = withRows();
		database.function('f', (_a: unknown) => 'one');
		database.function('f', (_a: unknown, _b: unknown) => 'two');
		database.function('f', { varargs: true }, (...args: unknown[]) => `any ${args.length}`);
		assert.deepEqual(database.prepare('select f(), f(1), F(1, 2), f(1, 2, 3)').raw().get(), [
			'any 0',
			'one',
			'two',
			'any 3',
		]);
		database.function('g', (_a: unknown) => 1);
		assert.throws(() => database.prepare('select g()'), {
			message: 'wrong number of arguments to function g()',
		});
	});

	it('take and give what SQLite can hold', () => {
		const database = withRows();
		database.function('kind', (value: unknown) =>
			value instanceof Uint8Array ? 'blob' : value === null ? 'null' : typeof value,
		);
		assert.deepEqual(
			database.prepare("select kind(1), kind(1.5), kind('a'), kind(x'61'), kind(null)").raw().get(),
			['number', 'number', 'string', 'blob', 'null'],
		);
		const results: unknown[] = [undefined, null, 'a', 1.5, 7n];
		database.function('result', (index: number) => results[index]);
		assert.deepEqual(
			results.map((_, index) => one(database, `select result(${index})`)),
			[null, null, 'a', 1.5, 7],
		);
		for (const value of [true, {}, [], Symbol('x'), () => 1, Promise.resolve(1)]) {
			results[0] = value;
			assert.throws(() => one(database, 'select result(0)'), {
				name: 'TypeError',
				message: 'User-defined function result() returned an invalid value',
			});
		}
		results[0] = 2n ** 64n;
		assert.throws(() => one(database, 'select result(0)'), {
			name: 'RangeError',
			message: 'User-defined function result() returned a bigint that was too big',
		});
	});

	it('get bigints where asked', () => {
		const database = withRows();
		database.function('safe', { safeIntegers: true }, (value: unknown) => typeof value);
		database.defaultSafeIntegers();
		database.function('byDefault', (value: unknown) => typeof value);
		database.function('never', { safeIntegers: false }, (value: unknown) => typeof value);
		assert.deepEqual(
			database.prepare('select safe(1), safe(1.0), byDefault(1), never(1)').raw().get(),
			['bigint', 'number', 'bigint', 'number'],
		);
	});

	it('throw through the statement, which then changes nothing', () => {
		const database = withRows();
		const error = new RangeError('two');
		database.function('f', (a: number) => {
			if (a === 2) throw error;
			return a;
		});
		assert.throws(
			() => database.prepare('update t set b = f(a)').run(),
			thrown => thrown === error,
		);
		assert.deepEqual(database.prepare('select b from t').pluck().all(), ['x', 'y', 3]);
	});

	it('stay out of the schema unless they are deterministic', () => {
		const database = withRows();
		database.function('twice', { deterministic: true }, (a: number) => a * 2);
		database.function('roll', (a: number) => a);
		database.exec('create index i on t(twice(a))');
		assert.throws(() => database.exec('create index j on t(roll(a))'), {
			message: 'non-deterministic functions prohibited in index expressions',
		});
	});

	it('that are direct only stay out of views and stored expressions', () => {
		const database = withRows();
		database.function('f', { directOnly: true }, () => 1);
		database.aggregate('g', { directOnly: true, step: () => 1 });
		assert.equal(one(database, 'select f()'), 1);
		database.exec('create view v as select f(); create view w as select g() from t');
		for (const [view, name] of [
			['v', 'f'],
			['w', 'g'],
		]) {
			assert.throws(() => database.prepare(`select * from ${view}`), {
				code: 'SQLITE_ERROR',
				message: `unsafe use of ${name}()`,
			});
		}
	});

	it('are refused with better-sqlite3’s errors', () => {
		const database = withRows();
		const define = (...args: unknown[]) => database.function(...(args as [string, () => number]));
		const long = Object.defineProperty(() => 1, 'length', { value: 101 });
		const negative = Object.defineProperty(() => 1, 'length', { value: -1 });
		const refused: [unknown[], string][] = [
			[[1, () => 1], 'Expected first argument to be a string'],
			[['f'], 'Expected last argument to be a function'],
			[['f', 1, () => 1], 'Expected second argument to be an options object'],
			[['', () => 1], 'User-defined function name cannot be an empty string'],
			[['f', { deterministic: 1 }, () => 1], 'Expected the "deterministic" option to be a boolean'],
			[['f', { varargs: null }, () => 1], 'Expected the "varargs" option to be a boolean'],
			[
				['f', { directOnly: undefined }, () => 1],
				'Expected the "directOnly" option to be a boolean',
			],
			[['f', negative], 'Expected function.length to be a positive integer'],
			[['f', long], 'User-defined functions cannot have more than 100 arguments'],
		];
		for (const [args, message] of refused) assert.throws(() => define(...args), { message });
		define('f', null, () => 1);
	});
});

describe('user aggregates', () => {
	it('start anew for each group, from a value or a function', () => {
		const database = withRows();
		database.aggregate('adds', { start: 0, step: (total: number, a: number) => total + a });
		database.aggregate('list', {
			start: () => [],
			step: (items: unknown[], item: unknown) => void items.push(item),
			result: (items: unknown[]) => items.join('-'),
		});
		assert.deepEqual(
			database.prepare('select a % 2, adds(a), list(b) from t group by 1').raw().all(),
			[
				[0, 2, 'y'],
				[1, 4, 'x-3'],
			],
		);
		assert.deepEqual(database.prepare('select adds(a), list(b) from t where 0').raw().get(), [
			0,
			'',
		]);
	});

	it('count the arguments of step and inverse', () => {
		const database = withRows();
		database.aggregate('f', { start: 0, step: (n: number) => n + 1 });
		database.aggregate('g', {
			start: 0,
			step: (n: number, a: number) => n + a,
			inverse: (n: number, a: number, b: number) => n - a * b,
		});
		assert.equal(one(database, 'select f() from t'), 3);
		assert.throws(() => database.prepare('select g(a) from t'), {
			message: 'wrong number of arguments to function g()',
		});
	});

	it('throw through the statement from wherever they throw', () => {
		const database = withRows();
		const error = new Error('inside');
		const fail = () => {
			throw error;
		};
		database.aggregate('s', { start: fail, step: () => 1 });
		database.aggregate('p', { step: fail });
		database.aggregate('r', { step: () => 1, result: fail });
		for (const sql of ['select s() from t', 'select p() from t', 'select r() from t where 0']) {
			assert.throws(
				() => one(database, sql),
				thrown => thrown === error,
			);
		}
	});

	it('are refused with better-sqlite3’s errors', () => {
		const database = withRows();
		const define = (...args: unknown[]) => database.aggregate(...(args as [string, never]));
		const refused: [unknown[], string][] = [
			[[1, {}], 'Expected first argument to be a string'],
			[['f', () => 1], 'Expected second argument to be an options object'],
			[['f', {}], 'Missing required option "step"'],
			[['f', { step: 1 }], 'Expected the "step" option to be a function'],
			[['f', { step: () => 1, inverse: 1 }], 'Expected the "inverse" option to be a function'],
			[['f', { step: () => 1, result: 1 }], 'Expected the "result" option to be a function'],
			[['f', { step: () => 1, varargs: 1 }], 'Expected the "varargs" option to be a boolean'],
			[['', { step: () => 1 }], 'User-defined function name cannot be an empty string'],
		];
		for (const [args, message] of refused) assert.throws(() => define(...args), { message });
	});
});
