/**
 * `npm run fuzz -- --seed S --statements N [--kind mixed]`: random scripts on Strata and on SQLite until N statements
 * are compared. Prints each difference as the shortest script found and counts them by kind; fails if there are any.
 */

import { parseArgs } from 'node:util';
import { findDifference } from './findDifference.js';
import { KIND_NAMES } from './fuzzScripts.js';
import type { ScriptKind } from './fuzzScripts.js';

const { values } = parseArgs({
	options: {
		seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
		statements: { type: 'string', default: '20000' },
		kind: { type: 'string' },
	},
});
const kinds = KIND_NAMES.filter(kind => values.kind === undefined || kind === values.kind);
const first = Number(values.seed);
const limit = Number(values.statements);
if (!kinds.length || !Number.isSafeInteger(first) || !(limit > 0)) {
	console.error(`Use --seed S, --statements N and --kind ${KIND_NAMES.join('|')}.`);
	process.exit(2);
}

const counts = new Map(kinds.map(kind => [kind, { compared: 0, failed: 0, found: 0 }]));
const start = performance.now();
let compared = 0;
let found = 0;
let told = start;
console.log(`seed ${first}`);
for (let seed = first; compared < limit; seed++) {
	const kind = kinds[seed % kinds.length] as ScriptKind;
	const run = findDifference(kind, seed);
	const count = counts.get(kind);
	compared += run.compared;
	if (count) {
		count.compared += run.compared;
		count.failed += run.failed;
	}
	if (run.shown !== undefined) {
		found++;
		if (count) count.found++;
		console.log(`\n# --kind ${kind} --seed ${seed}\n${run.shown}\n`);
	}
	if (performance.now() - told > 5000) {
		told = performance.now();
		console.log(`${compared} statements, ${found} differences`);
	}
}

const seconds = (performance.now() - start) / 1000;
let failed = 0;
for (const [kind, count] of counts) {
	const rate = count.compared ? (count.found / count.compared) * 10_000 : 0;
	console.log(
		`${kind}: ${count.compared} statements, ${count.failed} of them errors on both sides, ` +
			`${count.found} differences, ${rate.toFixed(1)} in 10,000`,
	);
	failed += count.failed;
}
console.log(
	`${compared} statements (${failed} errors on both sides) in ${seconds.toFixed(1)} s, ${Math.round(compared / seconds)} a second, ${found} differences`,
);
process.exitCode = found ? 1 : 0;
