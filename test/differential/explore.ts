/**
 * Longer hunts: `npx tsx test/differential/explore.ts [first seed] [seconds] [large | writes | keys]` prints each
 * difference, shrunk.
 */

import { foreignKeyScript } from './foreignKeyScript.js';
import { largeScript } from './largeScript.js';
import { writeScript } from './writeScript.js';
import { randomScript, runScript, shrinkScript } from './script.js';

const [, , firstSeed = '1', seconds = '15', size] = process.argv;
const makers = new Map([
	['large', largeScript],
	['writes', writeScript],
	['keys', foreignKeyScript],
]);
const makeScript = makers.get(size ?? '') ?? randomScript;
const end = Date.now() + Number(seconds) * 1000;
let compared = 0;
let found = 0;
let seed = Number(firstSeed);
for (; Date.now() < end; seed++) {
	const script = makeScript(seed);
	const run = runScript(script);
	compared += run.compared;
	if (!run.difference) continue;
	found++;
	const short = shrinkScript(script, run.difference);
	const difference = runScript(short).difference ?? run.difference;
	console.log(
		`--- seed ${seed}${difference.disabledRules ? ` without ${difference.disabledRules.join()}` : ''}`,
	);
	console.log(`${short.statements.join(';\n')};`);
	console.log(`ours:\n${difference.ours}\nSQLite:\n${difference.sqlite}\n`);
}
console.log(
	`seeds ${firstSeed} to ${seed - 1}: ${compared} statements agree, ${found} scripts differ`,
);
