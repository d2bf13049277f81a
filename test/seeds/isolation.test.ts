// Transactions of several connections, seed S2. What each isolation level lets happen is in test/isolation.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Database } from '../../src/library/index.js';
import type { Connection } from '../../src/library/index.js';
import { readScripts, tableOf } from '../isolation/sessions.js';

function withAccounts(): Database {
	return new Database().exec(`
		create table account(id integer primary key, balance integer check (balance >= 0));
		insert into account values (1, 100), (2, 200), (3, 300)`);
}

function balances(connection: Connection): unknown[] {
	return connection.prepare('select balance from account order by id').pluck().all();
}

const conflict = { code: 'SQLITE_BUSY_SNAPSHOT' };

describe('transactions of several connections', () => {
	it('S2-06 S2-43 each connection has a read state, perhaps a pending one, and its savepoints', () => {
		const db = withAccounts();
		const [one, two] = [db.connect(), db.connect()];
		one.exec('begin; update account set balance = 1 where id = 1; savepoint a; savepoint b');
		two.exec('begin');
		assert.deepEqual(balances(one), [1, 200, 300]);
		assert.deepEqual(balances(two), [100, 200, 300]);
		const layers = db.layers();
		assert.deepEqual(
			layers.map(layer => layer.type),
			['base', 'savepoint', 'savepoint', 'transaction', 'transaction'],
		);
		assert.equal(one.inTransaction, true);
		assert.equal(db.inTransaction, false);
	});

	it('S2-11 a transaction sees one snapshot: reads repeat, no phantoms', () => {
		const db = withAccounts();
		const reader = db.connect();
		reader.exec('begin');
		assert.deepEqual(balances(reader), [100, 200, 300]);
		db.exec('update account set balance = 0; insert into account values (4, 4); create table t(a)');
		assert.deepEqual(balances(reader), [100, 200, 300]);
		assert.throws(() => reader.exec('select * from t'), { message: 'no such table: t' });
		reader.exec('commit');
		assert.deepEqual(balances(reader), [0, 0, 0, 4]);
	});

	it('S2-12 writers work side by side; the first to commit wins, the other may run again', () => {
		const db = withAccounts();
		const other = db.connect();
		db.exec('begin; update account set balance = 111 where id = 1');
		other.exec('begin; update account set balance = 222 where id = 2');
		db.exec('commit');
		other.exec('commit');
		assert.deepEqual(balances(db), [111, 222, 300]);

		db.exec('begin; update account set balance = 1 where id = 3');
		other.exec('begin; update account set balance = 2 where id = 3');
		db.exec('commit');
		assert.throws(() => other.exec('commit'), {
			...conflict,
			message: 'database is locked: key (3) of table account was changed by another connection',
			hint: 'roll back and run the transaction again',
		});
		assert.equal(other.inTransaction, true);
		other.exec('rollback; begin; update account set balance = 2 where id = 3; commit');
		assert.deepEqual(balances(db), [111, 222, 2]);
		assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
	});

	it('S2-12 UNIQUE and foreign keys are checked again at commit', () => {
		const db = new Database().exec(`
			create table p(id integer primary key, name text unique);
			create table c(id integer primary key, p references p);
			insert into p values (1, 'one')`);
		const other = db.connect();
		db.exec(`begin; insert into p values (2, 'two')`);
		other.exec(`begin; insert into p values (3, 'two')`);
		db.exec('commit');
		assert.throws(() => other.exec('commit'), conflict);
		other.exec('rollback');
		db.exec('begin; delete from p where id = 1');
		other.exec('begin; insert into c values (1, 1)');
		db.exec('commit');
		assert.throws(() => other.exec('commit'), conflict);
	});

	it('S2-13 savepoints nest, names are used again, ROLLBACK TO keeps its savepoint', () => {
		const db = withAccounts();
		const set = (balance: number) =>
			db.exec('update account set balance = ? where id = 1', [balance]);
		const first = () => db.prepare('select balance from account where id = 1').pluck().get();
		db.exec('begin');
		set(1);
		db.exec('savepoint s');
		set(2);
		db.exec('savepoint s');
		set(3);
		db.exec('rollback to s');
		assert.equal(first(), 2);
		set(4);
		db.exec('rollback to s');
		assert.equal(first(), 2);
		db.exec('release s; rollback to S');
		assert.equal(first(), 1);
		db.exec('release s');
		assert.throws(() => db.exec('release s'), { message: 'no such savepoint: s' });
		db.exec('commit');
		assert.equal(first(), 1);
		db.exec('savepoint outer; delete from account; release outer');
		assert.equal(db.inTransaction, false);
		assert.deepEqual(balances(db), []);
	});

	it('S2-29 schema changes roll back with the transaction and are not seen by others before', () => {
		const db = withAccounts();
		const other = db.connect();
		const schema = (connection: Connection) =>
			connection.prepare('select type, name from sqlite_schema order by name').raw().all();
		const before = schema(db);
		db.exec(`begin;
			create table t(a); create index i on account(balance); create view v as select 1;
			create trigger g after insert on account begin select 1; end;
			alter table account rename to konto; drop table konto`);
		assert.deepEqual(schema(other), before);
		assert.deepEqual(balances(other), [100, 200, 300]);
		db.exec('rollback');
		assert.deepEqual(schema(db), before);
		assert.deepEqual(balances(db), [100, 200, 300]);
	});

	it('S2-29 a transaction that meets another’s schema change is refused, and may run again', () => {
		const db = withAccounts();
		const other = db.connect();
		other.exec('begin; update account set balance = 5 where id = 1');
		db.exec(`alter table account add column note default 'n'`);
		assert.throws(() => other.exec('commit'), conflict);
		other.exec('rollback; update account set balance = 5 where id = 1');
		assert.deepEqual(db.prepare('select * from account where id = 1').raw().get(), [1, 5, 'n']);
		other.exec('begin; create table made_here(a)');
		db.exec('insert into account(id) values (9)');
		assert.throws(() => other.exec('commit'), conflict);
	});

	it('S2-45 S2-70 readers and writers never wait for each other', () => {
		const db = withAccounts();
		const readers = Array.from({ length: 20 }, () => db.connect());
		for (const reader of readers.slice(10)) reader.exec('begin');
		db.exec('begin; delete from account');
		for (const reader of readers) assert.deepEqual(balances(reader), [100, 200, 300]);
		db.exec('commit');
		readers.forEach((reader, index) => {
			assert.equal(balances(reader).length, index < 10 ? 0 : 3);
		});
	});

	it('S2-49 tables, indexes, views, triggers and sequences go back with their savepoint', () => {
		const db = new Database().exec('create table t(id integer primary key autoincrement, a)');
		db.exec(`begin; insert into t(a) values ('x'); savepoint s;
			create index i on t(a); create view v as select a from t;
			create trigger g after insert on t begin update t set a = upper(a) where id = new.id; end;
			insert into t(a) values ('y')`);
		assert.deepEqual(db.prepare('select a from v where a = ?').pluck().all('Y'), ['Y']);
		db.exec(`rollback to s; insert into t(a) values ('z')`);
		assert.deepEqual(db.prepare('select id, a from t').raw().all(), [
			[1, 'x'],
			[2, 'z'],
		]);
		assert.throws(() => db.exec('select * from v'), { message: 'no such table: v' });
		db.exec('commit; create index i on t(a)');
		assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
		assert.deepEqual(
			db.prepare(`select name from sqlite_schema where type = 'index'`).pluck().all(),
			['i'],
		);
	});

	it('S2-64 the isolation level is said by BEGIN or PRAGMA isolation', () => {
		const db = withAccounts();
		const other = db.connect();
		assert.equal(db.pragma('isolation', { simple: true }), 'snapshot');
		for (const begin of [
			'begin isolation level read committed',
			'BEGIN IMMEDIATE TRANSACTION ISOLATION LEVEL READ COMMITTED',
		]) {
			other.exec(begin);
			const before = balances(other)[0] as number;
			db.exec('update account set balance = balance + 1 where id = 1');
			assert.equal(balances(other)[0], before + 1, begin);
			other.exec('commit');
		}
		other.pragma(`isolation = 'read committed'`);
		assert.equal(other.pragma('isolation', { simple: true }), 'read committed');
		other.exec('begin; update account set balance = 7 where id = 2; savepoint s');
		db.exec('update account set balance = 8 where id = 3');
		assert.deepEqual(balances(other).slice(1), [7, 8]);
		other.exec('rollback to s; commit');
		assert.deepEqual(balances(db).slice(1), [7, 8]);
		assert.throws(() => db.pragma('isolation = dirty'), {
			message: 'no such isolation level: dirty',
		});
		assert.throws(() => db.exec('begin isolation level chaos'), {
			message: 'near "chaos": syntax error',
			hint: 'levels are READ COMMITTED, SNAPSHOT and SERIALIZABLE',
		});
		db.exec('begin transaction isolation; commit');
	});

	it('S2-64 the anomalies of each level are those of the golden file', () => {
		const file = new URL('../golden/isolation/anomalies.sessions.golden', import.meta.url);
		const scripts = readScripts(readFileSync(fileURLToPath(file), 'utf8'));
		assert.ok(scripts.length >= 15);
		for (const script of scripts) assert.equal(tableOf(script), script.expected, script.title);
	});

	it('S2-64 SERIALIZABLE looks at key ranges: what does not touch is not refused', () => {
		const db = withAccounts();
		const other = db.connect();
		const run = (mine: string, theirs: string) => {
			db.exec(`begin isolation level serializable; ${mine}`);
			other.exec(`begin isolation level serializable; ${theirs}`);
			db.exec('commit');
			other.exec('commit');
		};
		run(
			'select * from account where id = 1; update account set balance = 1 where id = 1',
			'select * from account where id > 1; update account set balance = 2 where id = 2',
		);
		assert.deepEqual(balances(db), [1, 2, 300]);
		assert.throws(
			() =>
				run(
					'select * from account where id < 3; update account set balance = 1 where id = 3',
					'select * from account where id = 3; update account set balance = 2 where id = 1',
				),
			{
				...conflict,
				message:
					'database is locked: could not serialize: table account, key (3) was read here and changed by another connection',
			},
		);
	});

	it('S2-71 a transaction that only reads makes no layer', () => {
		const db = withAccounts();
		const head = db.layers().at(-1)?.id;
		for (let count = 0; count < 1000; count++) db.exec('begin; select * from account; commit');
		assert.equal(db.layers().length, 1);
		assert.equal(db.layers().at(-1)?.id, head);
	});

	it('S2-72 what fails half-way leaves nothing; what was committed stays', () => {
		const db = withAccounts();
		assert.throws(() => db.exec('update account set balance = balance - 150'), {
			code: 'SQLITE_CONSTRAINT_CHECK',
		});
		assert.deepEqual(balances(db), [100, 200, 300]);
		const pay = db.transaction((from: number, to: number, amount: number) => {
			db.exec('update account set balance = balance + ? where id = ?', [amount, to]);
			db.exec('update account set balance = balance - ? where id = ?', [amount, from]);
		});
		pay(1, 2, 50);
		assert.throws(() => pay(1, 2, 51), { code: 'SQLITE_CONSTRAINT_CHECK' });
		assert.deepEqual(balances(db), [50, 250, 300]);
		const copy = new Database(db.serialize());
		assert.deepEqual(balances(copy), [50, 250, 300]);
	});
});
