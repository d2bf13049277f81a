// What the killed program writes, and what has to be true of it at any moment.
import assert from 'node:assert/strict';
import type { Database } from '../../src/library/index.js';

export function prepare(db: Database): void {
	if (db.prepare('select count(*) from sqlite_schema').pluck().get() !== 0) return;
	db.exec(`begin;
		create table account(id integer primary key, balance int);
		insert into account select value, 1000 from generate_series(1, 10);
		create table event(n int, part int, text, primary key (n, part)) without rowid;
		create index event_part on event(part);
		create table progress(n int);
		insert into progress values (0);
		commit`);
}

/** 1 to 7. */
export function rowsOf(n: number): number {
	return 1 + ((n * 5) % 7);
}

/** The number of the last transaction. */
export function checkWhole(db: Database): number {
	assert.deepEqual(db.pragma('integrity_check', { simple: true }), 'ok');
	assert.equal(db.prepare('select sum(balance) from account').pluck().get(), 10_000);
	const n = db.prepare('select n from progress').pluck().get() as number;
	const counts = db.prepare('select n, count(*) from event group by n').raw().all() as [
		number,
		number,
	][];
	for (const [number, count] of counts) assert.equal(count, rowsOf(number), `rows of ${number}`);
	const numbers = counts.map(([number]) => number);
	const first = numbers[0] ?? n + 1;
	assert.deepEqual(
		numbers,
		Array.from({ length: n - first + 1 }, (_, at) => first + at),
		'no transaction is missing',
	);
	if (n < 50) assert.ok(n === 0 || first === 1);
	const extra = n - (n % 37);
	const tables = db
		.prepare(`select name from sqlite_schema where name like 'extra%'`)
		.pluck()
		.all();
	assert.deepEqual(tables, extra > 0 && n - extra < 5 ? [`extra${extra}`] : []);
	return n;
}
