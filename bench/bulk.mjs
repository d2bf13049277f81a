/**
 * `node bench/bulk.mjs`, after `npm run build`: rows a second of bulkWrite() against prepared INSERTs in one transaction, here
 * and in better-sqlite3 (when it is installed in bench/). BENCH_ROWS (200,000) rows into tables of several shapes; the
 * best of BENCH_ROUNDS (3).
 */

import { createRequire } from 'node:module';
import { Database } from '../dist/library.mjs';

const require = createRequire(import.meta.url);
const count = Number(process.env.BENCH_ROWS ?? 200_000);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const only = process.argv[2];

function betterSqlite() {
	try {
		return require(process.env.BETTER_SQLITE3 ?? 'better-sqlite3');
	} catch {
		return undefined;
	}
}

const cities = ['Bern', 'Basel', 'Genf', 'Lugano', 'Chur', 'Sion', 'Thun', 'Biel'];
let seed = 1;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const rows = Array.from({ length: count }, (_, index) => ({
	id: index + 1,
	email: `person${Math.floor(random() * 1e9)}.${index}@example.com`,
	city: cities[index % cities.length],
	amount: Math.round(random() * 1e6) / 100,
	quantity: Math.floor(random() * 1000),
}));

const columns = '(id integer primary key, email text, city text, amount real, quantity int)';
const shapes = {
	'given keys': [`create table t${columns}`],
	'given rowids': ['create table t(id integer primary key, email, city, amount, quantity)'],
	'no keys': [`create table t(email text, city text, amount real, quantity int)`],
	'one index': [`create table t${columns}`, 'create index byCity on t(city)'],
	'unique and two indexes': [
		`create table t(id integer primary key, email text unique, city text, amount real, quantity int)`,
		'create index byCity on t(city)',
		'create index byAmount on t(amount)',
	],
	'not null, check, default': [
		`create table t(id integer primary key, email text not null, city text not null default 'Bern',
			amount real check (amount >= 0), quantity int not null check (quantity between 0 and 1000))`,
	],
	'strict, generated': [
		`create table t(id integer primary key, email text, city text, amount real, quantity int,
			total real as (amount * quantity) stored) strict`,
	],
	'foreign key': [
		'create table city(name text primary key)',
		`insert into city values ${cities.map(name => `('${name}')`).join(', ')}`,
		`create table t(id integer primary key, email text, city text references city, amount real, quantity int)`,
	],
	'without rowid': [`create table t${columns} without rowid`],
};

/** On a machine that is busy otherwise, BENCH_CLOCK=cpu counts what this process has used. */
function clock() {
	if (process.env.BENCH_CLOCK !== 'cpu') return performance.now();
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

function best(prepare, task) {
	let fastest = Infinity;
	for (let round = 0; round < rounds; round++) {
		const given = prepare();
		globalThis.gc?.();
		const start = clock();
		task(given);
		fastest = Math.min(fastest, clock() - start);
		given.close();
	}
	return fastest;
}

function opened(Class, statements) {
	const db = new Class(':memory:');
	for (const statement of statements) db.exec(statement);
	return db;
}

function insertAll(db, names) {
	const insert = db.prepare(
		`insert into t(${names.join(', ')}) values (${names.map(() => '?').join(', ')})`,
	);
	db.exec('begin');
	for (const row of arraysOf(names)) insert.run(row);
	db.exec('commit');
}

function insertObjects(db, names, objects) {
	const insert = db.prepare(
		`insert into t(${names.join(', ')}) values (${names.map(name => '@' + name).join(', ')})`,
	);
	db.exec('begin');
	for (const row of objects) insert.run(row);
	db.exec('commit');
}

const withoutKey = ({ email, city, amount, quantity }) => ({ email, city, amount, quantity });

const arrays = new Map();
function arraysOf(names) {
	const key = names.join();
	if (!arrays.has(key)) {
		arrays.set(
			key,
			rows.map(row => names.map(name => row[name])),
		);
	}
	return arrays.get(key);
}

const Better = betterSqlite();
/** Beside prepared INSERTs of arrays; `named`: and of the same objects. */
const shown = (label, milliseconds, base, named) => {
	const perSecond = Math.round((count / milliseconds) * 1000).toLocaleString('en');
	const times = other => `  ${(other / milliseconds).toFixed(1)}x`;
	const ratio = (base ? times(base) : '') + (named ? `,${times(named)} named` : '');
	console.log(`  ${label.padEnd(34)}${perSecond.padStart(12)} rows/s${ratio}`);
};

for (const [shape, statements] of Object.entries(shapes)) {
	if (only && !shape.includes(only)) continue;
	const names = Object.keys(rows[0]).filter(name => name !== 'id' || shape !== 'no keys');
	const objects = shape === 'no keys' ? rows.map(withoutKey) : rows;
	const byColumn = Object.fromEntries(names.map(name => [name, rows.map(row => row[name])]));
	console.log(`${shape}, ${count.toLocaleString('en')} rows of ${names.length} columns`);
	const start = () => opened(Database, statements);
	const prepared = best(start, db => insertAll(db, names));
	shown('prepared INSERT', prepared);
	const named = best(start, db => insertObjects(db, names, objects));
	shown('prepared INSERT, named', named, prepared);
	if (Better) {
		const native = best(
			() => opened(Better, statements),
			db => insertAll(db, names),
		);
		shown('prepared INSERT of better-sqlite3', native, prepared);
	}
	shown(
		'bulkWrite, objects',
		best(start, db => db.bulkWrite('t', objects)),
		prepared,
		named,
	);
	shown(
		'bulkWrite, arrays',
		best(start, db => db.bulkWrite('t', arraysOf(names), { columns: names })),
		prepared,
	);
	shown(
		'bulkWrite, columns',
		best(start, db => db.bulkWrite('t', byColumn)),
		prepared,
	);
}
