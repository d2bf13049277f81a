// What is too large or too deep is refused in SQLite's words, and the connection goes on.
import assert from 'node:assert/strict';
import { Database } from '../../src/library/index.js';

const list = (count: number, item: (number: number) => string, between = ', ') =>
	Array.from({ length: count }, (_, number) => item(number)).join(between);

describe('database: limits', () => {
	const database = new Database().exec('create table users(a)');
	const fails = (sql: string, error: object) => {
		assert.throws(() => database.exec(sql), error);
		assert.equal(database.prepare('select 1').pluck().get(), 1);
	};

	it('of terms, columns and tables', () => {
		fails(
			list(501, () => 'select 1', ' union all '),
			{ message: 'too many terms in compound SELECT' },
		);
		assert.equal(database.prepare(list(500, () => 'select 1', ' union ')).all().length, 1);
		assert.equal(database.prepare(`values ${list(2000, n => `(${n})`)}`).all().length, 2000);
		fails(`select ${list(2001, String)}`, { message: 'too many columns in result set' });
		assert.equal(
			Object.keys(database.prepare(`select ${list(2000, String)}`).get() ?? {}).length,
			2000,
		);
		fails(`create table wide(${list(2001, n => `c${n}`)})`, {
			message: 'too many columns on wide',
		});
		const wide = new Database().exec(`create table wide(${list(2000, n => `c${n}`)})`);
		assert.throws(() => wide.exec('alter table wide add column other'), {
			message: 'too many columns on sqlite_altertab_wide',
		});
		fails(`insert into users values (${list(2001, String)})`, {
			message: 'table users has 1 columns but 2001 values were supplied',
		});
		fails(`insert into users(a) values (${list(2001, String)})`, {
			message: '2001 values for 1 columns',
		});
		fails(`select 1 from ${list(65, n => `users a${n}`)}`, {
			message: 'at most 64 tables in a join',
		});
	});

	it('of depth', () => {
		for (const sql of [
			`select ${'('.repeat(100_000)}1${')'.repeat(100_000)}`,
			`select 1${'+1'.repeat(100_000)}`,
			`select ${'(select '.repeat(20_000)}1${')'.repeat(20_000)}`,
		]) {
			fails(sql, { message: 'Expression tree is too large (maximum depth 1000)' });
		}
		const chain = list(5000, n => `c${n} as (select ${n === 0 ? '1' : `* from c${n - 1}`})`);
		fails(`with ${chain} select * from c4999`, {
			message: 'VIEWs and/or subqueries nested too deep',
		});
	});

	it('of length', () => {
		for (const sql of [
			'select hex(zeroblob(600000000))',
			'select zeroblob(2000000000)',
			"select printf('%2000000000d', 1)",
			"select replace(hex(zeroblob(100000)), '0', hex(zeroblob(100000)))",
		]) {
			fails(sql, { code: 'SQLITE_TOOBIG', message: 'string or blob too big' });
		}
	});

	it('of a result kept for paging', () => {
		const statement = database.prepare(
			'select * from generate_series(1, 1000) a, generate_series(1, 1000) b, generate_series(1, 1000)',
		);
		assert.throws(() => statement.openResult(), { code: 'SQLITE_NOMEM' });
	});

	it('of a name: a near one is proposed', () => {
		fails('drop table usrs', { message: 'no such table: usrs', hint: 'did you mean "users"?' });
	});
});
