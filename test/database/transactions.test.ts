// Transactions and savepoints as SQLite has them, schema changes included.
import { compareScript } from './compare.js';

describe('database: transactions like SQLite', () => {
	it('commits and rolls back', () => {
		compareScript(`
			create table t(a);
			begin; insert into t values (1); commit;
			begin transaction; insert into t values (2); rollback;
			begin immediate; insert into t values (3); end transaction;
			begin exclusive; delete from t; rollback transaction;
			select * from t;
			begin; begin; commit;
			commit; end; rollback;
			release x; rollback to x;
			select * from t;
		`);
	});

	it('nests savepoints, reusing names', () => {
		compareScript(`
			create table t(a);
			savepoint one; insert into t values (1);
			savepoint two; insert into t values (2);
			savepoint ONE; insert into t values (3);
			rollback to one; select * from t;
			insert into t values (4);
			rollback to two; select * from t;
			rollback to one; select * from t;
			insert into t values (5);
			release one; select * from t;
			commit;
			begin; savepoint a; insert into t values (6); release a; rollback; select * from t;
			begin; insert into t values (7); savepoint a; insert into t values (8); rollback to a;
			release savepoint a; insert into t values (9); rollback to savepoint a; commit; select * from t;
			savepoint x; insert into t values (10); commit; select * from t;
			savepoint x; insert into t values (11); rollback; select * from t;
		`);
	});

	it('rolls schema changes back', () => {
		compareScript(`
			create table t(a); insert into t values (1);
			begin; create table u(b); insert into u values (2); drop table t; rollback;
			select * from t; select * from u;
			begin; create index i on t(a); savepoint s; drop index i; rollback to s; commit;
			select name from sqlite_schema;
			begin; create view v as select 1; insert into t select * from v; rollback to nope; commit;
			select * from v; select * from t;
			begin; pragma user_version = 5; rollback; pragma user_version;
		`);
	});

	it('keeps a transaction open when a statement in it fails', () => {
		compareScript(`
			create table t(a unique);
			begin; insert into t values (1);
			insert into t values (2), (1);
			select * from t; nonsense; insert into t values (3); commit;
			select * from t;
			begin; insert into t values (4); insert or rollback into t values (1);
			select * from t; commit;
		`);
	});
});
