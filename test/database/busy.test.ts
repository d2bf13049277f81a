/** What may be asked of a connection while it runs a statement or rows are iterated over: better-sqlite3's rules. */

import assert from 'node:assert/strict';
import { Database } from '../../src/engine/index.js';

const connectionBusy = {
	name: 'TypeError',
	message: 'This database connection is busy executing a query',
};
const statementBusy = { name: 'TypeError', message: 'This statement is busy executing a query' };

function withRows(): Database {
	const database = new Database();
	database.exec("create table t(a integer primary key, b); insert into t(b) values ('x'), ('y')");
	return database;
}

function first(rows: Iterable<unknown>): unknown {
	for (const row of rows) return row;
	return undefined;
}

describe('a busy connection', () => {
	it('changes nothing while rows are iterated over', () => {
		const database = withRows();
		const insert = database.prepare('insert into t(b) values (1)');
		const iterator = database.prepare('select * from t').iterate();
		iterator.next();
		for (const change of [
			() => insert.run(),
			() => database.exec('select 1'),
			() => database.pragma('user_version'),
			() => database.transaction(() => 1)(),
			() => database.serialize(),
			() => database.function('f', () => 1),
			() => database.aggregate('g', { step: () => 1 }),
			() => database.collation('c', () => 0),
			() => database.close(),
		]) {
			assert.throws(change, connectionBusy);
		}
		iterator.return?.();
		assert.equal(insert.run().changes, 1);
		database.close();
	});

	it('answers other queries while rows are iterated over', () => {
		const database = withRows();
		const pairs: unknown[] = [];
		const letters = database.prepare('select b from t').pluck();
		for (const a of database.prepare('select a from t').pluck().iterate()) {
			for (const b of letters.iterate()) pairs.push([a, b]);
			assert.equal(database.prepare('select count(*) from t').pluck().get(), 2);
		}
		assert.deepEqual(pairs, [
			[1, 'x'],
			[1, 'y'],
			[2, 'x'],
			[2, 'y'],
		]);
	});

	it('keeps a statement to its iterator', () => {
		const statement = withRows().prepare('select * from t');
		assert.equal(statement.busy, false);
		const iterator = statement.iterate();
		assert.equal(statement.busy, true);
		for (const use of [
			() => statement.get(),
			() => statement.all(),
			() => statement.run(),
			() => statement.iterate(),
			() => statement.bind(),
			() => statement.raw(),
			() => statement.pluck(),
			() => statement.expand(),
			() => statement.safeIntegers(),
		]) {
			assert.throws(use, statementBusy);
		}
		assert.equal([...iterator].length, 2);
		assert.equal(statement.busy, false);
		assert.deepEqual(iterator.next(), { value: undefined, done: true });
		assert.equal(statement.all().length, 2);
	});

	it('is free again when a loop is left, by whatever way', () => {
		const database = withRows();
		const statement = database.prepare('select * from t');
		assert.deepEqual(first(statement.iterate()), { a: 1, b: 'x' });
		assert.throws(() => {
			for (const row of statement.iterate()) throw new Error(JSON.stringify(row));
		}, /"a":1/);
		const failing = database.prepare("select json(b || '{') from t").iterate();
		assert.throws(() => failing.next(), { code: 'SQLITE_ERROR' });
		database.exec('delete from t');
	});

	it('is closed to the functions that a statement calls', () => {
		const database = withRows();
		const errors: unknown[] = [];
		const uses = [
			() => database.prepare('select 1'),
			() => database.exec('select 1'),
			() => database.pragma('user_version'),
			() => database.transaction(() => 1)(),
			() => database.serialize(),
			() => database.close(),
			() => database.unsafeMode().exec('delete from t'),
		];
		database.function('f', () => {
			for (const use of uses) assert.throws(use, connectionBusy);
			errors.push(uses.length);
			return 1;
		});
		assert.equal(database.prepare('select f()').pluck().get(), 1);
		assert.deepEqual(errors, [uses.length]);
		assert.equal(database.prepare('select count(*) from t').pluck().get(), 2);
	});

	it('lets another connection read what was there', () => {
		const database = withRows();
		const other = database.connect();
		const count = other.prepare('select count(*) from t').pluck();
		database.function('counted', () => count.get());
		database.exec('update t set b = counted()');
		assert.deepEqual(database.prepare('select b from t').pluck().all(), [2, 2]);
	});

	it('changes in unsafe mode, and eval never holds it', () => {
		const database = withRows();
		const insert = database.prepare('insert into t(b) values (?)');
		for (const row of database.eval('select b from t')) {
			insert.run((row as { b: string }).b);
		}
		database.unsafeMode();
		for (const b of database.prepare('select b from t').pluck().iterate()) insert.run(b);
		assert.equal(database.prepare('select count(*) from t').pluck().get(), 8);
		assert.throws(() => database.unsafeMode(1 as never), {
			message: 'Expected first argument to be a boolean',
		});
	});
});
