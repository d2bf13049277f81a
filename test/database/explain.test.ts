/** EXPLAIN statements are readers: what they return, and that nothing changes. */

import assert from 'node:assert/strict';
import { Database } from '../../src/engine/index.js';

interface AnalyzedRow {
	readonly id: number;
	readonly parent: number | null;
	readonly operator: string;
	readonly detail: string;
	readonly estimate: number | null;
	readonly rows: number;
	readonly loops: number;
	readonly milliseconds: number;
}

function newDatabase(): Database {
	let now = 0;
	const database = new Database({ now: () => now++ });
	database.exec(`
		CREATE TABLE t(id INTEGER PRIMARY KEY, a);
		CREATE INDEX t_a ON t(a);
		CREATE TABLE log(what);
		CREATE TRIGGER t_gone AFTER DELETE ON t BEGIN INSERT INTO log VALUES (old.id); END;
		INSERT INTO t(a) VALUES (1), (1), (2), (3);
	`);
	return database;
}

function analyzed(database: Database, sql: string): AnalyzedRow[] {
	return database.prepare(`EXPLAIN (ANALYZE) ${sql}`).all() as AnalyzedRow[];
}

describe('EXPLAIN', () => {
	it('is a reader with eight columns, and runs nothing', () => {
		const database = newDatabase();
		for (const sql of ['SELECT * FROM t', 'DELETE FROM t', 'DROP TABLE t', 'COMMIT']) {
			const statement = database.prepare(`EXPLAIN ${sql}`);
			assert.equal(statement.reader, true);
			assert.equal(statement.readonly, true);
			assert.deepEqual(
				statement.columns().map(column => column.name),
				['addr', 'opcode', 'p1', 'p2', 'p3', 'p4', 'p5', 'comment'],
			);
			const rows = statement.all() as { addr: number; opcode: string }[];
			assert.deepEqual(
				rows.map(row => row.addr),
				rows.map((_, position) => position),
			);
			assert.equal(rows.at(-1)?.opcode, 'Halt');
		}
		assert.equal(database.prepare('SELECT count(*) FROM t').pluck().get(), 4);
	});

	it('counts rows and loops of every operator', () => {
		const database = newDatabase();
		const rows = analyzed(database, 'SELECT (SELECT max(id) FROM t AS x WHERE x.a = t.a) FROM t');
		const scans = rows.filter(row => row.operator.endsWith('Scan'));
		assert.deepEqual(
			scans.map(row => [row.rows, row.loops > 1]),
			[
				[4, false],
				[4, true],
			],
		);
		assert.ok(rows.every(row => row.milliseconds >= 0 && row.id > (row.parent ?? -1)));
	});

	it('takes parameters', () => {
		const database = newDatabase();
		const statement = database.prepare('EXPLAIN (ANALYZE) SELECT * FROM t WHERE a = ?');
		assert.equal((statement.all(1)[0] as AnalyzedRow).rows, 2);
		assert.equal((statement.all(2)[0] as AnalyzedRow).rows, 1);
	});

	it('undoes the writes it analyzes, outside transactions and inside', () => {
		const database = newDatabase();
		const changed: unknown[] = [];
		database.onDataChange(event => changed.push(event));
		const content = () =>
			database.prepare('SELECT a, (SELECT count(*) FROM log) AS n FROM t').all();
		const before = content();
		for (const around of ['', 'BEGIN; UPDATE t SET a = a']) {
			database.exec(around);
			const count = changed.length;
			const [write] = analyzed(database, 'DELETE FROM t WHERE a = 1');
			assert.deepEqual([write?.operator, write?.rows], ['delete', 2]);
			assert.equal(database.inTransaction, around !== '');
			assert.deepEqual(content(), before);
			assert.equal(changed.length, count);
			assert.equal(database.prepare('SELECT changes()').pluck().get(), 4);
		}
		assert.throws(
			() => analyzed(database, 'INSERT OR ROLLBACK INTO t(id) VALUES (1)'),
			/UNIQUE constraint failed: t\.id/,
		);
		assert.equal(database.inTransaction, true);
		database.exec('COMMIT');
		assert.deepEqual(content(), before);
	});

	it('gives the counts as JSON', () => {
		const database = newDatabase();
		const text = database
			.prepare('EXPLAIN (ANALYZE, FORMAT JSON) SELECT id FROM t WHERE id > 2')
			.pluck()
			.get() as string;
		const { statement, plan } = JSON.parse(text) as {
			statement: string;
			plan: { rows: number; loops: number; operator: string };
		};
		assert.deepEqual([statement, plan.rows, plan.loops], ['select', 2, 1]);
	});
});
