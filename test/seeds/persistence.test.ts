// Backing stores of the seed S2: a database may be kept in files, and what was committed survives.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inRoot } from '../../scripts/paths.mjs';
import { Database } from '../../src/library/index.js';
import { copyOf, filesOf, temporaryFolders } from '../persistence/folders.js';

const library = pathToFileURL(inRoot('src/library/index.ts')).href;

describe('a backing store', () => {
	const newFolder = temporaryFolders();

	it('S2-63 is optional: a database in memory writes nothing', () => {
		const db = new Database().exec('create table t(a); insert into t values (1)');
		assert.equal(db.memory, true);
		assert.equal(db.storeStatistics(), undefined);
		assert.equal(db.checkpoint(), db);
		db.close();
		assert.throws(() => db.checkpoint(), /not open/);
	});

	it('S2-63 keeps tables, indexes, views, triggers, counters and settings when closed and opened again', () => {
		const folder = newFolder();
		let db = new Database({ name: 'university', persist: true, basePath: folder });
		db.exec(`create table student(id integer primary key autoincrement, name text unique, gpa real default 0.0);
			create table grade(student int references student on delete cascade, mark);
			create index by_gpa on student(gpa desc) where gpa > 1;
			create view good as select name from student where gpa > 3.5;
			create trigger first after insert on student begin insert into grade values (new.id, 'new'); end;
			insert into student(name, gpa) values ('Alice', 3.8), ('Bob', 3.5), ('Carol', 4);
			delete from student where name = 'Carol';
			pragma user_version = 12`);
		assert.equal(db.memory, false);
		assert.equal(db.name, 'university');
		db.close();
		db = Database.open(folder, { name: 'university' });
		const rows = db.prepare('select id, name, gpa, typeof(gpa) t from student').all();
		assert.deepEqual(rows, [
			{ id: 1, name: 'Alice', gpa: 3.8, t: 'real' },
			{ id: 2, name: 'Bob', gpa: 3.5, t: 'real' },
		]);
		assert.deepEqual(db.prepare('select * from good').pluck().all(), ['Alice']);
		assert.equal(db.pragma('user_version', { simple: true }), 12);
		assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
		assert.throws(
			() => db.exec(`insert into student(name) values ('Bob')`),
			/UNIQUE constraint failed/,
		);
		db.exec(`insert into student(name) values ('Dan')`);
		assert.equal(
			db.prepare('select max(id) from student').pluck().get(),
			4,
			'ids are not used again',
		);
		assert.equal(db.prepare('select count(*) from grade').pluck().get(), 3);
		const plan = db.prepare('explain query plan select * from student where gpa > 1').raw().all();
		assert.match(JSON.stringify(plan), /by_gpa/);
		db.close();
	});

	it('S2-63 keeps partitions and indexes of any type', () => {
		const folder = newFolder();
		let db = Database.open(folder, { fsync: 'off' });
		db.exec(`create table m(id integer, year int, v) partition by range (year)
				(partition old values less than (2000), partition new values less than (maxvalue));
			create table doc(body text);
			create index words on doc using fulltext (body);
			insert into m values (1, 1990, 'x'), (2, 2020, 'y');
			insert into doc values ('the quick fox'), ('lazy dog');
			update m set year = 2021 where id = 1`);
		for (const end of ['close', 'again'] as const) {
			db.close();
			db = Database.open(folder, { fsync: 'off' });
			const counts = db.prepare('select partition, rows from strata_partitions').raw().all();
			assert.deepEqual(counts, [
				['old', end === 'close' ? 0 : 1],
				['new', 2],
			]);
			assert.equal(db.prepare(`select rowid from doc where body match 'fox'`).pluck().get(), 1);
			assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
			if (end === 'close') db.exec(`insert into m values (3, 1980, 'z')`);
		}
		db.close();
	});

	it('S2-63 has the layout of the seed S4, in files for ordinary tools', () => {
		const folder = newFolder();
		const db = Database.open(folder, { name: 'shop' });
		db.exec(`create table item(id integer primary key, name, price real);
			insert into item values (1, 'tea', 4), (2, 'Käse', 7.25)`);
		const log = fs.readFileSync(path.join(folder, 'shop/wal/transaction.log'), 'utf8').trimEnd();
		const lines = log.split('\n').map(line => JSON.parse(line) as { commit: { number: number } });
		assert.deepEqual(
			lines.map(({ commit }) => commit.number),
			[1, 2],
			'one line a commit',
		);
		db.checkpoint();
		db.exec('update item set price = 5 where id = 1');
		const files = filesOf(path.join(folder, 'shop'));
		assert.deepEqual([...files.keys()].map(file => file.replace(/\d{8}T\d{9}Z-\d+/, '*')).sort(), [
			'data/item.records',
			'schema/database.json',
			'schema/item.schema.json',
			'wal/transaction.*.log',
			'wal/transaction.log',
		]);
		assert.equal(
			files.get('data/item.records'),
			'{"id":1,"name":"tea","price":4}\n{"id":2,"name":"Käse","price":7.25}\n',
		);
		const schema = JSON.parse(files.get('schema/item.schema.json') ?? '') as {
			sql: string;
			rows: number;
		};
		assert.equal(schema.sql, 'CREATE TABLE item(id integer primary key, name, price real)');
		assert.equal(schema.rows, 2);
		assert.match(
			files.get('wal/transaction.log') ?? '',
			/"put":\[\{"id":1,"name":"tea","price":5\}\]/,
		);
		db.close();
	});

	it('S2-63 writes only the files of tables that changed', () => {
		const folder = newFolder();
		const db = Database.open(folder);
		db.exec(
			'create table a(x); create table b(x); insert into a values (1); insert into b values (2)',
		);
		db.checkpoint();
		const time = (file: string) => fs.statSync(path.join(folder, file), { bigint: true }).mtimeNs;
		const before = { a: time('data/a.records'), b: time('data/b.records') };
		db.exec('insert into b values (3)').checkpoint();
		assert.equal(time('data/a.records'), before.a);
		assert.notEqual(time('data/b.records'), before.b);
		db.close();
	});

	it('S2-63 S2-72 writes every kind of commit to the log: restored layers, branches, merges, several connections', () => {
		const folder = newFolder();
		const db = Database.open(path.join(folder, 'db'));
		let copies = 0;
		const stored = () => {
			const copy = Database.open(
				copyOf(path.join(folder, 'db'), path.join(folder, `copy${copies++}`)),
			);
			const rows = copy.prepare('select a, b from t order by a').raw().all();
			assert.deepEqual(rows, db.prepare('select a, b from t order by a').raw().all());
			copy.close();
			return rows.length;
		};
		db.exec(
			`create table t(a integer primary key, b); insert into t values (1, 'x'); create layer before`,
		);
		db.exec(`insert into t values (2, 'y'); delete from t where a = 1`);
		assert.equal(stored(), 1);
		db.exec('restore layer before');
		assert.equal(stored(), 1);
		db.exec(`create branch try; checkout try; insert into t values (3, 'z'), (4, 'z')`);
		assert.equal(stored(), 3);
		db.exec('checkout main');
		assert.equal(stored(), 1);
		db.exec('merge branch try');
		assert.equal(stored(), 3);
		const [one, two] = [db.connect(), db.connect()];
		one.exec(`begin; insert into t values (10, 'one')`);
		two.exec(`begin; insert into t values (20, 'two'); commit`);
		one.exec('commit');
		assert.equal(stored(), 5);
		db.exec(`begin; insert into t values (30, 'no'); rollback`);
		assert.equal(stored(), 5);
		const log = fs.readFileSync(path.join(folder, 'db/wal/transaction.log'), 'utf8');
		assert.ok(!log.includes('"no"'), 'what is rolled back is not written');
		db.close();
	});

	it('S2-72 a store that is open is locked for other programs, but not by one that has ended', () => {
		const folder = newFolder();
		const db = Database.open(folder);
		db.exec('create table t(a); insert into t values (7)');
		const other = `const { Database } = await import(${JSON.stringify(library)});
			try { Database.open(${JSON.stringify(folder)}); } catch (error) { console.log(error.code, error.message) }
			const reader = Database.open(${JSON.stringify(folder)}, { readonly: true });
			console.log(reader.prepare('select a from t').pluck().get());
			try { reader.exec('delete from t') } catch (error) { console.log(error.code) }`;
		const settings = ['--import', 'tsx', '--input-type=module', '-e', other];
		const { stdout, stderr, pid } = spawnSync(process.execPath, settings, { encoding: 'utf8' });
		const [refusal, row, readonly] = stdout.split('\n');
		assert.match(
			refusal ?? '',
			new RegExp(`^SQLITE_BUSY database is locked: process ${process.pid} on .* has it open`),
			stderr,
		);
		assert.deepEqual([row, readonly], ['7', 'SQLITE_READONLY']);
		db.close();
		const lock = path.join(folder, 'wal/lock');
		assert.equal(fs.existsSync(lock), false);
		const owner = { process: pid, host: os.hostname(), since: 1 };
		fs.writeFileSync(lock, JSON.stringify(owner));
		const again = Database.open(folder);
		assert.equal(again.prepare('select a from t').pluck().get(), 7);
		again.close();
	});

	it('S2-63 opens nothing that is not there, unless it may make it', () => {
		const folder = newFolder();
		for (const options of [{ readonly: true }, { fileMustExist: true }]) {
			assert.throws(() => Database.open(path.join(folder, 'none'), options), {
				code: 'SQLITE_CANTOPEN',
			});
		}
		assert.deepEqual(fs.readdirSync(folder), []);
		assert.throws(() => Database.open(folder, { fsync: 'maybe' as 'off' }), TypeError);
	});

	it('S2-63 PRAGMA wal_checkpoint folds the log, and a long log is folded by itself', () => {
		const folder = newFolder();
		const db = Database.open(folder, { checkpointBytes: 2000, archives: 1, fsync: 'off' });
		db.exec('create table t(a)');
		assert.deepEqual(db.pragma('wal_checkpoint'), [{ busy: 0, log: 0, checkpointed: 0 }]);
		assert.equal(db.storeStatistics()?.checkpointCommit, 1);
		const insert = db.prepare('insert into t values (?)');
		for (let index = 0; index < 60; index++) insert.run('x'.repeat(10));
		const { checkpointCommit, commit, archivedLogs } = db.storeStatistics() ?? {};
		assert.ok(Number(checkpointCommit) > 1 && Number(checkpointCommit) <= Number(commit));
		assert.equal(archivedLogs?.length, 1);
		db.close();
	});
});
