// The public API: names, argument forms, return shapes and errors that better-sqlite3 users know.
import assert from 'node:assert/strict';
import { Database, Real, SqlError } from '../../src/library/index.js';

function withRows(): Database {
	return new Database().exec(`
		create table t(id integer primary key, name text, score real, data blob);
		insert into t values (1, 'ann', 1.5, x'0102'), (2, 'bob', 2.0, null), (3, null, null, x'');
	`);
}

describe('Statement', () => {
	it('get, all and iterate give row objects', () => {
		const statement = withRows().prepare('select id, name, score from t order by id');
		const rows = [
			{ id: 1, name: 'ann', score: 1.5 },
			{ id: 2, name: 'bob', score: 2 },
			{ id: 3, name: null, score: null },
		];
		assert.deepEqual(statement.all(), rows);
		assert.deepEqual(statement.get(), rows[0]);
		assert.deepEqual([...statement.iterate()], rows);
		assert.equal(withRows().prepare('select 1 from t where id = 9').get(), undefined);
		assert.deepEqual(withRows().prepare('select 1 from t where id = 9').all(), []);
	});

	it('takes a scalar, several values, arrays, or a named object', () => {
		const database = withRows();
		const byId = database.prepare('select name from t where id = ?');
		assert.deepEqual(byId.get(1), { name: 'ann' });
		assert.deepEqual(byId.get([1]), { name: 'ann' });
		assert.deepEqual(byId.get(1n), { name: 'ann' });
		const two = database.prepare('select ? as a, ? as b');
		assert.deepEqual(two.get(1, 'x'), { a: 1, b: 'x' });
		assert.deepEqual(two.get([1, 'x']), { a: 1, b: 'x' });
		assert.deepEqual(two.get([1], 'x'), { a: 1, b: 'x' });
		const named = database.prepare('select :a as a, @b as b, $c as c, :a as again');
		assert.deepEqual(named.get({ a: 1, b: 2, c: 3 }), { a: 1, b: 2, c: 3, again: 1 });
		assert.deepEqual(named.get({ ':a': 1, '@b': 2, $c: 3 }), { a: 1, b: 2, c: 3, again: 1 });
		const mixed = database.prepare('select ? as a, :b as b');
		assert.deepEqual(mixed.get(1, { b: 2 }), { a: 1, b: 2 });
		assert.deepEqual(mixed.get({ b: 2 }, [1]), { a: 1, b: 2 });
		const numbered = database.prepare('select ?2 as b, ?1 as a');
		assert.deepEqual(numbered.get({ 1: 'x', 2: 'y' }), { a: 'x', b: 'y' });
	});

	it('refuses wrong bindings with better-sqlite3’s errors', () => {
		const database = withRows();
		const one = database.prepare('select ?');
		const tooFew = { name: 'RangeError', message: 'Too few parameter values were provided' };
		const tooMany = { name: 'RangeError', message: 'Too many parameter values were provided' };
		const unbindable = {
			name: 'TypeError',
			message: 'SQLite3 can only bind numbers, strings, bigints, buffers, and null',
		};
		assert.throws(() => one.get(), tooFew);
		assert.throws(() => one.get(1, 2), tooMany);
		assert.throws(() => database.prepare('select 1').all(1), tooMany);
		for (const value of [true, Symbol('x'), () => 1, new Date(), new Map()]) {
			assert.throws(() => one.get(value), unbindable);
		}
		assert.throws(() => one.get([{}]), unbindable);
		assert.throws(() => one.get(2n ** 64n), RangeError);
		assert.equal(one.pluck().get(undefined), null);
		const named = database.prepare('select :a, :b');
		assert.throws(() => named.get(new Date()), {
			name: 'TypeError',
			message: 'Named parameters can only be passed within plain objects',
		});
		assert.throws(() => named.get(1, 2), tooMany);
		assert.throws(() => named.get({ a: 1 }), {
			name: 'RangeError',
			message: 'Missing named parameter "b"',
		});
		assert.throws(() => named.get({ a: 1, b: 2 }, { b: 2 }), {
			name: 'TypeError',
			message: 'You cannot specify named parameters in two different objects',
		});
		assert.throws(() => named.get(), { name: 'TypeError', message: 'Missing named parameters' });
	});

	it('binds for good once', () => {
		const statement = withRows().prepare('select ? as a').bind(5);
		assert.deepEqual(statement.get(), { a: 5 });
		assert.throws(() => statement.get(6), {
			name: 'TypeError',
			message: 'This statement already has bound parameters',
		});
		assert.throws(() => statement.bind(6), {
			name: 'TypeError',
			message: 'The bind() method can only be invoked once per statement object',
		});
	});

	it('run reports changes and the last rowid', () => {
		const database = withRows();
		const insert = database.prepare('insert into t(name) values (?)');
		assert.deepEqual(insert.run('x'), { changes: 1, lastInsertRowid: 4 });
		assert.deepEqual(insert.run('y'), { changes: 1, lastInsertRowid: 5 });
		assert.deepEqual(database.prepare('update t set score = 0').run(), {
			changes: 5,
			lastInsertRowid: 5,
		});
		assert.deepEqual(database.prepare('create table u(a)').run(), {
			changes: 0,
			lastInsertRowid: 5,
		});
		assert.deepEqual(insert.safeIntegers().run('z').lastInsertRowid, 6n);
	});

	it('tells statements that return data from those that do not', () => {
		const database = withRows();
		const select = database.prepare('select 1');
		const insert = database.prepare('insert into t(name) values (1)');
		const returning = database.prepare('insert into t(name) values (1) returning id');
		assert.deepEqual([select.reader, insert.reader, returning.reader], [true, false, true]);
		assert.deepEqual([select.readonly, insert.readonly, returning.readonly], [true, false, false]);
		const returnsNone = {
			name: 'TypeError',
			message: 'This statement does not return data. Use run() instead',
		};
		assert.deepEqual(select.run(), { changes: 0, lastInsertRowid: 3 });
		assert.deepEqual(returning.run(), { changes: 1, lastInsertRowid: 4 });
		assert.throws(() => insert.all(), returnsNone);
		assert.throws(() => insert.get(), returnsNone);
		assert.throws(() => insert.iterate(), returnsNone);
		assert.throws(() => insert.raw(), {
			name: 'TypeError',
			message: 'The raw() method is only for statements that return data',
		});
		assert.throws(() => insert.columns(), {
			name: 'TypeError',
			message: 'The columns() method is only for statements that return data',
		});
		assert.deepEqual(returning.all(), [{ id: 5 }]);
	});

	it('raw, pluck and expand exclude each other', () => {
		const database = withRows();
		const statement = database.prepare('select id, name, 1 + 1 as two from t where id < 3');
		assert.deepEqual(statement.raw().all(), [
			[1, 'ann', 2],
			[2, 'bob', 2],
		]);
		assert.deepEqual(statement.pluck().all(), [1, 2]);
		assert.deepEqual(statement.expand().get(), { t: { id: 1, name: 'ann' }, $: { two: 2 } });
		assert.deepEqual(statement.expand(false).get(), { id: 1, name: 'ann', two: 2 });
		assert.throws(() => statement.pluck(1 as never), {
			name: 'TypeError',
			message: 'Expected first argument to be a boolean',
		});
	});

	it('gives INTEGERs exactly and REALs as numbers', () => {
		const database = new Database();
		const statement = database.prepare(
			'select 9007199254740991 as safe, 9007199254740993 as big, -9223372036854775808 as least, 1.0 as one, 1e300 as huge',
		);
		assert.deepEqual(statement.get(), {
			safe: 9007199254740991,
			big: 9007199254740993n,
			least: -9223372036854775808n,
			one: 1,
			huge: 1e300,
		});
		assert.deepEqual(statement.safeIntegers().get(), {
			safe: 9007199254740991n,
			big: 9007199254740993n,
			least: -9223372036854775808n,
			one: 1,
			huge: 1e300,
		});
		database.exec('create table t(i int, r real)');
		database.prepare('insert into t values (?, ?)').run(2n ** 62n, 3n);
		assert.deepEqual(database.prepare('select *, typeof(r) as type from t').get(), {
			i: 2n ** 62n,
			r: 3,
			type: 'real',
		});
		assert.deepEqual(database.prepare('select typeof(?) as a, typeof(?) as b').get(1, 1.5), {
			a: 'integer',
			b: 'real',
		});
		assert.deepEqual(
			database
				.prepare('select typeof(?)')
				.pluck()
				.get(new Real(1) as never),
			'real',
		);
	});

	it('copies blobs in and out', () => {
		const database = withRows();
		const bytes = Uint8Array.from([1, 2, 3]);
		database.prepare('update t set data = ? where id = 2').run(bytes);
		bytes[0] = 9;
		const select = database.prepare('select data from t where id = 2').pluck();
		assert.deepEqual(select.get(), Buffer.from([1, 2, 3]));
		(select.get() as Buffer)[0] = 9;
		assert.deepEqual(select.get(), Buffer.from([1, 2, 3]), 'stays what it was');
		assert.deepEqual(
			database.prepare('select data from t where id = 3').pluck().get(),
			Buffer.alloc(0),
		);
	});

	it('describes its columns', () => {
		const statement = withRows().prepare('select id, name as n, 1 + 1 from t');
		assert.deepEqual(statement.columns(), [
			{ name: 'id', column: 'id', table: 't', database: 'main', type: 'INTEGER' },
			{ name: 'n', column: 'name', table: 't', database: 'main', type: 'TEXT' },
			{ name: '1 + 1', column: null, table: null, database: null, type: null },
		]);
	});

	it('in unsafe mode iterates over what was there when it began', () => {
		const database = withRows().unsafeMode();
		const seen: unknown[] = [];
		const insert = database.prepare('insert into t(name) values (?)');
		for (const row of database.prepare('select id from t').pluck().iterate()) {
			seen.push(row);
			insert.run('more');
			database.exec('delete from t where id = 2');
		}
		assert.deepEqual(seen, [1, 2, 3]);
		const iterator = database.prepare('select id from t').iterate();
		iterator.next();
		iterator.return?.();
		assert.equal(iterator.next().done, true);
		assert.equal(database.prepare('select count(*) from t').pluck().get(), 5);
	});

	it('is planned again when the schema changes', () => {
		const database = withRows();
		const statement = database.prepare('select * from t where name = ?');
		assert.equal(Object.keys(statement.get('ann') as object).length, 4);
		database.exec('create index i on t(name)');
		assert.equal((statement.get('bob') as { id: number }).id, 2);
		database.exec('drop table t; create table t(name, other); insert into t values (1, 2)');
		assert.deepEqual(statement.get(1), { name: 1, other: 2 });
		database.exec('drop table t');
		assert.throws(() => statement.get(1), { code: 'SQLITE_ERROR', message: 'no such table: t' });
	});
});

describe('Database', () => {
	it('prepares one statement', () => {
		const database = new Database(':memory:');
		assert.throws(() => database.prepare(1 as never), {
			name: 'TypeError',
			message: 'Expected first argument to be a string',
		});
		assert.throws(() => database.prepare('  -- nothing'), {
			name: 'RangeError',
			message: 'The supplied SQL string contains no statements',
		});
		assert.throws(() => database.prepare('select 1; select 2'), {
			name: 'RangeError',
			message: 'The supplied SQL string contains more than one statement',
		});
		assert.equal(database.prepare('select 1;; -- x').source, 'select 1;; -- x');
	});

	it('reports errors with code, message and span', () => {
		const database = withRows();
		const error = (sql: string): SqlError => {
			try {
				database.exec(sql);
			} catch (thrown) {
				assert(thrown instanceof SqlError);
				return thrown;
			}
			assert.fail('no error');
		};
		const syntax = error('select 1;\nselect * frm t');
		assert.equal(syntax.message, 'near "frm": syntax error');
		assert.deepEqual(syntax.span, { start: 19, end: 22 });
		const unknown = error('select * from usrs');
		assert.equal(unknown.message, 'no such table: usrs');
		assert.deepEqual(unknown.span, { start: 14, end: 18 });
		const unique = error('insert into t(id) values (1)');
		assert.equal(unique.code, 'SQLITE_CONSTRAINT_PRIMARYKEY');
		assert.equal(unique.name, 'SqliteError');
	});

	it('exec runs a script, with parameters and a row listener', async () => {
		const database = new Database();
		const rows: unknown[] = [];
		// eslint-disable-next-line @typescript-eslint/await-thenable -- every call may be awaited
		const result = await database.exec(
			'create table t(a, b); insert into t values (1, 2), (3, 4); select * from t; select 5;',
			undefined,
			row => rows.push(row),
		);
		assert.equal(result, database);
		assert.deepEqual(rows, [[1, 2], [3, 4], [5]]);
		database.exec('insert into t values (?, ?)', [5, 6]);
		database.exec('insert into t values (:a, :b)', { a: 7, b: 8 });
		database.exec('delete from t where a = ?; delete from t where a = ?', [1, 3]);
		assert.deepEqual(database.prepare('select a from t').pluck().all(), [5, 7]);
		assert.throws(() => database.exec('insert into t values (9, 9); nonsense; select 1'), SqlError);
		assert.equal(database.prepare('select count(*) from t').pluck().get(), 3);
	});

	it('eval iterates over row objects', async () => {
		const database = withRows();
		const names: unknown[] = [];
		// eslint-disable-next-line @typescript-eslint/await-thenable -- every call may be awaited
		for await (const row of database.eval('select name from t where id < ?', [3])) {
			names.push((row as { name: unknown }).name);
		}
		assert.deepEqual(names, ['ann', 'bob']);
		assert.deepEqual([...database.eval('delete from t')], []);
	});

	it('pragma gives rows, or one value', () => {
		const database = withRows();
		assert.deepEqual(database.pragma('user_version'), [{ user_version: 0 }]);
		assert.deepEqual(database.pragma('user_version = 3'), []);
		assert.equal(database.pragma('user_version', { simple: true }), 3);
		assert.equal((database.pragma('table_info(t)') as unknown[]).length, 4);
		assert.deepEqual(database.pragma('no_such_pragma'), []);
		assert.equal(database.pragma('no_such_pragma', { simple: true }), undefined);
	});

	it('transaction commits, rolls back, and nests', () => {
		const database = withRows();
		const insert = database.prepare('insert into t(name) values (?)');
		const addAll = database.transaction((names: string[]) => {
			for (const name of names) {
				if (name === 'bad') throw new Error('bad name');
				insert.run(name);
			}
			return names.length;
		});
		assert.equal(addAll(['a', 'b']), 2);
		assert.throws(() => addAll(['c', 'bad']), { message: 'bad name' });
		const count = database.prepare('select count(*) from t').pluck();
		assert.equal(count.get(), 5);
		const outer = database.transaction(() => {
			insert.run('outer');
			assert.throws(() => addAll(['x', 'bad']));
			assert.equal(database.inTransaction, true);
			addAll.immediate(['inner']);
		});
		outer.exclusive();
		assert.equal(count.get(), 7);
		assert.equal(database.inTransaction, false);
		assert.equal(outer.deferred.database, database);
		// @ts-expect-error one that waits is awaited, not called
		assert.throws(() => database.transaction(async () => Promise.resolve(1))(), TypeError);
		const promising = database.transaction((): unknown => Promise.resolve(1));
		assert.throws(() => promising(), {
			name: 'TypeError',
			message: 'Transaction function cannot return a promise',
		});
	});

	it('calls user functions, aggregates, table functions and collations', () => {
		const database = withRows();
		database.function('double', (x: number) => x * 2);
		database.function('join_all', { varargs: true }, (...parts: string[]) => parts.join('-'));
		database.function('big', { safeIntegers: true }, (x: bigint) => typeof x);
		assert.deepEqual(
			database.prepare("select double(4) a, join_all('x', 'y', 'z') b, big(1) c").get(),
			{
				a: 8,
				b: 'x-y-z',
				c: 'bigint',
			},
		);
		database.aggregate('product', { start: 1, step: (total: number, x: number) => total * x });
		database.aggregate('listed', {
			start: () => [] as unknown[],
			step: (list: unknown[], x: unknown) => {
				list.push(x);
			},
			result: (list: unknown[]) => list.join(','),
		});
		assert.deepEqual(database.prepare('select product(id) p, listed(id) l from t').get(), {
			p: 6,
			l: '1,2,3',
		});
		database.table('numbers', {
			columns: ['n', 'square'],
			*rows(count: number) {
				for (let n = 1; n <= count; n++) yield n % 2 ? [n, n * n] : { n, square: n * n };
			},
		});
		assert.deepEqual(database.prepare('select sum(square) s from numbers(3)').get(), { s: 14 });
		database.collation('backwards', (a, b) => (a < b ? 1 : a > b ? -1 : 0));
		assert.deepEqual(
			database
				.prepare('select name from t where name is not null order by name collate backwards')
				.pluck()
				.all(),
			['bob', 'ann'],
		);
		database.function('fails', () => {
			throw new Error('from inside');
		});
		assert.throws(() => database.prepare('select fails()').get(), { message: 'from inside' });
		assert.throws(() => database.function('x', 5 as never), {
			name: 'TypeError',
			message: 'Expected last argument to be a function',
		});
	});

	it('tells verbose every statement with its values', () => {
		const log: string[] = [];
		const database = new Database({ verbose: sql => log.push(sql) });
		database.exec('create table t(a); insert into t values (1)');
		database.prepare('select * from t where a = ? or a = :b').all(5, { b: "it's" });
		assert.deepEqual(log, [
			'create table t(a);',
			'insert into t values (1)',
			"select * from t where a = 5 or a = 'it''s'",
		]);
	});

	it('says what it is, and refuses calls after close', () => {
		const database = withRows();
		assert.deepEqual(
			[database.open, database.inTransaction, database.memory, database.readonly, database.name],
			[true, false, true, false, ''],
		);
		const statement = database.prepare('select 1');
		database.close();
		database.close();
		assert.equal(database.open, false);
		const closed = { name: 'TypeError', message: 'The database connection is not open' };
		assert.throws(() => database.prepare('select 1'), closed);
		assert.throws(() => database.exec('select 1'), closed);
		assert.throws(() => statement.get(), closed);
		assert.throws(() => new Database().exec('selec'), Database.SqliteError);
	});

	it('refuses changes when it is readonly', () => {
		const database = new Database(withRows().serialize(), { readonly: true });
		assert.throws(() => database.exec('create table t(a)'), {
			code: 'SQLITE_READONLY',
			message: 'attempt to write a readonly database',
		});
		assert.deepEqual(database.prepare('select 1 as a').get(), { a: 1 });
	});

	it('cancels a running statement and stays usable', () => {
		let polls = 0;
		const database = new Database({ shouldInterrupt: () => ++polls > 50 });
		database.exec('create table t(a)');
		const interrupted = { code: 'SQLITE_INTERRUPT', message: 'interrupted' };
		const endless =
			'with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n';
		assert.throws(() => database.prepare(endless).get(), interrupted);
		assert.throws(
			() =>
				database.exec(
					`insert into t with recursive n(x) as (select 1 union all select x + 1 from n) select x from n`,
				),
			interrupted,
		);
		polls = -1e9;
		assert.equal(database.prepare('select count(*) from t').pluck().get(), 0);
		database.function('stop', () => {
			database.interrupt();
			return 1;
		});
		assert.throws(() => database.prepare(`${endless} where stop()`).get(), interrupted);
		assert.equal(database.prepare('select 1').pluck().get(), 1);
	});
});
