// CREATE and DROP, what they store, and what PRAGMA tells about it, as SQLite does.
import { compareScript } from './compare.js';

describe('database: schema like SQLite', () => {
	it('stores the text of tables, indexes and views', () => {
		compareScript(`
			create table if not exists main.t9 ( a /* c */ int, b ) ;
			create unique  index if not exists main.ix9  on t9 ( a ) where a>1;
			CREATE  VIEW  v9 (x) as select a+1 from t9;
			create temp table tt(a);
			create temp view tv as select 1;
			create table c(id integer primary key, b unique, unique(id, b));
			create index ci on c(b desc);
			create table a(id integer primary key autoincrement);
			select type, name, tbl_name, sql from sqlite_schema;
			select type, name, tbl_name, sql from sqlite_temp_master;
			select count(*) from sqlite_master where type = 'table' and name not like 'sqlite_%';
			drop table c;
			drop view v9;
			drop index ix9;
			select type, name, tbl_name, sql from sqlite_schema;
			select name from sqlite_temp_schema;
		`);
	});

	it('refuses what SQLite refuses', () => {
		compareScript(`
			create table t(a, A);
			create table t(a primary key, b primary key);
			create table t(a text primary key autoincrement);
			create table t(a, primary key(x));
			create table t(a, unique(x));
			create table t(a, unique(a+1));
			create table t(a) without rowid;
			create table t(a integer primary key autoincrement) without rowid;
			create table t(a) strict;
			create table t(a foo) strict;
			create table t(a collate foo);
			create table t(a default (a));
			create table t(a, foreign key (q) references x);
			create table t(a, foreign key (a) references x(b, c));
			create table t(a as (1) default 3);
			create table t(a as (1));
			create table t(a as (b) primary key, b);
			create table t(a check (zork > 1));
			create table t(a, b as (zork));
			create table t(a unique on conflict ignore, unique(a) on conflict replace);
			create table sqlite_foo(a);
			create table foo.t(a);
			select count(*) from sqlite_schema;
			create table t(a);
			create table t(a);
			create table T(a);
			create table if not exists t(b);
			create index i on nosuch(a);
			create index i on t(zork);
			create index i on t(a);
			create index i on t(a);
			create index if not exists i on t(a);
			create index t on t(a);
			create table i(a);
			create view v as select * from nosuch;
			create view v as select 1;
			create view t as select 1;
			create table v(a);
			create index iv on v(a);
			create index im on sqlite_master(name);
			create index temp.ix on t(a);
			create index ip on t(a) where a > ?;
			select * from v;
			drop table nosuch;
			drop table main.nosuch;
			drop table if exists nosuch;
			drop table v;
			drop view t;
			drop view nosuch;
			drop index nosuch;
			drop table sqlite_master;
			create virtual table vv using nosuch(a);
			select name from sqlite_schema;
		`);
	});

	it('knows which primary keys are rowids', () => {
		compareScript(`
			create table t1(a integer primary key);
			create table t2(a integer primary key desc, b);
			create table t3(a integer, primary key(a desc));
			create table t4(a int primary key);
			create table t5(a "INTEGER" primary key);
			create table t6(a integer, b, primary key(a, b));
			create table t7(a integer primary key unique, b unique primary key);
			create table t7(a integer primary key unique);
			insert into t1 values (null); insert into t2 values (null, 1); insert into t3 values (null);
			insert into t4 values (null); insert into t5 values (null);
			select a, rowid from t1; select a, rowid from t2; select a, rowid from t3;
			select a, rowid from t4; select a, rowid from t5;
			select rowid, oid, _rowid_ from t1;
			select name from sqlite_schema;
			pragma index_list(t7);
		`);
	});

	it('answers PRAGMA about tables and indexes', () => {
		compareScript(`
			create table parent(x primary key, y unique);
			create table t(a int not null default 5, b text collate NOCASE unique, c varchar ( 10 ) default 'it''s',
				d as (a + 1), e generated always as (b) stored, f references parent(x) on delete cascade,
				primary key (c, a), foreign key (a, b) references parent deferrable initially deferred, unique (a, b));
			create table w(k text, v, u unique, primary key (v, k desc)) without rowid;
			create table s(i integer primary key, z any) strict;
			create index x1 on t(b desc, a);
			create unique index x2 on t(lower(c)) where a > 0;
			create index x3 on w(u, v);
			create view vw as select a, c, a + 1 as n, count(*) from t;
			pragma table_info(t);
			pragma table_xinfo(t);
			pragma table_info('w');
			pragma table_info = s;
			pragma main.table_info("vw");
			pragma table_info(nosuch);
			pragma index_list(t);
			pragma index_list(w);
			pragma index_list(s);
			pragma index_info(x1);
			pragma index_info(x2);
			pragma index_xinfo(x1);
			pragma index_xinfo(x2);
			pragma index_xinfo(x3);
			pragma index_xinfo(sqlite_autoindex_t_1);
			pragma index_xinfo(sqlite_autoindex_w_1);
			pragma foreign_key_list(t);
			select schema, name, type, ncol, wr, strict from pragma_table_list order by schema, name;
			select name, pk from pragma_table_info('t') where pk > 0 order by pk;
			select m.name, i.name from sqlite_schema m, pragma_index_list(m.name) i where m.type = 'table' order by 1, 2;
			pragma foreign_keys;
			pragma foreign_keys = on;
			pragma foreign_keys;
			pragma user_version;
			pragma user_version = 7;
			pragma user_version;
			pragma application_id = 12;
			pragma application_id;
			pragma nosuchpragma;
			pragma nosuchpragma = 5;
			pragma encoding;
		`);
	});

	it('indexes rows that are there already', () => {
		compareScript(`
			create table t(id integer primary key, a, b);
			insert into t values (1, 'x', 1), (2, 'Y', 2), (3, 'x', 3), (4, null, 4), (5, null, 5);
			create unique index u on t(a);
			create unique index u on t(a, b);
			create index e on t(lower(a));
			create unique index p on t(a) where b > 1;
			insert into t values (6, 'x', 9);
			insert into t values (6, 'x', 0);
			insert into t values (7, 'x', 0);
			select id from t where lower(a) = 'y';
			select id from t indexed by p where a = 'x' and b > 1;
			create table w(k text primary key, v) without rowid;
			insert into w values ('b', 1), ('a', 1), ('c', 2);
			create unique index wu on w(v);
			create index wi on w(v desc);
			select k from w order by v desc, k;
			delete from w where v = 1;
			select * from w;
		`);
	});

	it('makes tables of queries', () => {
		compareScript(`
			create table src(id integer primary key, name varchar(20), r real, b blob, n numeric, d date, nn);
			insert into src values (1, 'x', 1, x'00', '5', '2020', 'q'), (2, 'y', 2.5, null, 'z', 7, 8);
			create table x1 as select *, 1 as one, id + 1, cast(id as text) as c, upper(name) as "Up Per", id as ID from src;
			create table x2 as select id, id from src;
			create table x3 as values (1, 'a'), (2, 'b');
			create table x4 as select nope from src;
			create temp table if not exists x5 as select count(*) from src;
			select sql from sqlite_master;
			select * from x1; select * from x2; select * from x3; select * from x5;
			create table x6 as select * from x6;
			create table x2 as select 1;
		`);
	});

	it('keeps views working on what they read', () => {
		compareScript(`
			create table t(a, b);
			insert into t values (1, 2), (3, 4);
			create view v as select a, a + b, b as bee from t where a > 1;
			create view w(x, y) as select * from t;
			create view z as select * from v, w;
			select * from v; select x from w; select * from z;
			insert into v values (1, 2, 3);
			update w set x = 1;
			delete from w;
			drop table t;
			select * from v;
			create table t(a, b);
			select * from v;
			create view r as select * from r;
			select * from r;
			create view bad(a, b, c) as select 1;
			select * from bad;
		`);
	});

	it('takes CREATE VIRTUAL TABLE ... USING memory for a table', () => {
		compareScript("create table t(id integer primary key, v real, w text default 'x', unique (v))");
	});
});
