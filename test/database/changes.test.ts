// INSERT, UPDATE and DELETE say and do what SQLite says and does.
import { compareScript } from './compare.js';

describe('database: changes like SQLite', () => {
	it('inserts with defaults, auto rowids and affinities', () => {
		compareScript(`
			create table t(id integer primary key, a int default 5, b text default 'x', c real, d blob, e numeric);
			insert into t default values;
			insert into t(b) values (1), (2.0), (null), (x'61');
			insert into t(a, c, e) values ('12', '1', '1e3'), ('x', 2, '5 apples'), (1.0, 9007199254740993, '9223372036854775807');
			insert into t(id) values (100);
			insert into t(c) values (3);
			insert into t(id, c) values (-5, 1), ('7', 2), (8.0, 3);
			insert into t(id) values ('x');
			insert into t(id) values (1.5);
			insert into t values (1, 2, 3);
			insert into t(nope) values (1);
			insert into t(a, b) values (1);
			insert into nope values (1);
			select *, typeof(a), typeof(b), typeof(c), typeof(e) from t order by id;
			select last_insert_rowid(), changes(), total_changes();
		`);
	});

	it('gives the largest rowid, then any free one', () => {
		compareScript(`
			create table t(a);
			insert into t(rowid, a) values (9223372036854775807, 'last');
			insert into t values ('free');
			select count(*), count(distinct rowid), min(rowid) > 0 from t;
			create table n(a);
			insert into n(rowid, a) values (-10, 1);
			insert into n values (2);
			select rowid, a from n order by rowid;
			create table s(id integer primary key autoincrement);
			insert into s values (9223372036854775807);
			insert into s values (null);
		`);
	});

	it('never reuses rowids of an AUTOINCREMENT table', () => {
		compareScript(`
			create table t(id integer primary key autoincrement, a);
			insert into t(a) values (1), (2), (3);
			delete from t where id > 1;
			insert into t(a) values (4);
			select * from t;
			select * from sqlite_sequence;
			insert into t(id, a) values (50, 1);
			update sqlite_sequence set seq = 80 where name = 't';
			insert into t(a) values (5);
			select id from t order by id;
			delete from t;
			insert into t(a) values (6);
			select id from t;
			drop table t;
			select count(*) from sqlite_sequence;
		`);
	});

	it('reports constraint failures in SQLite’s words', () => {
		compareScript(`
			create table t(a int not null, b unique, c check (c > 0), d text collate nocase unique,
				constraint pos check (a >= 0), unique (a, c), check(length(d) < 5 and a < 100));
			insert into t values (1, 1, 1, 'x');
			insert into t values (null, 2, 2, 'y');
			insert into t values (2, 1, 2, 'y');
			insert into t values (2, 2, -1, 'y');
			insert into t values (2, 2, 2, 'X');
			insert into t values (-2, 2, 2, 'y');
			insert into t values (1, 2, 1, 'y');
			insert into t values (2, 2, 2, 'long text');
			insert into t values (2, null, null, null), (3, null, null, null);
			update t set a = null;
			update t set b = 1;
			update t set c = 0 where a = 1;
			update t set a = a - 2;
			select * from t order by a;
			create table p(a text, b int, primary key (b, a));
			insert into p values ('x', 1), ('x', 1);
			insert into p values ('x', null), ('x', null);
			create table w(a text, b int, c, primary key (b, a)) without rowid;
			insert into w values ('x', 1, 2);
			insert into w values ('x', 1, 3);
			insert into w values (null, 1, 3);
			insert into w(c) values (3);
			update w set b = null;
			update w set a = 'y', c = 9;
			select * from w;
			create table k(id integer primary key, v);
			insert into k values (1, 2), (1, 3);
			update k set id = 5;
			insert into k values (5, 1);
			create table r(v);
			insert into r(rowid, v) values (1, 1);
			insert into r(rowid, v) values (1, 1);
			select * from k;
		`);
	});

	it('undoes a failed statement whole', () => {
		compareScript(`
			create table t(id integer primary key, a unique);
			insert into t values (1, 1), (2, 2), (3, 3);
			insert into t values (4, 4), (5, 5), (6, 1);
			update t set a = a + 1;
			update t set a = 10 where id > 1;
			select * from t order by id;
			insert into t select id + 10, a from t;
			insert into t select id + 10, a + 10 from t;
			insert into t select null, a + 100 from t;
			select * from t order by id;
			select changes(), total_changes();
		`);
	});

	for (const action of ['ignore', 'replace', 'abort', 'fail', 'rollback']) {
		it(`INSERT and UPDATE OR ${action.toUpperCase()}`, () => {
			compareScript(`
				create table t(id integer primary key, a int not null default 7, b unique, c check (c < 100));
				create table w(k text primary key, v unique) without rowid;
				insert into t values (1, 1, 1, 1), (2, 2, 2, 2), (3, 3, 3, 3), (4, 4, 4, 4);
				insert into w values ('a', 1), ('b', 2), ('c', 3);
				insert or ${action} into t values (10, 1, 10, 1), (11, null, 11, 1), (12, 1, 12, 1);
				select * from t order by id;
				insert or ${action} into t values (20, 1, 20, 1), (21, 1, 20, 1), (22, 1, 22, 1);
				select * from t order by id;
				insert or ${action} into t values (30, 1, 30, 1), (1, 9, 2, 1), (32, 1, 32, 1);
				select * from t order by id;
				insert or ${action} into t values (40, 1, 40, 1), (41, 1, 41, 100), (42, 1, 42, 1);
				select * from t order by id;
				update or ${action} t set b = 3 where id in (2, 3, 4);
				select * from t order by id;
				update or ${action} t set id = id + 1 where id < 10;
				select * from t order by id;
				update or ${action} t set a = null where id > 3;
				select * from t order by id;
				begin;
				insert into t values (60, 6, 60, 6);
				insert or ${action} into t values (61, 6, 61, 6), (60, 6, 62, 6);
				select * from t order by id;
				commit;
				insert or ${action} into w values ('d', 4), ('a', 5), ('e', 2), ('f', 6);
				select * from w order by k;
				update or ${action} w set k = 'c';
				select * from w order by k;
				select * from t order by id;
			`);
		});

		it(`constraints with ON CONFLICT ${action.toUpperCase()}`, () => {
			compareScript(`
				create table t(id integer primary key on conflict ${action}, a not null on conflict ${action} default 3,
					b unique on conflict ${action}, c, unique (c) on conflict ${action});
				insert into t values (1, 1, 1, 1), (2, 2, 2, 2);
				insert into t values (3, 3, 3, 3), (1, 9, 9, 9), (4, 4, 4, 4);
				select * from t order by id;
				insert into t values (5, 3, 5, 5), (6, 9, 1, 6), (7, 4, 7, 7);
				select * from t order by id;
				insert into t values (8, null, 8, 8), (9, 9, 9, 2);
				select * from t order by id;
				update t set b = 2;
				select * from t order by id;
				insert or abort into t values (1, 1, 1, 1);
				insert or replace into t values (1, 1, 2, 2);
				select * from t order by id;
			`);
		});
	}

	it('upserts', () => {
		compareScript(`
			create table t(id integer primary key, k text unique, n int default 0, m, unique (n, m));
			insert into t values (1, 'a', 1, 1), (2, 'b', 2, 2), (3, 'c', 3, 3);
			insert into t(k, n) values ('a', 5) on conflict (k) do update set n = n + excluded.n;
			insert into t(k) values ('a'), ('z') on conflict do nothing;
			insert into t(id, k) values (2, 'q') on conflict (id) do update set k = excluded.k || t.k where t.n > 1 returning *;
			insert into t(id, k) values (1, 'q') on conflict (id) do update set k = 'no' where t.n > 100;
			insert into t(id, k) values (9, 'z') on conflict (id) do update set k = 'no';
			insert into t(id, k, n, m) values (1, 'x', 3, 3) on conflict (n, m) do update set m = 33 on conflict (id) do update set m = 11;
			insert into t(id, k, n, m) values (3, 'x', 99, 3) on conflict (n, m) do update set m = 33 on conflict do update set m = -1;
			insert into t(id) values (1) on conflict (id) do update set k = 'qb';
			insert into t(id) values (1) on conflict (nope) do nothing;
			insert into t(id) values (1) on conflict (n) do nothing;
			insert into t select id, k, n, m from t where true on conflict (id) do update set m = ifnull(t.m, 0) + 1000;
			insert into t(id) values (1) on conflict (id) do update set id = 77;
			insert into t(id) values (77) on conflict (id) do update set id = 'x';
			select * from t order by id;
			select changes(), last_insert_rowid();
			create table w(a, b, c, primary key (a, b)) without rowid;
			insert into w values (1, 1, 1), (1, 1, 5) on conflict (a, b) do update set c = c * 10 + excluded.c;
			insert into w values (1, 1, 1) on conflict do update set b = 2, c = 0;
			select * from w;
			create table p(a, b);
			create unique index pi on p(a) where b > 0;
			insert into p values (1, 1), (1, 0);
			insert into p values (1, 5) on conflict (a) where b > 0 do update set b = 50;
			insert into p values (1, 5) on conflict (a) do nothing;
			select * from p;
		`);
	});

	it('leaves rows alone that an earlier row of the statement replaced', () => {
		compareScript(`
			create table w(k, n, v unique on conflict replace, primary key (k, n)) without rowid;
			insert into w values (0, 'a', 0), ('b', 0, 'a'), (0, 0, null);
			update w set v = n;
			select * from w order by v;
			create table t(id integer primary key, v unique on conflict replace);
			insert into t values (1, 'a'), (2, 'b'), (3, 'c');
			update t set v = 'same';
			select * from t;
			select v from t indexed by sqlite_autoindex_t_1 where v >= '';
		`);
	});

	it('updates rowids and primary keys', () => {
		compareScript(`
			create table t(id integer primary key, a);
			create index ti on t(a);
			insert into t values (1, 'x'), (2, 'y'), (3, 'z');
			update t set id = id + 10;
			update t set id = id - 1;
			update t set id = 30 where a = 'z';
			update t set rowid = 5, a = a || '!' where id = 30;
			update t set id = 'abc';
			update t set id = null where id = 5;
			update t set a = id, id = length(a) * 100 + id;
			select * from t order by id;
			select a from t indexed by ti where a > 0 order by a;
			update t set a = (select count(*) from t), id = id returning id, a;
			create table u(x, y);
			insert into u values (1, 'one'), (2, 'two'), (1, 'uno');
			create table v(x, y);
			insert into v values (1, null), (2, null), (3, null);
			update v set y = u.y from u where u.x = v.x;
			select * from v;
			update v set (x, y) = (select 9, 'nine') where x = 3;
			select * from v;
			create table c(id integer primary key, a);
			insert into c values (1, 1), (2, 2), (3, 3);
			update c set a = (select sum(o.a) from c o where o.id <> c.id);
			select * from c;
			update c set a = a + (select max(a) from c);
			select * from c;
			update c set a = (select count(*) from c o where o.a > c.a) where exists (select 1 from c o where o.a < c.a);
			select * from c;
			update c set (id, a) = (select c.id + 10, max(o.a) + 1 from c o where o.id <> c.id);
			select * from c;
		`);
	});

	it('deletes', () => {
		compareScript(`
			create table t(id integer primary key, a, b);
			create index ti on t(a);
			insert into t values (1, 1, 1), (2, 2, 2), (3, 3, 3), (4, 1, 4);
			delete from t where a = 1 returning id, b;
			delete from t where id = 99;
			select * from t;
			delete from t where a = (select max(a) from t);
			select count(*) from t;
			delete from t;
			select changes();
			insert into t(a) values (5);
			select * from t;
			delete from nope;
			delete from t where nope = 1;
			create table w(k primary key, v unique) without rowid;
			insert into w values ('a', 1), ('b', 2);
			delete from w where v = 2;
			insert into w values ('c', 2);
			select * from w;
			delete from w;
			insert into w values ('c', 2);
			select * from w;
		`);
	});

	it('computes generated columns', () => {
		compareScript(`
			create table t(a int, b int as (a * 2) stored, c text as (b || 'x'), d int generated always as (a + 1) unique);
			insert into t values (1), (2);
			insert into t(a) values (1);
			insert into t(b) values (1);
			update t set a = a + 10;
			select * from t;
			update t set b = 3;
			select a, d from t where d = 12;
			create table n(a, b not null as (nullif(a, 1)));
			insert into n values (1);
			insert into n values (2);
			select * from n;
		`);
	});

	it('checks the types of STRICT tables', () => {
		compareScript(`
			create table t(a int, b text, c real, d blob, e any) strict;
			insert into t values (1, 'x', 1, x'00', 'y');
			insert into t values ('1', 2, '3', x'00', '4');
			insert into t values ('x', 2, 3, x'00', 4);
			insert into t values (1.5, 2, 3, x'00', 4);
			insert into t values (1, x'00', 3, x'00', 4);
			insert into t values (1, 2, 'x', x'00', 4);
			insert into t values (1, 2, 3, 'x', 4);
			update t set a = 'q';
			select *, typeof(a), typeof(b), typeof(c), typeof(d), typeof(e) from t;
		`);
	});
});
