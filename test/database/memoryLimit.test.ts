import assert from 'node:assert/strict';
import { Database } from '../../src/engine/index.js';

const full = { code: 'SQLITE_FULL', message: 'database or disk is full' };
const noMemory = { code: 'SQLITE_NOMEM', message: 'out of memory' };
const many = (rows: number) =>
	`with recursive n(x) as (select 1 union all select x + 1 from n where x < ${rows})`;

function limited(bytes: number): Database {
	const db = new Database({ memoryLimit: bytes });
	return db.exec(`create table t(id integer primary key, a text, b);
		create index ta on t(a);
		insert into t(a) values ('one'), ('two')`);
}

function rows(db: Database, sql = 'select id, a from t'): unknown[] {
	return db.prepare(sql).raw().all();
}

describe('memory limit', () => {
	it('refuses a statement that goes beyond it, all of it, and nothing else', () => {
		const db = limited(1e6);
		const before = rows(db);
		assert.throws(
			() => db.exec(`insert into t(a) ${many(50_000)} select 'text ' || x from n`),
			full,
		);
		assert.deepEqual(rows(db), before);
		assert.throws(() => db.exec('insert into t(b) values (zeroblob(2000000))'), full);
		assert.throws(() => db.exec(`update t set b = zeroblob(600000)`), full);
		assert.deepEqual(rows(db, 'select b from t'), [[null], [null]]);
		db.exec(`insert into t(a) ${many(1000)} select 'text ' || x from n`);
		assert.equal(rows(db).length, 1002);
		assert.equal(db.prepare('pragma integrity_check').pluck().get(), 'ok');
	});

	it('leaves a transaction open, with what it did before', () => {
		const db = limited(1e6);
		db.exec(`begin; insert into t(a) values ('three')`);
		assert.throws(
			() => db.exec(`insert into t(a) ${many(50_000)} select 'text ' || x from n`),
			full,
		);
		assert.equal(db.inTransaction, true);
		db.exec('commit');
		assert.equal(rows(db).length, 3);
	});

	it('holds for bulk loads, CREATE TABLE AS and CREATE INDEX', () => {
		const db = limited(1e6);
		db.exec('create table plain(a, b)');
		assert.throws(() => db.exec(`insert into plain ${many(100_000)} select x, x from n`), full);
		assert.equal(db.prepare('select count(*) from plain').pluck().get(), 0);
		db.exec(`insert into plain ${many(20_000)} select x, x from n`);
		assert.throws(
			() => db.exec('create table copy as select * from plain a, (select 1 union select 2)'),
			full,
		);
		assert.throws(() => db.exec('create index plainA on plain(a)'), full);
		assert.deepEqual(
			rows(db, `select name from sqlite_schema where name in ('copy', 'plainA')`),
			[],
		);
	});

	it('gives room again when rows are deleted, layers released or the limit is raised', () => {
		const db = limited(3e6);
		const insert = db.prepare('insert into t(b) values (zeroblob(1000000))');
		insert.run();
		insert.run();
		assert.throws(() => insert.run(), full);
		db.exec('delete from t where b is not null');
		insert.run();
		const layer = db.snapshot();
		db.exec('delete from t where b is not null');
		insert.run();
		assert.throws(() => insert.run(), full, 'the layer still has a blob');
		layer.release();
		insert.run();
		assert.throws(() => insert.run(), full);
		assert.deepEqual(db.pragma('memory_limit = 10000000'), [{ memory_limit: 10_000_000 }]);
		insert.run();
		db.exec('pragma memory_limit = 0');
		for (let row = 0; row < 10; row++) insert.run();
		assert.equal(db.memoryUsage().limit, 0);
	});

	it('counts the rows a query has to keep', () => {
		const db = limited(2e6);
		db.exec(`insert into t(a) ${many(2000)} select 'text ' || x from n`);
		for (const sql of [
			'select count(*) from (select l.a || r.a x from t l, t r order by x)',
			`${many(1_000_000)} select count(*) from (select x, row_number() over (order by -x) from n)`,
			'select l.a || r.a x, count(*) from t l, t r group by 1 limit 1',
			`with recursive c(x) as (select zeroblob(300000) union all select x from c limit 100)
				select sum(length(l.x)) from c l, c r where l.x = r.x`,
		]) {
			assert.throws(() => db.prepare(sql).all(), noMemory, sql);
		}
		assert.equal(rows(db, 'select a from t order by a desc').length, 2002);
		assert.equal(
			rows(db, `select count(*) from (${many(50_000)} select x from n)`)[0]?.[0 as never],
			50_000,
		);
	});

	it('is a number of bytes', () => {
		assert.throws(() => new Database({ memoryLimit: -1 }), TypeError);
		assert.throws(() => new Database({ memoryLimit: '5' as unknown as number }), TypeError);
		const db = new Database();
		assert.deepEqual(db.pragma('memory_limit'), [{ memory_limit: 0 }]);
		assert.deepEqual(db.pragma('memory_limit = -5'), [{ memory_limit: 0 }]);
		assert.deepEqual(db.pragma(`memory_limit = 'much'`), [{ memory_limit: 0 }]);
	});
});
