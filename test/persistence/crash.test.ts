// A program that writes is killed at any moment, again and again: what it was told is stored is there, and no half
// transaction is. CRASH_ROUNDS=500 for the long run.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Database } from '../../src/library/index.js';
import { bundledProgram } from './bundledProgram.js';
import { checkWhole } from './crashScript.js';
import { temporaryFolders } from './folders.js';

const rounds = Number(process.env.CRASH_ROUNDS ?? 40);

describe('a store whose program is killed', () => {
	const newFolder = temporaryFolders();

	it(`S2-72 has every acknowledged commit and no half one (${rounds} rounds)`, async function () {
		this.timeout(60_000 + rounds * 2000);
		const program = bundledProgram('crashWriter', newFolder());
		const seed = Date.now() % 1_000_000;
		const chains = Array.from({ length: 4 }, (_, chain) =>
			killAgainAndAgain(program, newFolder(), seed + chain, Math.ceil(rounds / 4)),
		);
		await Promise.all(chains);
	});
});

async function killAgainAndAgain(
	program: string,
	folder: string,
	seed: number,
	count: number,
): Promise<void> {
	let known = 0;
	for (let round = 0; round < count; round++) {
		const policy = ['off', 'normal', 'always'][round % 3] as string;
		const milliseconds = (seed * (round + 1) * 7919) % 120;
		const told = await killedAfter(program, [folder, policy, `${seed + round}`], milliseconds);
		const acknowledged = Math.max(known, told);
		// A reader changes nothing: the next program finds what the killed one left, log and all.
		const files = fs.readdirSync(folder, { recursive: true });
		const isThere =
			acknowledged === 0 || fs.existsSync(path.join(folder, 'schema', 'database.json'));
		assert.ok(
			isThere,
			`round ${round} of seed ${seed}, told ${told}, kept ${known}: ${files.join(' ')}`,
		);
		const isReader = round % 2 === 0 && acknowledged > 0;
		const db = Database.open(folder, isReader ? { readonly: true } : { fsync: 'off' });
		try {
			known = isEmpty(db) ? 0 : checkWhole(db);
			const what = `round ${round} of seed ${seed}: told ${acknowledged}, stored ${known}`;
			// The last one may be stored though nobody was told.
			assert.ok(known === acknowledged || known === acknowledged + 1, what);
		} finally {
			db.close();
		}
	}
}

/** Killed before it had made its tables. */
function isEmpty(db: Database): boolean {
	return db.prepare('select count(*) from sqlite_schema').pluck().get() === 0;
}

/** The last number that the program told before it was killed, some time after the first. */
function killedAfter(program: string, args: string[], milliseconds: number): Promise<number> {
	const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
	let output = '';
	let errors = '';
	child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
	child.stdout.on('data', (data: Buffer) => {
		if (output === '') setTimeout(() => child.kill('SIGKILL'), milliseconds);
		output += data.toString();
	});
	return new Promise((resolve, reject) => {
		child.on('close', (code, signal) => {
			if (signal !== 'SIGKILL') reject(new Error(`the program ended (${code}): ${errors}`));
			// The number is told in one write: a line without an end is one that is cut.
			const numbers = output.split('\n').slice(0, -1).map(Number);
			resolve(numbers.at(-1) ?? 0);
		});
	});
}
