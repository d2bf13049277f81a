// A database in files and one in memory go through the same random statements; the first is closed, killed, saved and
// opened again in between, so that its tables are read late, by whatever needs them. Both hold the same at any moment.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Database, provideStorage } from '../../src/library/index.js';
import { nodeStorage } from '../../src/library/nodeStorage.js';
import { MemoryFiles } from './memoryFiles.js';

const schema = `
	create table a(id integer primary key, v text, n int default 5);
	create unique index a_v on a(v) where v is not null;
	create table b(k text primary key, a references a on delete cascade, x) without rowid;
	create index b_x on b(x, a);
	create table c(n real, t text collate nocase);
	create table log(what, id);
	create table p(y int, v) partition by range (y) (partition old values less than (10), partition new values less than (maxvalue));
	create index words on c using fulltext (t);
	create view joined as select a.id, v, x from a join b on b.a = a.id;
	create trigger a_delete after delete on a begin insert into log values ('gone', old.id); end;
	insert into a select value, 'v' || value, value % 3 from generate_series(1, 40);
	insert into b select 'k' || value, value, value * 1.5 from generate_series(1, 30);
	insert into c select value / 4.0, 'word' || (value % 5) || ' more' from generate_series(1, 30);
	insert into p select value, 'p' || value from generate_series(1, 20);
`;

const statement = fc.oneof(
	fc.nat(50).map(id => `delete from a where id = ${id}`),
	fc.nat(50).map(id => `insert or replace into a(id, v) values (${id}, 'new${id % 7}')`),
	fc.nat(50).map(id => `update a set n = n + 1 where id >= ${id}`),
	fc
		.nat(40)
		.map(k => `insert into b values ('k${k}', ${k}, null) on conflict do update set x = 'again'`),
	fc.nat(40).map(k => `delete from b where k > 'k${k}'`),
	fc.nat(9).map(n => `update c set t = 'other' || rowid where rowid % 10 = ${n}`),
	fc.nat(20).map(y => `update p set y = 25 - y where y = ${y}`),
	fc.constantFrom(
		'drop index b_x',
		'create index if not exists b_x on b(x)',
		'create index if not exists c_n on c(n desc)',
		'alter table c add column extra default 1',
		'alter table c drop column extra',
		'alter table log rename to log2',
		'alter table log2 rename to log',
		'drop table if exists d; create table d as select id, v from a where id < 9',
		'insert into d select id + 100, v from a',
		'drop table if exists d',
		'begin; delete from b; delete from p; rollback',
		'begin; savepoint s; delete from c; rollback to s; update a set n = 0 where id = 3; commit',
		'create layer if not exists kept',
		'restore layer kept',
		'create branch if not exists other',
		'checkout other',
		'checkout main',
		'vacuum',
		'analyze',
		'reindex',
		'pragma user_version = 4',
	),
);

const reading = fc.constantFrom(
	'select * from joined order by 1',
	`select rowid from c where t match 'word2' order by 1`,
	'select * from a where v > ? order by v',
	'select count(*) from b where x > 10',
	'select partition, rows from strata_partitions',
	'select what, count(*) from log group by 1',
	'select max(n) from c',
);

type Step =
	| { readonly run: string }
	| { readonly read: string }
	| { readonly store: 'close' | 'kill' | 'save' | 'load' };

const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 6, arbitrary: statement.map(run => ({ run })) },
	{ weight: 2, arbitrary: reading.map(read => ({ read })) },
	{
		weight: 4,
		arbitrary: fc.constantFrom('close', 'kill', 'save', 'load').map(store => ({ store })),
	},
);

function outcome(db: Database, sql: string): unknown {
	try {
		const rows: unknown[] = [];
		db.exec(sql, undefined, row => rows.push(row));
		return rows;
	} catch (error) {
		if (db.inTransaction) db.exec('rollback');
		const { code, message } = error as { code?: string; message: string };
		if (code === undefined) throw error;
		return message;
	}
}

function contents(db: Database): unknown {
	const objects = db
		.prepare('select type, name, sql from sqlite_schema order by 1, 2')
		.raw()
		.all() as string[][];
	const tables = objects.filter(([type]) => type === 'table').map(([, name = '']) => name);
	const rows = tables
		.filter(name => !name.startsWith('sqlite_'))
		.map(name => db.prepare(`select * from "${name}" order by 1, 2`).raw().all());
	return [objects, rows, db.pragma('integrity_check', { simple: true }), db.pragma('user_version')];
}

/** Layers and branches are of the program: those of the one in memory go when the other's do. */
function withoutLayers(memory: Database): Database {
	return new Database(memory.serialize());
}

function check(seed: number): void {
	fc.assert(
		fc.property(fc.array(step, { minLength: 5, maxLength: 25 }), steps => {
			const files = new MemoryFiles();
			provideStorage(files);
			let stored = Database.open('store', { fsync: 'off' }).exec(schema);
			let memory = new Database().exec(schema);
			for (const now of steps) {
				if ('run' in now)
					assert.deepEqual(outcome(stored, now.run), outcome(memory, now.run), now.run);
				else if ('read' in now)
					assert.deepEqual(outcome(stored, now.read), outcome(memory, now.read), now.read);
				else if (now.store === 'save') stored.save();
				else if (now.store === 'load') stored.load();
				else {
					if (now.store === 'close') stored.close();
					else files.restart();
					stored = Database.open('store', { fsync: 'off' });
					memory = withoutLayers(memory);
				}
			}
			assert.deepEqual(contents(stored), contents(memory));
			stored.close();
			const reader = Database.open('store', { readonly: true });
			assert.deepEqual(contents(reader), contents(memory));
		}),
		{ numRuns: Number(process.env.REOPEN_RUNS ?? 20), seed },
	);
}

describe('a store opened again and again', () => {
	after(() => {
		const port = nodeStorage();
		if (port) provideStorage(port);
	});

	it('holds what a database in memory holds (fixed seed)', () => {
		check(1);
	});

	const seed = Date.now() % 1_000_000;
	it(`holds what a database in memory holds (seed ${seed})`, () => {
		check(seed);
	});
});
