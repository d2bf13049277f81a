/** bulkWrite: rows in every form, progress, cancelling, all or nothing. */

import assert from 'node:assert/strict';
import { Database } from '../../../src/engine/index.js';
import type { BulkProgress } from '../../../src/engine/index.js';

const names = (count: number) => Array.from({ length: count }, (_, row) => ({ name: `n${row}` }));

describe('bulkWrite', () => {
	let db: Database;

	beforeEach(() => {
		db = new Database();
		db.exec(
			'create table t(id integer primary key, name text not null, score real, active int default 7)',
		);
	});

	const all = () => db.prepare('select * from t').raw().all();

	it('takes objects, and what they do not give is the default', () => {
		const result = db.bulkWrite('t', [
			{ name: 'a', score: 1 },
			{ score: 2.5, name: 'b', active: null },
		]);
		assert.deepEqual(all(), [
			[1, 'a', 1, 7],
			[2, 'b', 2.5, null],
		]);
		assert.deepEqual(result, {
			rows: 2,
			batches: 1,
			inserted: 2,
			updated: 0,
			deleted: 0,
			unchanged: 0,
			lastInsertRowid: 2,
		});
	});

	it('takes arrays in the order of the table, or of named columns', () => {
		db.bulkWrite('t', [[10, 'x', 1, 2]]);
		db.bulkWrite('t', [['y', true]], { columns: ['name', 'active'] });
		assert.deepEqual(all(), [
			[10, 'x', 1, 2],
			[11, 'y', null, 1],
		]);
		assert.throws(() => db.bulkWrite('t', [[1, 'x']]), /Row 1 has 2 values for 4 columns/);
	});

	it('takes objects of other keys in between', () => {
		const rows = Array.from({ length: 3000 }, (_, row) => {
			if (row % 1000 === 500) return { active: row, name: `n${row}` };
			if (row % 1000 === 501) return { name: `n${row}` };
			return { name: `n${row}`, score: row + 0.5 };
		});
		db.bulkWrite('t', rows);
		const expected = rows.map((row, at) => [
			...[at + 1, row.name, row.score ?? null],
			row.active ?? 7,
		]);
		assert.deepEqual(all(), expected);
	});

	it('takes the same object again and again from an iterable', () => {
		const row = { name: '', score: 0 };
		function* rows() {
			for (let at = 0; at < 2000; at++) {
				row.name = `n${at}`;
				row.score = at;
				yield row;
			}
		}
		db.bulkWrite('t', rows());
		assert.equal(db.prepare('select count(distinct name) from t').pluck().get(), 2000);
	});

	it('takes columns by name', () => {
		db.bulkWrite('t', { name: ['p', 'q'], score: Float64Array.of(1.5, 2.5) });
		assert.deepEqual(all(), [
			[1, 'p', 1.5, 7],
			[2, 'q', 2.5, 7],
		]);
		assert.throws(() => db.bulkWrite('t', { name: ['p'], score: [] }), /same length/);
	});

	it('takes any iterable, and reads it once', () => {
		let read = 0;
		function* rows() {
			for (const row of names(3000)) {
				read++;
				yield row;
			}
		}
		assert.equal(db.bulkWrite('t', rows()).inserted, 3000);
		assert.equal(read, 3000);
	});

	it('tells of every batch', () => {
		const told: BulkProgress[] = [];
		db.bulkWrite('t', names(25), { batchSize: 10, onProgress: progress => told.push(progress) });
		assert.deepEqual(told, [
			{ rows: 10, batches: 1, total: 25 },
			{ rows: 20, batches: 2, total: 25 },
			{ rows: 25, batches: 3, total: 25 },
		]);
	});

	it('writes nothing when it is cancelled, when a row is refused, or when the rows end in an error', () => {
		db.bulkWrite('t', names(1));
		const interrupted = { code: 'SQLITE_INTERRUPT' };
		const cancel = { batchSize: 10, onProgress: ({ batches }: BulkProgress) => batches < 2 };
		assert.throws(() => db.bulkWrite('t', names(25), cancel), interrupted);
		const controller = new AbortController();
		const onProgress = () => controller.abort();
		const { signal } = controller;
		assert.throws(
			() => db.bulkWrite('t', names(25), { batchSize: 5, onProgress, signal }),
			interrupted,
		);
		assert.throws(() => db.bulkWrite('t', [...names(5000), { name: null }]), {
			code: 'SQLITE_CONSTRAINT_NOTNULL',
			message: 'NOT NULL constraint failed: t.name',
		});
		function* broken() {
			yield* names(5000);
			throw new Error('the source is broken');
		}
		assert.throws(() => db.bulkWrite('t', broken()), /the source is broken/);
		assert.equal(all().length, 1);
		assert.equal(db.inTransaction, false);
	});

	it('replaces all rows, or keeps the old ones when the new ones are refused', () => {
		db.bulkWrite('t', names(5));
		assert.throws(() => db.bulkWrite('t', [{ name: null }], { mode: 'replace' }));
		assert.equal(all().length, 5);
		const { inserted, deleted } = db.bulkWrite('t', [{ id: 3, name: 'only' }], { mode: 'replace' });
		assert.deepEqual({ inserted, deleted }, { inserted: 1, deleted: 5 });
		assert.deepEqual(all(), [[3, 'only', null, 7]]);
	});

	it('tells listeners of every row, and of none when it fails', () => {
		const told: unknown[] = [];
		db.onDataChange(({ type, key, newRow }) => told.push([type, key, newRow]));
		db.bulkWrite('t', [...names(9), { id: 20, name: 'x', score: 2 }]);
		assert.equal(told.length, 10);
		assert.deepEqual(told[9], ['insert', [20], [20, 'x', 2, 7]]);
		assert.throws(() => db.bulkWrite('t', [...names(20), { name: null }]));
		assert.equal(told.length, 10);
	});

	it('is part of the transaction that is open', () => {
		db.exec('begin');
		db.bulkWrite('t', names(10));
		assert.throws(() => db.bulkWrite('t', [{ name: null }], { mode: 'replace' }));
		assert.equal(all().length, 10);
		db.exec('rollback');
		assert.equal(all().length, 0);
	});

	it('refuses columns and tables that there are not', () => {
		assert.throws(() => db.bulkWrite('t', [{ foo: 1 }]), /table t has no column named foo/);
		assert.throws(() => db.bulkWrite('u', [{ foo: 1 }]), /no such table: u/);
	});
});
