// The memory module as a factory, and what its tables share: seeds S2-01 to S2-03. And its two additions: ttl, strict types.
import assert from 'node:assert/strict';
import { Database, MemoryTableModule } from '../../src/library/index.js';
import type { RowStoreModule } from '../../src/library/index.js';

type Args = Parameters<RowStoreModule['create']>;

/** Says what it is asked for, and keeps what it has given out. */
class WatchedModule extends MemoryTableModule {
	readonly calls: string[] = [];
	readonly tables: ReturnType<MemoryTableModule['create']>[] = [];

	override create(...args: Args): ReturnType<MemoryTableModule['create']> {
		this.calls.push(`create ${args[0].name}`);
		const table = super.create(...args);
		this.tables.push(table);
		return table;
	}

	override destroy(...args: Args): void {
		this.calls.push(`destroy ${args[0].name}`);
		super.destroy(...args);
	}
}

const rows = (db: Pick<Database, 'prepare'>, sql: string) => db.prepare(sql).raw().all();

describe('table modules', () => {
	it('S2-01 MemoryTableModule is a factory: it creates, connects and destroys tables', () => {
		const db = new Database();
		const module = new WatchedModule();
		db.registerModule('rows', module);
		db.exec('create virtual table t using rows(a integer primary key, b unique, check (a > 0))');
		db.exec('create table plain(x) using rows; create virtual table u using rows(z)');
		db.exec(`insert into t values (1, 'x'), (2, 'y')`);
		assert.deepEqual(module.tables[0]?.size, 2);
		assert.deepEqual(
			module.tables[0].schema.columns.map(column => column.name),
			['a', 'b'],
		);
		db.exec('drop table u');
		assert.deepEqual(module.calls, ['create t', 'create u', 'destroy u']);
		assert.equal(module.tables[1]?.size, 0);
	});

	it('S2-01 a table of the module can do what any table can', () => {
		const db = new Database();
		db.registerModule('rows', new MemoryTableModule());
		db.exec(`create virtual table t using rows(id integer primary key autoincrement, name text collate nocase,
			up text as (upper(name)), unique (name)) ;
			create index byUp on t(up); create trigger tr after insert on t begin update t set name = name || '!'
				where id = new.id; end;
			insert into t(name) values ('ann') on conflict do nothing;
			alter table t rename column name to label; alter table t add column age default 3;
			alter table t rename to person`);
		assert.deepEqual(rows(db, 'select * from person where up = upper(label)'), [
			[1, 'ann!', 'ANN!', 3],
		]);
		assert.match(
			String(db.prepare(`select sql from sqlite_schema where name = 'person'`).pluck().get()),
			/^CREATE VIRTUAL TABLE "person" using rows\(.*label text.*age default 3, unique/s,
		);
		const copy = new Database(db.serialize(), { modules: { rows: new MemoryTableModule() } });
		assert.deepEqual(rows(copy, 'select id, label from person'), [[1, 'ann!']]);
	});

	it('S2-02 each connection has a view of its own of what all share', () => {
		const db = new Database();
		db.exec('create virtual table t using memory(a integer primary key, b)');
		const [one, two] = [db.connect(), db.connect()];
		one.exec(`begin; insert into t values (1, 'one')`);
		two.exec(`begin; insert into t values (2, 'two')`);
		assert.deepEqual(rows(one, 'select * from t'), [[1, 'one']]);
		assert.deepEqual(rows(two, 'select * from t'), [[2, 'two']]);
		assert.deepEqual(rows(db, 'select * from t'), []);
		one.exec('commit');
		assert.deepEqual(rows(db, 'select * from t'), [[1, 'one']]);
		assert.deepEqual(rows(two, 'select * from t'), [[2, 'two']]);
		two.exec('commit');
		for (const connection of [db, one, two]) {
			assert.deepEqual(rows(connection, 'select a from t'), [[1], [2]]);
		}
	});

	it('S2-03 schema, rows and their versions belong to what is shared, and go with it', () => {
		const db = new Database();
		const module = new WatchedModule();
		db.registerModule('rows', module);
		const other = db.connect();
		db.exec('create virtual table t using rows(a); insert into t values (1)');
		other.exec('create index i on t(a)');
		assert.deepEqual(rows(db, `select name from pragma_index_list('t')`), [['i']]);
		const before = db.snapshot();
		other.exec('delete from t; alter table t add column b');
		assert.equal(module.calls.length, 1, 'one creation, whoever uses the table');
		db.restore(before);
		assert.deepEqual(rows(other, 'select * from t'), [[1]]);
		other.exec('begin; drop table t; rollback');
		assert.deepEqual(rows(db, 'select * from t'), [[1]]);
		other.exec('drop table t');
		assert.throws(() => db.exec('select * from t'), { message: 'no such table: t' });
		before.release();
	});

	it('S1-31 rows whose time has passed are never read, and purged on demand', () => {
		let now = 1_000_000;
		const db = new Database({ now: () => now });
		db.exec(`create table cache(key text primary key, value, expires integer) with (ttl = 'expires');
			insert into cache values ('a', 1, 1010), ('b', 2, 1020), ('c', 3, null)`);
		const keys = () => db.prepare('select key from cache order by key').pluck().all();
		assert.deepEqual(keys(), ['a', 'b', 'c']);
		now = 1_011_000;
		assert.deepEqual(keys(), ['b', 'c']);
		for (const sql of [
			`select value from cache where key = 'a'`,
			'select max(rowid) from cache where rowid = 1 having count(*)',
			`select c.value from (select 'a' as key) join cache c using (key)`,
			`select 1 where exists (select 1 from cache where expires < 1011)`,
			`select value from cache indexed by sqlite_autoindex_cache_1 where key < 'b'`,
			`with x as (select * from cache) select value from x where key = 'a'`,
		]) {
			assert.deepEqual(rows(db, sql), [], sql);
		}
		db.exec('create view v as select key from cache; create table copy as select * from cache');
		assert.deepEqual(rows(db, 'select * from v'), [['b'], ['c']]);
		assert.deepEqual(rows(db, 'select key from copy'), [['b'], ['c']]);
		assert.deepEqual(
			rows(
				db,
				`select k.column1, c.value from (values ('a'), ('b')) k left join cache c on c.key = k.column1`,
			),
			[
				['a', null],
				['b', 2],
			],
		);
		db.exec(`insert or replace into cache values ('a', 9, 1015)`);
		assert.deepEqual(keys(), ['a', 'b', 'c']);
		now = 1_030_000;
		const deleted: unknown[] = [];
		db.onDataChange(change => deleted.push(change.key[0]));
		assert.deepEqual(rows(db, 'pragma purge_expired'), [[2]]);
		assert.deepEqual(deleted.sort(), ['a', 'b']);
		assert.deepEqual(rows(db, 'pragma purge_expired(cache)'), [[0]]);
		assert.throws(() => db.exec('pragma purge_expired(copy)'), /no such table with a ttl: copy/);
	});

	it('S1-31 a ttl may be a text, follows ALTER TABLE and is kept by serialize', () => {
		let now = Date.UTC(2025, 0, 1);
		const db = new Database({ now: () => now });
		db.exec(
			`create table t(a int, until text, primary key (a)) without rowid, strict with (ttl = until)`.replace(
				'a,',
				'a int,',
			),
		);
		db.exec(`insert into t values (1, '2025-01-01 00:00:05'), (2, '2026-01-01'), (3, 'never')`);
		now += 60_000;
		db.exec('alter table t rename column until to "the end"');
		const copy = new Database(db.serialize(), { now: () => now });
		assert.deepEqual(rows(copy, 'select a from t'), [[2], [3]]);
		assert.throws(() => db.exec('alter table t drop column "the end"'), {
			message: 'error in table t after drop column: no such column: the end',
		});
		assert.throws(() => db.exec('create table u(a) with (ttl = b)'), {
			message: 'no such column: b',
		});
		assert.throws(() => db.exec('create table u(a) with (tll = a)'), {
			message: 'unknown table setting: tll',
		});
	});

	it('S1-34 affinity converts or keeps, STRICT refuses', () => {
		const db = new Database().exec(`create table loose(i integer, r real, t text);
			create table firm(i integer, r real, t text) strict`);
		db.exec(`insert into loose values ('12', '1e1', 5), ('abc', 'x', x'00')`);
		assert.deepEqual(rows(db, 'select typeof(i), typeof(r), typeof(t) from loose'), [
			['integer', 'real', 'text'],
			['text', 'text', 'blob'],
		]);
		db.exec(`insert into firm values ('12', '1e1', 5)`);
		assert.deepEqual(rows(db, 'select i, r, t from firm'), [[12, 10, '5']]);
		for (const [values, message] of [
			[`'abc', 1, ''`, 'cannot store TEXT value in INTEGER column firm.i'],
			[`1.5, 1, ''`, 'cannot store REAL value in INTEGER column firm.i'],
			[`1, 'x', ''`, 'cannot store TEXT value in REAL column firm.r'],
			[`1, 1, x'00'`, 'cannot store BLOB value in TEXT column firm.t'],
		] as const) {
			const failed = { code: 'SQLITE_CONSTRAINT_DATATYPE', message };
			assert.throws(() => db.exec(`insert into firm values (${values})`), failed);
		}
	});

	it('S1-34 with strictTypes every new table is STRICT', () => {
		const db = new Database({ strictTypes: true });
		db.exec(`create table t(i integer); create virtual table v using memory(i int);
			create table o(i int primary key) without rowid with (ttl = i) using memory;
			create table w(i int primary key) without rowid; create table s(i int) strict`);
		for (const name of ['t', 'v', 'w', 's', 'o']) {
			assert.throws(() => db.exec(`insert into ${name} values ('abc')`), {
				code: 'SQLITE_CONSTRAINT_DATATYPE',
			});
		}
		assert.deepEqual(rows(db, `select name from pragma_table_list where strict order by name`), [
			...[['o'], ['s'], ['t'], ['v'], ['w']],
		]);
		assert.throws(() => db.exec('create table u(a)'), { message: 'missing datatype for u.a' });
		const copy = new Database(db.serialize());
		assert.throws(() => copy.exec(`insert into w values ('x')`), {
			code: 'SQLITE_CONSTRAINT_DATATYPE',
		});
	});
});
