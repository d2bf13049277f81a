/** What the database relies on beyond rows: interruption, re-entrancy, point queries, statistics, kept results. */

import assert from 'node:assert/strict';
import { compilePointQuery, compileQuery } from '../../src/engine/executor/compile.js';
import type { ExecutionContext } from '../../src/engine/executor/contract.js';
import {
	compileAnalyzed,
	type ExecutionStatistics,
} from '../../src/engine/executor/executionStatistics.js';
import { collectRows } from '../../src/engine/executor/vectors/batch.js';
import { materialize } from '../../src/engine/executor/vectors/storedRows.js';
import { SqlError } from '../../src/engine/types/sqlError.js';
import { TestDatabase } from './testDatabase.js';

const database = new TestDatabase().addTable({
	name: 't',
	columns: ['id INTEGER PRIMARY KEY', 'a INTEGER', 's TEXT'],
	rows: Array.from({ length: 1000 }, (_, index) => [index, index % 10, `text ${index}`]),
});

/** Throws once the time is over, and counts how often it was asked. */
function deadline(milliseconds: number): () => void {
	const end = performance.now() + milliseconds;
	return () => {
		if (performance.now() > end) throw new SqlError('SQLITE_INTERRUPT', 'interrupted');
	};
}

describe('executor: executions', () => {
	for (const sql of [
		'SELECT count(*) FROM t a, t b, t c',
		'SELECT count(*) FROM t a, t b, t c WHERE a.a + b.a > c.a + 100',
		'SELECT a.id FROM t a, t b, t c ORDER BY a.a * b.a * c.a LIMIT 3',
		'SELECT count(*) FROM t a LEFT JOIN t b ON a.a < b.id LEFT JOIN t c ON c.id <> b.a',
		'SELECT count(*) FROM t a JOIN t b ON a.a = b.a JOIN t c ON c.a = b.a JOIN t d ON d.a = c.a',
		'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT count(*) FROM c',
		'SELECT (SELECT count(*) FROM t a, t b WHERE a.id + b.id <> o.id) FROM t o',
	]) {
		it(`can be interrupted: ${sql}`, () => {
			const { plan, slotCount } = database.plan(sql);
			const context: ExecutionContext = {
				...database.context(slotCount),
				checkInterrupt: deadline(30),
			};
			const started = performance.now();
			assert.throws(
				() => collectRows(compileQuery(plan).open(context)),
				(error: unknown) => error instanceof SqlError && error.code === 'SQLITE_INTERRUPT',
			);
			assert(performance.now() - started < 1000);
		});
	}

	it('lets one compiled query run twice at the same time', () => {
		const { plan, slotCount } = database.plan('SELECT id, a * 2 FROM t WHERE a > 3 ORDER BY -id');
		const query = compileQuery(plan);
		const first = query.open(database.context(slotCount));
		const second = query.open(database.context(slotCount));
		const batch = first.next();
		const before = batch?.columns.map(column => [...column.data]);
		second.next();
		assert.deepEqual(
			batch?.columns.map(column => [...column.data]),
			before,
		);
		first.close();
		first.close();
		assert.equal(first.next(), undefined);
		second.close();
	});

	it('answers lookups by rowid on the short way as on the long one', () => {
		for (const sql of [
			'SELECT * FROM t WHERE id = ?',
			'SELECT s, a + 1, rowid FROM t WHERE id = ?',
			'SELECT a FROM t WHERE id = ? AND a > 5',
		]) {
			const { plan, slotCount } = database.plan(sql);
			const point = compilePointQuery(plan);
			assert(point !== undefined, sql);
			for (const key of [0, 7, 999, 1000, -1, null, 'x', '8', 7.5]) {
				const context = database.context(slotCount, [key]);
				const row = point(context);
				assert.deepEqual(row === undefined ? [] : [row], database.rows(sql, [key]), sql);
			}
		}
		const { plan } = database.plan('SELECT a FROM t WHERE id > ?');
		assert.equal(compilePointQuery(plan), undefined);
	});

	it('counts rows and openings per node when asked', () => {
		const { plan, slotCount } = database.plan(
			'SELECT a, count(*) FROM t WHERE id < 100 GROUP BY a',
		);
		const statistics: ExecutionStatistics = new Map();
		let clock = 0;
		const query = compileAnalyzed(plan, statistics, () => clock++);
		collectRows(query.open(database.context(slotCount)));
		const counted = [...statistics].map(([node, { rows, opened }]) => [node.kind, rows, opened]);
		assert.deepEqual(
			counted.filter(([kind]) => kind === 'aggregate' || kind === 'tableScan'),
			[
				['aggregate', 10, 1],
				['tableScan', 100, 1],
			],
		);
		for (const { elapsed } of statistics.values()) assert(elapsed > 0);
	});

	it('keeps rows for access by number', () => {
		const { plan, slotCount } = database.plan('SELECT id, s FROM t');
		const rows = materialize(compileQuery(plan).open(database.context(slotCount)), 2);
		assert.equal(rows.count, 1000);
		assert.deepEqual(rows.row(998), [998, 'text 998']);
		assert.equal(rows.value(17, 1), 'text 17');
	});
});
