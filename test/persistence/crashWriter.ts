/**
 * The program that crash.test.ts kills: writes transactions until then, and says of each that has been committed that it
 * has. Arguments: folder, sync policy, seed.
 *
 * Transaction n moves money between accounts, writes n to `progress` and rowsOf(n) rows to `event`.
 */
import fs from 'node:fs';
import { Database } from '../../src/library/index.js';
import type { SyncPolicy } from '../../src/library/index.js';
import { prepare, rowsOf } from './crashScript.js';

const [folder = '', fsync = 'off', seed = '1'] = process.argv.slice(2);
let state = Number(seed) >>> 0 || 1;

function random(below: number): number {
	state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
	return Math.floor((state / 2 ** 32) * below);
}

const db = Database.open(folder, { fsync: fsync as SyncPolicy });
prepare(db);
const last = db.prepare('select n from progress').pluck();
const move = db.prepare('update account set balance = balance + ? where id = ?');
const insert = db.prepare('insert into event(n, part, text) values (?, ?, ?)');
const note = db.prepare('update progress set n = ?');
for (let n = (last.get() as number) + 1; ; n++) {
	db.exec('begin');
	const amount = random(100);
	move.run(-amount, 1 + random(10));
	move.run(amount, 1 + random(10));
	for (let part = 0; part < rowsOf(n); part++) insert.run(n, part, 'x'.repeat(random(300)));
	note.run(n);
	if (n % 37 === 0) db.exec(`create table extra${n}(a); insert into extra${n} values (${n})`);
	if (n % 37 === 5 && n > 37) db.exec(`drop table if exists extra${n - 5}`);
	if (n % 50 === 0) db.exec('delete from event where n < (select n from progress) - 60');
	db.exec('commit');
	fs.writeSync(1, `${n}\n`);
	if (random(40) === 0) db.checkpoint();
}
