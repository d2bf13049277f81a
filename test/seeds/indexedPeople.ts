// What the tests of indexes share: a table of people, plans, and what a plan did.
import assert from 'node:assert/strict';
import { Database, SqlError } from '../../src/library/index.js';

export function rows(db: Database, sql: string, ...parameters: unknown[]): unknown[] {
	return db
		.prepare(sql)
		.raw()
		.all(...(parameters as []));
}

export function column(db: Database, sql: string, ...parameters: unknown[]): unknown[] {
	return db
		.prepare(sql)
		.pluck()
		.all(...(parameters as []));
}

export function plan(db: Database, sql: string, ...parameters: unknown[]): string {
	return rows(db, `explain query plan ${sql}`, ...parameters)
		.map(row => (row as string[])[3])
		.join('\n');
}

export function fails(db: Database, sql: string, code: string, message: string): void {
	assert.throws(
		() => db.exec(sql),
		(error: unknown) =>
			error instanceof SqlError && error.code === code && error.message === message,
		sql,
	);
}

export function isSound(db: Database): void {
	assert.deepEqual(column(db, 'pragma integrity_check'), ['ok']);
}

interface Analyzed {
	readonly operator: string;
	readonly detail: string;
	readonly rows: number;
	readonly fetches?: number;
	readonly children: readonly Analyzed[];
}

/** The index scan of a statement that was run, with what it did. */
export function indexScan(db: Database, sql: string): Analyzed {
	const [text] = column(db, `explain (format json, analyze) ${sql}`);
	let node = (JSON.parse(text as string) as { plan: Analyzed }).plan;
	while (node.operator !== 'indexScan') node = node.children[0] as Analyzed;
	return node;
}

const PEOPLE = `
	create table person(id integer primary key, name text, city text, age int, note text);
	create index byCity on person(city, age);
	create index byName on person(name collate nocase);
`;

const CITIES = ['Bern', 'Basel', 'Genf', 'Zug'];

/** 1,000 people in four cities. */
export function withPeople(extra = ''): Database {
	const db = new Database().exec(PEOPLE + extra);
	db.transaction(() => {
		const insert = db.prepare('insert into person(name, city, age, note) values (?, ?, ?, ?)');
		for (let at = 0; at < 1000; at++) {
			const name = `${at % 2 ? 'ann' : 'Bob'}${at}`;
			insert.run(name, CITIES[at % 4] ?? null, at % 90, `note ${at}`);
		}
	})();
	return db;
}
