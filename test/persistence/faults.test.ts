// Every call of the file system fails once, and the program or the power ends before every call: what was acknowledged
// is there, and nothing else but, at most, the commit that was under way.
import assert from 'node:assert/strict';
import { Database, provideStorage } from '../../src/library/index.js';
import type { SqlError } from '../../src/library/index.js';
import { nodeStorage } from '../../src/library/nodeStorage.js';
import { MemoryFiles, Stopped, systemError } from './memoryFiles.js';
import { contents, steps } from './storeScript.js';

// Every call with CRASH_ROUNDS set, as for the long run of crash.test.ts; else every fourth, from another one each time.
const stride = process.env.CRASH_ROUNDS === undefined ? 4 : 1;
const first = 1 + (Date.now() % stride);

const now = () => 1_700_000_000_000;

function open(files: MemoryFiles, fsync: 'always' | 'normal' | 'off' = 'always'): Database {
	provideStorage(files);
	return Database.open('store', { fsync, now });
}

/** What the database holds after each step, of a run in which nothing fails. */
function expected(): string[] {
	const db = new Database();
	const all = [contents(db)];
	for (const step of steps) {
		step(db);
		all.push(contents(db));
	}
	return all;
}

/** Runs the steps until one throws: how many were done. */
function run(db: Database): number {
	let done = 0;
	for (const step of steps) {
		step(db);
		done++;
	}
	return done;
}

describe('a store on a file system that fails', () => {
	const states = expected();
	let count = 0;

	before(() => {
		const files = new MemoryFiles();
		const db = open(files);
		run(db);
		db.close();
		count = files.steps;
	});

	after(() => {
		const files = nodeStorage();
		if (files) provideStorage(files);
	});

	it('holds after opening again what it held, without anything failing', () => {
		const files = new MemoryFiles();
		let db = open(files);
		for (const [position, step] of steps.entries()) {
			step(db);
			assert.equal(contents(db), states[position + 1]);
			const copy = open(files.copy());
			assert.equal(contents(copy), states[position + 1], `from the log, step ${position}`);
			copy.close();
		}
		db.close();
		db = open(files);
		assert.equal(contents(db), states.at(-1));
		db.close();
	});

	for (const code of ['ENOSPC', 'EIO']) {
		it(`S2-72 a call that fails with ${code}: the commit is refused, the rest goes on`, () => {
			for (let failing = first; failing <= count; failing += stride) {
				const files = new MemoryFiles();
				files.beforeStep = step => {
					if (step === failing) throw systemError(code);
				};
				checkRefusals(files, `${code} at ${failing}`);
			}
		});
	}

	it('S2-72 the disk stays full: nothing acknowledged is lost', () => {
		for (let failing = first; failing <= count; failing += stride) {
			const files = new MemoryFiles();
			files.beforeStep = (step, call) => {
				if (step >= failing && call !== 'remove' && call !== 'truncate') {
					throw systemError('ENOSPC');
				}
			};
			checkRefusals(files, `full from ${failing}`);
		}
	});

	it('S2-72 the program ends before any call', () => {
		for (let last = first; last <= count; last += stride) {
			const files = new MemoryFiles();
			const told = runUntilStopped(files, last, 'normal');
			files.restart();
			checkStored(files, told, `stopped at ${last}`);
		}
	});

	it('S2-72 the power fails before any call: always means always', () => {
		let seed = 1;
		const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
		for (let last = first; last <= count; last += stride) {
			for (let round = 0; round < 2; round++) {
				const files = new MemoryFiles();
				const told = runUntilStopped(files, last, 'always');
				files.failPower(random);
				checkStored(files, told, `power at ${last}, round ${round}`);
			}
		}
	});

	/** The steps that were done. */
	function runUntilStopped(files: MemoryFiles, last: number, fsync: 'always' | 'normal'): number {
		files.beforeStep = step => {
			if (step >= last) throw new Stopped();
		};
		let done = 0;
		try {
			const db = open(files, fsync);
			for (const step of steps) {
				step(db);
				done++;
			}
		} catch {
			// What was done is what counts.
		}
		return done;
	}

	function checkStored(files: MemoryFiles, told: number, what: string): void {
		const db = open(files);
		const stored = contents(db);
		assert.ok(stored === states[told] || stored === states[told + 1], `${what}: ${stored}`);
		db.close();
		const again = open(files);
		assert.equal(contents(again), stored, `${what}, opened twice`);
		again.close();
	}

	/** What a statement that threw would have done is neither seen now nor stored. */
	function checkRefusals(files: MemoryFiles, what: string): void {
		let db: Database;
		try {
			db = open(files);
		} catch (error) {
			assert.match((error as SqlError).code, /^SQLITE_(IOERR|FULL)/, what);
			files.restart();
			checkStored(files, 0, what);
			return;
		}
		let present = contents(db);
		for (const step of steps) {
			try {
				step(db);
			} catch (error) {
				const { code } = error as SqlError;
				// Later steps may miss what an earlier one would have made.
				assert.match(code, /^SQLITE_(IOERR|FULL|ERROR|CONSTRAINT)/, `${what}: ${String(error)}`);
				if (db.inTransaction) db.exec('rollback');
				assert.equal(contents(db), present, what);
			}
			present = contents(db);
		}
		const copy = open(files.copy());
		assert.equal(contents(copy), present, `${what}: left without closing`);
		copy.close();
		provideStorage(files);
		try {
			db.close();
		} catch {
			files.restart();
		}
		files.restart();
		const again = open(files);
		assert.equal(contents(again), present, `${what}: opened again`);
		again.close();
	}
});
