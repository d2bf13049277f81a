/** A short run of the fuzzer, the same each time: `npm run fuzz` hunts from other seeds, and what it finds is triaged first. */

import assert from 'node:assert/strict';
import { findDifference } from './findDifference.js';
import { KIND_NAMES } from './fuzzScripts.js';

const SEEDS = [20260101, 271828];

describe('fuzzer', function () {
	this.timeout(60_000);

	for (const kind of KIND_NAMES) {
		for (const seed of SEEDS) {
			it(`finds no difference in scripts of ${kind}, seed ${seed}`, () => {
				const { compared, shown } = findDifference(kind, seed);
				assert.equal(shown, undefined, `npm run fuzz -- --kind ${kind} --seed ${seed}\n${shown}`);
				assert.ok(compared > 10);
			});
		}
	}
});
