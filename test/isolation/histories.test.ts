// Generated histories are histories of their level; and the check can fail: histories of the weaker level break the
// stronger one's rules.
//   HISTORIES=10000 npx mocha test/isolation/histories.test.ts      so many of each level
import assert from 'node:assert/strict';
import { violation } from './dependencies.js';
import { runHistory } from './history.js';
import type { Random } from './history.js';
import { levels } from './sessions.js';

const count = Number(process.env['HISTORIES'] ?? 200);
const randomSeed = Math.floor(Math.random() * 2 ** 31);

function randomOf(seed: number): Random {
	let state = seed;
	return below => {
		state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
		const mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39);
		return ((mixed ^ (mixed >>> 15)) >>> 0) % below;
	};
}

describe('generated histories', () => {
	for (const level of levels) {
		for (const [name, seed] of [
			['fixed', 1],
			['random', randomSeed],
		] as const) {
			it(`${level}: ${count} of a ${name} seed`, function () {
				this.timeout(0);
				let committed = 0;
				let refused = 0;
				for (let index = 0; index < count; index++) {
					const history = runHistory(level, randomOf(seed + index), 60);
					const found = violation(history, level);
					assert.equal(found, undefined, `seed ${seed + index}: ${found}`);
					for (const { outcome } of history.transactions) {
						if (outcome === 'committed') committed++;
						else if (outcome === 'refused') refused++;
					}
				}
				assert.ok(committed > refused, `${committed} committed, ${refused} refused`);
			});
		}
	}

	it('of a weaker level break the rules of a stronger one', () => {
		const breaks = (run: 'read committed' | 'snapshot', rule: 'snapshot' | 'serializable') =>
			Array.from({ length: 200 }, (_, seed) => runHistory(run, randomOf(seed), 60)).filter(
				history => violation(history, rule) !== undefined,
			).length;
		assert.ok(breaks('read committed', 'snapshot') > 10);
		assert.ok(breaks('snapshot', 'serializable') > 10);
	});
});
