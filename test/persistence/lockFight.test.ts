// Several programs want the same store at the same time, and some are killed while they have it: one has it at a time,
// what was acknowledged is there, and the lock of a killed one is taken over.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { inRoot } from '../../scripts/paths.mjs';
import { Database } from '../../src/library/index.js';
import { temporaryFolders } from './folders.js';

interface Outcome {
	readonly told: number[];
	readonly errors: string;
	readonly signal: string | null;
}

describe('programs that fight for a store', () => {
	const newFolder = temporaryFolders();

	it('S3-38 S4-47 have it one at a time, also after some of them are killed', async function () {
		this.timeout(60_000);
		const program = path.join(newFolder(), 'fighter.mjs');
		buildSync({
			entryPoints: [inRoot('test/persistence/lockFighter.ts')],
			outfile: program,
			bundle: true,
			platform: 'node',
			format: 'esm',
			logLevel: 'error',
		});
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
