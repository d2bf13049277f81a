/** Triggers do on Strata what they do on SQLite: the same rows in all tables after each statement, or the same error. */

import assert from 'node:assert/strict';
import { openSqlite, openStrata } from './engines.js';
import { triggerScript } from './randomTrigger.js';

const SCRIPTS = 25;
const seeds = [20260201, Math.floor(Math.random() * 2 ** 31)];
/** SQLite, when triggers of REPLACE change the table that an UPDATE is at: which changes do so is not documented. */
const DISTURBED = 'constraint failed';

describe('random triggers', function () {
	this.timeout(60_000);

	for (const seed of seeds) {
		it(`do what they do on SQLite, from seed ${seed}`, () => {
			for (let script = 0; script < SCRIPTS; script++) compareScript(seed + script);
		});
	}
});

function compareScript(seed: number): void {
	const sqlite = openSqlite();
	const strata = openStrata();
	const done: string[] = [];
	for (const sql of triggerScript(seed)) {
		const expected = sqlite.run(sql);
		const actual = strata.run(sql);
		if (expected.error === DISTURBED) break;
		assert.deepEqual(actual, expected, `seed ${seed}: ${[...done, sql].join(';\n')}`);
		done.push(sql);
	}
	sqlite.close();
	strata.close();
}
