/** Window functions give on Strata what they give on SQLite: values, types and the order of rows. */

import assert from 'node:assert/strict';
import { openSqlite, openStrata, type Outcome } from './engines.js';
import { EVERY_RULE } from './script.js';
import { windowScript } from './randomWindow.js';

const SCRIPTS = 12;
const seeds = [20260101, Math.floor(Math.random() * 2 ** 31)];

describe('random window queries', function () {
	this.timeout(60_000);

	for (const seed of seeds) {
		it(`give what SQLite gives, from seed ${seed}`, () => {
			for (let script = 0; script < SCRIPTS; script++) compareScript(seed + script);
		});
	}
});

export function compareScript(seed: number): void {
	const sqlite = openSqlite();
	const engines = [openStrata(), openStrata(EVERY_RULE)];
	const done: string[] = [];
	for (const sql of windowScript(seed)) {
		const expected = sqlite.run(sql);
		for (const [position, engine] of engines.entries()) {
			const off = position === 0 ? '' : ', without optimizer rules';
			const actual = engine.run(sql);
			if (position === 1 && usesIndexOrder(done)) continue;
			assert.deepEqual(
				folded(actual),
				folded(expected),
				`seed ${seed}${off}: ${[...done, sql].join(';\n')}`,
			);
		}
		if (!/^SELECT/.test(sql)) done.push(sql);
	}
	for (const engine of [sqlite, ...engines]) engine.close();
}

/** Rows that tie may come in another order from an index. */
function usesIndexOrder(statements: readonly string[]): boolean {
	return statements.some(sql => sql.startsWith('CREATE INDEX'));
}

/** The last digits of sums depend on the way they were summed. */
function folded({ rows, error }: Outcome): Outcome {
	const fold = (row: string) =>
		row.replace(
			/real (\S+)/g,
			(_, number: string) => `real ${Number(Number(number).toPrecision(12))}`,
		);
	return { rows: rows.map(fold), error };
}
