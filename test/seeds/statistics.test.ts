// Statistics and plans made by them, of the seed S2. Each title starts with the id of its line.
import assert from 'node:assert/strict';
import { Database } from '../../src/library/index.js';

function rows(db: Database, sql: string): unknown[][] {
	return db.prepare(sql).raw().all() as unknown[][];
}

function plan(db: Database, sql: string): string {
	return rows(db, `explain query plan ${sql}`)
		.map(row => row[3])
		.join('\n');
}

interface Counted {
	readonly operator: string;
	readonly estimatedRows: number;
	readonly rows: number;
	readonly children: readonly Counted[];
}

function analyzed(db: Database, sql: string): Counted {
	const [[text]] = rows(db, `explain (analyze, format json) ${sql}`) as [[string]];
	return (JSON.parse(text) as { plan: Counted }).plan;
}

/** Of 20,000 tickets, so many are open; the others are closed. */
function withTickets(openShare: number): Database {
	const db = new Database();
	db.exec('create table ticket(id integer primary key, status text, owner integer, text text)');
	db.exec('create index byStatus on ticket(status); create index byOwner on ticket(owner)');
	db.exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
		insert into ticket select i, iif(i % 100 < ${openShare}, 'open', 'closed'), i % 5000, 'ticket ' || i
		from n`);
	return db;
}

const open = "select * from ticket where status = 'open'";
const closed = "select * from ticket where status = 'closed'";

describe('statistics', () => {
	it('S2-55 plans flip when the distribution of the data changes', () => {
		const db = withTickets(2);
		assert.equal(plan(db, open), 'SEARCH ticket USING INDEX byStatus (status=?)');
		assert.equal(plan(db, closed), 'SCAN ticket');
		db.exec("update ticket set status = iif(status = 'open', 'closed', 'open')");
		assert.equal(plan(db, open), 'SCAN ticket');
		assert.equal(plan(db, closed), 'SEARCH ticket USING INDEX byStatus (status=?)');
	});

	it('S2-55 the index with fewer rows for the values asked for is taken', () => {
		const db = withTickets(2);
		const both = (status: string): string =>
			plan(db, `select text from ticket where status = '${status}' and owner = 7`);
		assert.equal(both('closed'), 'SEARCH ticket USING INDEX byOwner (owner=?)');
		db.exec('update ticket set owner = 7 where id % 2 = 0');
		assert.equal(both('open'), 'SEARCH ticket USING INDEX byStatus (status=?)');
	});

	it('S2-55 joins begin with the table that leaves the fewest rows', () => {
		const db = withTickets(2);
		db.exec('create table owner(id integer primary key, name text, city text)');
		db.exec(`with recursive n(i) as (select 0 union all select i + 1 from n where i < 4999)
			insert into owner select i, 'owner ' || i, iif(i < 3, 'Bern', 'Basel') from n`);
		const join = 'select count(*) from ticket t join owner o on o.id = t.owner where ';
		assert.match(plan(db, `${join} o.city = 'Bern'`), /^SCAN o\nSEARCH t USING.*byOwner/);
		assert.match(plan(db, `${join} t.id < 10`), /^SEARCH t .*\nSEARCH o USING INTEGER PRIMARY KEY/);
	});

	it('S2-55 the same data give the same plan each time, on whatever machine', () => {
		const statements = [
			open,
			closed,
			'select status, count(*) from ticket where owner between 10 and 90 group by status',
			"select * from ticket where status = 'open' or owner = 3",
			'select count(*) from ticket a join ticket b on a.owner = b.id join ticket c on c.owner = b.owner',
		];
		const plansOf = (db: Database): string[] => statements.map(sql => plan(db, sql));
		const first = plansOf(withTickets(2));
		assert.deepEqual(plansOf(withTickets(2)), first);
		const grown = withTickets(50);
		plansOf(grown);
		grown.exec("update ticket set status = iif(id % 100 < 2, 'open', 'closed')");
		assert.deepEqual(plansOf(grown), first);
	});

	it('S2-55 the plan shows estimates beside what there really was', () => {
		const db = withTickets(2);
		const search = analyzed(db, open);
		assert.equal(search.operator, 'indexScan');
		assert.equal(search.rows, 400);
		assert.ok(search.estimatedRows > 300 && search.estimatedRows < 500, `${search.estimatedRows}`);
		const groups = analyzed(db, 'select owner, count(*) from ticket where id > 0 group by owner');
		assert.equal(groups.rows, 5000);
		assert.ok(groups.estimatedRows > 2500 && groups.estimatedRows < 10000);
	});

	it('S2-55 ANALYZE writes sqlite_stat1, and what is edited there is believed', () => {
		const db = withTickets(2);
		db.exec('analyze');
		assert.deepEqual(
			rows(db, "select idx, stat from sqlite_stat1 where tbl = 'ticket' order by 1"),
			[
				['byOwner', '20000 4'],
				['byStatus', '20000 10000'],
			],
		);
		assert.equal(plan(db, open), 'SEARCH ticket USING INDEX byStatus (status=?)');
		const owner = 'select * from ticket where owner = 7';
		assert.equal(plan(db, owner), 'SEARCH ticket USING INDEX byOwner (owner=?)');
		db.exec(
			"update sqlite_stat1 set stat = '20000 20000' where idx = 'byOwner'; analyze sqlite_schema",
		);
		assert.equal(plan(db, owner), 'SCAN ticket');
	});

	it('S2-60 plans adapt after tenfold growth without ANALYZE', () => {
		const db = new Database();
		db.exec('create table event(id integer primary key, kind text, at integer)');
		db.exec('create index byKind on event(kind)');
		const add = (from: number, to: number, kind: string): void => {
			db.exec(`with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${to})
				insert into event select i, ${kind}, i from n`);
		};
		add(1, 3000, "iif(i % 6 = 0, 'a', 'b' || i)");
		const count = db.prepare("select count(at) from event where kind = 'a'").pluck();
		const sql = "select count(at) from event where kind = 'a'";
		assert.equal(count.get(), 500);
		assert.equal(plan(db, sql), 'SCAN event');
		// Ten times as many rows, among which 'a' is rare.
		add(3001, 30000, "'b' || i");
		assert.equal(plan(db, sql), 'SEARCH event USING INDEX byKind (kind=?)');
		assert.equal(count.get(), 500);
	});

	it('S2-60 a prepared statement is planned anew when its table has changed much', () => {
		const db = withTickets(2);
		const explain = db.prepare(`explain query plan ${open}`).raw();
		assert.match(String(explain.get()), /byStatus/);
		db.exec("update ticket set status = 'open' where id < 1000");
		assert.match(String(explain.get()), /byStatus/, 'little has changed');
		db.exec("update ticket set status = 'open' where id < 15000");
		assert.match(String(explain.get()), /SCAN ticket/);
	});

	it('S2-60 strata_stats() shows what is known of columns, up to date without ANALYZE', () => {
		const db = withTickets(2);
		const known = (column: string): unknown[] | undefined =>
			rows(
				db,
				`select row_count, distinct_count, null_count, minimum, maximum, common_values
				from strata_stats('ticket') where column_name = '${column}'`,
			)[0];
		const [total, distinct, nulls, least, most, common] = known('status') ?? [];
		assert.deepEqual([total, distinct, nulls, least, most], [20000, 2, 0, 'closed', 'open']);
		const [[value, fraction]] = JSON.parse(String(common)) as [[string, number]];
		assert.equal(value, 'closed');
		assert.ok(Math.abs(fraction - 0.98) < 0.01);
		assert.deepEqual(known('id')?.slice(0, 5), [20000, 20000, 0, 1, 20000]);
		db.exec('update ticket set status = null where id % 2 = 0');
		const missing = Number(known('status')?.[2]);
		assert.ok(Math.abs(missing - 10000) < 500, `${missing}`);
		const indexes = 'select index_name, row_count from stat_table(?) where index_name is not null';
		const listed = db.prepare(`${indexes} order by 1`).raw().all('ticket');
		assert.deepEqual(listed, [
			['byOwner', 20000],
			['byStatus', 20000],
		]);
		assert.throws(
			() => db.prepare("select * from strata_stats('none')").all(),
			/no such table: none/,
		);
	});

	it('S2-60 nothing is collected for small statements and by writes', () => {
		const db = new Database();
		db.exec('create table t(a, b); create index ia on t(a); insert into t values (1, 2), (3, 4)');
		db.prepare('select * from t where a = 1').all();
		const layers = 'select layer, changed_since from strata_stats() where column_name = ?';
		const before = db.prepare(layers).raw().get('a') as [number, number];
		db.exec('insert into t values (5, 6)');
		const after = db.prepare(layers).raw().get('a') as [number, number];
		assert.deepEqual(after, [before[0], 1]);
	});
});
