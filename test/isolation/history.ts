// Random histories of several connections, and the dependencies between their transactions as they can be told from
// what was read: every value is appended to the list of a key, so a list that was read says who wrote before and who after.
import { Database } from '../../src/library/index.js';
import type { Connection } from '../../src/library/index.js';
import type { Level } from './sessions.js';

interface Transaction {
	readonly id: number;
	readonly session: number;
	/** Lists as read, without what the transaction itself had appended. */
	readonly reads: { readonly key: number; readonly items: readonly number[] }[];
	outcome: 'open' | 'committed' | 'rolledBack' | 'refused';
}

export interface History {
	readonly transactions: readonly Transaction[];
	/** By key: the values in the order in which they were appended. A value is its transaction's id * 100 + a number. */
	readonly lists: ReadonlyMap<number, readonly number[]>;
}

export type Random = (below: number) => number;

const keys = 4;
const sessionCount = 3;

/** Each session runs one transaction after the other; which of them moves next is random. */
export function runHistory(level: Level, random: Random, steps: number): History {
	const db = new Database().exec(
		'create table list(key integer primary key, bucket integer, items text); create index byBucket on list(bucket)',
	);
	const sessions = Array.from({ length: sessionCount }, () => db.connect());
	for (const session of sessions) session.pragma(`isolation = '${level}'`);
	const transactions: Transaction[] = [];
	const open: (Transaction | undefined)[] = sessions.map(() => undefined);
	let values = 0;
	const step = (index: number, isLast: boolean): void => {
		const session = sessions[index] as Connection;
		const current = open[index];
		if (!current) {
			if (isLast) return;
			const begun: Transaction = {
				id: transactions.length + 1,
				session: index,
				reads: [],
				outcome: 'open',
			};
			transactions.push(begun);
			open[index] = begun;
			session.exec('begin');
			return;
		}
		try {
			const choice = isLast ? 9 : random(12);
			if (choice < 4) read(session, current, random);
			else if (choice < 8) append(session, random(keys), current.id * 100 + (values++ % 100));
			else if (choice < 11) end(session, current, 'commit');
			else end(session, current, 'rollback');
		} catch (error) {
			if ((error as { code?: string }).code !== 'SQLITE_BUSY_SNAPSHOT') throw error;
			session.exec('rollback');
			current.outcome = 'refused';
		}
		if (current.outcome !== 'open') open[index] = undefined;
	};
	for (let count = 0; count < steps; count++) step(random(sessionCount), false);
	for (let index = 0; index < sessionCount; index++) step(index, true);
	const lists = new Map(
		db
			.prepare('select key, items from list')
			.raw()
			.all()
			.map(row => row as [number, string])
			.map(([key, items]) => [key, parse(items)]),
	);
	db.close();
	return { transactions, lists };
}

function end(session: Connection, transaction: Transaction, how: 'commit' | 'rollback'): void {
	session.exec(how);
	transaction.outcome = how === 'commit' ? 'committed' : 'rolledBack';
}

function append(session: Connection, key: number, value: number): void {
	session
		.prepare(
			`insert into list values (:key, :key % 2, :value)
				on conflict do update set items = items || ' ' || :value`,
		)
		.run({ key, value: String(value) });
}

/** One key, a range of keys, a search in the index, or all; keys without a row have been read as empty lists. */
function read(session: Connection, transaction: Transaction, random: Random): void {
	const from = random(keys);
	const to = Math.min(keys - 1, from + random(2));
	const forms = [
		[`key = ${from}`, (key: number) => key === from],
		[`key between ${from} and ${to}`, (key: number) => key >= from && key <= to],
		[`bucket = ${from % 2}`, (key: number) => key % 2 === from % 2],
		['true', () => true],
	] as const;
	const [condition, isRead] = forms[random(forms.length)] as (typeof forms)[number];
	const found = new Map(
		session
			.prepare(`select key, items from list where ${condition}`)
			.raw()
			.all()
			.map(row => row as [number, string])
			.map(([key, items]) => [key, parse(items)]),
	);
	for (let key = 0; key < keys; key++) {
		if (!isRead(key)) continue;
		const items = (found.get(key) ?? []).filter(value => writerOf(value) !== transaction.id);
		transaction.reads.push({ key, items });
	}
}

function parse(items: string): number[] {
	return items.split(' ').map(Number);
}

export function writerOf(value: number): number {
	return Math.floor(value / 100);
}
