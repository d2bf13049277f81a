// Constraints, defaults and ALTER TABLE of memory tables: seeds S2-27, S2-53, S2-54, as matrices over all ways to write.
import assert from 'node:assert/strict';
import { Database } from '../../src/library/index.js';

const rows = (db: Database, sql: string) => db.prepare(sql).raw().all();

const kinds = {
	'CREATE TABLE': (columns: string) => `create table t(${columns})`,
	'WITHOUT ROWID': (columns: string) => `create table t(${columns}) without rowid`,
	STRICT: (columns: string) => `create table t(${columns}) strict`,
	'CREATE VIRTUAL TABLE': (columns: string) => `create virtual table t using memory(${columns})`,
};

const columns = 'id integer primary key, a text not null, b integer, check (b < 100)';

/** Each path tries to write `a` and `b` to some row. */
const paths: Readonly<Record<string, (a: string, b: string) => string>> = {
	insert: (a, b) => `insert into t values (5, ${a}, ${b})`,
	'insert of several rows': (a, b) => `insert into t values (6, 'ok', 1), (5, ${a}, ${b})`,
	'insert or abort': (a, b) => `insert or abort into t values (5, ${a}, ${b})`,
	replace: (a, b) => `replace into t values (1, ${a}, ${b})`,
	'insert or replace': (a, b) => `insert or replace into t values (1, ${a}, ${b})`,
	'insert-select': (a, b) => `insert into t select 5, ${a}, ${b}`,
	'insert-select of a table': (a, b) =>
		`insert into t select id + 10, ${a}, ${b} from t where id = 1`,
	update: (a, b) => `update t set a = ${a}, b = ${b}`,
	'update of one row': (a, b) => `update t set a = ${a}, b = ${b} where id = 2`,
	'update from': (a, b) => `update t set a = x.a, b = x.b from (select ${a} as a, ${b} as b) as x`,
	upsert: (a, b) =>
		`insert into t values (1, 'x', 1) on conflict (id) do update set a = ${a}, b = ${b}`,
	'upsert that inserts': (a, b) => `insert into t values (5, ${a}, ${b}) on conflict do nothing`,
	trigger: (a, b) => `insert into other values (${a}, ${b})`,
	'instead of': (a, b) => `insert into v values (5, ${a}, ${b})`,
	'with a common table': (a, b) =>
		`with x(a, b) as (select ${a}, ${b}) insert into t select 5, a, b from x`,
	returning: (a, b) => `insert into t values (5, ${a}, ${b}) returning id`,
};

const start = [
	[1, 'one', 1],
	[2, 'two', 2],
];

function open(create: string): Database {
	return new Database().exec(`${create};
		insert into t values (1, 'one', 1), (2, 'two', 2);
		create table other(a, b);
		create trigger byOther after insert on other begin insert into t values (5, new.a, new.b); end;
		create view v as select * from t;
		create trigger byView instead of insert on v
			begin insert into t values (new.id, new.a, new.b); end`);
}

describe('constraints of memory tables', () => {
	for (const [kind, create] of Object.entries(kinds)) {
		it(`S2-53 NOT NULL and CHECK hold on every path: ${kind}`, () => {
			const db = open(create(columns));
			for (const [path, write] of Object.entries(paths)) {
				assert.throws(
					() => db.exec(write('null', '1')),
					{ code: 'SQLITE_CONSTRAINT_NOTNULL', message: 'NOT NULL constraint failed: t.a' },
					path,
				);
				assert.throws(
					() => db.exec(write(`'x'`, '100')),
					{ code: 'SQLITE_CONSTRAINT_CHECK', message: 'CHECK constraint failed: b < 100' },
					path,
				);
				assert.deepEqual(rows(db, 'select * from t'), start, path);
				assert.equal(db.prepare('select count(*) from other').pluck().get(), 0, path);
				// The same path with values that fit, to know that it writes at all.
				db.exec(`begin; ${write(`'fits'`, '99')}`);
				assert.ok(rows(db, `select 1 from t where a = 'fits' and b = 99`).length > 0, path);
				db.exec('rollback');
			}
		});
	}

	it('S2-53 NOT NULL and CHECK hold in cascades', () => {
		const db = new Database().exec(`
			create table parent(id integer primary key);
			create table nulls(p integer not null references parent(id) on delete set null);
			create table checks(p integer references parent(id) on update cascade, check (p < 100));
			create table defaults(p integer default 200 references parent(id) on delete set default,
				constraint small check (p < 100));
			insert into parent values (1), (2), (3);
			insert into nulls values (1); insert into checks values (2); insert into defaults values (3)`);
		assert.throws(() => db.exec('delete from parent where id = 1'), {
			message: 'NOT NULL constraint failed: nulls.p',
		});
		assert.throws(() => db.exec('update parent set id = 100 where id = 2'), {
			message: 'CHECK constraint failed: p < 100',
		});
		assert.throws(() => db.exec('delete from parent where id = 3'), {
			message: 'CHECK constraint failed: small',
		});
		assert.deepEqual(
			rows(db, 'select (select p from nulls), (select p from checks), (select p from defaults)'),
			[[1, 2, 3]],
		);
		assert.equal(db.prepare('select count(*) from parent').pluck().get(), 3);
	});

	it('S2-53 NOT NULL and CHECK hold for rows that are there when a column is added', () => {
		const db = open(kinds['CREATE TABLE'](columns));
		assert.throws(() => db.exec('alter table t add column c not null'), {
			message: 'Cannot add a NOT NULL column with default value NULL',
		});
		assert.throws(() => db.exec('alter table t add column c default 5 check (c < 5)'), {
			message: 'CHECK constraint failed',
		});
		assert.throws(() => db.exec('alter table t add column c not null default null'), /NOT NULL/);
		db.exec('alter table t add column c not null default 4 check (c < 5)');
		assert.deepEqual(rows(db, 'select c from t'), [[4], [4]]);
		assert.throws(() => db.exec('update t set c = 5'), { code: 'SQLITE_CONSTRAINT_CHECK' });
		assert.throws(() => db.exec('update t set c = null'), { code: 'SQLITE_CONSTRAINT_NOTNULL' });
	});

	it('S2-53 conflict clauses: IGNORE leaves out, REPLACE takes the default', () => {
		const db = new Database().exec(
			`create table t(id integer primary key, a text not null default 'given', b check (b < 9))`,
		);
		db.exec(`insert or ignore into t values (1, null, 1), (2, 'x', 10), (3, 'y', 2)`);
		db.exec('insert or replace into t values (4, null, 1)');
		assert.deepEqual(rows(db, 'select id, a from t'), [
			[3, 'y'],
			[4, 'given'],
		]);
		assert.throws(() => db.exec('insert or replace into t values (5, null, 9)'), {
			code: 'SQLITE_CONSTRAINT_CHECK',
		});
	});

	it('S2-54 DEFAULT: literals, expressions, times, automatic ids', () => {
		const now = Date.UTC(2025, 4, 6, 7, 8, 9);
		for (const create of Object.values(kinds)) {
			const db = new Database({ now: () => now });
			db.exec(
				create(`id integer primary key, i integer default -5, r real default 1.5, t text default 'it''s',
					b blob default x'0aff', n integer default null, y integer default true, e integer default (2 * 3 + abs(-1)),
					s text default (datetime('now')), c text default current_timestamp, d text default current_date,
					h text default current_time, u integer default (unixepoch()), o text default (lower('ABC') || 'd'),
					k integer default +7`),
			);
			const expected = [
				...[-5, 1.5, `it's`, Buffer.from([10, 255]), null, 1, 7, '2025-05-06 07:08:09'],
				...['2025-05-06 07:08:09', '2025-05-06', '07:08:09', now / 1000, 'abcd', 7],
			];
			const hasRowid = !create('').includes('without');
			const id = hasRowid ? '' : 'id, ';
			const value = (number: number) => (hasRowid ? '' : `${number}, `);
			const writes = [
				hasRowid ? 'insert into t default values' : 'insert into t(id) values (1)',
				'insert into t(id) values (2)',
				'insert into t(id) select 3',
				'replace into t(id) values (3)',
				'insert into t(id) values (4) on conflict do nothing',
				`insert into t(${id}i) values (${value(5)}0) returning *`,
			];
			for (const sql of writes) db.exec(sql);
			const plain = (cell: unknown) => (cell instanceof Uint8Array ? Buffer.from(cell) : cell);
			const found = rows(db, 'select * from t order by id').map(row =>
				(row as unknown[]).map(plain),
			);
			assert.deepEqual(found, [
				...[1, 2, 3, 4].map(number => [number, ...expected]),
				[5, 0, ...expected.slice(1)],
			]);
			db.exec(`update t set t = null, s = null where id = 1`);
			assert.deepEqual(rows(db, 'select t, s from t where id = 1'), [[null, null]]);
		}
	});

	it('S2-54 DEFAULT: sequences, random values, functions of the program, added columns', () => {
		const db = new Database();
		let calls = 0;
		db.function('ticket', () => ++calls);
		db.exec(`create table t(id integer primary key autoincrement, r default (random()), n default (ticket()));
			insert into t(id) values (null), (null); delete from t; insert into t default values`);
		assert.deepEqual(rows(db, 'select id, n, typeof(r) from t'), [[3, 3, 'integer']]);
		db.exec(`alter table t add column extra text default 'old rows too'`);
		assert.deepEqual(rows(db, 'select extra from t'), [['old rows too']]);
		assert.throws(() => db.exec('alter table t add column later default (random())'), {
			message: 'Cannot add a column with non-constant default',
		});
		assert.throws(() => db.exec('create table u(a, b default (a + 1))'), {
			message: 'default value of column [b] is not constant',
		});
		db.exec(`create table w(a, b default ('text'))`);
		db.exec('insert into w(a) values (1)');
		assert.deepEqual(rows(db, 'select b from w'), [['text']]);
	});

	for (const [kind, create] of Object.entries(kinds)) {
		it(`S2-27 ALTER TABLE adds, drops and renames, and keeps the rows: ${kind}`, () => {
			const db = new Database().exec(
				create('id integer primary key, name text, old integer, mail text unique'),
			);
			db.exec(`insert into t values (1, 'Ann', 10, 'a@x'), (2, 'Bob', 20, 'b@x');
				create index byName on t(name) where old > 0;
				create view v as select name from t;
				create trigger tr after update of name on t begin update t set mail = new.name where id = new.id; end;
				alter table t add column age integer default 3;
				alter table t rename column name to label;
				drop index byName; alter table t drop column old;
				alter table t rename to person;
				create index byAge on person(age)`);
			assert.deepEqual(rows(db, 'select * from person'), [
				[1, 'Ann', 'a@x', 3],
				[2, 'Bob', 'b@x', 3],
			]);
			db.exec(`update person set label = 'Cid', age = 4 where id = 2`);
			assert.deepEqual(rows(db, 'select mail from person where age = 4'), [['Cid']]);
			assert.deepEqual(rows(db, 'select * from v'), [['Ann'], ['Cid']]);
			assert.throws(() => db.exec(`insert into person values (3, '', 'a@x', 1)`), {
				message: 'UNIQUE constraint failed: person.mail',
			});
			assert.throws(
				() => db.exec('alter table person drop column mail'),
				/cannot drop UNIQUE column/,
			);
			db.exec(
				'begin; alter table person add column z text; alter table person rename to q; rollback',
			);
			assert.equal(rows(db, 'select * from person').length, 2);
			assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
		});
	}
});
