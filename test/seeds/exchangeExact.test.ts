// Exports are exact: every value and name comes back through each format, and what SQLite does not have is told.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Database, Real } from '../../src/library/index.js';
import type { Skipped, SqlError } from '../../src/library/index.js';
import { openOracle, openOracleFile } from '../oracle/oracle.js';

const value = fc.oneof(
	fc.constant(null),
	fc.string({ unit: 'grapheme', maxLength: 6 }),
	fc.constantFrom('', '\0', 'a\0b', "it's", '\r\n', '"', '--', '/*', ';', '\u2028', 'é\u0301'),
	fc.double({ noNaN: true }).map(number => new Real(number)),
	fc
		.constantFrom(
			0,
			1,
			-1,
			2 ** 53,
			1e15,
			123456789012345680,
			5e-324,
			1.7976931348623157e308,
			Infinity,
			-Infinity,
		)
		.map(number => new Real(number)),
	fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
	fc.constantFrom(0n, 2n ** 53n, -(2n ** 63n), 2n ** 63n - 1n),
	fc.uint8Array({ maxLength: 5 }),
);

const name = fc.constantFrom(
	'a',
	'select',
	'a b',
	'é',
	'"',
	"x'y",
	'1',
	'__proto__',
	'rowid',
	'A;B',
	'[x]',
	'`',
);

const tables = fc.record({
	table: name,
	columns: fc.uniqueArray(name, {
		minLength: 2,
		maxLength: 2,
		selector: text => text.toLowerCase(),
	}),
	types: fc.tuple(
		fc.constantFrom('', 'real', 'integer', 'text', 'blob', 'numeric'),
		fc.constantFrom('', 'real', 'int', 'text'),
	),
	key: fc.constantFrom('', 'first', 'both', 'without rowid'),
	rows: fc.array(fc.tuple(value, value), { maxLength: 8 }),
	rowids: fc.boolean(),
});

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

function make({
	table,
	columns,
	types,
	key,
	rows,
	rowids,
}: typeof tables extends fc.Arbitrary<infer T> ? T : never): Database {
	const [first = '', second = ''] = columns.map(quoted);
	const keys =
		key === 'first'
			? `, primary key (${first})`
			: key === ''
				? ''
				: `, primary key (${first}, ${second})`;
	const tail = key === 'without rowid' ? ' without rowid' : '';
	const db = new Database();
	db.exec(
		`create table ${quoted(table)}(${first} ${types[0]}, ${second} ${types[1]}${keys})${tail}`,
	);
	const insert = db.prepare(`insert or ignore into ${quoted(table)} values (?, ?)`);
	for (const row of rows) {
		try {
			insert.run(...row);
		} catch (error) {
			// A rowid that is none.
			assert.equal((error as { code?: string }).code, 'SQLITE_MISMATCH');
		}
	}
	if (rowids && tail === '' && !columns.includes('rowid'))
		// The largest rowid has none behind it.
		db.exec(`update ${quoted(table)} set rowid = rowid + 100 where rowid < 9223372036854775707`);
	return db;
}

/** With types, and the schema. */
function contents(db: Database, table: string): unknown {
	const names = (db.pragma(`table_info(${quoted(table)})`) as { name: string }[]).map(column =>
		quoted(column.name),
	);
	const select = names.map(column => `typeof(${column}), hex(${column}), ${column}`).join();
	return [
		db
			.prepare(`select ${select} from ${quoted(table)}`)
			.safeIntegers()
			.raw()
			.all(),
		db.prepare('select type, name, tbl_name, sql from sqlite_schema').raw().all(),
		db.pragma('integrity_check', { simple: true }),
	];
}

async function check(seed: number): Promise<void> {
	await fc.assert(
		fc.asyncProperty(tables, async made => {
			const db = make(made);
			const expected = contents(db, made.table);
			for (const format of ['json', 'sql', 'sqlite'] as const) {
				const copy = new Database();
				await copy.import(await db.export({ format }));
				assert.deepStrictEqual(contents(copy, made.table), expected, format);
				const merged = make({ ...made, rows: [] });
				await merged.import(await db.export({ format }), { mode: 'merge' });
				assert.equal(
					merged
						.prepare(`select count(*) from ${quoted(made.table)}`)
						.pluck()
						.get(),
					db
						.prepare(`select count(*) from ${quoted(made.table)}`)
						.pluck()
						.get(),
				);
			}
		}),
		{ numRuns: 40, seed },
	);
}

describe('exports', () => {
	it('S4-28 S4-29 are exact: all types of values, all names (fixed seed)', async () => {
		await check(5);
	});

	const seed = Date.now() % 1_000_000;
	it(`S4-28 S4-29 are exact: all types of values, all names (seed ${seed})`, async () => {
		await check(seed);
	});

	const own = `create table part(id integer primary key, year int, v text collate "de") partition by range (year)
			(partition old values less than (2000), partition new values less than (maxvalue));
		create virtual table mem using memory(k text primary key, v);
		create table cache(key text primary key, expires int) with (ttl = expires);
		create table doc(body text collate unicode unique);
		create index words on doc using fulltext (body);
		create index hashed on part using hash (year);
		create index covering on part(year) include (v) where v collate unicode_ci > 'a';
		create view fine as select year from part;
		insert into part values (1, 1990, 'ä'), (2, 2020, 'b'); insert into mem values ('k', 1);
		insert into cache values ('x', 99999999999); insert into doc values ('the quick fox')`;

	it("S4-28 of what only Strata has come back as they were, and are SQLite's where it is to read them", async () => {
		const db = new Database();
		db.function('twice', { deterministic: true }, (x: unknown) => Number(x) * 2);
		db.exec(`${own}; create table checked(a int check (twice(a) > 0), b as (twice(a)) stored);
			insert into checked values (4); create index by_twice on checked(twice(a))`);
		for (const format of ['json', 'sql'] as const) {
			const copy = new Database();
			copy.function('twice', { deterministic: true }, (x: unknown) => Number(x) * 2);
			await copy.import(await db.export({ format }));
			assert.equal(await copy.export({ format: 'json' }), await db.export({ format: 'json' }));
			assert.equal(
				copy.prepare(`select count(*) from doc where body match 'fox'`).pluck().get(),
				1,
			);
			const partitions = copy.prepare('select partition, rows from strata_partitions').raw().all();
			assert.deepEqual(partitions, [
				['old', 1],
				['new', 1],
			]);
		}
		const skipped: Skipped[] = [];
		const bytes = await db.export({ format: 'sqlite', onSkipped: one => skipped.push(one) });
		assert.deepEqual(
			skipped.map(({ type, name }) => [type, name]),
			[
				['index', 'words'],
				['table', 'checked'],
				['index', 'by_twice'],
			],
		);
		const file = openOracleFile(bytes);
		const rows = (table: string): unknown => file.exec(`select * from ${table}`)[0]?.values;
		assert.deepEqual(rows('part'), [
			[1, 1990, 'ä'],
			[2, 2020, 'b'],
		]);
		assert.deepEqual(rows('mem'), [['k', 1]]);
		assert.deepEqual(rows('cache'), [['x', 99999999999]]);
		assert.deepEqual(rows('doc'), [['the quick fox']]);
		assert.deepEqual(rows('checked'), [[4]]);
		assert.deepEqual(rows('fine'), [[1990], [2020]]);
		assert.deepEqual(file.exec('pragma integrity_check')[0]?.values, [['ok']]);
		const back = new Database();
		await back.import(bytes);
		assert.equal(back.prepare('select count(*) from part').pluck().get(), 2);
	});

	it('S4-28 scripts are for SQLite when asked for', async () => {
		const db = new Database().exec(own);
		const skipped: Skipped[] = [];
		const text = await db.export({
			format: 'sql',
			dialect: 'sqlite',
			onSkipped: one => skipped.push(one),
		});
		const oracle = openOracle();
		oracle.run(text);
		assert.deepEqual(oracle.exec('select v from part')[0]?.values, [['ä'], ['b']]);
		assert.deepEqual(
			skipped.map(one => one.name),
			['words'],
		);
	});

	it('S4-28 S4-29 of some tables, and of none', async () => {
		const db = new Database().exec(`create table a(x); create table b(y); create index i on b(y);
			create trigger t after insert on b begin select 1; end; create view v as select 1; insert into b values (1)`);
		const copy = new Database();
		await copy.import(await db.export({ format: 'json', tables: ['B', 'v'] }));
		const names = copy.prepare('select name from sqlite_schema').pluck().all();
		assert.deepEqual(names, ['b', 'i', 'v', 't']);
		await assert.rejects(db.export({ format: 'sql', tables: ['nope'] }), /no such table: nope/);
		await assert.rejects(db.export({ format: 'xml' as 'sql' }), TypeError);
		for (const format of ['json', 'sql', 'sqlite'] as const) {
			const empty = new Database();
			const { rows } = await empty.import(await new Database().export({ format }), {
				mode: 'replace',
			});
			assert.equal(rows, 0);
		}
	});

	it('S4-29 files of real SQLite are read, but for its virtual tables', async () => {
		const file = openOracle();
		file.run(`create table t(a integer primary key autoincrement, b, c as (b || '!') virtual);
			insert into t(a, b) values (7, 'x'), (9, 2.0), (10, null); delete from t where a = 10;
			create table u(x); insert into u(rowid, x) values (5, x'00'), (-3, 9e999);
			create virtual table words using fts4(body); insert into words values ('quick fox');
			create view v as select c from t; create index i on t(b) where b is not null; analyze`);
		const db = new Database();
		const { tables, skipped } = await db.import(file.export());
		assert.deepEqual({ ...tables }, { t: 2, u: 2 });
		assert.deepEqual(
			skipped.map(({ name }) => name),
			['words'],
		);
		assert.deepEqual(db.prepare('select a, b, typeof(b), c from t').raw().all(), [
			[7, 'x', 'text', 'x!'],
			[9, 2, 'real', '2.0!'],
		]);
		assert.deepEqual(db.prepare('select rowid, quote(x) from u').raw().all(), [
			[-3, '9.0e+999'],
			[5, "X'00'"],
		]);
		db.exec(`insert into t(b) values ('next')`);
		assert.equal(db.prepare('select max(a) from t').pluck().get(), 11);
		assert.deepEqual(db.prepare('select c from v').pluck().all(), ['x!', '2.0!', 'next!']);
		await assert.rejects(new Database().import(new Uint8Array(100).fill(1), { format: 'sqlite' }), {
			code: 'SQLITE_NOTADB',
		});
	});

	it('S4-29 dumps of the sqlite3 program are read', async () => {
		const db = new Database();
		await db.import(`PRAGMA foreign_keys=OFF;
			BEGIN TRANSACTION;
			CREATE TABLE t(a INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT REFERENCES u(x));
			INSERT INTO t VALUES(1,'one');
			INSERT INTO t VALUES(2,replace('two\\nlines','\\n',char(10)));
			CREATE TABLE u(x TEXT PRIMARY KEY);
			INSERT INTO u VALUES('one'),('two' || char(10) || 'lines');
			ANALYZE sqlite_schema;
			INSERT INTO sqlite_stat1 VALUES('t',NULL,'2');
			DELETE FROM sqlite_sequence;
			INSERT INTO sqlite_sequence VALUES('t',12);
			CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;
			COMMIT;`);
		db.exec(`insert into t(b) values ('one')`);
		assert.equal(db.prepare('select max(a) from t').pluck().get(), 13);
		assert.equal(db.inTransaction, false);
	});

	it('S4-29 rows by table are imported, too', async () => {
		const db = new Database()
			.exec(`create table student(id integer primary key, name text not null, ok int);
			insert into student values (1, 'Alice', 0)`);
		const rows = {
			student: [
				{ id: 1, name: 'Alicia' },
				{ id: 2, ok: true, name: 'Bob' },
			],
			more: [{ 'a b': 1.5 }, {}],
		};
		await db.import(JSON.stringify(rows), { mode: 'merge' });
		assert.deepEqual(db.prepare('select * from student').raw().all(), [
			[1, 'Alicia', null],
			[2, 'Bob', 1],
		]);
		assert.deepEqual(db.prepare('select "a b" from more').pluck().all(), [1.5, null]);
		await assert.rejects(db.import({ t: [{ a: [1] }] }, { mode: 'merge' }), {
			code: 'SQLITE_NOTADB',
			message: /row 1 of table t has no SQL value in "a"/,
		});
	});

	it('S4-29 a script that fails says where, and nothing of it is done', async () => {
		const db = new Database().exec('create table kept(a unique); insert into kept values (1)');
		for (const mode of ['replace', 'merge'] as const) {
			const cases = [
				['create table t(a);\n\ninsert into t valus (1);', 3, 15, /near "valus": syntax error/],
				[
					'create table t(a unique);\ninsert into t values (1);\n insert into t values (1)',
					3,
					2,
					/UNIQUE/,
				],
				[
					'create table t(a unique on conflict rollback);\ninsert into t values (1), (1)',
					2,
					1,
					/UNIQUE/,
				],
				['begin;\ncreate table t(a);\nrollback;\ncreate table u(b)', 3, 1, /that rolls back/],
			] as const;
			for (const [script, line, column, message] of cases) {
				await assert.rejects(db.import(script, { mode }), { line, column, message });
				assert.equal(db.inTransaction, false);
				assert.deepEqual(db.prepare('select a from kept').pluck().all(), [1]);
				assert.deepEqual(db.prepare('select name from sqlite_schema').pluck().all().length, 2);
				assert.equal(db.pragma('foreign_keys', { simple: true }), 1);
			}
		}
	});

	it('S4-29 an error of what a merged script would write names no place of ours', async () => {
		const db = new Database().exec(
			'create table t(id integer primary key, a unique); create table u(a); insert into t values (1, 7)',
		);
		for (const script of [
			'create table t(id integer primary key, a);\ninsert into t values (2, 7)',
			'create table x(a);\ncreate view u as select 1',
		]) {
			await assert.rejects(db.import(script, { mode: 'merge' }), (error: SqlError) => {
				assert.deepEqual([error.span, error.line, error.column], [undefined, undefined, undefined]);
				return true;
			});
		}
	});

	it('S4-29 an import reports progress, and is nothing when that throws', async () => {
		const db = new Database().exec(
			'create table t(a); insert into t select value from generate_series(1, 25000)',
		);
		const text = await db.export({ format: 'json' });
		const copy = new Database();
		const seen: number[] = [];
		await copy.import(text, { onProgress: ({ rows }) => seen.push(rows) });
		assert.ok(seen.includes(10_000) && seen.at(-1) === 25_000, seen.join());
		const other = new Database();
		const stop = new Error('stop');
		await assert.rejects(
			other.import(text, {
				onProgress: () => {
					throw stop;
				},
			}),
			stop,
		);
		assert.deepEqual(other.prepare('select * from sqlite_schema').all(), []);
		other.exec('begin');
		await assert.rejects(other.import(text), /within a transaction/);
	});
});
