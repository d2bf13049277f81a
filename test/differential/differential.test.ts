/**
 * Random schemas, changes and queries: every statement gives on Strata what it gives on SQLite, with all optimizer rules
 * and with some of them off. A failure names the seed and shows the shortest script found; explore.ts hunts longer.
 */

import assert from 'node:assert/strict';
import { testSeeds } from '../oracle/oracle.js';
import { largeScript } from './largeScript.js';
import { randomScript, runScript, shrinkScript } from './script.js';

/** For each kind of script and each seed. */
const SECONDS = 3;
const KINDS = { 'of mixed values': randomScript, 'over large typed tables': largeScript };

describe('random scripts', function () {
	this.timeout(60_000);

	for (const [kind, makeScript] of Object.entries(KINDS)) {
		for (const firstSeed of testSeeds) {
			it(`${kind} give what SQLite gives, from seed ${firstSeed}`, () => {
				const end = Date.now() + SECONDS * 1000;
				for (let seed = firstSeed; Date.now() < end; seed++) {
					const script = makeScript(seed);
					const { difference } = runScript(script);
					if (!difference) continue;
					const { statements, disabledRules } = shrinkScript(script, difference);
					const off = difference.disabledRules ? `, without ${disabledRules.join()}` : '';
					assert.equal(
						difference.ours,
						difference.sqlite,
						`seed ${seed}${off}:\n${statements.join(';\n')};`,
					);
				}
			});
		}
	}
});
