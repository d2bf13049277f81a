// Random operations on three connections do what a naive database of Maps does: see operations.ts.
//   OPERATIONS=1000000 [SEED=n] [KEYS='12 40'] npx mocha test/model/modelCheck.test.ts      one long run
import assert from 'node:assert/strict';
import { CheckedDatabase } from './checkedDatabase.js';
import { randomOperation } from './operations.js';
import type { Scene } from './operations.js';
import { Random } from './random.js';

const long = Number(process.env['OPERATIONS'] ?? 0);
const given = process.env['SEED'];
const sizes = (process.env['KEYS'] ?? '12 40 150 400').split(' ').map(Number);

function check(seed: number, count: number, isDivided = false): CheckedDatabase {
	const checked = new CheckedDatabase(isDivided);
	const random = new Random(seed);
	const scene: Scene = { checked, random, keys: 40 };
	let at = 0;
	try {
		for (; at < count; at++) {
			if (at % 5_000 === 0) scene.keys = random.pick(sizes);
			randomOperation(scene);
			if (at % 1_000 === 999) checkAll(checked);
		}
		for (const session of checked.sessions) {
			checked.read(session, 100_000);
			checked.commit(session);
		}
		checkAll(checked);
	} catch (error) {
		const recent = checked.recent.slice(-40).join('\n');
		throw new Error(`SEED=${seed}, operation ${at}: ${String(error)}\n${recent}`, { cause: error });
	}
	return checked;
}

function checkAll(checked: CheckedDatabase): void {
	for (const session of checked.sessions) {
		if (session.query) continue;
		checked.checkContents(session);
		checked.checkIntegrity(session);
	}
}

describe('the engine and a naive reference', () => {
	const seeds =
		given === undefined ? [20_260_101, Math.floor(Math.random() * 2 ** 31)] : [Number(given)];
	if (long > 0) {
		it(`agree on ${long} operations`, function () {
			this.timeout(3_600_000);
			const seed = seeds.at(-1) as number;
			const start = performance.now();
			const { counts } = check(seed, long, process.env['PARTITIONS'] === '1');
			const seconds = ((performance.now() - start) / 1000).toFixed(1);
			console.log(`      seed ${seed}, ${seconds} s, ${JSON.stringify(counts)}`);
		});
		return;
	}
	for (const seed of seeds) {
		it(`agree on 2000 operations on partitioned tables, seed ${seed}`, function () {
			this.timeout(30_000);
			check(seed, 2_000, true);
		});
		it(`agree on 4000 operations, seed ${seed}`, function () {
			this.timeout(30_000);
			const { counts } = check(seed, 4_000);
			assert.ok(counts.commits > 5 && counts.conflicts > 5 && counts.refused > 100);
		});
	}
});
