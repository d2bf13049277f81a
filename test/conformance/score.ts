/**
 * Prints the score of every corpus script: `npm run conformance -- [part of a path] [--failures N] [--sqlite]`.
 * With --sqlite real SQLite runs the scripts (the check of the runner). Exit code 1 when a record fails.
 */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readScript } from './scriptReader.js';
import { runRecords } from './scriptRunner.js';
import { corpus, corpusScripts } from './scripts.js';
import { openSqlite } from './sqliteDatabase.js';
import { openStrata } from './strataDatabase.js';

const args = process.argv.slice(2);
const failuresAt = args.indexOf('--failures');
const shownFailures = failuresAt < 0 ? 0 : Number(args[failuresAt + 1]);
const wanted = args[0]?.startsWith('--') ? undefined : args[0];

let total = 0;
let passed = 0;
let milliseconds = 0;
for (const script of corpusScripts()) {
	if (wanted !== undefined && !script.includes(wanted)) continue;
	const records = readScript(readFileSync(path.join(corpus, script), 'utf8'));
	const database = args.includes('--sqlite') ? await openSqlite() : openStrata();
	const start = performance.now();
	const { failures } = runRecords(records, database);
	const elapsed = performance.now() - start;
	total += records.length;
	passed += records.length - failures.length;
	milliseconds += elapsed;
	const score = `${records.length - failures.length}/${records.length}`;
	process.stdout.write(`${script}  ${score}  ${elapsed.toFixed(0)} ms\n`);
	for (const { record, message } of failures.slice(0, shownFailures)) {
		process.stdout.write(`  line ${record.line}: ${message}\n    ${record.sql}\n`);
	}
}
process.stdout.write(
	`score: ${passed} of ${total} records, ${(milliseconds / 1000).toFixed(1)} s\n`,
);
process.exitCode = passed === total ? 0 : 1;
