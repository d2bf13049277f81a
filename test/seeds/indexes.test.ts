// Indexes of the seed S2: structure, DDL, access paths, orders, covering. Each title starts with the ids of its lines.
// Plans beside SQLite's: test/golden/indexes. Random predicates: test/planner/indexedQueries.test.ts.
import assert from 'node:assert/strict';
import { Database } from '../../src/library/index.js';
import { column, fails, indexScan, isSound, plan, rows, withPeople } from './indexedPeople.js';

const SESSIONS = `
	create table session(
		user_id int, session_id int, created_at int, state text,
		primary key (user_id, session_id)
	) without rowid;
	create index byTime on session(created_at desc);
`;

/** 40 sessions of 8 users, put in in no order. */
function withSessions(): Database {
	const db = new Database().exec(SESSIONS);
	const insert = db.prepare('insert into session values (?, ?, ?, ?)');
	for (let at = 0; at < 40; at++) {
		const number = (at * 17) % 40;
		insert.run(number % 8, 100 - number, (number * 13) % 40, number % 3 ? 'on' : 'off');
	}
	return db;
}

describe('indexes', () => {
	it('S2-19 rows of a table by its key and entries of an index are found, bounded and ordered alike', () => {
		const columns = 'a int, b int, c int';
		const db = new Database().exec(`
			create table p(${columns}, primary key (a, b)) without rowid;
			create table s(${columns});
			create index byAB on s(a, b);
		`);
		for (const table of ['p', 's']) {
			const insert = db.prepare(`insert into ${table} values (?, ?, ?)`);
			for (let at = 0; at < 60; at++) insert.run((at * 7) % 6, (at * 11) % 60, at);
		}
		const questions: readonly (readonly [string, string])[] = [
			['where a = 3', '(a=?)'],
			['where a = 3 and b > 20', '(a=? AND b>?)'],
			['where a in (1, 4) and b between 5 and 40', '(a=? AND b>? AND b<?)'],
			['where (a, b) > (2, 30) and a < 5', '((a,b)>(?,?) AND a<?)'],
			['where a = 2 order by b desc', '(a=?)'],
		];
		for (const [question, terms] of questions) {
			assert.equal(plan(db, `select * from p ${question}`), `SEARCH p USING PRIMARY KEY ${terms}`);
			assert.equal(plan(db, `select * from s ${question}`), `SEARCH s USING INDEX byAB ${terms}`);
			const found = rows(db, `select * from p ${question}`);
			assert.ok(found.length > 1, question);
			assert.deepEqual(rows(db, `select * from s ${question}`), found, question);
		}
	});

	it('S2-20 S2-23 rows stand in the order of their key, single or composite, and are read both ways', () => {
		const db = withSessions();
		db.exec('drop index byTime');
		const keys = rows(db, 'select user_id, session_id from session');
		const sorted = [...keys].sort((left, right) => {
			const [user, session] = left as [number, number];
			const [otherUser, otherSession] = right as [number, number];
			return user - otherUser || session - otherSession;
		});
		assert.deepEqual(keys, sorted);
		assert.equal(plan(db, 'select * from session'), 'SCAN session');
		const descending =
			'select user_id, session_id from session order by user_id desc, session_id desc';
		assert.equal(plan(db, descending), 'SCAN session');
		assert.deepEqual(rows(db, descending), sorted.reverse());

		db.exec('create table single(k text primary key, v) without rowid');
		for (const key of ['m', 'a', 'z', 'k']) db.prepare('insert into single values (?, 1)').run(key);
		assert.deepEqual(column(db, 'select k from single'), ['a', 'k', 'm', 'z']);
		assert.deepEqual(column(db, 'select k from single order by k desc'), ['z', 'm', 'k', 'a']);
	});

	it('S2-21 CREATE [UNIQUE] INDEX takes in the rows that are there; DROP INDEX takes it away', () => {
		const db = new Database().exec(`
			create table t(a, b);
			insert into t values (1, 'x'), (2, 'y'), (1, 'z'), (null, 'w'), (null, 'v');
		`);
		fails(
			db,
			'create unique index u on t(a)',
			'SQLITE_CONSTRAINT_UNIQUE',
			'UNIQUE constraint failed: t.a',
		);
		assert.deepEqual(column(db, "select name from sqlite_schema where type = 'index'"), []);
		db.exec('create unique index ab on t(a, b desc)');
		assert.equal(plan(db, 'select b from t where a = 1'), 'SEARCH t USING COVERING INDEX ab (a=?)');
		assert.deepEqual(column(db, 'select b from t where a = 1'), ['z', 'x']);
		fails(
			db,
			"insert into t values (2, 'y')",
			'SQLITE_CONSTRAINT_UNIQUE',
			'UNIQUE constraint failed: t.a, t.b',
		);
		isSound(db);
		db.exec('drop index ab');
		assert.equal(plan(db, 'select b from t where a = 1'), 'SCAN t');
		db.exec("insert into t values (2, 'y')");
		fails(db, 'drop index ab', 'SQLITE_ERROR', 'no such index: ab');
	});

	it('S2-22 the planner chooses an index for equality and for ranges', () => {
		const db = withPeople();
		assert.equal(
			plan(db, "select * from person where city = 'Bern'"),
			'SEARCH person USING INDEX byCity (city=?)',
		);
		assert.equal(
			plan(db, "select * from person where city = 'Bern' and age > 30 and age <= 40"),
			'SEARCH person USING INDEX byCity (city=? AND age>? AND age<?)',
		);
		assert.equal(
			plan(db, 'select * from person where id = 4'),
			'SEARCH person USING INTEGER PRIMARY KEY (rowid=?)',
		);
		assert.equal(plan(db, "select * from person where note = 'x'"), 'SCAN person');
		assert.equal(
			plan(
				db,
				"select * from person where name collate nocase = 'BOB4' or (city = 'Zug' and age = 7)",
			),
			[
				'MULTI-INDEX OR',
				'INDEX 1',
				'SEARCH person USING INDEX byName (name=?)',
				'INDEX 2',
				'SEARCH person USING INDEX byCity (city=? AND age=?)',
			].join('\n'),
		);
	});

	it('S2-22 a module is asked for its plan with the same constraints', () => {
		const asked: unknown[] = [];
		const db = new Database();
		db.registerModule('squares', {
			storage: 'module',
			connect: () => ({
				columns: 'create table x(n int, square int)',
				bestIndex({ constraints }) {
					asked.push(constraints.map(({ column: at, operator, usable }) => [at, operator, usable]));
					const at = constraints.findIndex(one => one.column === 0 && one.operator === '=');
					return at < 0 ? { number: 0 } : { use: [at], number: 1, cost: 1 };
				},
				*scan({ number }, [wanted]) {
					if (number === 1) yield [wanted, Number(wanted) ** 2];
					else for (let n = 0; n < 5; n++) yield [n, n * n];
				},
			}),
		});
		db.exec('create virtual table s using squares');
		assert.deepEqual(rows(db, 'select * from s where n = 12'), [[12, 144]]);
		assert.deepEqual(column(db, 'select n from s where square > 3'), [2, 3, 4]);
		assert.match(plan(db, 'select * from s where n = 3'), /^SCAN s VIRTUAL TABLE INDEX 1:/);
		assert.ok(JSON.stringify(asked).includes('[[0,"=",true]]'));
	});

	it('S2-24 equality on single and composite keys reads one row', () => {
		const db = withPeople('create unique index exact on person(city, name);');
		const text = "select * from person where city = 'Basel' and name = 'ann1'";
		assert.equal(plan(db, text), 'SEARCH person USING INDEX exact (city=? AND name=?)');
		assert.equal(indexScan(db, text).rows, 1);
		assert.equal(rows(db, text).length, 1);
		const sessions = withSessions();
		const byKey = 'select state from session where user_id = 3 and session_id = 97';
		assert.equal(
			plan(sessions, byKey),
			'SEARCH session USING PRIMARY KEY (user_id=? AND session_id=?)',
		);
		assert.equal(indexScan(sessions, byKey).rows, 1);
	});

	it('S2-25 ranges on the first column of an index: < <= > >= BETWEEN, LIKE and GLOB prefixes', () => {
		const db = withPeople(
			'create index byAge on person(age); create index byNote on person(note);',
		);
		const search = (where: string): string => plan(db, `select * from person where ${where}`);
		const bounds: readonly (readonly [string, string])[] = [
			['age > 80', 'byAge (age>?)'],
			['age >= 80', 'byAge (age>?)'],
			['age < 3', 'byAge (age<?)'],
			['age <= 3', 'byAge (age<?)'],
			['age between 5 and 6', 'byAge (age>? AND age<?)'],
			["name like 'ann1%'", 'byName (name>? AND name<?)'],
			["name like 'ANN_%'", 'byName (name>? AND name<?)'],
			["name like 'b\\_%' escape '\\'", 'byName (name>? AND name<?)'],
			["note glob 'note 9*'", 'byNote (note>? AND note<?)'],
			["note glob 'note 9[0-5]?'", 'byNote (note>? AND note<?)'],
		];
		for (const [where, terms] of bounds) {
			assert.equal(search(where), `SEARCH person USING INDEX ${terms}`, where);
			const found = column(db, `select id from person where ${where} order by id`);
			const all = column(db, `select id from person not indexed where ${where} order by id`);
			assert.deepEqual(found, all, where);
		}
		// Of another case than the index, or without a beginning.
		for (const where of ["note like 'note 9%'", "name glob 'ann*'", "name like '%n1'"]) {
			assert.equal(search(where), 'SCAN person', where);
		}
		// What a parameter bounds is known when the statement runs.
		const text = 'select count(*) from person where name like ?';
		assert.match(plan(db, text, 'ann1%'), /^SEARCH person USING COVERING INDEX byName/);
		for (const pattern of ['ann1%', '%1', null, 12, '']) {
			assert.deepEqual(
				column(db, text, pattern),
				column(db, text.replace('person', 'person not indexed'), pattern),
			);
		}
	});

	it('S2-25 LIKE and GLOB find blobs and texts beyond ASCII in an index, too', () => {
		const db = new Database().exec(`
			create table t(a text collate nocase, b text);
			create index ta on t(a);
			create index tb on t(b);
			insert into t(a) values ('ab'), (x'4142'), ('AB\u{10ffff}'), ('ab\u{1f600}x'), ('ac'), (null), (x'ff');
			update t set b = a;
		`);
		for (const where of [
			"a like 'ab%'",
			"b glob 'ab*'",
			"a like 'ab\u{1f600}%'",
			"b glob 'AB\u{10ffff}*'",
		]) {
			const found = column(db, `select rowid from t where ${where} order by 1`);
			assert.ok(found.length > 0, where);
			assert.match(plan(db, `select rowid from t where ${where}`), /^SEARCH t USING/, where);
			assert.deepEqual(
				found,
				column(db, `select rowid from t not indexed where ${where} order by 1`),
				where,
			);
		}
	});

	it('S2-26 ORDER BY, GROUP BY and DISTINCT in the order of an index need no sort', () => {
		const db = withPeople();
		const inOrder = [
			'select * from person order by city, age limit 5',
			'select * from person order by city desc, age desc limit 5',
			'select * from person order by id desc',
			"select * from person where city = 'Bern' order by age desc",
			"select city, age from person where city in ('Bern', 'Zug') order by city desc, age desc",
			'select distinct city from person',
			'select distinct age, city from person order by city desc',
			'select city, count(*) from person group by city order by city desc',
			'select age, city, count(*) from person group by age, city order by city',
			"select age, count(*) from person where city = 'Zug' group by age",
		];
		for (const text of inOrder) {
			assert.doesNotMatch(plan(db, text), /TEMP B-TREE/, text);
			const without = text.replace('from person', 'from person not indexed');
			const sorted = (found: unknown[]): string[] => found.map(row => JSON.stringify(row)).sort();
			if (!text.includes('limit')) {
				assert.deepEqual(sorted(rows(db, text)), sorted(rows(db, without)), text);
			}
		}
		const mixed = 'select * from person order by city, age desc';
		assert.match(plan(db, mixed), /USE TEMP B-TREE FOR/);
		const [least] = column(db, "select min(age) from person where city = 'Genf'");
		assert.equal(least, 0);
		assert.equal(
			plan(db, "select max(age) from person where city = 'Genf'"),
			'SEARCH person USING COVERING INDEX byCity (city=?)',
		);
	});

	it('S2-28 indexes come and go at run time, in transactions as well', () => {
		const db = withPeople();
		const text = "select id from person where note = 'note 7'";
		const prepared = db.prepare(text).pluck();
		assert.deepEqual(prepared.all(), [8]);
		db.exec('begin; create index byNote on person(note)');
		assert.match(plan(db, text), /INDEX byNote/);
		assert.deepEqual(prepared.all(), [8]);
		db.exec("savepoint s; drop index byNote; insert into person(note) values ('note 7')");
		assert.equal(plan(db, text), 'SCAN person');
		db.exec('rollback to s');
		assert.match(plan(db, text), /INDEX byNote/);
		assert.deepEqual(prepared.all(), [8]);
		isSound(db);
		db.exec('rollback');
		assert.equal(plan(db, text), 'SCAN person');
		assert.deepEqual(prepared.all(), [8]);
		isSound(db);
	});

	it('S2-35 a composite PRIMARY KEY of the table is unique as a whole', () => {
		const db = withSessions();
		fails(
			db,
			'insert into session values (3, 97, 0, null)',
			'SQLITE_CONSTRAINT_PRIMARYKEY',
			'UNIQUE constraint failed: session.user_id, session.session_id',
		);
		db.exec("insert into session values (3, 197, 0, 'new')");
		const found = rows(db, 'select user_id, session_id from session where user_id = 3');
		assert.equal(found.length, 6);
		assert.deepEqual(found.at(-1), [3, 197]);
		const keys = rows(db, 'pragma table_info(session)').map(row => (row as unknown[])[5]);
		assert.deepEqual(keys, [1, 2, 0, 0]);
	});

	it('S2-36 S2-38 (created_at desc) is read as it stands, forwards and backwards, and stops at LIMIT', () => {
		const db = withSessions();
		const newest = 'select created_at from session order by created_at desc limit 10';
		assert.equal(plan(db, newest), 'SCAN session USING COVERING INDEX byTime');
		assert.deepEqual(
			column(db, newest),
			Array.from({ length: 10 }, (_, at) => 39 - at),
		);
		const oldest = 'select * from session order by created_at limit 3';
		assert.equal(plan(db, oldest), 'SCAN session USING INDEX byTime');
		assert.deepEqual(
			db
				.prepare(oldest)
				.all()
				.map(row => (row as { created_at: number }).created_at),
			[0, 1, 2],
		);
		assert.equal(
			plan(db, 'select * from session where created_at > 30 order by created_at desc'),
			'SEARCH session USING INDEX byTime (created_at>?)',
		);
		assert.deepEqual(
			column(db, 'select created_at from session where created_at > 36 order by created_at'),
			[37, 38, 39],
		);
	});

	it('S2-47 a statement changes the table and all its indexes, or none of them', () => {
		const db = withPeople(`
			create unique index byNote on person(note) include (age);
			create index adults on person(lower(name)) where age >= 18;
		`);
		const before = rows(db, 'select * from person');
		fails(
			db,
			"update person set note = 'note ' || (id % 998), age = age + 1, city = upper(city)",
			'SQLITE_CONSTRAINT_UNIQUE',
			'UNIQUE constraint failed: person.note',
		);
		assert.deepEqual(rows(db, 'select * from person'), before);
		isSound(db);
		db.exec('update or ignore person set note = null where id % 3 = 0');
		db.exec("update or replace person set note = 'note 1', age = 1 where id between 10 and 20");
		db.exec("delete from person where city = 'Bern' and age < 40");
		db.exec('update person set id = id + 5000 where age > 70');
		isSound(db);
		for (const name of ['byCity', 'byNote']) {
			assert.deepEqual(
				column(db, `select count(*) from person indexed by ${name}`),
				column(db, 'select count(*) from person not indexed'),
			);
		}
	});

	it('S2-48 each layer has its own indexes and its own entries in them', () => {
		const db = withPeople();
		const text = "select count(*) from person where city = 'Zug' and age = 3";
		const old = db.snapshot();
		const [count] = column(db, text);
		db.exec("update person set city = 'Zug', age = 3 where city = 'Bern'");
		db.exec('drop index byName; create index byNote on person(note)');
		const newer = db.snapshot();
		assert.notDeepEqual(column(db, text), [count]);
		db.restore(old);
		assert.deepEqual(column(db, text), [count]);
		assert.match(plan(db, "select * from person where name like 'ann%'"), /byName/);
		isSound(db);
		db.restore(newer);
		assert.match(plan(db, "select * from person where note = 'x'"), /byNote/);
		assert.notDeepEqual(column(db, text), [count]);
		isSound(db);
		const reader = db.connect();
		reader.exec('begin');
		const seen = reader.prepare(text).pluck().all();
		db.exec("delete from person where city = 'Zug'");
		assert.deepEqual(reader.prepare(text).pluck().all(), seen);
		reader.exec('commit');
		assert.deepEqual(reader.prepare(text).pluck().all(), [0]);
	});

	it('S2-56 several columns of an index bound a search: prefix and range, row values, lists, skipping', () => {
		const db = new Database().exec(`
			create table t(id integer primary key, a int, b int, c int, d int);
			create index abc on t(a, b, c);
			insert into t with recursive n(i) as (select 0 union all select i + 1 from n where i < 1999)
				select i, i % 5, (i * 7) % 83, (i * 3) % 11, i % 4 from n;
			analyze;
		`);
		const cases: readonly (readonly [string, string])[] = [
			['a = 2 and b > 70', '(a=? AND b>?)'],
			['a = 2 and b = 7 and c between 2 and 5', '(a=? AND b=? AND c>? AND c<?)'],
			['(a, b) > (3, 60)', '((a,b)>(?,?))'],
			['(a, b, c) >= (3, 60, 4)', '((a,b,c)>(?,?,?))'],
			['(a, b) < (1, 9) and (a, b) >= (0, 40)', '((a,b)>(?,?) AND (a,b)<(?,?))'],
			['a = 1 and (b, c) > (60, 3)', '(a=? AND (b,c)>(?,?))'],
			['a = 1 and (b, d) > (60, 3)', '(a=? AND b>?)'],
			['a in (1, 3) and b > 70', '(a=? AND b>?)'],
			['a in (1, 3) and b in (7, 9) and c < 4', '(a=? AND b=? AND c<?)'],
			['a = 0 and b = 28 and c = 8 and id > 900', '(a=? AND b=? AND c=? AND rowid>?)'],
			['b = 5', '(ANY(a) AND b=?)'],
			['b in (5, 6) and c > 4', '(ANY(a) AND b=? AND c>?)'],
		];
		for (const [where, terms] of cases) {
			const text = `select * from t where ${where}`;
			assert.equal(plan(db, text), `SEARCH t USING INDEX abc ${terms}`, where);
			const found = rows(db, `${text} order by id`);
			assert.ok(found.length > 0, where);
			assert.deepEqual(found, rows(db, `${text.replace(' t ', ' t not indexed ')} order by id`));
		}
		// What a search leaves is what it reads: no entry more.
		assert.equal(
			indexScan(db, 'select a from t where (a, b) > (4, 80)').rows,
			rows(db, 'select a from t where (a, b) > (4, 80)').length,
		);
		// The next page behind a row, as pages are asked for by key.
		const page =
			'select a, b, c, id from t where (a, b, c, id) > (?, ?, ?, ?) order by a, b, c, id limit 7';
		const all = rows(db, 'select a, b, c, id from t order by a, b, c, id');
		let last: unknown[] = [-1, -1, -1, -1];
		const paged: unknown[] = [];
		for (;;) {
			assert.doesNotMatch(plan(db, page, ...last), /TEMP B-TREE/);
			const next = rows(db, page, ...last);
			if (next.length === 0) break;
			paged.push(...next);
			last = next.at(-1) as unknown[];
		}
		assert.deepEqual(paged, all);
	});

	it('S2-57 indexes on expressions: unique, partial, in WHERE, ORDER BY and GROUP BY, kept by every change', () => {
		const db = withPeople(`
			create index lowered on person(lower(name));
			create unique index perCity on person(city || ':' || note) where note is not null;
		`);
		const using = (text: string): string => plan(db, text);
		assert.equal(
			using("select * from person where lower(name) = 'bob4'"),
			'SEARCH person USING INDEX lowered (<expr>=?)',
		);
		assert.equal(
			using("select * from person where lower(name) > 'bob9' order by lower(name)"),
			'SEARCH person USING INDEX lowered (<expr>>?)',
		);
		assert.equal(
			using('select lower(name), count(*) from person group by lower(name)'),
			'SCAN person USING COVERING INDEX lowered',
		);
		assert.equal(
			using("select * from person where city || ':' || note = 'Zug:note 3' and note > ''"),
			'SEARCH person USING INDEX perCity (<expr>=?)',
		);
		assert.equal(
			using("select * from person where city || ':' || note = 'Zug:note 3' or 1"),
			'SCAN person',
		);
		fails(
			db,
			"insert into person(city, note) values ('Zug', 'note 3')",
			'SQLITE_CONSTRAINT_UNIQUE',
			"UNIQUE constraint failed: index 'perCity'",
		);
		db.exec("insert into person(city, note) values ('Zug', null), ('Zug', null)");
		db.exec("update person set name = 'Zoe' || id where id % 100 = 1");
		db.exec('delete from person where id % 100 = 2');
		assert.deepEqual(
			column(db, "select id from person where lower(name) = 'zoe101'"),
			column(db, "select id from person not indexed where lower(name) = 'zoe101'"),
		);
		assert.equal(column(db, 'select max(lower(name)) from person')[0], 'zoe901');
		isSound(db);
		const [, text] = /^(.*)$/m.exec(using('select lower(name) from person order by 1')) ?? [];
		assert.equal(text, 'SCAN person USING COVERING INDEX lowered');
		assert.equal(
			indexScan(db, "select lower(name) from person where lower(name) < 'b'").fetches,
			0,
		);
	});
});
