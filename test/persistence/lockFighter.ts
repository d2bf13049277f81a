/**
 * One of the programs that test/seeds/sharedStore.test.ts lets loose on the same folder: opens the store whenever it gets it, adds one
 * to a counter, and tells. Arguments: folder, seed, milliseconds.
 */
import fs from 'node:fs';
import { Database } from '../../src/library/index.js';

const [folder = '', seed = '1', milliseconds = '1000'] = process.argv.slice(2);
const end = Date.now() + Number(milliseconds);
const inside = `${folder}-inside`;
let state = Number(seed) >>> 0 || 1;

function random(below: number): number {
	state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
	return Math.floor((state / 2 ** 32) * below);
}

function sleep(time: number): void {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, time);
}

function isRunning(id: number): boolean {
	try {
		process.kill(id, 0);
		return true;
	} catch {
		return false;
	}
}

/** Fails when another program that lives is here, too. */
function enter(): void {
	try {
		fs.writeFileSync(inside, String(process.pid), { flag: 'wx' });
	} catch {
		const other = Number(fs.readFileSync(inside, 'utf8'));
		if (other > 0 && isRunning(other)) throw new Error(`${other} is inside with ${process.pid}`);
		fs.writeFileSync(inside, String(process.pid));
	}
}

function open(): Database | undefined {
	try {
		return Database.open(folder, { fsync: 'off' });
	} catch (error) {
		const { code, message } = error as { code?: string; message: string };
		if (code === 'SQLITE_BUSY' && message.startsWith('database is locked: ')) return undefined;
		throw error;
	}
}

while (Date.now() < end) {
	const db = open();
	if (!db) {
		sleep(1 + random(5));
		continue;
	}
	enter();
	db.exec('create table if not exists counter(n int)');
	db.exec('insert into counter select coalesce(max(n), 0) + 1 from counter');
	fs.writeSync(1, `${String(db.prepare('select max(n) from counter').pluck().get())}\n`);
	sleep(random(4));
	fs.rmSync(inside);
	db.close();
	sleep(random(4));
}
