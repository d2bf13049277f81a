/**
 * SQL snippets, valid and not, that real SQLite and our parser must judge alike. They name no tables
 * that need exist: only syntax is compared. Lines starting with `--` are notes.
 */
export const snippets: readonly string[] = `
-- literals and tokens
select 1, -1, +1, ~1, 1.5, .5, 5., 5.e1, 1e10, 1E-5, 0x1F, 1_000, 1.5_5e1_0, 0x1_F
select 1__0
select 1_
select 0x_1
select 1_.5
select 1e
select 1a
select 12abc
select 0x
select 0xg
select 9223372036854775807, 9223372036854775808, -9223372036854775808
select 0xffffffffffffffff
select 0x1ffffffffffffffff
select -0x8000000000000000
select .e
select 'it''s', "a""b", [a b], \`a\`\`b\`
select x'', x'00ff', X'AB'
select x'0'
select x'0g'
select x'
select 'abc
select "abc
select [abc
select #
select #1
select #abc
select $
select :
select @
select ?, ?1, :a, @a, $a, $a::b, $a::b(c), :1
select ?0
select ?32767
select ?99999999999
select ?a
select $1(
select !a
select a=!b
select ^a
select {
select 1 /* open
select /* abc
select 1 -- comment
select 1/*x*/+/**/2
select 1 /*
select null, true, false, current_time, current_date, current_timestamp
select current_time()
-- expressions
select
select 1 +
select 1,
select ,
select from t
select 1 2
select (1
select 1)
select ()
select (1,)
select (1,2)
select a.b.c.d
select t. from t
select 't'.'a'
select 'a' 'b' 'c'
select 1 isnull isnull
select 1 not null
select 1 notnull
select 1 not 1
select not not 1, - not 1, 1 + not 1 + 2
select 1 between 2 and 3 and 4
select 1 between 2 or 3 and 4
select 1 not between 1 and 2
select 1 between 2
select 1 is 2, 1 is not 2, 1 is distinct from 2, 1 is not distinct from 2, 1 is not null is null
select 1 is distinct 2
select 1 in (), 1 in (1), 1 not in (1,2), 1 in ((select 1)), 1 in (values(1),(2))
select 1 in (1,2,3,)
select 1 in t
select 1 in main.t
select 1 in f(1,2)
select 1 in 1
select 'a' in 'b'
select a like b escape c, a not glob b, a regexp b, a match b, a not match b
select a like
select a escape b
select a like b escape
select a -> b ->> c || d
select a & b | c << 1 >> 2
select a == b, a != b, a <> b, a <= b, a >= b
select a = = b
select case when 1 then 2 end, case 1 when 2 then 3 else 4 end
select case end
select case 1 else 2 end
select case when 1 end
select case 1 when 2 then 3 else 4
select cast(1 as), cast(1 as int), cast(1 as long int(3,4)), cast(1 as "x y"), cast(1 as int(-1))
select cast(1 as int('x'))
select cast 1 as int
select cast(1, int)
select exists(select 1), not exists(values(1))
select exists 1
select exists from t
select raise(ignore)
select raise(abort, a||b)
select raise(foo)
select raise(ignore, 'x')
select raise(abort)
select a collate nocase, -a collate binary
select a collate
select a collate 1
select count(*), count(distinct a), count(all a), f()
select f(*, 1)
select f(1,)
select f(distinct)
select group_concat(a order by b desc), group_concat(a, b order by c)
select sum(a) filter (where b) over (partition by c order by d rows 1 preceding)
select sum(a) filter (b)
select sum(a) over
select sum(a) over w
select sum(a) over ()
select sum(a) over (w)
select sum(a) over (w order by b)
select sum(a) over (w partition by b)
select sum(a) over (order by b partition by c)
select sum(a) over (rows between unbounded preceding and unbounded following exclude current row)
select sum(a) over (range between current row and 1+1 following exclude no others)
select sum(a) over (order by a groups current row exclude group)
select sum(a) over (groups 2 preceding exclude ties)
select sum(a) over (rows unbounded following)
select sum(a) over (rows between 1 preceding)
select sum(a) over (rows between unbounded following and 1 following)
select sum(a) over (rows 1 following)
select sum(a) over (rows between current row and 1 preceding)
select sum(a) over (rows 1 preceding exclude)
select sum(1) filter from t
select (1) over x
select (1) filter (1)
select replace(1,2,3), glob(1,2), like(1,2), left(1), if(1,2), match(1), row(1)
select null()
select "abs"(1), [abs](1)
select 'abs'(1)
select a.f(1)
-- select
select *
select * from t
select t.* from t
select main.t.* from t
select cast.* from t
select key.* from key
select t.* as x from t
select * as x
select distinct a from t
select all a from t
select distinct all 1
select distinct
select 1 as
select 1 as from
select 1 as 'x', 2 as "y", 3 as [z], 4 w
select 1 'x'
select 1 left
select 1 as left
select 1 where 1
select 1 where
select 1 having 1
select 1 group 1
select a from t group by a having b order by c limit 1
select a from t group by
select a from t group by a having
select a from t where b group by c, d
select a from t order a
select a from t order by a asc, b desc nulls last, c nulls first
select a from t order by a nulls
select a from t order by a desc asc
select a from t limit 1 offset 2
select a from t limit 1, 2
select a from t limit 1, 2 offset 3
select a from t limit
select a from t offset 1
select a from t limit 1 order by a
select a from t where b order by c group by d
select 1 union select 2 union all select 3 intersect select 4 except values(5)
select 1 union
select 1 union distinct select 2
select 1 order by 1 union select 2
select 1 limit 1 union all select 2
(select 1)
(select 1) union select 2
values(1)
values(1),(2,3)
values
values()
values(1) order by 1
values(1) limit 1
select 1 union values(2) order by 1
with x as (select 1) select * from x
with recursive x(a,b) as (select 1,2 union all select a+1,b from x) select * from x
with x as materialized (select 1), y(a) as not materialized (values(1)) select * from x
with x(a collate nocase) as (select 1) select 1
with x() as (select 1) select 1
with x as select 1 select 2
with x as (select 1),
with x as (select 1)
with recursive as (select 1) select 1
with x as (select 1) values(1)
select (with x as (select 1) select * from x)
select * from (with x as (select 1) select * from x)
select * from t as a, main.u b, v
select * from t,
select * from
select * from t as
select * from main.t.x
select * from t join u
select * from t join u on a = b join v using(c, d)
select * from t join u on a using(b)
select * from t join u using()
select * from t join u using a
select * from t left join u on 1 right outer join v on 2 full outer join w on 3
select * from t natural join u
select * from t natural left outer join u
select * from t left natural join u
select * from t natural join u on 1
select * from t cross join u
select * from t outer join u
select * from t inner left join u
select * from t left foo bar join u
select * from t left cross join u
select * from t left u
select * from t foo join u
select * from t on 1
select * from t using(a)
select * from t on
select * from (t join u) join v
select * from (t, u) as x
select * from (t
select * from (select 1) x, (values(1)) as y
select * from (select 1) indexed by x
select * from ((select 1))
select * from ()
select * from t indexed by i
select * from t x not indexed
select * from t indexed
select * from f(1,2) as x, main.g(3) y, h()
select * from t where a = 1 window w as (order by b), v as (w rows 1 preceding) order by 1
select 1 window w as ()
select 1 window w as
select a window from t
select window from t
select window.a from window
select 1;;
;
select 1; select 2
-- insert
insert into t values(1)
insert into t(a,b) values(1,2),(3,4)
insert into main.t as x(a) select * from u
insert into t x values(1)
insert or ignore into t values(1)
insert or foo into t values(1)
insert or replace into t default values
insert into t(a) default values returning *
insert into t() values(1)
insert into t(a.b) values(1)
insert t values(1)
insert into t
insert into t values
insert into t set a = 1
replace into t values(1)
replace or ignore into t values(1)
with x as (select 1) insert into t select * from x
insert into t with x as (select 1) select * from x
insert into t values(1) on conflict do nothing
insert into t values(1) on conflict(a, b collate nocase desc) where c do update set d=1, (e,f)=(2,3) where g
insert into t values(1) on conflict(a) do nothing on conflict do update set a=1 returning *
insert into t values(1) on conflict do nothing on conflict(a) do nothing
insert into t values(1, 2) on conflict(a nulls first) do nothing
insert into t values(1) on conflict() do nothing
insert into t values(1) on conflict do
insert into t values(1) on conflict do update
insert into t values(1) on duplicate key update a = 1
insert into t select * from u on conflict do nothing
insert into t select * from u where true on conflict do nothing
insert into t default values on conflict do nothing
insert into t values(1) returning a as x, b y, t.*, *
insert into t values(1) returning
-- update and delete
update t set a=1
update or rollback main.t as x indexed by i set a=1, b=a+1 where c returning *
update t x set a=1
update t set (a,b)=(1,2), c=(select 1)
update t set (a)=1
update t set ()=1
update t set a.b=1
update t set a
update t set
update t set a=1,
update t set a==1
update t set a=1 from u join v on 1, w where 2
update t set a=1 where b returning c where d
with x as (select 1) update t set a=1
delete from t
delete t
delete from main.t as x not indexed where a returning b
delete from t x
delete from t where
delete from t, u
with x as (select 1) delete from t where a in x
-- create table
create table t(a)
create table t()
create table t
create table t(a,)
create table t(a b c d)
create table t(a varchar(10), b decimal(10, +2), c int(-1))
create table t(a varchar(x))
create table t(a varchar(1,2,3))
create table 't'('a' 'int')
create table "t"("a" "int", [b] [int], \`c\` \`x\`)
create temp table t(a)
create temporary table if not exists main.t(a)
create table if exists t(a)
create table if(a)
create global table t(a)
create unique table t(a)
create table main.t.x(a)
create table t(a primary key)
create table t(a integer primary key desc on conflict replace autoincrement)
create table t(a integer primary key autoincrement desc)
create table t(a not null on conflict ignore unique on conflict fail)
create table t(a null)
create table t(a not)
create table t(a default 1 default -1 default +1.5 default 'x' default x'00' default null)
create table t(a default current_time default foo default true default "x" default (1+2))
create table t(a default 1+2)
create table t(a default -foo)
create table t(a default (1)
create table t(a default)
create table t(a default f(1))
create table t(a default ?1)
create table t(a default - -1)
create table t(a check(a > 1) check(b))
create table t(a check a > 1)
create table t(a check(a>1) on conflict fail)
create table t(a collate nocase)
create table t(a constraint foo)
create table t(a constraint foo constraint bar not null)
create table t(a constraint not null)
create table t(a references u)
create table t(a references u(b,c) on delete cascade on update set null match full deferrable initially deferred)
create table t(a references u on delete no action on update restrict not deferrable initially immediate)
create table t(a references u on delete set default on insert cascade)
create table t(a references u on delete foo)
create table t(a references main.u)
create table t(a references u(b desc))
create table t(a references u(b collate nocase))
create table t(a deferrable)
create table t(a initially deferred)
create table t(a int generated always as (1) stored, b as (2) virtual, c generated always as (3))
create table t(a generated always as (1) foo)
create table t(a int generated always)
create table t(a generated as (1))
create table t(a always as (1))
create table t(a as 1)
create table t(a int as (1) not null)
create table t(a, primary key(a))
create table t(a, primary key(a collate nocase desc, b) on conflict abort unique(a) check(b) on conflict fail)
create table t(a, primary key(a autoincrement))
create table t(a, primary key(a nulls first))
create table t(a, primary key())
create table t(a, constraint x primary key(a), constraint y, constraint z unique(a))
create table t(a, foreign key(a, b) references u(c, d) on delete cascade deferrable)
create table t(a, foreign key(a))
create table t(a, foreign key a references u)
create table t(a, primary key(a), b)
create table t(a, unique(a),)
create table t(primary key(a))
create table t(a unique(a))
create table t(a) strict
create table t(a) strict, without rowid
create table t(a) without rowid, strict
create table t(a) strict without rowid
create table t(a) without foo
create table t(a) foo
create table t(a) without
create table t(a) strict,
create table t as select 1
create table t as values(1)
create table t as with x as (select 1) select * from x
create table t(a) as select 1
create table t as (select 1)
-- create others
create index i on t(a)
create unique index if not exists main.i on t(a collate nocase asc, b+1 desc) where c > 1
create index i on main.t(a)
create index i on t
create index i on t()
create index on t(a)
create temp index i on t(a)
create index i on t(a nulls first)
create view v as select 1
create temp view if not exists main.v(a,b) as select 1,2
create view v() as select 1
create view v(a desc) as select 1
create view v as (select 1)
create view v as insert into t values(1)
create unique view v as select 1
create trigger r after insert on t begin select 1; end
create temp trigger if not exists main.r before update of a, b on main.t for each row when new.a begin update t set a=1; delete from t; insert into t values(1); end
create trigger r instead of delete on v begin with x as (select 1) select * from x; values(1); replace into t select 1; end
create trigger r insert on t begin select raise(abort, 'x'); end
create trigger r after insert on t begin select 1 end
create trigger r after insert on t begin end
create trigger r after insert on t begin select 1;
create trigger r after insert on t begin select 1; select 2; end; select 3
create trigger r after insert on t begin foo; end
create trigger r after insert on t for each statement begin select 1; end
create trigger r after insert or update on t begin select 1; end
create trigger r after insert of a on t begin select 1; end
create trigger main.r insert on t begin delete from main.t; end
create temp trigger r insert on t begin delete from main.t; end
create trigger r insert on t begin delete from t indexed by x; end
create trigger r insert on t begin update t not indexed set a=1; end
create trigger r insert on t begin insert into t default values; end
create trigger r insert on t begin update t set a=1 returning a; end
create trigger r insert on t begin with x as (select 1) delete from t; end
create trigger r insert on t begin update t as x set a=1; end
create trigger r insert on t begin update t set a=1 from u; end
create trigger r insert on t begin insert into t values(1) on conflict do nothing; end
create trigger r insert on t begin insert into t values(1) returning a; end
create trigger r insert on t begin insert into t as x values(1); delete from t as y; end
create virtual table x using m
create virtual table if not exists main.x using m(a b c, (,),, 'x' int, 1 2 3)
create virtual table x using m()
create virtual table x using m(a
create virtual table x using m((a)
create virtual table x using
create virtual table x
create temp virtual table x using m
create
create foo
create table
-- drop and alter
drop table t
drop table if exists main.t
drop table if not exists t
drop table
drop table t, u
drop index i
drop view if exists v
drop trigger r
drop foo x
drop table t cascade
alter table t rename to u
alter table main.t rename to u
alter table t rename to main.u
alter table t rename a to b
alter table t rename column a to b
alter table t rename column to b
alter table t add a
alter table t add column a int not null default 1 check(a)
alter table t add column
alter table t add if not exists a
alter table t add a, b
alter table t drop a
alter table t drop column a
alter table t drop
alter table t add check(a>1)
alter table t add constraint x check(a>1) on conflict ignore
alter table t add constraint x unique(a)
alter table t add primary key(a)
alter table t drop constraint x
alter table t alter a set not null
alter table t alter column a set not null on conflict fail
alter table t alter a drop not null
alter table t alter a set default 1
alter table t alter
alter table t
alter view v rename to w
-- transactions
begin
begin transaction
begin deferred transaction
begin immediate transaction foo
begin exclusive
begin foo
begin transaction foo bar
commit
commit transaction foo
end
end transaction
commit to x
rollback
rollback transaction foo to savepoint bar
rollback to x
rollback to
rollback savepoint x
savepoint x
savepoint 'x'
savepoint 1
savepoint
release x
release savepoint x
release
-- the rest
pragma foo
pragma main.foo
pragma foo = 1
pragma foo = -1
pragma foo = + 1
pragma foo = on
pragma foo = delete
pragma foo = default
pragma foo = select
pragma foo = 'x'
pragma foo = x.y
pragma foo = - a
pragma foo = 1 + 2
pragma foo(1)
pragma foo(-1.5)
pragma foo(bar)
pragma foo(1,2)
pragma foo()
pragma foo =
pragma
attach 'x' as y
attach database x as y key z
attach 'x'
attach as x
detach x
detach database 'x'
detach x y
detach
analyze
analyze t
analyze main.t
analyze 1
reindex
reindex main.t
reindex a b
vacuum
vacuum main
vacuum into 'x'
vacuum main into 'x' || 'y'
vacuum main.x
vacuum into
explain select 1
explain query plan select 1
explain explain select 1
explain query
explain query plan
explain
explain create table t(a)
explain foo
foo
foo bar
grant all on t
set a = 1
truncate table t
show tables
select * from t for update
select top 1 * from t
merge t using u
1
'x'
.tables
select 1 \\
`
	.split('\n')
	.filter(line => line !== '' && !line.startsWith('-- '));
