/**
 * Random schemas, changes and queries: every statement gives on Strata what it gives on SQLite, with all optimizer rules
 * and with some of them off. A failure names the seed and shows the shortest script found; explore.ts hunts longer.
 */

import assert from 'node:assert/strict';
import { foreignKeyScript } from './foreignKeyScript.js';
import { largeScript } from './largeScript.js';
import { randomScript, runScript, shrinkScript } from './script.js';
import { writeScript } from './writeScript.js';

/** The same scripts every time: explore.ts hunts from other seeds, and what it finds is triaged first. */
const FIRST_SEED = 20260101;
const SCRIPTS = 6;
const KINDS = {
	'of mixed values': randomScript,
	'over large typed tables': largeScript,
	'of changes alone': writeScript,
	'about foreign keys': foreignKeyScript,
};

describe('random scripts', function () {
	this.timeout(60_000);

	for (const [kind, makeScript] of Object.entries(KINDS)) {
		for (let seed = FIRST_SEED; seed < FIRST_SEED + SCRIPTS; seed++) {
			it(`${kind} give what SQLite gives, seed ${seed}`, () => {
				const script = makeScript(seed);
				const { difference } = runScript(script);
				if (!difference) return;
				const { statements, disabledRules } = shrinkScript(script, difference);
				const off = difference.disabledRules ? `, without ${disabledRules.join()}` : '';
				assert.equal(
					difference.ours,
					difference.sqlite,
					`seed ${seed}${off}:\n${statements.join(';\n')};`,
				);
			});
		}
	}
});
