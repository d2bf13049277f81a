// What a store says about itself is what the file system says.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { Database } from '../../src/library/index.js';
import { filesOf, temporaryFolders } from '../persistence/folders.js';

describe('statistics of a store', () => {
	const newFolder = temporaryFolders();

	it('S4-30 equal fs.stat: bytes by table and log, records, indexes, the last checkpoint', () => {
		const folder = newFolder();
		const time = Date.UTC(2026, 4, 1);
		const size = (file: string): number => fs.statSync(path.join(folder, file)).size;
		const db = Database.open(folder, { now: () => time });
		db.exec(`create table student(id integer primary key, email text unique, gpa real);
			create index by_gpa on student(gpa);
			create table "odd name"(a); create view v as select 1;
			insert into student(email) values ('a'), ('b'), ('c'); insert into "odd name" values (1)`);
		db.checkpoint();
		db.exec(`insert into student(email) values ('d'); create table young(x)`);
		const statistics = db.storeStatistics();
		assert.ok(statistics);
		assert.deepEqual(statistics.tables, [
			{
				name: 'student',
				records: 4,
				indexes: 2,
				dataBytes: size('data/student.records'),
				schemaBytes: size('schema/student.schema.json'),
				files: ['schema/student.schema.json', 'data/student.records'],
				isLoaded: true,
			},
			{
				name: 'odd name',
				records: 1,
				indexes: 0,
				dataBytes: size('data/odd%20name.records'),
				schemaBytes: size('schema/odd%20name.schema.json'),
				files: ['schema/odd%20name.schema.json', 'data/odd%20name.records'],
				isLoaded: true,
			},
			{
				name: 'young',
				records: 0,
				indexes: 0,
				dataBytes: 0,
				schemaBytes: 0,
				files: ['schema/young.schema.json', 'data/young.records'],
				isLoaded: true,
			},
		]);
		assert.equal(statistics.logBytes, size('wal/transaction.log'));
		assert.equal(statistics.checkpointTime, new Date(time).toISOString());
		assert.equal(statistics.commit - statistics.checkpointCommit, 2);
		const all = Object.fromEntries([...filesOf(folder).keys()].map(file => [file, size(file)]));
		assert.deepEqual(statistics.allFiles, all);
		const total = Object.values(all).reduce((sum, bytes) => sum + bytes, 0);
		assert.equal(statistics.totalBytes, total);
		db.close();
	});

	it('S4-30 can be asked for in SQL', () => {
		const folder = newFolder();
		let db = Database.open(folder);
		db.exec('create table t(a); insert into t select value from generate_series(1, 9)').close();
		db = Database.open(folder);
		db.exec('create table u(b)');
		const rows = db
			.prepare('select kind, tbl, records, bytes, path from strata_files order by 1')
			.all();
		const size = (file: unknown): number => fs.statSync(path.join(folder, String(file))).size;
		assert.deepEqual(
			(rows as Record<string, unknown>[]).map(({ kind, tbl, records, bytes, path: file }) => {
				assert.equal(bytes, size(file));
				return [kind, tbl, records];
			}),
			[
				['archive', null, null],
				['log', null, 1],
				['manifest', null, null],
				['records', 't', 9],
				['schema', 't', 9],
			],
		);
		assert.deepEqual(
			db.storeStatistics()?.tables.map(({ name, isLoaded }) => [name, isLoaded]),
			[
				['t', false],
				['u', true],
			],
		);
		db.close();
		assert.deepEqual(new Database().prepare('select * from strata_files').all(), []);
	});
});
