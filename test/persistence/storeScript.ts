// A small program that changes a store in every way there is, step by step, and what the database then holds.
import type { Database } from '../../src/library/index.js';

/** Each is one commit, or a checkpoint. */
export const steps: readonly ((db: Database) => unknown)[] = [
	db => db.exec('create table t(id integer primary key autoincrement, a text unique, r real)'),
	db => db.exec(`insert into t(a, r) values ('one', 1), ('two', 2.5), ('three', null)`),
	db => db.exec('create table k(a text collate nocase, b, primary key (a desc)) without rowid'),
	db =>
		db.exec(`begin; insert into k values ('x', x'00ff'), ('y', 1e999);
		savepoint s; delete from t; rollback to s; update t set r = r + 1; commit`),
	db => db.checkpoint(),
	db => db.exec(`update k set a = 'X' where a = 'x'`),
	db => db.exec('delete from t where id = 3'),
	db => db.exec('create index t_r on t(r) where r > 1'),
	db => db.exec('alter table t add column more int default 7'),
	db => db.exec('alter table k rename to kept'),
	db => db.checkpoint(),
	db =>
		db.exec(`create trigger tr after insert on t begin insert into kept values (new.a, 1); end`),
	db => db.exec(`insert into t(a) values ('four')`),
	db => db.exec('create view v as select * from t join kept using (a)'),
	db =>
		db.exec(`begin; drop trigger tr; alter table t drop column more; pragma user_version = 9;
		insert into t values (100, 'hundred', -0.0); commit`),
	db => db.exec('drop table kept'),
	db => db.checkpoint(),
	db => db.exec('create table kept(other)'),
	db => db.exec('insert into kept select value from generate_series(1, 300)'),
];

/** Rows with types, and the schema. */
export function contents(db: Database): string {
	const schema = db.prepare('select type, name, tbl_name, sql from sqlite_schema').raw().all();
	const tables = db
		.prepare(`select name from sqlite_schema where type = 'table'`)
		.pluck()
		.all() as string[];
	const rows = tables.map(name => {
		const columns = (db.pragma(`table_info(${name})`) as { name: string }[]).map(
			column => `typeof("${column.name}"), quote("${column.name}")`,
		);
		return [name, db.prepare(`select ${columns.join()} from "${name}"`).raw().all()];
	});
	return JSON.stringify([schema, rows, db.pragma('user_version'), db.pragma('integrity_check')]);
}
