// Memory tables of the seed S1: modules, DDL, DML, transactions, errors. Each title starts with the id of its line.
/* eslint-disable @typescript-eslint/await-thenable -- every call may be awaited */
import assert from 'node:assert/strict';
import { Database, MemoryTableModule, SqlError } from '../../src/library/index.js';

const products = `create virtual table products using memory(
	id integer primary key,
	name text not null,
	price real default 9.5,
	code text unique
)`;

/** The rows of a query as arrays. */
function rows(db: Database, sql: string, ...parameters: unknown[]): unknown[] {
	return db
		.prepare(sql)
		.raw()
		.all(...(parameters as []));
}

function value(db: Database, sql: string): unknown {
	return db.prepare(sql).pluck().get();
}

function plan(db: Database, sql: string): string {
	return rows(db, `explain query plan ${sql}`)
		.map(row => (row as string[])[3])
		.join('\n');
}

function withProducts(): Database {
	return new Database().exec(products);
}

describe('memory tables', () => {
	it('S1-01 registers a table module by name, once; an unregistered one is a clear error', () => {
		const db = new Database();
		const module = new MemoryTableModule();
		db.registerVtabModule('rows', module);
		db.exec('create virtual table t using rows(a integer); insert into t values (7)');
		assert.deepEqual(rows(db, 'select a from t'), [[7]]);
		assert.throws(() => db.registerModule('ROWS', module), /already registered/);
		assert.throws(() => db.exec('create virtual table u using nosuch(a)'), {
			message: 'no such module: nosuch',
			hint: 'modules that are registered: memory, rows',
		});
		assert.doesNotThrow(() => db.exec('create virtual table u using memory(a)'));
	});

	it('S1-02 takes the module’s arguments as columns and constraints', () => {
		const db = new Database().exec(`create virtual table s using memory(
			user_id integer not null,
			session text,
			primary key (user_id, session),
			check (user_id > 0)
		)`);
		db.exec(`insert into s values (1, 'a'), (1, 'b')`);
		assert.deepEqual(rows(db, 'select * from s order by session'), [
			[1, 'a'],
			[1, 'b'],
		]);
		assert.throws(() => db.exec(`insert into s values (1, 'a')`), /UNIQUE constraint failed/);
		assert.throws(() => db.exec(`insert into s values (0, 'a')`), /CHECK constraint failed/);
		db.exec('create table t(a integer) using memory; insert into t values (1)');
		assert.deepEqual(rows(db, 'select a from t'), [[1]]);
	});

	it('S1-03 keeps the type of each value', () => {
		const db = new Database().exec(
			'create virtual table v using memory(i integer, r real, t text, b blob)',
		);
		const insert = db.prepare('insert into v values (?, ?, ?, ?)');
		insert.run(-(2n ** 63n), 0.1, 'größer 日本 🎉', new Uint8Array([0, 255]));
		insert.run(2n ** 63n - 1n, 1, '', new Uint8Array());
		assert.deepEqual(rows(db, 'select typeof(i), typeof(r), typeof(t), typeof(b) from v'), [
			['integer', 'real', 'text', 'blob'],
			['integer', 'real', 'text', 'blob'],
		]);
		const [first, second] = rows(db, 'select * from v') as [unknown[], unknown[]];
		assert.deepEqual(first.slice(0, 3), [-(2n ** 63n), 0.1, 'größer 日本 🎉']);
		assert.deepEqual([...(first[3] as Uint8Array)], [0, 255]);
		assert.deepEqual(second.slice(0, 3), [2n ** 63n - 1n, 1, '']);
		assert.equal((second[3] as Uint8Array).length, 0);
		assert.equal(value(db, 'select typeof(b) from v where i > 0'), 'blob');
	});

	it('S1-04 PRIMARY KEY is unique and searched by key', () => {
		const db = withProducts().exec(`insert into products(id, name) values (1, 'a')`);
		assert.throws(() => db.exec(`insert into products(id, name) values (1, 'b')`), {
			code: 'SQLITE_CONSTRAINT_PRIMARYKEY',
		});
		assert.match(
			plan(db, 'select * from products where id = 1'),
			/SEARCH products USING INTEGER PRIMARY KEY/,
		);
	});

	it('S1-05 NOT NULL holds on every path', () => {
		const db = withProducts().exec(`insert into products(id, name) values (1, 'a')`);
		const failed = { message: 'NOT NULL constraint failed: products.name' };
		for (const sql of [
			'insert into products(id) values (2)',
			'update products set name = null',
			`insert into products(id, name) values (1, 'x') on conflict do update set name = null`,
			'insert into products(id, name) select 2, null',
		]) {
			assert.throws(() => db.exec(sql), failed, sql);
		}
		assert.deepEqual(rows(db, 'select id, name from products'), [[1, 'a']]);
	});

	it('S1-06 DEFAULT fills omitted columns, not an explicit NULL', () => {
		const db = withProducts().exec(`
			create virtual table d using memory(a integer default 5, b text default 'x');
			insert into d default values;
			insert into products(name) values ('omitted');
			insert into products(name, price) values ('given', null);
		`);
		assert.deepEqual(rows(db, 'select * from d'), [[5, 'x']]);
		assert.deepEqual(rows(db, 'select name, price from products'), [
			['omitted', 9.5],
			['given', null],
		]);
	});

	it('S1-07 UNIQUE holds on INSERT and UPDATE; NULLs differ', () => {
		const db = withProducts().exec(`
			insert into products(name, code) values ('a', 'A'), ('b', 'B'), ('c', null), ('d', null)`);
		const failed = { message: 'UNIQUE constraint failed: products.code' };
		assert.throws(() => db.exec(`insert into products(name, code) values ('x', 'A')`), failed);
		assert.throws(() => db.exec(`update products set code = 'A' where name = 'b'`), failed);
		assert.equal(value(db, 'select count(*) from products where code is null'), 2);
	});

	it('S1-08 takes columns in any order; omitted ones get default, NULL or the next id', () => {
		const db = withProducts().exec(`insert into products(code, name) values ('C', 'n')`);
		assert.deepEqual(rows(db, 'select * from products'), [[1, 'n', 9.5, 'C']]);
	});

	it('S1-09 a multi-row VALUES is all or nothing', () => {
		const db = withProducts();
		assert.throws(() =>
			db.exec(`insert into products(name, code) values ('a', 'A'), ('b', 'B'), ('c', 'A')`),
		);
		assert.equal(value(db, 'select count(*) from products'), 0);
	});

	it('S1-10 SELECT * gives the columns in declared order', () => {
		const db = withProducts();
		const names = db.prepare('select * from products').columns();
		assert.deepEqual(
			names.map(column => column.name),
			['id', 'name', 'price', 'code'],
		);
	});

	it('S1-11 SELECT of columns WHERE', () => {
		const db = withProducts().exec(
			`insert into products(name, price) values ('a', 1), ('b', 2), ('c', 3)`,
		);
		assert.deepEqual(rows(db, 'select name, price from products where price >= 2'), [
			['b', 2],
			['c', 3],
		]);
	});

	it('S1-12 ORDER BY several keys, stable, NULLs first ascending', () => {
		const db = new Database().exec(`
			create virtual table t using memory(a integer, b text);
			insert into t values (2, 'x'), (null, 'y'), (1, 'x'), (2, 'a'), (1, null)`);
		assert.deepEqual(rows(db, 'select a, b from t order by a, b desc'), [
			[null, 'y'],
			[1, 'x'],
			[1, null],
			[2, 'x'],
			[2, 'a'],
		]);
		assert.deepEqual(rows(db, 'select a, b from t order by a desc nulls first, b')[0], [null, 'y']);
		assert.deepEqual(rows(db, 'select rowid from t order by b is null'), [[1], [2], [3], [4], [5]]);
	});

	it('S1-13 LIMIT and OFFSET in all forms', () => {
		const db = new Database().exec(`
			create virtual table t using memory(a integer primary key);
			insert into t(a) values (1), (2), (3), (4), (5)`);
		assert.deepEqual(rows(db, 'select a from t order by a limit 2 offset 1'), [[2], [3]]);
		assert.deepEqual(rows(db, 'select a from t order by a limit 1, 2'), [[2], [3]]);
		assert.deepEqual(rows(db, 'select a from t order by a limit 1 + 1'), [[1], [2]]);
		assert.equal(rows(db, 'select a from t limit -1').length, 5);
		assert.deepEqual(rows(db, 'select a from t order by a limit ? offset ?', 1, 4), [[5]]);
	});

	it('S1-14 GROUP BY with COUNT(*) AS count', () => {
		const db = new Database().exec(`
			create virtual table t using memory(city text);
			insert into t values ('Bern'), ('Basel'), ('Bern')`);
		assert.deepEqual(
			db.prepare('SELECT city, COUNT(*) as count FROM t GROUP BY city ORDER BY count').all(),
			[
				{ city: 'Basel', count: 1 },
				{ city: 'Bern', count: 2 },
			],
		);
	});

	it('S1-15 the right-hand sides of UPDATE see the old row', () => {
		const db = new Database().exec(`
			create virtual table t using memory(a, b);
			insert into t values (1, 2), (3, 4);
			update t set a = b, b = a where a = 1`);
		assert.deepEqual(rows(db, 'select a, b from t'), [
			[2, 1],
			[3, 4],
		]);
	});

	it('S1-16 DELETE with and without WHERE', () => {
		const db = new Database().exec(`
			create virtual table t using memory(a);
			insert into t values (1), (2), (3)`);
		assert.equal(db.prepare('delete from t where a > 1').run().changes, 2);
		assert.equal(db.prepare('delete from t').run().changes, 1);
		assert.equal(value(db, 'select count(*) from t'), 0);
	});

	it('S1-17 a transaction shows all or nothing to others', () => {
		const db = new Database().exec('create virtual table t using memory(a)');
		const other = db.connect();
		const seen = () => other.prepare('select count(*) from t').pluck().get();
		db.exec('BEGIN TRANSACTION; insert into t values (1); insert into t values (2)');
		assert.equal(seen(), 0);
		db.exec('COMMIT');
		assert.equal(seen(), 2);
		db.exec('begin; delete from t; commit transaction');
		assert.equal(seen(), 0);
	});

	it('S1-18 ROLLBACK in a catch restores what was before BEGIN', async () => {
		const db = withProducts().exec(`insert into products(name) values ('kept')`);
		let message = '';
		try {
			await db.exec('BEGIN TRANSACTION');
			await db.exec(`insert into products(name) values ('lost')`);
			await db.exec('insert into products(name) values (null)');
			await db.exec('COMMIT');
		} catch (error) {
			await db.exec('ROLLBACK');
			message = (error as Error).message;
		}
		assert.equal(message, 'NOT NULL constraint failed: products.name');
		assert.deepEqual(rows(db, 'select name from products'), [['kept']]);
		db.exec(`begin; insert into products(name) values ('later'); commit`);
		assert.equal(value(db, 'select count(*) from products'), 2);
	});

	it('S1-22 primary key columns are indexed', () => {
		const db = new Database().exec(
			'create virtual table cache using memory(key text primary key, value text)',
		);
		assert.match(
			plan(db, `select value from cache where key = 'k'`),
			/SEARCH cache USING INDEX sqlite_autoindex_cache_1 \(key=\?\)/,
		);
	});

	it('S1-27 key, value, timestamp, count, expires, average are names without quotes', () => {
		const db = new Database().exec(
			'create virtual table t using memory(key, value, timestamp, count, expires, average)',
		);
		db.exec('insert into t(key, value, timestamp, count, expires, average) values (1,2,3,4,5,6)');
		assert.deepEqual(
			db
				.prepare(
					'select t.key, value as timestamp, count(count) as count, expires, avg(average) as average from t',
				)
				.get(),
			{ key: 1, timestamp: 2, count: 1, expires: 5, average: 6 },
		);
	});

	it('S1-28 exec binds ? by position', () => {
		const db = withProducts();
		db.exec('insert into products(name, price) values (?, ?)', ['pen', 1.5]);
		assert.deepEqual(rows(db, 'select name, price from products'), [['pen', 1.5]]);
	});

	it('S1-29 exec calls back once a row with an array', () => {
		const db = withProducts().exec(`insert into products(name) values ('a'), ('b')`);
		const seen: unknown[] = [];
		db.exec('select id, name from products where id >= ? order by id', [1], row => {
			assert.ok(Array.isArray(row));
			seen.push(row[0], row[1]);
		});
		assert.deepEqual(seen, [1, 'a', 2, 'b']);
	});

	it('S1-30 exec may be awaited and runs several statements in order', async () => {
		const db = new Database();
		await db.exec('create table t(a); insert into t values (1); update t set a = a + 1;');
		assert.equal(value(db, 'select a from t'), 2);
	});

	it('S1-32 a duplicate key is UNIQUE constraint failed: table.column', () => {
		const db = withProducts().exec(`insert into products(id, name) values (1, 'a')`);
		assert.throws(
			() => db.exec(`insert into products(id, name) values (1, 'b')`),
			(error: Error) =>
				error instanceof SqlError &&
				error.message.includes('UNIQUE constraint failed') &&
				error.message.includes('products.id'),
		);
	});

	it('S1-33 a missing value is NOT NULL constraint failed: table.column', () => {
		assert.throws(() => withProducts().exec('insert into products(id) values (1)'), {
			message: 'NOT NULL constraint failed: products.name',
			code: 'SQLITE_CONSTRAINT_NOTNULL',
		});
	});

	it('S1-35 a syntax error names the token and where it stands', () => {
		const sql = 'select id,\n  nmae frm products';
		assert.throws(
			() => withProducts().exec(sql),
			(error: SqlError) => {
				assert.equal(error.message, 'near "products": syntax error');
				assert.equal(sql.slice(error.span?.start, error.span?.end), 'products');
				assert.deepEqual([error.line, error.column], [2, 12]);
				return true;
			},
		);
	});

	it('S1-37 a failed statement leaves the table as it was and the connection usable', () => {
		const db = withProducts().exec(`insert into products(name, code) values ('a', 'A')`);
		const before = rows(db, 'select * from products');
		for (const sql of [
			`insert into products(name, code) values ('b', 'B'), ('c', 'A')`,
			`insert into products(name) values ('b'), (null)`,
			'update products set name = null',
			'update products set id = abs(-9223372036854775808)',
			'delete from products where abs(-9223372036854775808)',
			'insert into products(id, name) values (1, 2)',
			'insert into products(nope) values (1)',
			'delete from product',
			'delete products',
		]) {
			assert.throws(() => db.exec(sql), SqlError, sql);
			assert.deepEqual(rows(db, 'select * from products'), before, sql);
		}
		db.exec(`insert into products(name) values ('b')`);
		assert.equal(value(db, 'select count(*) from products'), 2);
	});
});
