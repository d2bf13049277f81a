/**
 * Reading rows of a table in memory against reading the same rows from a file: CSV, JSON lines, a saved database.
 * Run: node --import=tsx bench/memoryAndFile.ts [rows]
 */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Database } from '../src/engine/index.js';

const rowCount = Number(process.argv[2] ?? 200_000);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'strata-'));
const file = (name: string) => path.join(folder, name);

const db = new Database().exec('create table t(id integer primary key, a integer, b real, c text)');
const insert = db.prepare('insert into t values (?, ?, ?, ?)');
const lines: string[] = [];
const csv: string[] = [];
db.exec('begin');
for (let id = 0; id < rowCount; id++) {
	const row = [id, id % 1000, id / 8, `text ${id % 50}`];
	insert.run(...row);
	lines.push(JSON.stringify(row));
	csv.push(row.join(','));
}
db.exec('commit');
fs.writeFileSync(file('rows.json'), lines.join('\n'));
fs.writeFileSync(file('rows.csv'), csv.join('\n'));
fs.writeFileSync(file('rows.db'), db.serialize());

const query = 'select sum(a), max(b), count(distinct c) from t where a < 500';
const statement = db.prepare(query).raw();

/** The same sums of rows from a text file. */
function sums(rows: Iterable<readonly (string | number)[]>): unknown[] {
	let sum = 0;
	let maximum = -Infinity;
	const texts = new Set<string>();
	for (const [, a, b, c] of rows) {
		if (Number(a) >= 500) continue;
		sum += Number(a);
		maximum = Math.max(maximum, Number(b));
		texts.add(c as string);
	}
	return [sum, maximum, texts.size];
}

const read = (name: string) => fs.readFileSync(file(name), 'utf8').split('\n');
const ways: Readonly<Record<string, () => unknown>> = {
	'table in memory': () => statement.get(),
	'CSV file': () => sums(read('rows.csv').map(line => line.split(','))),
	'JSON lines': () => sums(read('rows.json').map(line => JSON.parse(line) as (string | number)[])),
	'saved database': () => new Database(fs.readFileSync(file('rows.db'))).prepare(query).raw().get(),
};

const times = new Map<string, number>();
for (let round = 0; round < 5; round++) {
	for (const [name, way] of Object.entries(ways)) {
		const started = performance.now();
		const result = JSON.stringify(way());
		const elapsed = performance.now() - started;
		if (result !== JSON.stringify(statement.get())) throw new Error(`${name}: ${result}`);
		times.set(name, Math.min(elapsed, times.get(name) ?? Infinity));
	}
}
fs.rmSync(folder, { recursive: true });
console.log(`${rowCount} rows, best of 5`);
for (const [name, time] of times) console.log(`${time.toFixed(2).padStart(9)} ms  ${name}`);
const [memory = 0, ...files] = times.values();
console.log(
	`memory is ${(Math.min(...files) / memory).toFixed(1)} times as fast as the fastest file`,
);
