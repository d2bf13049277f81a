// Stores that several programs share. Some want to write at the same time, and are killed while they do: one has the
// store at a time, what was acknowledged is there, and the lock of a killed one is taken over. Others read meanwhile.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { Database, InMemoryDestination, MemoryStore } from '../../src/library/index.js';
import { bundledProgram } from '../persistence/bundledProgram.js';
import { checkWhole } from '../persistence/crashScript.js';
import { temporaryFolders } from '../persistence/folders.js';

interface Outcome {
	readonly told: number[];
	readonly errors: string;
	readonly signal: string | null;
}

describe('programs that share a store', () => {
	const newFolder = temporaryFolders();

	it('S3-34 what a destination has written is there when the program is started again', () => {
		const folder = newFolder();
		const db = Database.open(folder);
		const config = { tableName: 'results', mode: 'merge', mergeKeys: ['id'] } as const;
		const destination = new InMemoryDestination(config, new MemoryStore(db));
		destination.write([
			{ id: 1, name: 'Alice', score: 9.5, at: new Date(0) },
			{ id: 2, name: 'Bob', score: null, at: null },
		]);
		destination.write([{ id: 2, name: 'Bob Updated', score: 7, at: null }]);
		db.close();
		const store = new MemoryStore({ persist: true, basePath: folder });
		new InMemoryDestination(config, store).write([{ id: 3, name: 'Eve', score: 1, at: null }]);
		const rows = store.database.prepare('select id, name, score from results order by id').raw();
		assert.deepEqual(rows.all(), [
			[1, 'Alice', 9.5],
			[2, 'Bob Updated', 7],
			[3, 'Eve', 1],
		]);
		store.database.close();
	});

	it('S3-38 can be read while another program writes and makes checkpoints: whole commits, always', async function () {
		this.timeout(60_000);
		const folder = path.join(newFolder(), 'db');
		const program = bundledProgram('crashWriter', newFolder());
		const child = spawn(process.execPath, [program, folder, 'off', '7'], {
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		try {
			await new Promise(resolve => child.stdout.once('data', resolve));
			child.stdout.resume();
			const reader = Database.open(folder, { readonly: true });
			let last = 0;
			const end = Date.now() + 2500;
			const checkpoints = new Set<number>();
			while (Date.now() < end) {
				const fresh = Database.open(folder, { readonly: true });
				const seen = checkWhole(fresh);
				fresh.close();
				const loaded = checkWhole(reader.load());
				assert.ok(seen >= last && loaded >= seen, `${last}, ${seen}, ${loaded}`);
				last = loaded;
				checkpoints.add(reader.storeStatistics()?.checkpointCommit ?? 0);
				await new Promise(resolve => setTimeout(resolve, 1));
			}
			reader.close();
			assert.ok(
				checkpoints.size > 2 && last > 20,
				`${checkpoints.size} checkpoints, ${last} commits`,
			);
		} finally {
			child.kill('SIGKILL');
		}
	});

	it('S3-38 S4-47 have it one at a time, also after some of them are killed', async function () {
		this.timeout(60_000);
		const program = bundledProgram('lockFighter', newFolder());
		const folder = path.join(newFolder(), 'db');
		const seed = Date.now() % 1_000_000;
		const outcomes = await Promise.all(
			[0, 900, 0, 1300, 1700].map((kill, index) =>
				run([program, folder, `${seed + index}`, '3500'], kill),
			),
		);
		for (const { errors, signal } of outcomes) assert.equal(errors, '', `${signal}, seed ${seed}`);
		const told = outcomes.flatMap(outcome => outcome.told).sort((one, other) => one - other);
		assert.ok(new Set(told).size === told.length, `a number was told twice, seed ${seed}`);
		assert.ok(told.length > 10, `${told.length} were told`);
		const db = Database.open(folder);
		const stored = db.prepare('select n from counter order by n').pluck().all() as number[];
		assert.deepEqual(
			stored,
			stored.map((_, index) => index + 1),
		);
		for (const number of told)
			assert.ok(number <= stored.length, `${number} is lost, seed ${seed}`);
		// One that is killed may have stored what it had not told yet.
		const killed = outcomes.filter(({ signal }) => signal !== null).length;
		assert.ok(killed >= 1 && stored.length - told.length <= killed);
		db.close();
	});
});

function run(args: string[], kill: number): Promise<Outcome> {
	const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
	let output = '';
	let errors = '';
	child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
	child.stdout.on('data', (data: Buffer) => {
		if (output === '' && kill > 0) setTimeout(() => child.kill('SIGKILL'), kill);
		output += data.toString();
	});
	return new Promise(resolve => {
		child.on('close', (_code, signal) => {
			const told = output.split('\n').slice(0, -1).map(Number);
			resolve({ told, errors, signal });
		});
	});
}
