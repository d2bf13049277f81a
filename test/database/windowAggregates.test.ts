/** User aggregates over windows: frames that slide need the inverse, as in better-sqlite3. */

import assert from 'node:assert/strict';
import { Database } from '../../src/engine/index.js';

function withRows(): Database {
	const database = new Database();
	database.exec('create table t(a integer primary key, b)');
	database.exec("insert into t values (1, 'x'), (2, 'y'), (3, 'z'), (4, 'x')");
	return database;
}

function column(database: Database, sql: string): unknown[] {
	return database.prepare(sql).pluck().all();
}

describe('user aggregates over windows', () => {
	it('slide by step and inverse, and are read after every change', () => {
		const database = withRows();
		const log: string[] = [];
		database.aggregate('adds', {
			start: 0,
			step: (sum: number, a: number) => (log.push(`+${a}`), sum + a),
			inverse: (sum: number, a: number) => (log.push(`-${a}`), sum - a),
			result: (sum: number) => `=${sum}`,
		});
		assert.deepEqual(column(database, 'select adds(a) over (order by a rows 1 preceding) from t'), [
			'=1',
			'=3',
			'=5',
			'=7',
		]);
		assert.deepEqual(log, ['+1', '+2', '-1', '+3', '-2', '+4']);
		assert.deepEqual(
			column(database, 'select adds(a) over (partition by b order by a) from t order by a'),
			['=1', '=2', '=3', '=5'],
		);
		assert.deepEqual(
			column(
				database,
				'select adds(a) over (order by a rows between 1 preceding and 1 following exclude current row) from t',
			),
			['=2', '=4', '=6', '=3'],
		);
	});

	it('without an inverse are no window functions', () => {
		const database = withRows();
		database.aggregate('adds', { start: 0, step: (sum: number, a: number) => sum + a });
		assert.throws(() => database.prepare('select adds(a) over () from t'), {
			code: 'SQLITE_ERROR',
			message: 'adds() may not be used as a window function',
		});
	});

	it('throw through the statement from step, inverse and result', () => {
		const database = withRows();
		const error = new Error('inside');
		const fail = () => {
			throw error;
		};
		const step = (sum: number) => sum + 1;
		const slide = (name: string) =>
			column(database, `select ${name}(a) over (order by a rows 1 preceding) from t`);
		database.aggregate('s', { start: 0, varargs: true, step: fail, inverse: step });
		database.aggregate('i', { start: 0, varargs: true, step, inverse: fail });
		database.aggregate('r', { start: 0, varargs: true, step, inverse: step, result: fail });
		for (const name of ['s', 'i', 'r']) assert.throws(() => slide(name), error);
		assert.deepEqual(column(database, 'select count(*) over () from t where a = 1'), [1]);
	});
});
