// Stores opened again: by the same program, by others, one after the other and at the same time.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { Database } from '../../src/library/index.js';
import { temporaryFolders } from '../persistence/folders.js';

describe('a store that is opened once more', () => {
	const newFolder = temporaryFolders();

	it("S4-49 runs the seed's example: save, another Database of the same name, load, select", () => {
		const basePath = newFolder();
		const db = new Database({ name: 'university', persist: true, basePath });
		db.exec(`create table student(id integer primary key, name text, gpa real);
			insert into student(name, gpa) values ('Alice', 3.8), ('Bob', 3.5)`);
		db.save();
		const again = new Database({ name: 'university', persist: true, basePath });
		again.load();
		assert.deepEqual(again.prepare('select name from student').pluck().all(), ['Alice', 'Bob']);
		db.close();
		again.close();
	});

	it('S4-47 S4-49 by the same program shares the data: connections with transactions of their own', () => {
		const folder = newFolder();
		const one = Database.open(folder);
		const two = new Database({
			persist: true,
			basePath: path.join(folder, '..', path.basename(folder)),
		});
		one.exec('create table t(a integer primary key); begin; insert into t values (1)');
		assert.equal(two.prepare('select count(*) from t').pluck().get(), 0);
		one.exec('commit');
		assert.equal(two.prepare('select count(*) from t').pluck().get(), 1);
		const connection = one.connect();
		one.close();
		assert.equal(one.open, false);
		assert.equal(connection.open, false);
		two.exec('insert into t values (2)');
		assert.throws(() => one.exec('select 1'), /not open/);
		assert.ok(fs.existsSync(path.join(folder, 'wal/lock')));
		two.close();
		two.close();
		assert.ok(!fs.existsSync(path.join(folder, 'wal/lock')));
		const third = Database.open(folder);
		assert.deepEqual(third.prepare('select a from t').pluck().all(), [1, 2]);
		third.close();
	});

	it('S4-20 load() shows a reader what has been committed since', () => {
		const folder = newFolder();
		const writer = Database.open(folder);
		writer.exec('create table t(a integer primary key); insert into t values (1)');
		const reader = Database.open(folder, { readonly: true });
		const count = reader.prepare('select count(*) from t').pluck();
		for (const step of ['log', 'checkpoint', 'nothing']) {
			if (step !== 'nothing')
				writer.exec('insert into t select max(a) + 1 from t; create table if not exists u(b)');
			if (step === 'checkpoint') writer.checkpoint();
			const before = count.get() as number;
			assert.equal(reader.load(), reader);
			assert.equal(count.get(), step === 'nothing' ? before : before + 1);
		}
		assert.deepEqual(reader.prepare('select * from u').all(), []);
		assert.equal(reader.readonly, true);
		assert.throws(() => reader.exec('delete from t'), { code: 'SQLITE_READONLY' });
		assert.equal(reader.storeStatistics()?.commit, writer.storeStatistics()?.commit);
		reader.exec('begin');
		assert.throws(() => reader.load(), /within a transaction/);
		reader.close();
		writer.close();
		const memory = new Database();
		assert.equal(memory.load(), memory);
	});

	it('S4-20 a copy begins with what the files hold, beside the writer, and changes none of them', () => {
		const folder = newFolder();
		assert.throws(() => Database.open(folder, { copy: true }), { code: 'SQLITE_CANTOPEN' });
		const writer = Database.open(folder);
		writer.exec(
			'create table t(a integer primary key autoincrement, b unique); insert into t(b) values (1)',
		);
		writer.checkpoint();
		writer.exec('insert into t(b) values (2)');
		const files = () =>
			fs
				.readdirSync(folder, { recursive: true, withFileTypes: true })
				.filter(entry => entry.isFile())
				.map(({ parentPath, name }) => fs.readFileSync(path.join(parentPath, name), 'utf8'));
		const before = files();
		const copy = Database.open(folder, { copy: true });
		assert.deepEqual(
			[copy.readonly, copy.memory, copy.storeStatistics()],
			[false, true, undefined],
		);
		copy.exec('insert into t(b) values (7); create table u(a); delete from t where b = 1');
		assert.throws(() => copy.exec('insert into t(b) values (2)'), {
			code: 'SQLITE_CONSTRAINT_UNIQUE',
		});
		copy.checkpoint().load();
		assert.deepEqual(copy.prepare('select a, b from t').raw().all(), [
			[2, 2],
			[3, 7],
		]);
		assert.deepEqual(files(), before);
		// What is committed later is none of its business, nor is a checkpoint.
		writer.exec('insert into t(b) values (3)');
		writer.checkpoint();
		assert.equal(copy.prepare('select count(*) from t').pluck().get(), 2);
		copy.close();
		writer.close();
		assert.throws(
			() => new Database({ copy: true }),
			/"copy" option is for databases kept in files/,
		);
		const reader = Database.open(folder, { copy: true, readonly: true });
		assert.equal(reader.readonly, true);
		reader.close();
	});

	it('S4-20 a file is no database folder', () => {
		const file = path.join(newFolder(), 'notes.txt');
		fs.mkdirSync(path.dirname(file), { recursive: true });
		fs.writeFileSync(file, 'x');
		for (const options of [{}, { readonly: true }, { copy: true }]) {
			assert.throws(() => Database.open(file, options), {
				code: 'SQLITE_CANTOPEN',
				message: `unable to open database file: ${file}`,
			});
		}
		assert.equal(fs.readFileSync(file, 'utf8'), 'x');
	});

	it('S4-25 flush() settles when commits are on the disk, in one group for all who wait', async () => {
		const db = Database.open(newFolder(), { fsync: 'normal' });
		db.exec('create table t(a)');
		const insert = db.prepare('insert into t values (?)');
		const groups = new Set<Promise<void>>();
		for (let row = 0; row < 100; row++) {
			insert.run(row);
			groups.add(db.flush());
		}
		assert.equal(groups.size, 1);
		await Promise.all(groups);
		insert.run(100);
		const pending = db.flush();
		db.close();
		await pending;
		await new Database().flush();
	});
});
