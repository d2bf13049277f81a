// The seed's persistence layer: where things are stored, when they are written, and what of it is read again.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { Database } from '../../src/library/index.js';
import { copyOf, filesOf, temporaryFolders } from '../persistence/folders.js';
import { countFiles, restoreFiles } from './countedFiles.js';

const tables = Array.from({ length: 10 }, (_, index) => `t${index}`);

/** Ten tables, each with an index and 100 rows, in the files. */
function makeTen(folder: string): void {
	const db = Database.open(folder, { fsync: 'off' });
	for (const table of tables) {
		db.exec(`create table ${table}(id integer primary key, v text unique, n int);
			create index ${table}_n on ${table}(n);
			insert into ${table} select value, 'v' || value, value % 7 from generate_series(1, 100)`);
	}
	db.close();
}

describe('the files of a database', () => {
	const newFolder = temporaryFolders();
	afterEach(restoreFiles);

	it('S4-17 S4-24 are made by persist: true, laid out as the seed draws them', () => {
		const basePath = path.join(newFolder(), 'data');
		const db = new Database({ name: 'db_name', persist: true, basePath });
		db.exec('create table table1(a); create table table2(b)').save();
		const names = [...filesOf(path.join(basePath, 'db_name')).keys()];
		for (const file of [
			'schema/table1.schema.json',
			'schema/table2.schema.json',
			'data/table1.records',
			'data/table2.records',
			'wal/transaction.log',
		]) {
			assert.ok(names.includes(file), file);
		}
		assert.ok(
			names.some(name => /^wal\/transaction\.\w+-\d+\.log$/.test(name)),
			names.join(),
		);
		db.close();
	});

	it('S4-19 S4-27 save() writes schema and data, puts the log aside and keeps as many as told', () => {
		const folder = newFolder();
		const db = Database.open(folder, { archives: 2 });
		db.exec('create table t(a)');
		for (let round = 1; round <= 4; round++) {
			db.exec(`insert into t values (${round})`);
			assert.ok((db.storeStatistics()?.logBytes ?? 0) > 0);
			assert.equal(db.save(), db);
			assert.equal(fs.statSync(path.join(folder, 'wal/transaction.log')).size, 0);
			const lines = fs.readFileSync(path.join(folder, 'data/t.records'), 'utf8').trimEnd();
			assert.equal(lines.split('\n').length, round);
			const archived = fs
				.readdirSync(path.join(folder, 'wal'))
				.filter(name => /-\d+\.log$/.test(name));
			assert.equal(archived.length, Math.min(round, 2));
		}
		db.pragma('wal_checkpoint');
		db.close();
	});

	it('S4-20 hold everything: counters, indexes, constraints, views, triggers, settings', () => {
		const folder = newFolder();
		const db = Database.open(folder);
		db.exec(`create table s(id integer primary key autoincrement, name text not null unique, gpa real check (gpa <= 4));
			create table r(s references s on delete cascade);
			create index by_gpa on s(gpa); create view good as select name from s where gpa > 3;
			create trigger g after insert on s begin insert into r values (new.id); end;
			insert into s(name, gpa) values ('A', 3.8), ('B', 2), ('C', 1); delete from s where name = 'C';
			pragma user_version = 3`);
		db.close();
		const again = Database.open(folder);
		assert.throws(
			() => again.exec(`insert into s(name) values ('A')`),
			/UNIQUE constraint failed: s.name/,
		);
		assert.throws(
			() => again.exec(`insert into s(name, gpa) values ('D', 5)`),
			/CHECK constraint failed/,
		);
		assert.throws(() => again.exec('insert into r values (99)'), /FOREIGN KEY constraint failed/);
		again.exec(`insert into s(name, gpa) values ('D', 4)`);
		assert.deepEqual(again.prepare('select id, name from s').raw().all(), [
			[1, 'A'],
			[2, 'B'],
			[4, 'D'],
		]);
		assert.deepEqual(again.prepare('select s from r').pluck().all(), [1, 2, 4]);
		assert.deepEqual(again.prepare('select name from good').pluck().all(), ['A', 'D']);
		assert.equal(again.pragma('user_version', { simple: true }), 3);
		assert.equal(again.pragma('integrity_check', { simple: true }), 'ok');
		again.close();
	});

	it('S4-21 are one by table: a change of one rewrites only its own', () => {
		const folder = newFolder();
		makeTen(folder);
		const time = (table: string): bigint =>
			fs.statSync(path.join(folder, `data/${table}.records`), { bigint: true }).mtimeNs;
		const before = tables.map(time);
		const db = Database.open(folder);
		db.exec('update t3 set n = -1 where id = 5').close();
		const changed = tables.filter((table, index) => time(table) !== before[index]);
		assert.deepEqual(changed, ['t3']);
	});

	it('S4-22 S4-33 are text for ordinary tools: a record a line, columns in their order, a commit a line', () => {
		const folder = newFolder();
		const db = Database.open(folder, { now: () => Date.UTC(2026, 0, 2) });
		db.exec(`create table item(id integer primary key, name text, price real, data blob);
			insert into item values (1, 'tea', 4, null), (2, 'Käse', 7.25, x'00ff'), (9007199254740993, 'a"b', -1, null)`);
		const log = fs.readFileSync(path.join(folder, 'wal/transaction.log'), 'utf8');
		db.checkpoint();
		assert.equal(
			fs.readFileSync(path.join(folder, 'data/item.records'), 'utf8'),
			`{"id":1,"name":"tea","price":4,"data":null}
{"id":2,"name":"Käse","price":7.25,"data":{"blob":"AP8="}}
{"id":{"int":"9007199254740993"},"name":"a\\"b","price":-1,"data":null}
`,
		);
		const [made, filled] = log
			.trimEnd()
			.split('\n')
			.map(line => JSON.parse(line) as object);
		assert.ok(JSON.stringify(made).includes('CREATE TABLE item'));
		assert.deepEqual(filled, {
			bytes: 267,
			crc32: '6b43292e',
			commit: {
				number: 2,
				time: '2026-01-02T00:00:00.000Z',
				changes: [
					{
						table: 1,
						name: 'item',
						put: [
							{ id: 1, name: 'tea', price: 4, data: null },
							{ id: 2, name: 'Käse', price: 7.25, data: { blob: 'AP8=' } },
							{ id: { int: '9007199254740993' }, name: 'a"b', price: -1, data: null },
						],
					},
				],
			},
		});
		db.close();
	});

	it('S4-23 have schemas apart from data', () => {
		const folder = newFolder();
		const db = Database.open(folder);
		db.exec(
			'create table item(id integer primary key, name text not null default 7); create index i on item(name)',
		);
		db.exec('insert into item(id) values (1)').checkpoint();
		const read = (): unknown =>
			JSON.parse(fs.readFileSync(path.join(folder, 'schema/item.schema.json'), 'utf8'));
		assert.deepEqual(read(), {
			id: 1,
			type: 'table',
			name: 'item',
			sql: 'CREATE TABLE item(id integer primary key, name text not null default 7)',
			columns: [
				{ name: 'id', type: 'INTEGER', primaryKey: 1 },
				{ name: 'name', type: 'TEXT', notNull: true, default: '7' },
			],
			record: { columns: ['id', 'name'], reals: [], rowid: 'id', key: [] },
			records: 'data/item.records',
			rows: 1,
			indexes: [{ id: 2, type: 'index', name: 'i', sql: 'CREATE INDEX i on item(name)', of: 1 }],
			triggers: [],
		});
		db.close();
	});

	it('S4-25 S4-32 a commit appends its line to the log before it is acknowledged, and rewrites nothing', () => {
		const folder = newFolder();
		const db = Database.open(folder);
		db.exec('create table t(a integer primary key, b)');
		db.exec(`insert into t select value, 'x' from generate_series(1, 1000)`).checkpoint();
		const before = filesOf(folder);
		const insert = db.prepare('insert into t(b) values (?)');
		for (let row = 1; row <= 3; row++) {
			insert.run('new');
			const files = filesOf(folder);
			const log = files.get('wal/transaction.log') ?? '';
			assert.equal(log.split('\n').length - 1, row, 'one line more');
			assert.ok(log.trimEnd().endsWith(`"put":[{"a":${1000 + row},"b":"new"}]}]}}`));
			files.delete('wal/transaction.log');
			before.delete('wal/transaction.log');
			assert.deepEqual(files, before);
			const copy = Database.open(copyOf(folder, `${folder}-copy${row}`), { readonly: true });
			assert.equal(copy.prepare('select count(*) from t').pluck().get(), 1000 + row);
			copy.close();
			fs.rmSync(`${folder}-copy${row}`, { recursive: true });
		}
		db.close();
	});

	it('S4-26 the log is replayed, but for a torn last line, as often as one likes', () => {
		const folder = newFolder();
		const db = Database.open(folder);
		db.exec('create table t(a)').checkpoint();
		const insert = db.prepare('insert into t values (?)');
		for (let row = 0; row < 5; row++) insert.run(row);
		const log = fs.readFileSync(path.join(folder, 'wal/transaction.log'));
		const ends = [...log.keys()].filter(at => log[at] === 10).map(at => at + 1);
		for (let cut = 0; cut <= log.length; cut += 23) {
			const copy = copyOf(folder, path.join(newFolder(), 'copy'));
			fs.truncateSync(path.join(copy, 'wal/transaction.log'), cut);
			for (const round of ['first', 'second']) {
				const reader = Database.open(copy, { readonly: round === 'first' });
				const rows = reader.prepare('select count(*) from t').pluck().get();
				assert.equal(rows, ends.filter(end => end <= cut).length, `${round} at ${cut}`);
				reader.close();
			}
		}
		db.close();
	});

	it('S4-31 are read when their table is first used', () => {
		const folder = newFolder();
		makeTen(folder);
		const { reads } = countFiles();
		const db = Database.open(folder);
		const records = (): string[] => reads.filter(file => file.endsWith('.records'));
		assert.deepEqual(records(), []);
		const info = db
			.catalogSnapshot()
			.schemas[0]?.tables.map(({ name, rowCount }) => [name, rowCount]);
		assert.deepEqual(
			info,
			tables.map(name => [name, 100]),
		);
		db.exec('create table other(x); insert into other values (1)');
		assert.deepEqual(records(), []);
		assert.equal(db.prepare('select count(*) from t4 where n = 3').pluck().get(), 14);
		db.exec('update t4 set n = 100 where id = 1; alter table t4 add column more default 5');
		assert.deepEqual(records(), [`${folder}/data/t4.records`]);
		assert.equal(db.prepare('select sum(more) from t4').pluck().get(), 500);
		db.exec('drop table t5; alter table t6 rename to t66');
		db.checkpoint();
		assert.deepEqual(records(), [`${folder}/data/t4.records`, `${folder}/data/t6.records`]);
		db.load();
		assert.equal(records().length, 9);
		assert.ok(db.storeStatistics()?.tables.every(({ isLoaded }) => isLoaded));
		assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
		assert.equal(db.prepare('select count(*) from t66').pluck().get(), 100);
		db.close();
		const again = Database.open(folder);
		assert.equal(again.prepare('select count(*) from t66 join t4 using (id)').pluck().get(), 100);
		assert.throws(() => again.prepare('select * from t5'), /no such table: t5/);
		again.close();
	});

	it('S4-31 that are not read yet stay for kept layers, branches and transactions', () => {
		const folder = newFolder();
		makeTen(folder);
		const db = Database.open(folder);
		const other = db.connect();
		other.exec('begin; select 1 from t0');
		const layer = db.snapshot();
		db.exec(
			'drop table t1; alter table t2 rename to x; delete from t3; drop table t4; create table t4(z)',
		);
		db.checkpoint();
		for (const table of ['t1', 't2', 't3', 't4']) {
			assert.equal(other.prepare(`select count(*) from ${table}`).pluck().get(), 100);
		}
		other.exec('commit');
		db.restore(layer);
		db.checkpoint();
		layer.release();
		for (const table of tables) {
			assert.equal(db.prepare(`select count(distinct v) from ${table}`).pluck().get(), 100);
		}
		assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
		db.close();
		const again = Database.open(folder);
		assert.equal(again.prepare('select count(*) from t1 join t4 using (id)').pluck().get(), 100);
		again.close();
	});

	it('S4-31 that are damaged are told by the statement that needs them', () => {
		const folder = newFolder();
		makeTen(folder);
		const file = path.join(folder, 'data/t7.records');
		const text = fs.readFileSync(file, 'utf8');
		fs.writeFileSync(file, text.replace('"v":"v50"', '"v":"w50"'));
		const db = Database.open(folder);
		for (const attempt of [1, 2]) {
			assert.throws(
				() => db.prepare('select * from t7').all(),
				{ code: 'SQLITE_CORRUPT', message: /t7\.records/ },
				`attempt ${attempt}`,
			);
		}
		assert.equal(db.prepare('select count(*) from t8').pluck().get(), 100);
		db.exec('insert into t8(id) values (101)');
		db.close();
		fs.writeFileSync(file, text);
		const again = Database.open(folder);
		assert.equal(again.prepare('select count(*) from t7').pluck().get(), 100);
		again.close();
		fs.truncateSync(file, 100);
		assert.throws(() => Database.open(folder), { code: 'SQLITE_CORRUPT', message: /t7\.records/ });
	});

	it('S4-31 that cannot be read once are read the next time', () => {
		const folder = newFolder();
		makeTen(folder);
		const calls = countFiles();
		const db = Database.open(folder);
		const all = db.prepare('select count(*) from t1 where n > 0').pluck();
		calls.failing = /t1\.records/;
		assert.throws(() => all.get(), { code: 'SQLITE_IOERR_READ' });
		assert.throws(() => db.exec('insert into t1(v) values (1)'), { code: 'SQLITE_IOERR_READ' });
		db.exec('insert into t2(v) values (1)');
		calls.failing = undefined;
		assert.equal(all.get(), 86);
		db.exec('insert into t1(v) values (1)');
		db.close();
		const again = Database.open(folder);
		assert.equal(again.prepare('select count(*) from t1').pluck().get(), 101);
		again.close();
	});

	it('S4-34 are not there for a database in memory, whose API is the same', () => {
		const calls = countFiles();
		const before = fs.existsSync('data');
		const db = new Database({ name: 'university' });
		db.exec('create table t(a); insert into t values (1)').save().checkpoint().load();
		assert.equal(db.prepare('select a from t').pluck().get(), 1);
		assert.equal(db.storeStatistics(), undefined);
		db.close();
		assert.deepEqual([calls.reads, calls.others], [[], []]);
		assert.equal(fs.existsSync('data'), before);
	});
});
