/** Seed S3: memory stores. */

import assert from 'node:assert/strict';
import {
	Database,
	InMemoryDestination,
	MemoryStore,
	memoryStore,
} from '../../src/library/index.js';

describe('memory store', () => {
	beforeEach(() => memoryStore.clearAll());
	afterEach(() => memoryStore.clearAll());

	it('S3-21 makes a table of rows, or puts it in the place of another', () => {
		memoryStore.setTable('users', [{ id: 1, name: 'Alice' }]);
		memoryStore.setTable('users', { key: ['a', 'b'] });
		assert.deepEqual(memoryStore.getTable('users'), [{ key: 'a' }, { key: 'b' }]);
		assert.throws(() => memoryStore.setTable('users', []), /the data has no columns/);
		assert.equal(memoryStore.getTable('users').length, 2);
	});

	it('S3-22 gives all rows of a table, by rows and by columns', () => {
		memoryStore.setTable('users', [
			{ id: 1, name: 'Alice' },
			{ id: 2, name: 'Bob' },
		]);
		assert.deepEqual(memoryStore.getTable('USERS')[1], { id: 2, name: 'Bob' });
		assert.deepEqual(memoryStore.getColumns('users'), { id: [1, 2], name: ['Alice', 'Bob'] });
		assert.throws(() => memoryStore.getTable('nobody'), {
			message: 'no such table: nobody',
			hint: 'there are users',
		});
	});

	it('S3-23 clears one table', () => {
		memoryStore.setTable('a', [{ x: 1 }]);
		memoryStore.setTable('b', [{ x: 1 }]);
		memoryStore.clearTable('a');
		assert.deepEqual(memoryStore.tableNames(), ['b']);
		assert.throws(() => memoryStore.clearTable('a'), /no such table: a/);
	});

	it('S3-24 clears every table, with what depends on them', () => {
		memoryStore.database
			.exec(`create table p(id integer primary key); create table c(p references p);
			insert into p values (1); insert into c values (1); create view v as select * from p;
			create index i on c(p); create trigger t after insert on p begin select 1; end`);
		memoryStore.clearAll();
		assert.deepEqual(memoryStore.tableNames(), []);
		const left = memoryStore.database.prepare('select count(*) from sqlite_schema').pluck().get();
		assert.equal(left, 0);
		assert.equal(memoryStore.database.pragma('foreign_keys', { simple: true }), 1);
	});

	it('S3-25 tells the memory in use, all of it and by table', () => {
		const before = memoryStore.getMemoryUsage();
		assert.deepEqual(before, { total: 0, tables: {}, limit: 0 });
		memoryStore.setTable('small', [{ x: 1 }]);
		memoryStore.setTable('large', { x: Array.from({ length: 5000 }, (_, row) => `text ${row}`) });
		const { total, tables } = memoryStore.getMemoryUsage();
		const { small = 0, large = 0 } = tables;
		assert(large > 5000 * 20 && small > 0 && total === small + large);
		memoryStore.clearTable('large');
		assert.equal(memoryStore.getMemoryUsage().total, small);
	});

	it('S3-26 tells of a table its rows, columns, bytes, times and indexes', async () => {
		const start = Date.now();
		memoryStore.setTable('users', [{ id: 1, name: 'Alice' }]);
		memoryStore.database.exec('create unique index byName on users(name)');
		const info = memoryStore.getTableInfo('users');
		assert.equal(info.rows, 1);
		assert.deepEqual(info.columns, [
			{ name: 'id', type: 'INTEGER', isNullable: true },
			{ name: 'name', type: 'TEXT', isNullable: true },
		]);
		assert.deepEqual(info.indexes, [{ name: 'byName', columns: ['name'], isUnique: true }]);
		assert.equal(info.bytes, memoryStore.getMemoryUsage().total);
		assert(info.created.getTime() >= start && info.modified >= info.created);
		await new Promise(resolve => setTimeout(resolve, 5));
		memoryStore.database.exec("insert into users values (2, 'Bob')");
		const later = memoryStore.getTableInfo('users');
		assert.deepEqual(later.created, info.created);
		assert(later.modified > info.modified);
	});

	it('S3-27 has stores of its own, which do not see each other', () => {
		const mine = new MemoryStore();
		new InMemoryDestination({ tableName: 't' }, mine).write([{ x: 1 }]);
		new InMemoryDestination({ tableName: 't' }).write([{ x: 2 }]);
		assert.deepEqual(mine.getTable('t'), [{ x: 1 }]);
		assert.deepEqual(memoryStore.getTable('t'), [{ x: 2 }]);
		const database = new Database();
		database.exec('create table made(a); insert into made values (7)');
		const over = new MemoryStore(database);
		assert.deepEqual(over.getTable('made'), [{ a: 7 }]);
		over.setTable('more', [{ b: 8 }]);
		assert.equal(database.prepare('select b from more').pluck().get(), 8);
	});

	it('S3-32 is cleared in no time when it is empty', () => {
		memoryStore.clearAll();
		const start = performance.now();
		for (let round = 0; round < 100; round++) memoryStore.clearAll();
		assert((performance.now() - start) / 100 < 1);
	});
});
