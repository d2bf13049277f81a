// Tables in partitions, seed S2: the same table to whoever reads it, fewer pages to whoever asks for some of it.
import assert from 'node:assert/strict';
import { Database } from '../../src/library/index.js';
import type { Connection } from '../../src/library/index.js';
import { Random } from '../model/random.js';

function plan(db: Connection, sql: string, ...params: unknown[]): string[] {
	const rows = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...params) as { detail: string }[];
	return rows.map(row => row.detail);
}

function rows(db: Connection, sql: string, ...params: unknown[]): unknown[] {
	return db
		.prepare(sql)
		.raw()
		.all(...params);
}

function held(db: Connection, table: string): Record<string, number> {
	const found = rows(db, 'SELECT partition, rows FROM strata_partitions(?)', table);
	return Object.fromEntries(found as [string, number][]);
}

function ranges(): Database {
	return new Database().exec(`
		CREATE TABLE sale(id INTEGER PRIMARY KEY, day TEXT, amount INT) PARTITION BY RANGE (day) (
			PARTITION y2023 VALUES LESS THAN ('2024'),
			PARTITION y2024 VALUES LESS THAN ('2025'),
			PARTITION later VALUES LESS THAN (MAXVALUE));
		INSERT INTO sale VALUES (1, '2023-05-01', 10), (2, '2024-01-01', 20), (3, NULL, 30),
			(4, '2025-02-03', 40), (5, '2024-12-31', 50);`);
}

describe('partitioned tables', () => {
	it('S2-65 RANGE: rows go where their value says, and are read in key order', () => {
		const db = ranges();
		assert.deepEqual(held(db, 'sale'), { y2023: 2, y2024: 2, later: 1 });
		assert.deepEqual(rows(db, 'SELECT id FROM sale').flat(), [1, 2, 3, 4, 5]);
		assert.deepEqual(rows(db, 'SELECT id FROM sale ORDER BY id DESC LIMIT 2').flat(), [5, 4]);
		assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
	});

	it('S2-65 the plan names the partitions that are read', () => {
		const db = ranges();
		const where = (condition: string, ...params: unknown[]) =>
			plan(db, `SELECT * FROM sale WHERE ${condition}`, ...params);
		assert.deepEqual(where('amount > 3'), ['SCAN sale']);
		assert.deepEqual(where(`day = '2024-06-01'`), ['SCAN sale PARTITIONS y2024']);
		assert.deepEqual(where(`day >= '2024-06-01'`), ['SCAN sale PARTITIONS y2024,later']);
		assert.deepEqual(where(`day < '2024'`), ['SCAN sale PARTITIONS y2023']);
		assert.deepEqual(where(`day <= '2024'`), ['SCAN sale PARTITIONS y2023,y2024']);
		assert.deepEqual(where(`day IN ('2023', '2026')`), ['SCAN sale PARTITIONS y2023,later']);
		assert.deepEqual(where(`day BETWEEN '2025' AND '2026'`), ['SCAN sale PARTITIONS later']);
		assert.deepEqual(where('day IS NULL'), ['SCAN sale PARTITIONS y2023']);
		assert.deepEqual(where('day = NULL'), ['SCAN sale PARTITIONS none']);
		assert.deepEqual(where('day = ?', '2024'), ['SCAN sale PARTITIONS (day=?)']);
		assert.deepEqual(where(`id > 2 AND day > '2025'`), [
			'SEARCH sale USING INTEGER PRIMARY KEY (rowid>?) PARTITIONS later',
		]);
		assert.deepEqual(plan(db, `DELETE FROM sale WHERE day < '2024'`), [
			'SCAN sale PARTITIONS y2023',
		]);
	});

	it('S2-65 partitions that are left out are not read, by constants and by parameters', () => {
		const db = ranges();
		db.exec(`WITH n(i) AS (VALUES (10) UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
			INSERT INTO sale SELECT i, CASE WHEN i % 30 = 0 THEN '2023' ELSE '2026' END, i FROM n`);
		let calls = 0;
		db.function('seen', value => {
			calls++;
			return value;
		});
		const count = (sql: string, ...params: unknown[]): unknown => {
			calls = 0;
			return db
				.prepare(sql)
				.pluck()
				.get(...params);
		};
		const total = count(`SELECT count(*) FROM sale WHERE day < '2024' AND seen(1)`);
		assert.equal(total, 101);
		assert.equal(calls, 101);
		assert.equal(count('SELECT count(*) FROM sale WHERE seen(1) AND day < ?', '2024'), 101);
		assert.equal(calls, 101);
	});

	it('S2-65 an update of the value moves the row, its key and its index entries stay', () => {
		const db = ranges();
		db.exec('CREATE INDEX byAmount ON sale(amount)');
		db.exec(`UPDATE sale SET day = '2030' WHERE id = 1; UPDATE sale SET id = 9 WHERE id = 2`);
		assert.deepEqual(held(db, 'sale'), { y2023: 1, y2024: 2, later: 2 });
		assert.deepEqual(rows(db, 'SELECT id FROM sale WHERE amount = 10').flat(), [1]);
		assert.deepEqual(rows(db, `SELECT id FROM sale WHERE day > '2025' ORDER BY id`).flat(), [1, 4]);
		assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
		db.exec('BEGIN; UPDATE sale SET day = NULL; ROLLBACK');
		assert.deepEqual(held(db, 'sale'), { y2023: 1, y2024: 2, later: 2 });
	});

	it('S2-65 LIST with DEFAULT, WITHOUT ROWID; without DEFAULT a value may have no partition', () => {
		const db = new Database().exec(`
			CREATE TABLE p(city TEXT COLLATE NOCASE, n INT, PRIMARY KEY (n, city)) WITHOUT ROWID, STRICT
				PARTITION BY LIST (city) (PARTITION ch VALUES IN ('Bern', 'Basel'), PARTITION de VALUES IN ('Bonn'));
			INSERT INTO p VALUES ('BERN', 3), ('Bonn', 1), ('basel', 2)`);
		assert.deepEqual(rows(db, 'SELECT city FROM p').flat(), ['Bonn', 'basel', 'BERN']);
		assert.deepEqual(held(db, 'p'), { ch: 2, de: 1 });
		assert.deepEqual(plan(db, `SELECT * FROM p WHERE city = 'bonn'`), ['SCAN p PARTITIONS de']);
		assert.throws(() => db.exec(`INSERT INTO p VALUES ('Rome', 4)`), {
			code: 'SQLITE_CONSTRAINT_CHECK',
			message: `table p has no partition for 'Rome'`,
		});
		assert.throws(() => db.exec('UPDATE p SET city = NULL'), /NOT NULL/);
		assert.equal(db.prepare(`INSERT OR IGNORE INTO p VALUES ('Rome', 4)`).run().changes, 0);
		db.exec(
			`ALTER TABLE p ADD PARTITION rest DEFAULT; INSERT INTO p VALUES ('Rome', 4), ('Oslo', 5)`,
		);
		db.exec(`ALTER TABLE p ADD PARTITION it VALUES IN ('rome')`);
		assert.deepEqual(held(db, 'p'), { ch: 2, de: 1, rest: 1, it: 1 });
		assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
	});

	it('S2-65 HASH spreads rows; UNIQUE and the rowid hold over all partitions', () => {
		const db = new Database().exec(`
			CREATE TABLE h(k INT, name TEXT UNIQUE) PARTITION BY HASH (k) PARTITIONS 4;
			INSERT INTO h SELECT value, 'n' || value FROM generate_series(1, 400)`);
		assert.deepEqual(held(db, 'h'), { p0: 100, p1: 100, p2: 100, p3: 100 });
		assert.throws(() => db.exec(`INSERT INTO h VALUES (1000, 'n7')`), {
			code: 'SQLITE_CONSTRAINT_UNIQUE',
		});
		assert.throws(() => db.exec(`INSERT INTO h(rowid, k) VALUES (7, 8)`), {
			code: 'SQLITE_CONSTRAINT_ROWID',
		});
		assert.equal(db.prepare(`INSERT INTO h VALUES (5, 'new')`).run().lastInsertRowid, 401);
		assert.deepEqual(plan(db, 'SELECT * FROM h WHERE k = 6'), ['SCAN h PARTITIONS p2']);
		assert.deepEqual(plan(db, 'SELECT * FROM h WHERE k > 6'), ['SCAN h']);
		assert.throws(() => db.exec('ALTER TABLE h DROP PARTITION p1'), {
			message: 'HASH partitions cannot be added or dropped',
		});
	});

	it('S2-65 partitions are dropped, emptied and added, in transactions and with foreign keys', () => {
		const db = ranges();
		db.exec(`CREATE INDEX byAmount ON sale(amount);
			CREATE TABLE part(sale REFERENCES sale ON DELETE CASCADE); INSERT INTO part VALUES (1), (2), (4)`);
		const told: string[] = [];
		db.onDataChange(change => told.push(`${change.type} ${change.tableName}`));
		db.exec('BEGIN; ALTER TABLE sale DROP PARTITION later; ROLLBACK');
		assert.equal(told.length, 0);
		assert.deepEqual(held(db, 'sale'), { y2023: 2, y2024: 2, later: 1 });
		db.exec('ALTER TABLE sale DROP PARTITION later; ALTER TABLE sale TRUNCATE PARTITION y2023');
		assert.deepEqual(rows(db, 'SELECT id FROM sale').flat(), [2, 5]);
		assert.deepEqual(rows(db, 'SELECT * FROM part').flat(), [2]);
		assert.equal(told.filter(text => text.startsWith('delete sale')).length, 3);
		assert.throws(
			() => db.exec(`INSERT INTO sale VALUES (8, '2026', 1)`),
			/no partition for '2026'/,
		);
		db.exec(`ALTER TABLE sale ADD PARTITION y2026 VALUES LESS THAN ('2027')`);
		db.exec(`INSERT INTO sale VALUES (8, '2026', 1)`);
		assert.deepEqual(held(db, 'sale'), { y2023: 0, y2024: 2, y2026: 1 });
		const sql = db.prepare(`SELECT sql FROM sqlite_schema WHERE name = 'sale'`).pluck().get();
		assert.match(String(sql), /PARTITION y2026 VALUES LESS THAN \('2027'\)\)$/);
		const copy = new Database(db.serialize());
		assert.deepEqual(held(copy, 'sale'), { y2023: 0, y2024: 2, y2026: 1 });
		assert.equal(copy.pragma('integrity_check', { simple: true }), 'ok');
	});

	it('S2-65 a partition goes out of every index, of whatever kind, and comes back with ROLLBACK', function () {
		this.timeout(30_000);
		for (const options of ['', ' WITHOUT ROWID']) {
			const db = new Database();
			db.exec(`CREATE TABLE s(id INTEGER PRIMARY KEY, year INT, state TEXT, note TEXT UNIQUE)
				PARTITION BY RANGE (year) (PARTITION a VALUES LESS THAN (2021),
					PARTITION b VALUES LESS THAN (2022), PARTITION c VALUES LESS THAN (MAXVALUE))${options};
				INSERT INTO s SELECT value, 2020 + value % 3, 'state ' || (value % 7), 'note ' || value
					FROM generate_series(1, 3000);
				CREATE INDEX byState ON s(state, year DESC);
				CREATE INDEX byNote ON s(upper(note)) WHERE id % 2 = 0`);
			if (options === '') {
				db.exec(
					`CREATE INDEX hashed ON s USING hash (note); CREATE INDEX words ON s USING fulltext (note)`,
				);
			}
			const check = () => db.pragma('strata_integrity_check', { simple: true });
			const count = () =>
				db
					.prepare(`SELECT count(*) FROM s INDEXED BY byState WHERE state = 'state 3'`)
					.pluck()
					.get();
			db.exec('CREATE LAYER before; BEGIN; ALTER TABLE s TRUNCATE PARTITION b; SAVEPOINT x');
			assert.equal(count(), 286);
			assert.equal(check(), 'ok');
			db.exec('ALTER TABLE s DROP PARTITION a');
			assert.equal(count(), 143);
			assert.equal(check(), 'ok');
			assert.equal(db.prepare(`SELECT id FROM s WHERE note = 'note 1'`).pluck().get(), undefined);
			assert.equal(
				db.prepare(`SELECT id FROM s WHERE upper(note) = 'NOTE 8' AND id % 2 = 0`).pluck().get(),
				8,
			);
			db.exec("ROLLBACK TO x; INSERT INTO s VALUES (1, 2021, 'state 3', 'note 1')");
			assert.equal(count(), 287);
			db.exec('ROLLBACK');
			assert.equal(count(), 429);
			assert.equal(check(), 'ok');
			db.exec('ALTER TABLE s DROP PARTITION c; DROP LAYER before');
			assert.equal(check(), 'ok');
			assert.equal(db.prepare('SELECT count(*) FROM s').pluck().get(), 2000);
		}
	});

	it('S2-65 a foreign key without an action keeps the partition', () => {
		const db = ranges();
		db.exec('CREATE TABLE part(sale REFERENCES sale); INSERT INTO part VALUES (4)');
		assert.throws(() => db.exec('ALTER TABLE sale DROP PARTITION later'), {
			code: 'SQLITE_CONSTRAINT_FOREIGNKEY',
		});
		assert.deepEqual(held(db, 'sale'), { y2023: 2, y2024: 2, later: 1 });
	});

	it('S2-65 the words go on being names, and mistakes are told with their place', () => {
		const db = new Database();
		db.exec(`CREATE TABLE partition(list INT, hash INT, partitions INT, less, than, maxvalue);
			ALTER TABLE partition ADD COLUMN partition INT; ALTER TABLE partition DROP partition;
			CREATE TABLE range(hash) PARTITION BY HASH (hash) PARTITIONS 2;`);
		const refused = (tail: string, message: RegExp): void => {
			const sql = `CREATE TABLE t(a INT, v AS (a + 1)) ${tail}`;
			assert.throws(
				() => db.exec(sql),
				(error: { message: string; span?: { start: number } }) => {
					assert.match(error.message, message);
					assert.ok((error.span?.start ?? 0) > 20);
					return true;
				},
			);
		};
		refused('PARTITION BY RANGE (b) (PARTITION p VALUES LESS THAN (1))', /no such column: b/);
		refused('PARTITION BY RANGE (v) (PARTITION p VALUES LESS THAN (1))', /virtual column v/);
		refused('PARTITION BY SIZE (a) PARTITIONS 3', /near "SIZE": syntax error/);
		refused('PARTITION BY HASH (a) PARTITIONS 0', /must be 1 to 1024/);
		refused('PARTITION BY RANGE (a) PARTITIONS 3', /have to be listed/);
		refused('PARTITION BY LIST (a) (PARTITION p VALUES LESS THAN (1))', /does not fit LIST/);
		refused('PARTITION BY LIST (a) (PARTITION p VALUES IN (abs(1)))', /must be literals/);
		refused(
			'PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (5), PARTITION q VALUES LESS THAN (5))',
			/must be greater than that of p/,
		);
		refused(
			'PARTITION BY LIST (a) (PARTITION p VALUES IN (1), PARTITION q VALUES IN (2, 1))',
			/lists a value again/,
		);
		refused('PARTITION BY LIST (a) (PARTITION p DEFAULT, PARTITION P VALUES IN (1))', /duplicate/);
		db.exec(`CREATE TABLE r(a INT) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (10))`);
		const added = 'ALTER TABLE r ADD PARTITION q VALUES LESS THAN (9)';
		assert.throws(() => db.exec(added), {
			message: 'VALUES LESS THAN of partition q must be greater than that of p',
			span: { start: added.indexOf('PARTITION q'), end: added.length },
		});
		db.exec('CREATE TABLE plain(a)');
		assert.throws(() => db.exec('ALTER TABLE plain TRUNCATE PARTITION p'), /is not partitioned/);
		assert.throws(() => db.exec('ALTER TABLE range TRUNCATE PARTITION p9'), {
			message: 'no such partition: p9',
			hint: 'there are p0, p1',
		});
	});

	it('S2-65 layers, branches and commits of two connections see single rows', () => {
		const db = ranges();
		const other = db.connect();
		db.exec('CREATE LAYER before');
		db.exec(`BEGIN; UPDATE sale SET day = '2030' WHERE id = 1`);
		other.exec('BEGIN; UPDATE sale SET amount = 0 WHERE id = 2; COMMIT');
		db.exec('COMMIT');
		assert.deepEqual(
			rows(db, `SELECT change, key FROM layer_diff('before', NULL, 'sale')`).length,
			2,
		);
		assert.deepEqual(rows(db, `SELECT day FROM sale AS OF LAYER before WHERE id = 1`).flat(), [
			'2023-05-01',
		]);
		db.exec(`BEGIN; UPDATE sale SET day = '2031' WHERE id = 1`);
		other.exec(`UPDATE sale SET amount = 1 WHERE id = 1`);
		assert.throws(() => db.exec('COMMIT'), { code: 'SQLITE_BUSY_SNAPSHOT' });
		db.exec('ROLLBACK');
		assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
	});

	it('S2-65 a renamed column, a dropped one before it, compression and serializable reads', () => {
		const db = new Database().exec(`
			CREATE TABLE t(a, b TEXT, c TEXT AS (substr(b, 1, 1)) STORED) PARTITION BY LIST (c) (
				PARTITION p VALUES IN ('a'), PARTITION q DEFAULT);
			INSERT INTO t SELECT value, substr('abc', 1 + value % 3, 1) || value FROM generate_series(1, 2000);
			ALTER TABLE t RENAME COLUMN c TO initial; ALTER TABLE t DROP COLUMN a; PRAGMA compression = on`);
		assert.deepEqual(held(db, 't'), { p: 666, q: 1334 });
		assert.throws(() => db.exec('ALTER TABLE t DROP COLUMN initial'), /no such column: initial/);
		db.exec(`BEGIN ISOLATION LEVEL SERIALIZABLE; UPDATE t SET b = 'x' WHERE initial = 'a'; COMMIT`);
		assert.deepEqual(held(db, 't'), { p: 0, q: 2000 });
		assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
	});

	for (const seed of [20_260_101, Math.floor(Math.random() * 2 ** 31)]) {
		it(`S2-65 random changes and queries do what they do to a plain table, seed ${seed}`, () => {
			for (const definition of definitions) compareWithPlain(seed, definition);
		});
	}
});

const columns = 'id INTEGER PRIMARY KEY, k INT, s TEXT COLLATE NOCASE, u INT UNIQUE';
const keyed = 'k INT, id INT, s TEXT, u INT, PRIMARY KEY (s, id DESC), UNIQUE (u)';
const definitions: readonly (readonly [string, string, string])[] = [
	[
		columns,
		'',
		'RANGE (k) (PARTITION a VALUES LESS THAN (5), PARTITION b VALUES LESS THAN (20), PARTITION c VALUES LESS THAN (MAXVALUE))',
	],
	[
		columns,
		'',
		`LIST (s) (PARTITION a VALUES IN ('a', 'b'), PARTITION b VALUES IN (NULL, 'c'), PARTITION rest DEFAULT)`,
	],
	[columns, '', 'HASH (k) PARTITIONS 3'],
	[columns, '', 'HASH (s) PARTITIONS 3'],
	[
		columns,
		'',
		'RANGE (id) (PARTITION a VALUES LESS THAN (30), PARTITION c VALUES LESS THAN (MAXVALUE))',
	],
	[
		keyed,
		'WITHOUT ROWID',
		'RANGE (k) (PARTITION a VALUES LESS THAN (9), PARTITION c VALUES LESS THAN (MAXVALUE))',
	],
	[keyed, 'WITHOUT ROWID', 'HASH (id) PARTITIONS 5'],
];

function compareWithPlain(
	seed: number,
	[body, option, partitions]: (typeof definitions)[number],
): void {
	const random = new Random(seed);
	const plain = new Database().exec(`CREATE TABLE t(${body}) ${option}; CREATE INDEX i ON t(s, k)`);
	const divided = new Database().exec(
		`CREATE TABLE t(${body}) ${option} PARTITION BY ${partitions}; CREATE INDEX i ON t(s, k)`,
	);
	let isOpen = false;
	for (let number = 0; number < 120; number++) {
		const sql = randomStatement(random, isOpen);
		if (sql === 'BEGIN') isOpen = true;
		else if (sql === 'COMMIT' || sql === 'ROLLBACK') isOpen = false;
		assert.deepEqual(outcome(divided, sql), outcome(plain, sql), `${partitions}: ${sql}`);
		if (number % 40 === 39) assert.equal(divided.pragma('integrity_check', { simple: true }), 'ok');
	}
}

function outcome(db: Database, sql: string): unknown {
	try {
		const statement = db.prepare(sql);
		return statement.reader ? statement.raw().all() : statement.run();
	} catch (error) {
		return (error as Error).message;
	}
}

function randomStatement(random: Random, isOpen: boolean): string {
	const number = (): string => (random.chance(8) ? 'NULL' : String(random.below(40)));
	const text = (): string =>
		random.chance(10) ? 'NULL' : `'${random.pick(['a', 'B', 'b', 'c', 'd'])}'`;
	const condition = (): string =>
		random.pick([
			() => `k = ${number()}`,
			() => `k > ${number()} AND k <= ${number()}`,
			() => `s = ${text()}`,
			() => `s IN (${text()}, ${text()})`,
			() => `s > ${text()}`,
			() => `id = '${random.below(40)}'`,
			() => `id BETWEEN ${number()} AND ${number()}`,
			() => `u < ${number()} AND k IS NOT NULL`,
			() => `k IS NULL OR k = ${number()}`,
			() => `k IN (${number()}, ${number()}, ${number()}.0)`,
		])();
	const row = (): string => `(${number()}, ${number()}, ${text()}, ${number()})`;
	const or = (): string => random.pick(['', '', ' OR IGNORE', ' OR REPLACE', ' OR FAIL']);
	switch (random.below(12)) {
		case 0:
		case 1:
		case 2:
			return `INSERT${or()} INTO t(id, k, s, u) VALUES ${row()}, ${row()}`;
		case 3:
			return `INSERT INTO t(id, k, s, u) VALUES ${row()} ON CONFLICT (u) DO UPDATE SET k = excluded.k, s = excluded.s`;
		case 4:
			return `UPDATE${or()} t SET k = ${number()}, s = ${text()} WHERE ${condition()}`;
		case 5:
			return `UPDATE${or()} t SET id = id + ${random.below(20)} WHERE id = ${number()}`;
		case 6:
			return `DELETE FROM t WHERE ${condition()} AND u % 3 = 0`;
		case 7:
			return isOpen ? random.pick(['COMMIT', 'ROLLBACK']) : 'BEGIN';
		case 8:
			return `SELECT count(*), sum(k), min(s), max(id) FROM t WHERE ${condition()}`;
		case 9:
			return `SELECT x.id, y.id FROM t x JOIN t y ON y.k = x.u WHERE x.${condition()} ORDER BY 1, 2`;
		case 10:
			return `SELECT * FROM t WHERE ${condition()} ORDER BY id DESC, s LIMIT 5`;
		default:
			return `SELECT * FROM t WHERE ${condition()} ORDER BY s, id`;
	}
}
