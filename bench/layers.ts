/**
 * What versions cost, at n and at 10 n: processor time per operation, and its slope (1: independent of n; 10: linear in it).
 * Run: node --expose-gc --import=tsx bench/layers.ts [n]
 * Small and large rounds alternate, the best of three counts; compare ratios, not milliseconds of different days.
 */

import { Database } from '../src/engine/index.js';
import type { Layer } from '../src/engine/index.js';
import { counters } from '../src/engine/storage/limits.js';

const n = Number(process.argv[2] ?? 10_000);
const collect = (globalThis as { gc?: () => void }).gc;

interface Task {
	readonly name: string;
	/** Operations at n. */
	readonly operations: number;
	readonly run: (operations: number) => { readonly elapsed: number; readonly note?: string };
}

function opened(rows: number): Database {
	const db = new Database().exec('create table t(id integer primary key, a integer, b text)');
	const sql = `insert into t with recursive n(x) as (select 1 union all select x + 1 from n where x < ${rows})
		select x, x % 100, 'text ' || (x % 50) from n where x <= ${rows}`;
	return rows > 0 ? db.exec(sql) : db;
}

function timed(work: () => void): number {
	collect?.();
	const started = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(started);
	return (user + system) / 1000;
}

const tasks: readonly Task[] = [
	{
		name: 'insert, committed one by one',
		operations: n,
		run(operations) {
			const insert = opened(0).prepare('insert into t(a, b) values (?, ?)');
			return {
				elapsed: timed(() => {
					for (let row = 0; row < operations; row++) insert.run(row, 'text');
				}),
			};
		},
	},
	{
		name: 'insert, in one transaction',
		operations: n,
		run(operations) {
			const db = opened(0);
			const insert = db.prepare('insert into t(a, b) values (?, ?)');
			return {
				elapsed: timed(() => {
					db.exec('begin');
					for (let row = 0; row < operations; row++) insert.run(row, 'text');
					db.exec('commit');
				}),
			};
		},
	},
	{
		name: 'savepoint, update, roll back, release',
		operations: n / 10,
		run(operations) {
			const db = opened(10_000);
			const statements = [
				'savepoint s',
				'update t set a = 0 where id = 77',
				'rollback to s',
				'release s',
			];
			const prepared = statements.map(sql => db.prepare(sql));
			db.exec('begin');
			return {
				elapsed: timed(() => {
					for (let cycle = 0; cycle < operations; cycle++) {
						for (const statement of prepared) statement.run();
					}
				}),
			};
		},
	},
	{
		name: 'update, every version kept',
		operations: n / 20,
		run(operations) {
			const db = opened(20_000);
			const update = db.prepare('update t set a = ? where id = ?');
			const layers: Layer[] = [];
			const before = counters.copiedNodes;
			const elapsed = timed(() => {
				for (let change = 0; change < operations; change++) {
					layers.push(db.snapshot());
					update.run(change, ((change * 7919) % 20_000) + 1);
				}
			});
			const copied = (counters.copiedNodes - before) / operations;
			const bytes = (db.memoryUsage().bytes - opened(20_000).memoryUsage().bytes) / operations;
			return { elapsed, note: `${copied.toFixed(2)} nodes, ${(bytes / 1024).toFixed(1)} KB each` };
		},
	},
	{
		name: 'scan of 20,000 rows after so many commits',
		operations: n,
		run(operations) {
			const db = opened(20_000);
			const update = db.prepare('update t set a = ? where id = ?');
			for (let change = 0; change < operations; change++) {
				const layer = db.snapshot();
				update.run(change, ((change * 7919) % 20_000) + 1);
				layer.release();
			}
			const sum = db.prepare('select sum(a) from t');
			sum.get();
			const scans = timed(() => {
				for (let scan = 0; scan < 200; scan++) sum.get();
			});
			return { elapsed: (scans / 200) * operations };
		},
	},
	{
		name: 'look-up by key',
		operations: n,
		run(operations) {
			const get = opened(operations).prepare('select a from t where id = ?');
			return {
				elapsed: timed(() => {
					for (let row = 0; row < operations; row++) get.get(((row * 7919) % operations) + 1);
				}),
			};
		},
	},
];

console.log(`n = ${n}; microseconds an operation at n, at 10 n, and their ratio`);
for (const { name, operations, run } of tasks) {
	let [small, large] = [Infinity, Infinity];
	let note: string | undefined;
	run(operations * 5); // until it is compiled
	for (let round = 0; round < 3; round++) {
		small = Math.min(small, run(operations).elapsed / operations);
		const result = run(operations * 10);
		large = Math.min(large, result.elapsed / (operations * 10));
		note = result.note;
	}
	const figures = [small * 1000, large * 1000].map(time => time.toFixed(3).padStart(9)).join(' ');
	console.log(`${figures}  x${(large / small).toFixed(2)}  ${name}${note ? `  (${note})` : ''}`);
}
