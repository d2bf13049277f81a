// Export and import: S4-28, S4-29. Every format gives the database back, and real SQLite reads what is its own.
import assert from 'node:assert/strict';
import { Database } from '../../src/library/index.js';
import { openOracle, openOracleFile } from '../oracle/oracle.js';
import { temporaryFolders } from '../persistence/folders.js';

function university(): Database {
	return new Database().exec(`
		create table student(id integer primary key autoincrement, name text not null, email text unique, gpa real default 0.0);
		create table course(code text primary key, title text) without rowid;
		create table registration(student references student on delete cascade, course references course, primary key (student, course));
		create index by_gpa on student(gpa desc) where gpa > 1;
		create view good as select name from student where gpa > 3.5;
		create trigger welcome after insert on student begin insert into registration values (new.id, 'SQL'); end;
		insert into course values ('SQL', 'Databases'), ('TS', 'Types');
		insert into student(name, email, gpa) values ('Alice', 'a@x', 3.8), ('Bob', null, 4), ('Carol', 'c@x', null);
		delete from student where name = 'Carol';
		pragma user_version = 12; pragma application_id = 77`);
}

const formats = ['json', 'sql', 'sqlite'] as const;

describe('export and import', () => {
	const newFolder = temporaryFolders();

	it('S4-28 exports the whole database as standard JSON', async () => {
		const text = await university().export({ format: 'json' });
		const json = JSON.parse(text) as {
			tables: { name: string; columns: unknown[]; rows: unknown[]; sequence?: number }[];
		};
		assert.deepEqual(
			json.tables.map(({ name }) => name),
			['student', 'course', 'registration'],
		);
		assert.deepEqual(json.tables[0]?.rows, [
			{ id: 1, name: 'Alice', email: 'a@x', gpa: 3.8 },
			{ id: 2, name: 'Bob', email: null, gpa: 4 },
		]);
		assert.equal(json.tables[0].sequence, 3);
		assert.deepEqual(json.tables[1]?.columns, [
			{ name: 'code', type: 'TEXT', primaryKey: 1 },
			{ name: 'title', type: 'TEXT' },
		]);
	});

	for (const format of formats) {
		it(`S4-28 S4-29 the import of an export (${format}) is the same database`, async () => {
			const db = university();
			const exported = await db.export({ format });
			for (const source of [
				exported,
				typeof exported === 'string' ? new TextEncoder().encode(exported) : exported,
			]) {
				const copy = new Database();
				const { tables, rows } = await copy.import(source);
				assert.deepEqual({ ...tables }, { student: 2, course: 2, registration: 2 });
				assert.equal(rows, 6);
				assert.equal(await copy.export({ format: 'json' }), await db.export({ format: 'json' }));
				assert.equal(copy.pragma('integrity_check', { simple: true }), 'ok');
				assert.equal(copy.pragma('foreign_keys', { simple: true }), 1);
				copy.exec(`insert into student(name) values ('Dan')`);
				assert.equal(copy.prepare('select max(id) from student').pluck().get(), 4);
			}
		});

		it(`S4-29 imports into a database with tables (${format}): replacing or merging them`, async () => {
			const source = await university().export({ format });
			const db = () =>
				new Database().exec(`create table other(a); insert into other values (1);
					create table student(id integer primary key, name text, email, gpa real, more);
					insert into student values (2, 'Old', null, 1, 'kept'), (50, 'Eve', null, 2, 'too')`);
			await assert.rejects(db().import(source), {
				code: 'SQLITE_ERROR',
				message: 'cannot import: the database is not empty',
			});
			const replaced = db();
			await replaced.import(source, { mode: 'replace' });
			assert.equal(
				await replaced.export({ format: 'json' }),
				await university().export({ format: 'json' }),
			);
			const merged = db();
			await merged.import(source, { mode: 'merge' });
			assert.deepEqual(merged.prepare('select id, name, more from student').raw().all(), [
				[1, 'Alice', null],
				[2, 'Bob', 'kept'],
				[50, 'Eve', 'too'],
			]);
			assert.equal(merged.prepare('select count(*) from other').pluck().get(), 1);
			assert.equal(merged.prepare('select count(*) from registration').pluck().get(), 2);
		});
	}

	it('S4-29 an import that fails changes nothing', async () => {
		const db = university();
		const before = await db.export({ format: 'sql' });
		const bad = new Database().exec(`pragma foreign_keys = off;
			create table student(id integer primary key, name text); insert into student values (9, null);
			create table extra(a references nowhere); insert into extra values (1)`);
		for (const format of formats) {
			const source = await bad.export({ format });
			await assert.rejects(db.import(source, { mode: 'merge' }), {
				message: 'NOT NULL constraint failed: student.name',
			});
			await assert.rejects(db.import(source, { mode: 'replace' }), /nowhere|FOREIGN KEY/);
			assert.equal(await db.export({ format: 'sql' }), before);
			assert.equal(db.pragma('foreign_keys', { simple: true }), 1);
		}
		for (const source of ['{}', '[]', '{"format":"strata-export","version":99}', '{']) {
			await assert.rejects(new Database().import(source), { code: 'SQLITE_NOTADB' });
		}
	});

	it('S4-29 an import into a database in files is one commit, and there when it is opened again', async () => {
		const folder = newFolder();
		const source = await university().export({ format: 'json' });
		for (const mode of ['replace', 'merge', 'replace'] as const) {
			const db = Database.open(folder);
			db.exec(`create table if not exists other(a); insert into other values (1)`);
			if (mode === 'merge') db.exec(`update student set name = 'changed'`);
			const commit = db.storeStatistics()?.commit ?? 0;
			await db.import(source, { mode });
			assert.equal(db.storeStatistics()?.commit, commit + 1);
			const others = db.prepare(`select count(*) from sqlite_schema where name = 'other'`).pluck();
			assert.equal(others.get(), mode === 'merge' ? 1 : 0);
			const expected = await db.export({ format: 'sql' });
			db.close();
			const again = Database.open(folder, { readonly: true });
			assert.equal(await again.export({ format: 'sql' }), expected);
			assert.equal(again.pragma('integrity_check', { simple: true }), 'ok');
			await assert.rejects(again.import(source, { mode: 'merge' }), { code: 'SQLITE_READONLY' });
			again.close();
		}
	});

	it('S4-28 real SQLite runs the script and opens the file', async () => {
		const db = university();
		const script = openOracle();
		script.run(await db.export({ format: 'sql' }));
		for (const file of [script, openOracleFile(await db.export({ format: 'sqlite' }))]) {
			const [student] = file.exec('select id, name, email, gpa, typeof(gpa) from student');
			assert.deepEqual(student?.values, [
				[1, 'Alice', 'a@x', 3.8, 'real'],
				[2, 'Bob', null, 4, 'real'],
			]);
			assert.deepEqual(file.exec('select * from good')[0]?.values, [['Alice'], ['Bob']]);
			assert.equal(file.exec('pragma user_version')[0]?.values[0]?.[0], 12);
			assert.equal(file.exec('pragma integrity_check')[0]?.values[0]?.[0], 'ok');
			file.run(`insert into student(name) values ('Dan')`);
			assert.deepEqual(file.exec('select max(id) from student')[0]?.values, [[4]]);
		}
	});
});
