/** bulkWrite with the mode 'merge'. */

import assert from 'node:assert/strict';
import { Database } from '../../../src/engine/index.js';
import type { BulkOptions } from '../../../src/engine/index.js';

describe('bulkWrite, mode merge', () => {
	let db: Database;
	const merge: BulkOptions = { mode: 'merge' };

	beforeEach(() => {
		db = new Database();
		db.exec(`create table users(id integer primary key, name text collate nocase, score, note text default 'new');
			insert into users values (1, 'Alice', 85, 'a'), (2, 'Bob', 90, 'b')`);
	});

	const all = () => db.prepare('select * from users order by id').raw().all();

	it('updates what the rows give of those that are there, and inserts the others', () => {
		const rows = [
			{ id: 2, name: 'Bob Updated', score: 95 },
			{ id: 3, name: 'Charlie', score: 88 },
			{ id: 1, name: 'Alice', score: 85 },
		];
		const { inserted, updated, unchanged, rows: read } = db.bulkWrite('users', rows, merge);
		assert.deepEqual(
			{ inserted, updated, unchanged, read },
			{ inserted: 1, updated: 1, unchanged: 1, read: 3 },
		);
		assert.deepEqual(all(), [
			[1, 'Alice', 85, 'a'],
			[2, 'Bob Updated', 95, 'b'],
			[3, 'Charlie', 88, 'new'],
		]);
	});

	it('compares several keys together, by the collation and the type of their columns', () => {
		const keys = ['id', 'name'];
		db.bulkWrite('users', [{ id: '2', name: 'BOB', score: 1 }], { ...merge, keys });
		assert.deepEqual(all()[1], [2, 'Bob', 1, 'b']);
		db.exec('create table p(a, b, v)');
		db.bulkWrite(
			'p',
			[
				['x', 1, 'first'],
				['x', 2, 'second'],
				['x', 1, 'third'],
			],
			{ ...merge, keys: ['a', 'b'] },
		);
		assert.deepEqual(db.prepare('select * from p').raw().all(), [
			['x', 2, 'second'],
			['x', 1, 'third'],
		]);
	});

	it('takes the last of several rows with one key, in one batch or in several', () => {
		const rows = [
			{ id: 7, score: 1 },
			{ id: 7, score: 2 },
			{ id: 7, score: 3 },
		];
		for (const batchSize of [1, 2, 10]) {
			db.exec('delete from users where id = 7');
			db.bulkWrite('users', rows, { ...merge, batchSize });
			assert.equal(db.prepare('select score from users where id = 7').pluck().get(), 3);
		}
	});

	it('inserts rows whose key is NULL', () => {
		db.exec('create table n(k, v)');
		for (let time = 0; time < 2; time++) {
			db.bulkWrite(
				'n',
				[
					{ k: null, v: 1 },
					{ k: null, v: 2 },
				],
				{ ...merge, keys: ['k'] },
			);
		}
		assert.equal(db.prepare('select count(*) from n').pluck().get(), 4);
	});

	it('sees a difference of letters and of NULL, not of types that compare equal', () => {
		const { updated } = db.bulkWrite(
			'users',
			[
				{ id: 1, name: 'ALICE' },
				{ id: 2, name: null },
			],
			merge,
		);
		assert.equal(updated, 2);
		assert.deepEqual(all(), [
			[1, 'ALICE', 85, 'a'],
			[2, null, 90, 'b'],
		]);
	});

	it('tells which key is not in the rows', () => {
		assert.throws(() => db.bulkWrite('users', [{ name: 'x' }], { ...merge, keys: ['user_id'] }), {
			message: "Merge key 'user_id' not found in source data",
			hint: 'Available columns: name',
		});
		db.exec('create table k(a)');
		assert.throws(() => db.bulkWrite('k', [{ a: 1 }], merge), /no primary key/);
	});

	it('is all or nothing, over all batches', () => {
		db.exec('create unique index byScore on users(score)');
		const rows = Array.from({ length: 30 }, (_, id) => ({
			id: id + 2,
			score: id === 25 ? 85 : id + 100,
		}));
		assert.throws(() => db.bulkWrite('users', rows, { ...merge, batchSize: 10 }), {
			code: 'SQLITE_CONSTRAINT_UNIQUE',
		});
		assert.equal(all().length, 2);
		assert.equal(db.inTransaction, false);
	});

	it('merges many rows with many', () => {
		db.exec('create table big(k text, v int); create table empty(k text primary key, v int)');
		const rows = Array.from({ length: 20_000 }, (_, row) => ({ k: `key ${row}`, v: row }));
		db.bulkWrite('big', rows);
		const later = rows.slice(10_000).map(({ k, v }) => ({ k, v: v + 1 }));
		const more = Array.from({ length: 5000 }, (_, row) => ({ k: `new ${row}`, v: row }));
		const { inserted, updated } = db.bulkWrite('big', [...later, ...more], {
			...merge,
			keys: ['k'],
		});
		assert.deepEqual({ inserted, updated }, { inserted: 5000, updated: 10_000 });
		assert.equal(db.bulkWrite('empty', rows, merge).inserted, 20_000);
	});

	describe('by keys without an index', () => {
		const rows = Array.from({ length: 20_000 }, (_, row) => ({ k: `key ${row}`, v: row }));
		const later = rows.map(({ k, v }) => ({ k: v % 2 === 0 ? k : `new ${k}`, v: -v }));
		const keys = ['k'];

		it('costs about as much in small batches as in one', () => {
			const cost = (batchSize: number) => {
				let polls = 0;
				const counted = new Database({ shouldInterrupt: () => ++polls < 0 });
				counted.exec('create table big(k, v)');
				counted.bulkWrite('big', rows);
				polls = 0;
				const { batches } = counted.bulkWrite('big', later, { ...merge, keys, batchSize });
				assert.equal(batches, 20_000 / batchSize);
				return polls;
			};
			const one = cost(20_000);
			assert.ok(one > 20);
			assert.ok(cost(200) < 3 * one);
		});

		it('gives the same in batches of any size, with rows of one key in several of them', () => {
			const twice = [...later, ...rows.slice(0, 100).map(({ k }) => ({ k, v: 7 }))];
			const results = [300, 7000, 50_000].map(batchSize => {
				const own = new Database().exec('create table big(k, v, n default 5)');
				own.bulkWrite('big', rows.slice(0, 1000));
				own.bulkWrite('big', twice.values(), { ...merge, keys, batchSize, columns: ['k', 'v'] });
				return own.prepare('select * from big order by k').raw().all();
			});
			assert.equal(results[0]?.length, 20_500);
			assert.deepEqual(results[1], results[0]);
			assert.deepEqual(results[2], results[0]);
		});

		it('tells of each batch, and is nothing when one of them is the last wanted', () => {
			db.exec('create table big(k, v)');
			db.bulkWrite('big', rows);
			const told: number[] = [];
			const options = { ...merge, keys, batchSize: 4000 };
			db.bulkWrite('big', later.slice(0, 10_000), {
				...options,
				onProgress: ({ rows: done, total }) => told.push(done, total ?? 0),
			});
			assert.deepEqual(told, [4000, 10_000, 8000, 10_000, 10_000, 10_000]);
			const before = db.prepare('select * from big').raw().all();
			assert.throws(
				() => db.bulkWrite('big', rows, { ...options, onProgress: ({ batches }) => batches < 3 }),
				{ code: 'SQLITE_INTERRUPT' },
			);
			assert.deepEqual(db.prepare('select * from big').raw().all(), before);
		});
	});

	it('fires triggers and tells listeners', () => {
		db.exec(`create table log(what);
			create trigger u after update on users begin insert into log values ('update ' || new.id); end;
			create trigger i after insert on users begin insert into log values ('insert ' || new.id); end`);
		const told: string[] = [];
		db.onDataChange(({ type, tableName }) => told.push(`${type} ${tableName}`));
		db.bulkWrite(
			'users',
			[
				{ id: 2, score: 1 },
				{ id: 9, score: 2 },
			],
			merge,
		);
		assert.deepEqual(db.prepare('select what from log').pluck().all(), ['update 2', 'insert 9']);
		assert.deepEqual(told, ['update users', 'insert log', 'insert users', 'insert log']);
	});
});
