// Logs that end too early are read up to there; anything else that is not as it was written is an error that names it.
import assert from 'node:assert/strict';
import { Database, provideStorage } from '../../src/library/index.js';
import type { SqlError } from '../../src/library/index.js';
import { nodeStorage } from '../../src/library/nodeStorage.js';
import { MemoryFiles } from './memoryFiles.js';

const log = 'store/wal/transaction.log';

function open(files: MemoryFiles, readonly = false): Database {
	provideStorage(files);
	return Database.open('store', { readonly });
}

/** Five commits, left as by a program that was killed. */
function written(): MemoryFiles {
	const files = new MemoryFiles();
	const db = open(files);
	db.exec(`create table t(a integer primary key, b);
		insert into t values (1, 'one, Ünï'), (2, x'00'); insert into t values (3, null);
		update t set b = 'zwei' where a = 2; delete from t where a = 1`);
	return files.copy();
}

function rowsOf(files: MemoryFiles): unknown {
	const db = open(files, true);
	const isThere = db.prepare(`select count(*) from sqlite_schema`).pluck().get() === 1;
	const rows = isThere ? db.prepare('select a, b from t order by a').raw().all() : undefined;
	db.close();
	return JSON.stringify(rows);
}

describe('a damaged store', () => {
	let files: MemoryFiles;
	let bytes: Uint8Array;
	let ends: number[];
	let states: unknown[];

	// Not while the tests are described: the storage is one for all of them.
	before(() => {
		files = written();
		bytes = files.read(log) as Uint8Array;
		ends = [0, ...[...bytes.entries()].flatMap(([at, byte]) => (byte === 10 ? [at + 1] : []))];
		states = ends.map(end => {
			const cut = files.copy();
			cut.put(log, bytes.slice(0, end));
			return rowsOf(cut);
		});
	});

	after(() => {
		const port = nodeStorage();
		if (port) provideStorage(port);
	});

	it('S2-72 cut at every byte: the whole commits before it are there', () => {
		assert.equal(new Set(states).size, 6);
		for (let length = 0; length <= bytes.length; length++) {
			const cut = files.copy();
			cut.put(log, bytes.slice(0, length));
			const whole = ends.filter(end => end <= length).length - 1;
			assert.equal(rowsOf(cut), states[whole], `cut at ${length}`);
		}
	});

	it('goes on behind what was cut off', () => {
		for (const length of [bytes.length - 1, bytes.length - 30, (ends[3] as number) + 5]) {
			const cut = files.copy();
			cut.put(log, bytes.slice(0, length));
			const db = open(cut);
			db.exec(`insert into t values (9, 'new')`);
			assert.match(rowsOf(cut.copy()) as string, /\[9,"new"\]/);
			db.close();
		}
	});

	it('with zeros where the end was never written: the whole commits before it', () => {
		const line = ends[4] as number;
		const holes = files.copy();
		holes.put(log, bytes.slice().fill(0, line + 20));
		assert.equal(rowsOf(holes), states[4]);
	});

	it('S2-72 with any bit of the log turned: an error with file and line, never fewer commits', () => {
		for (let at = 0; at < bytes.length; at++) {
			const turned = bytes.slice();
			turned[at] = (turned[at] as number) ^ (1 << ((at * 5) % 8));
			const damaged = files.copy();
			damaged.put(log, turned);
			const line = ends.filter(end => end <= at).length;
			assert.throws(
				() => rowsOf(damaged),
				(error: SqlError) => {
					assert.equal(error.code, 'SQLITE_CORRUPT', `byte ${at}: ${error.message}`);
					assert.match(error.message, new RegExp(`transaction.log, line ${line}:`));
					return true;
				},
				`byte ${at}`,
			);
			assert.deepEqual(damaged.read(log), turned, 'nothing is changed');
		}
	});

	it('with a line of the log missing, or two changed over: an error', () => {
		const lines = ends.slice(1).map((end, at) => [...bytes.slice(ends[at], end)]);
		const orders = [
			[0, 1, 3, 4],
			[1, 2, 3, 4],
			[0, 2, 1, 3, 4],
		];
		for (const order of orders) {
			const other = files.copy();
			other.put(log, Uint8Array.from(order.flatMap(at => lines[at] as number[])));
			assert.throws(() => rowsOf(other), { code: 'SQLITE_CORRUPT' });
		}
	});

	it('with a file of the checkpoint changed, cut or missing: an error that names it', () => {
		const db = open(files.copy());
		db.close();
		const saved = files.copy();
		const writer = open(saved);
		writer.checkpoint();
		const paths = saved.paths.filter(path => /\.records$|\.json$/.test(path));
		assert.equal(paths.length, 3);
		for (const path of paths) {
			const content = saved.read(path) as Uint8Array;
			for (const at of [0, content.length >> 1, content.length - 2]) {
				for (const changed of [content.slice(0, at), withTurned(content, at)]) {
					const damaged = saved.copy();
					damaged.put(path, changed);
					assert.throws(
						() => rowsOf(damaged),
						(error: SqlError) => {
							assert.match(error.code, /SQLITE_(CORRUPT|NOTADB)/);
							assert.ok(error.message.includes(path), `${error.message} names ${path}`);
							return true;
						},
						`${path} at ${at}`,
					);
				}
			}
		}
		const gone = saved.copy();
		gone.remove('store/data/t.records');
		assert.throws(() => rowsOf(gone), {
			code: 'SQLITE_CORRUPT',
			message: /t\.records: the file is missing/,
		});
		writer.close();
	});

	it('says which line of a record file is no JSON', () => {
		const saved = files.copy();
		open(saved).checkpoint();
		const path = 'store/data/t.records';
		const text = Buffer.from(saved.read(path) as Uint8Array).toString();
		const changed = saved.copy();
		changed.put(path, Buffer.from(text.replace('"zwei"', '"zwei').replace('}\n{', '}\n{')));
		assert.throws(() => rowsOf(changed), { message: /t\.records, line 1: / });
	});

	it('of a newer format is left alone', () => {
		const saved = files.copy();
		const path = 'store/schema/database.json';
		const text = Buffer.from(saved.read(path) as Uint8Array).toString();
		saved.put(path, Buffer.from(text.replace(/"version": \d+/, '"version": 99')));
		assert.throws(() => open(saved), {
			code: 'SQLITE_CANTOPEN',
			message: /format 99, newer than \d+/,
		});
	});
});

function withTurned(bytes: Uint8Array, at: number): Uint8Array {
	const turned = bytes.slice();
	turned[at] = (turned[at] as number) ^ 1;
	return turned;
}
