// Triggers seen through the API: change events, counters of run(), layers, prepared statements, catalog.
import assert from 'node:assert/strict';
import { Database } from '../../src/engine/index.js';
import type { DataChange } from '../../src/engine/index.js';

describe('triggers', () => {
	let db: Database;
	beforeEach(() => {
		db = new Database();
		db.exec(`
			CREATE TABLE t(id INTEGER PRIMARY KEY, n);
			CREATE TABLE log(what);
			CREATE TRIGGER ai AFTER INSERT ON t BEGIN
				INSERT INTO log VALUES ('i' || NEW.id);
				UPDATE t SET n = n + 1 WHERE id = NEW.id;
			END;
			CREATE TRIGGER ad AFTER DELETE ON t BEGIN INSERT INTO log VALUES ('d' || OLD.id); END;
		`);
	});

	function heard(run: () => void): string[] {
		const changes: string[] = [];
		const stop = db.onDataChange(({ type, tableName, oldRow, newRow }: DataChange) => {
			changes.push(`${type} ${tableName} ${JSON.stringify(oldRow)} ${JSON.stringify(newRow)}`);
		});
		try {
			run();
		} finally {
			stop();
		}
		return changes;
	}

	it('tells what they changed, in the order in which it happened', () => {
		assert.deepEqual(
			heard(() => db.exec('INSERT INTO t VALUES (1, 10); DELETE FROM t')),
			[
				'insert t undefined [1,10]',
				'insert log undefined ["i1"]',
				'update t [1,10] [1,11]',
				'delete t [1,11] undefined',
				'insert log undefined ["d1"]',
			],
		);
	});

	it('tells nothing of a statement that a trigger refused', () => {
		db.exec(`CREATE TRIGGER no BEFORE INSERT ON t WHEN NEW.n < 0 BEGIN
			INSERT INTO log VALUES ('never');
			SELECT RAISE(ABORT, 'negative');
		END`);
		const changes = heard(() => {
			assert.throws(() => db.exec('INSERT INTO t VALUES (1, 1), (2, -1)'), {
				code: 'SQLITE_CONSTRAINT_TRIGGER',
				message: 'negative',
			});
		});
		assert.deepEqual(changes, []);
		assert.deepEqual(db.prepare('SELECT count(*) FROM log').pluck().get(), 0);
	});

	it('does not count their rows in the result of run()', () => {
		const insert = db.prepare('INSERT INTO t(n) VALUES (?)');
		assert.deepEqual(insert.run(5), { changes: 1, lastInsertRowid: 1 });
		assert.deepEqual(insert.run(6), { changes: 1, lastInsertRowid: 2 });
		assert.deepEqual(db.prepare('DELETE FROM t').run(), { changes: 2, lastInsertRowid: 2 });
		assert.equal(db.prepare('SELECT total_changes()').pluck().get(), 10);
	});

	it('is set off by statements prepared before it was there, and no more when it is gone', () => {
		const insert = db.prepare('INSERT INTO t(n) VALUES (1)');
		insert.run();
		db.exec("CREATE TRIGGER more AFTER INSERT ON t BEGIN INSERT INTO log VALUES ('more'); END");
		insert.run();
		db.exec('DROP TRIGGER more; DROP TRIGGER ai');
		insert.run();
		assert.deepEqual(db.prepare('SELECT what FROM log').pluck().all(), ['i1', 'more', 'i2']);
	});

	it('counts rows of each table in the layer, and diff shows them', () => {
		const before = db.snapshot();
		db.exec('INSERT INTO t VALUES (1, 10), (2, 20)');
		const changed = [...db.diff(before)].map(({ type, tableName }) => `${type} ${tableName}`);
		assert.deepEqual(changed.sort(), ['insert log', 'insert log', 'insert t', 'insert t']);
		const { rowsChanged } = db.layers().find(({ isCurrent }) => isCurrent) ?? {};
		assert.deepEqual(rowsChanged, { t: 4, log: 2 });
		db.restore(before);
		assert.equal(db.prepare('SELECT count(*) FROM log').pluck().get(), 0);
	});

	it('is listed with its table', () => {
		const [schema] = db.catalogSnapshot().schemas;
		const table = schema?.tables.find(({ name }) => name === 't');
		assert.deepEqual(
			table?.triggers.map(({ name }) => name),
			['ai', 'ad'],
		);
	});

	it('keeps a long insert whole', () => {
		db.exec('DROP TRIGGER ad');
		db.exec(`WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 3000)
			INSERT INTO t SELECT i, i FROM s`);
		assert.equal(db.prepare('SELECT sum(n - id) FROM t').pluck().get(), 3000);
		assert.equal(db.prepare('SELECT count(*) FROM log').pluck().get(), 3000);
		db.exec(`CREATE TRIGGER stop AFTER UPDATE OF n ON t WHEN NEW.id = 2999 BEGIN
			SELECT RAISE(ABORT, 'stop');
		END`);
		assert.throws(() => db.exec('UPDATE t SET n = 0'), { message: 'stop' });
		assert.equal(db.prepare('SELECT sum(n - id) FROM t').pluck().get(), 3000);
	});

	it('goes as deep as 1000 levels, and then refuses', () => {
		const count = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
		const tooDeep = { message: 'triggers nested too deep' };
		db.exec(`PRAGMA recursive_triggers = ON; CREATE TABLE r(n);
			CREATE TRIGGER down AFTER INSERT ON r WHEN NEW.n > 1 BEGIN
				INSERT INTO r SELECT NEW.n - 1 FROM (SELECT 1 UNION SELECT 2) LIMIT 1;
			END`);
		db.exec('INSERT INTO r VALUES (1000)');
		assert.equal(count('r'), 1000);
		assert.throws(() => db.exec('INSERT INTO r VALUES (1002)'), tooDeep);
		assert.equal(count('r'), 1000);
		db.exec('CREATE TRIGGER gone BEFORE DELETE ON r BEGIN DELETE FROM r WHERE n = OLD.n - 1; END');
		db.exec('DELETE FROM r WHERE n = 1000');
		assert.equal(count('r'), 0);
		db.exec(`CREATE TABLE k(n INTEGER PRIMARY KEY, m INTEGER); INSERT INTO k VALUES (1, 0);
			CREATE TRIGGER up AFTER UPDATE ON k WHEN NEW.m < 1000 BEGIN
				INSERT INTO k VALUES (1, 1) ON CONFLICT DO UPDATE SET m = m + 1;
			END`);
		db.exec('UPDATE k SET m = 1');
		assert.equal(db.prepare('SELECT m FROM k').pluck().get(), 1000);
		assert.throws(() => db.exec('UPDATE k SET m = -1'), tooDeep);
	});

	it('cascades down 1000 rows, and no further', () => {
		db.exec(`CREATE TABLE chain(n INTEGER PRIMARY KEY, up INTEGER REFERENCES chain ON DELETE CASCADE);
			CREATE INDEX byUp ON chain(up);
			WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 1001)
				INSERT INTO chain SELECT i, nullif(i - 1, 0) FROM s`);
		assert.throws(() => db.exec('DELETE FROM chain WHERE n = 1'), {
			message: 'triggers nested too deep',
		});
		db.exec('DELETE FROM chain WHERE n = 2');
		assert.equal(db.prepare('SELECT count(*) FROM chain').pluck().get(), 1);
	});
});
