/**
 * `node bench/persistence.mjs`, after `npm run build`: commits a second for each fsync policy, and in groups that wait for
 * one fsync; how long it takes to open a store whose log holds 100,000 transactions, and one that is in its files; export
 * and import. The folder stands in BENCH_FOLDER, else among temporary files.
 * BENCH_COMMITS (100,000) is the size of the second part.
 */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Database } from '../dist/library.mjs';

const base = fs.mkdtempSync(path.join(process.env.BENCH_FOLDER ?? os.tmpdir(), 'strata-bench-'));
const commits = Number(process.env.BENCH_COMMITS ?? 100_000);
const measured = 2000;

const row = index => [`name ${index}`, index * 1.5];
const perSecond = (count, milliseconds) => Math.round((count / milliseconds) * 1000);

function timed(task) {
	const start = performance.now();
	task();
	return performance.now() - start;
}

function newDatabase(name, fsync) {
	const db = fsync ? Database.open(base, { name, fsync, checkpointBytes: 0 }) : new Database();
	db.exec('create table t(id integer primary key, name text, value real)');
	return db;
}

try {
	for (const fsync of [undefined, 'off', 'normal', 'always']) {
		const db = newDatabase(`policy-${fsync}`, fsync);
		const insert = db.prepare('insert into t(name, value) values (?, ?)');
		const count = fsync === 'always' ? 300 : measured * 5;
		const single = timed(() => {
			for (let index = 0; index < count; index++) insert.run(row(index));
		});
		const bulk = timed(() => {
			db.transaction(() => {
				for (let index = 0; index < measured * 25; index++) insert.run(row(index));
			})();
		});
		const label = (fsync ? `fsync ${fsync}` : 'in memory').padEnd(14);
		const rows = perSecond(measured * 25, bulk);
		console.log(`${label} ${perSecond(count, single)} commits/s, ${rows} rows/s in one commit`);
		db.close();
	}

	const grouped = newDatabase('groups', 'normal');
	const insertGrouped = grouped.prepare('insert into t(name, value) values (?, ?)');
	const start = performance.now();
	for (let group = 0; group < 100; group++) {
		const waiting = Array.from({ length: 100 }, async (_, index) => {
			insertGrouped.run(row(index));
			await grouped.flush();
		});
		await Promise.all(waiting);
	}
	const rate = perSecond(10_000, performance.now() - start);
	console.log(`groups of 100  ${rate} commits/s, each on the disk when flush() settles`);
	grouped.close();

	const db = newDatabase('recovery', 'off');
	const insert = db.prepare('insert into t(name, value) values (?, ?)');
	for (let index = 0; index < commits; index++) insert.run(row(index));
	const store = path.join(base, 'recovery');
	const killed = path.join(base, 'killed');
	fs.cpSync(store, killed, { recursive: true, filter: file => path.basename(file) !== 'lock' });
	const { logBytes } = db.storeStatistics();
	let recovered;
	const replay = timed(() => (recovered = Database.open(killed)));
	console.log(
		`recovery       ${commits} transactions (${logBytes} bytes of log) in ${Math.round(replay)} ms`,
	);
	const fold = timed(() => recovered.checkpoint());
	recovered.close();
	const load = timed(() => (recovered = Database.open(killed)));
	const first = timed(() => recovered.prepare('select sum(value) from t').get());
	console.log(
		`checkpoint     ${Math.round(fold)} ms; opened from files in ${Math.round(load)} ms, ` +
			`first use of the table ${Math.round(first)} ms`,
	);
	for (const format of ['json', 'sql', 'sqlite']) {
		const copy = new Database();
		const from = performance.now();
		const exported = await recovered.export({ format });
		const between = performance.now();
		await copy.import(exported);
		const times = [between - from, performance.now() - between].map(time => Math.round(time));
		console.log(
			`export ${format.padEnd(7)} ${times[0]} ms, import ${times[1]} ms (${commits} rows)`,
		);
	}
	recovered.close();
	db.close();
} finally {
	fs.rmSync(base, { recursive: true, force: true });
}
