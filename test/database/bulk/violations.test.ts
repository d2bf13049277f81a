/** Rows that bulkWrite refuses are told together. */

import assert from 'node:assert/strict';
import { BulkError, Database } from '../../../src/engine/index.js';
import type { BulkOptions, BulkRows } from '../../../src/engine/index.js';

function refused(db: Database, rows: BulkRows, options?: BulkOptions): BulkError {
	try {
		db.bulkWrite('t', rows, options);
	} catch (error) {
		assert(error instanceof BulkError, String(error));
		return error;
	}
	return assert.fail('nothing was refused');
}

describe('violations of a bulk write', () => {
	let db: Database;
	const row = (id: number, given: object = {}) => ({ id, a: `a${id}`, b: id, c: 1, ...given });

	beforeEach(() => {
		db = new Database();
		db.exec(`create table p(id integer primary key);
			insert into p values (1);
			create table t(id integer primary key, a text not null unique, b int check (b < 100), c references p)`);
	});

	const rows = () => [
		...Array.from({ length: 20 }, (_, id) => row(id)),
		row(20, { a: null }),
		row(21, { b: 100 }),
		row(22, { c: 2 }),
		row(23, { a: 'a3' }),
		row(5, { a: 'other' }),
		row(25),
	];
	const expected = [
		[20, 'NOT NULL constraint failed: t.a'],
		[21, 'CHECK constraint failed: b < 100'],
		[23, 'UNIQUE constraint failed: t.a'],
		[24, 'UNIQUE constraint failed: t.id'],
	];

	it('are those of all rows and constraints, in the order of the rows', () => {
		const error = refused(db, rows());
		assert.equal(error.message, 'NOT NULL constraint failed: t.a');
		assert.equal(error.code, 'SQLITE_CONSTRAINT_NOTNULL');
		assert.match(error.hint ?? '', /^nothing was written; row 21: NOT NULL .*; row 22: CHECK/);
		const told = error.violations.map(violation => [violation.row, violation.message]);
		assert.deepEqual(told, [
			...expected.slice(0, 2),
			[22, 'FOREIGN KEY constraint failed'],
			...expected.slice(2),
		]);
		assert.equal(db.prepare('select count(*) from t').pluck().get(), 0);
	});

	it('are the same row by row', () => {
		db.exec('drop table p; pragma foreign_keys = off');
		db.exec("create table other(x); create index partial on t(a) where a > 'x'");
		db.function('known', (value: unknown) => value);
		db.exec('drop table t');
		db.exec(
			'create table t(id integer primary key, a text not null unique, b int constraint "b < 100" check (known(b) < 100), c)',
		);
		const told = refused(db, rows()).violations.map(({ row: at, message }) => [at, message]);
		assert.deepEqual(told, expected);
	});

	it('of a table WITHOUT ROWID, with rows that are there already', () => {
		db.exec('drop table t; create table t(k text primary key, v) without rowid');
		db.exec("insert into t values ('k3', 1)");
		const given = Array.from({ length: 10 }, (_, number) => ({ k: `k${number % 8}`, v: number }));
		const told = refused(db, given).violations.map(({ row: at, code }) => [at, code]);
		assert.deepEqual(told, [
			[3, 'SQLITE_CONSTRAINT_PRIMARYKEY'],
			[8, 'SQLITE_CONSTRAINT_PRIMARYKEY'],
			[9, 'SQLITE_CONSTRAINT_PRIMARYKEY'],
		]);
	});

	it('are at most a thousand', () => {
		const error = refused(
			db,
			Array.from({ length: 5000 }, (_, id) => row(id, { a: null })),
		);
		assert.equal(error.violations.length, 1000);
		assert.match(error.hint ?? '', /and at least 995 more/);
	});
});
