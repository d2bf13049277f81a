// `await db.transaction(async tx => ...)`: alone, one after the other, with other writers, and ended by mistakes.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { inRoot } from '../../scripts/paths.mjs';
import { Database, defineTable } from '../../src/library/index.js';
import type { Transaction } from '../../src/library/index.js';

const pause = () => new Promise(resolve => setTimeout(resolve, 1));

function accounts() {
	const db = new Database();
	const Account = defineTable(
		'account',
		{ name: { type: 'text', primaryKey: true }, money: 'int' },
		{ db },
	);
	Account.insertMany([
		{ name: 'a', money: 100 },
		{ name: 'b', money: 100 },
	]);
	const move = async (amount: number) => {
		Account.update({ where: { name: 'a' } }, row => ({ money: row.money - amount }));
		await pause();
		Account.update({ where: { name: 'b' } }, row => ({ money: row.money + amount }));
	};
	const money = () => Account.select().map(row => row.money);
	return { db, Account, move, money };
}

describe('transactions that wait', () => {
	it('are not seen from outside before they commit', async () => {
		const { db, move, money } = accounts();
		const done = db.transaction(async () => {
			await move(10);
			assert.deepEqual(money(), [90, 110]);
			await pause();
		});
		const running = done.then(() => 'done');
		await pause();
		const seen = money();
		assert.equal(await running, 'done');
		assert.deepEqual(seen, [100, 100]);
		assert.deepEqual(money(), [90, 110]);
	});

	it('run one after the other, however many are begun at once', async () => {
		const { db, move, money } = accounts();
		const all = [1, 2, 3, 4, 5].map(amount => db.transaction(async () => move(amount)));
		const failing = db.transaction(async () => {
			await move(50);
			throw new Error('no');
		});
		await Promise.all([...all, assert.rejects(failing, { message: 'no' })]);
		assert.deepEqual(money(), [85, 115]);
	});

	it('begin when they are waited for, once', async () => {
		const { db, Account } = accounts();
		let runs = 0;
		const promise = db.transaction(async tx => {
			runs++;
			tx.exec(`insert into account values ('c', 1)`);
			return pause();
		});
		await pause();
		assert.equal(runs, 0);
		assert.ok(promise instanceof Promise);
		await promise;
		await promise;
		assert.equal(runs, 1);
		assert.equal(Account.count(), 3);
	});

	it('take a function that is not async too', async () => {
		const { db, Account } = accounts();
		const count = await db.transaction((tx: Transaction) => {
			tx.prepare('insert into account values (?, ?)').run('c', 1);
			return Promise.resolve(Account.count());
		});
		assert.equal(count, 3);
		// To the compiler it is better-sqlite3's function.
		const other: unknown = db.transaction(() => Account.count());
		assert.equal(await (other as Promise<number>), 3);
	});

	it('leave better-sqlite3’s functions what they are', () => {
		const { db, Account } = accounts();
		const add = db.transaction((name: string) => Account.insert({ name, money: 0 }).name);
		assert.deepEqual(Object.keys(add), ['database']);
		assert.equal(add.immediate('c'), 'c');
		const made = db.transaction(() => db.transaction((name: string) => add(`${name}!`)))();
		assert.equal(made('d'), 'd!');
		assert.equal(Account.count(), 4);
		assert.throws(() => db.transaction((): unknown => Promise.resolve(1))(), {
			message: 'Transaction function cannot return a promise',
		});
	});

	it('fail when others have changed the same rows, or are run again', async () => {
		const { db, Account, money } = accounts();
		let reads = 0;
		let goOn = (): void => undefined;
		const add = async () => {
			const [before = 0] = money();
			if (reads++ === 0) await new Promise<void>(resolve => (goOn = resolve));
			Account.update({ where: { name: 'a' } }, { money: before + 1 });
		};
		const meanwhile = async (amount: number) => {
			while (reads === 0) await pause();
			db.exec(`update account set money = ${amount} where name = 'a'`);
			goOn();
		};
		const once = db.transaction(add);
		await Promise.all([assert.rejects(once, { code: 'SQLITE_BUSY_SNAPSHOT' }), meanwhile(500)]);
		assert.deepEqual(money(), [500, 100]);
		reads = 0;
		await Promise.all([db.transaction(add, { retries: 2 }), meanwhile(600)]);
		assert.deepEqual(money(), [601, 100]);
		assert.equal(reads, 2);
	});

	it('have savepoints, undone alone, wherever they are begun', async () => {
		const { db, Account } = accounts();
		const add = (name: string) => Account.insert({ name, money: 0 });
		await db.transaction(async tx => {
			add('c');
			const parallel = [
				tx.transaction(async inner => {
					add('d');
					await inner.transaction(async () => {
						add('e');
						return pause();
					});
					await assert.rejects(
						// The outer one is called; the inner one is meant.
						tx.transaction(async () => {
							add('f');
							await pause();
							throw new Error('undone');
						}),
					);
				}),
				tx.transaction(async () => {
					add('g');
					await pause();
					throw new Error('undone');
				}),
			];
			const ends = await Promise.allSettled(parallel);
			assert.deepEqual(
				ends.map(({ status }) => status),
				['fulfilled', 'rejected'],
			);
			const addAll = db.transaction((names: readonly string[]) => names.forEach(add));
			addAll(['h']);
			assert.throws(() => addAll(['i', 'h']), /UNIQUE/);
		});
		assert.deepEqual(
			Account.select().map(({ name }) => name),
			['a', 'b', 'c', 'd', 'e', 'h'],
		);
	});

	it('cannot be used when they have ended', async () => {
		const { db, Account } = accounts();
		let kept: Transaction | undefined;
		await db.transaction(async tx => {
			kept = tx;
			Account.in(tx).insert({ name: 'c', money: 1 });
			return Promise.resolve();
		});
		assert.throws(() => kept?.exec('select 1'), {
			code: 'SQLITE_MISUSE',
			message: 'the transaction has ended',
		});
		assert.equal(kept?.isOpen, false);
		assert.equal(Account.count(), 3);
	});

	it('leave the database usable when the function throws at once or ends the transaction itself', async () => {
		const { db, Account } = accounts();
		await assert.rejects(
			db.transaction(async () => {
				Account.insert({ name: 'c', money: 1 });
				await Promise.reject(new TypeError('at once'));
			}),
			TypeError,
		);
		await db.transaction(async tx => {
			tx.exec(`insert into account values ('d', 1); rollback`);
			return Promise.resolve();
		});
		assert.equal(Account.count(), 2);
		assert.equal(db.inTransaction, false);
	});

	it('are of one database: models of another are not in them', async () => {
		const { db, Account } = accounts();
		const other = accounts();
		await assert.rejects(
			db.transaction(async () => {
				Account.insert({ name: 'c', money: 1 });
				other.Account.insert({ name: 'c', money: 1 });
				return Promise.reject(new Error('no'));
			}),
		);
		assert.deepEqual([Account.count(), other.Account.count()], [2, 3]);
	});

	it('work where chains of calls cannot be told apart, as in browsers', () => {
		const program = `
			process.getBuiltinModule = undefined;
			const { Database, defineTable } = await import('${pathToFileURL(inRoot('src/library/index.ts')).href}');
			const pause = () => new Promise(resolve => setTimeout(resolve, 1));
			const db = new Database();
			const T = defineTable('t', { name: { type: 'text', primaryKey: true } }, { db });
			const add = name => T.insert({ name });
			const one = db.transaction(async tx => {
				add('a');
				await pause();
				add('b');
				await tx.transaction(async () => { await pause(); add('c'); throw new Error('no'); }).catch(() => 0);
				await tx.transaction(async () => { await pause(); add('d'); });
			});
			const two = db.transaction(async () => { await pause(); add('e'); throw new Error('undone'); });
			const three = db.transaction(async () => { db.transaction(() => add('f'))(); await pause(); add('g'); });
			const other = new Database();
			const U = defineTable('u', { name: 'text' }, { db: other });
			const four = other.transaction(async () => { await pause(); U.insert({ name: 'x' }); });
			const ends = await Promise.allSettled([one, two, three, four]);
			console.log(ends.map(end => end.status[0]).join(''), T.select().map(row => row.name).join(''), U.count());
		`;
		const args = ['--import', 'tsx', '--input-type', 'module', '-e', program];
		const { stdout, stderr } = spawnSync(process.execPath, args, {
			cwd: inRoot('.'),
			encoding: 'utf8',
		});
		assert.equal(stdout, 'frff abdfg 1\n', stderr);
	});
});
