// The types of the public API: what must compile does, and each line marked as an error must be one.
/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters, @typescript-eslint/no-unused-vars -- types are what is tested */
import assert from 'node:assert/strict';
import { Database } from '../../src/library/index.js';
import type { Statement, TransactionFunction } from '../../src/library/index.js';

interface User {
	readonly id: number;
	readonly name: string;
}

type Same<A, B> =
	(<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function same<A, B>(isSame: Same<A, B>): void {
	assert.equal(isSame, true);
}

describe('types of the public API', () => {
	const database: Database = Database(':memory:');
	database.exec(
		"CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO users VALUES (1, 'Ada')",
	);

	it('statements know their parameters and rows', () => {
		const byId = database.prepare<[id: number], User>('SELECT * FROM users WHERE id = ?');
		const user = byId.get(1);
		same<typeof user, User | undefined>(true);
		assert.equal(user?.name, 'Ada');
		const all: User[] = byId.all(1);
		for (const { name } of byId.iterate(1)) same<typeof name, string>(true);
		assert.equal(all.length, 1);
		const byName = database.prepare<{ name: string }, User>(
			'SELECT * FROM users WHERE name = :name',
		);
		same<typeof byName, Statement<[{ name: string }], User>>(true);
		assert.equal(byName.get({ name: 'Ada' })?.id, 1);
		assert.throws(() => {
			// @ts-expect-error -- a number is wanted
			byId.get('1', 2);
		});
		assert.throws(() => {
			// @ts-expect-error -- the name is missing
			byName.get({});
		});
	});

	it('without types parameters are free and rows unknown', () => {
		const statement = database.prepare('SELECT ? AS a');
		const row = statement.get(1);
		same<typeof row, unknown>(true);
		const { changes, lastInsertRowid } = statement.run(1);
		same<typeof changes, number>(true);
		same<typeof lastInsertRowid, number | bigint>(true);
	});

	it('transaction functions keep their arguments and result', () => {
		const add = database.transaction((id: number, name: string) => `${id} ${name}`);
		same<typeof add, TransactionFunction<[id: number, name: string], string>>(true);
		assert.equal(add(1, 'a'), '1 a');
		assert.equal(add.immediate(2, 'b'), '2 b');
		// @ts-expect-error -- an argument is missing
		assert.equal(add.exclusive(3), '3 undefined');
	});

	it('functions and aggregates say the types of their arguments', () => {
		database.function('twice', (text: string) => text + text);
		database.function('plus', { deterministic: true }, (a: number, b: number) => a + b);
		database.aggregate('longest', {
			start: () => '',
			step: (longest, next: string) => (next.length > longest.length ? next : longest),
			result: longest => longest.toUpperCase(),
		});
		database.aggregate<string[]>('list', {
			start: () => [],
			step: (list, next: string) => void list.push(next),
			result: list => list.join(),
		});
		const sql = 'SELECT twice(name), plus(id, 1), longest(name), list(name) FROM users';
		assert.deepEqual(database.prepare(sql).raw().get(), ['AdaAda', 2, 'ADA', 'Ada']);
	});
});
