/** A short run of the fuzzer: one fixed seed and one new each run, which a failure names. */

import assert from 'node:assert/strict';
import { testSeeds } from '../oracle/oracle.js';
import { findDifference } from './findDifference.js';
import { KIND_NAMES } from './fuzzScripts.js';

describe('fuzzer', function () {
	this.timeout(60_000);

	for (const kind of KIND_NAMES) {
		for (const seed of testSeeds) {
			it(`finds no difference in scripts of ${kind}, seed ${seed}`, () => {
				const { compared, shown } = findDifference(kind, seed);
				assert.equal(shown, undefined, `npm run fuzz -- --kind ${kind} --seed ${seed}\n${shown}`);
				assert.ok(compared > 10);
			});
		}
	}
});
