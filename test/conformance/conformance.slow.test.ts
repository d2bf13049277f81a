import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readScript } from './scriptReader.js';
import { runRecords, type ScriptResult } from './scriptRunner.js';
import { corpus, corpusScripts } from './scripts.js';
import { openSqlite } from './sqliteDatabase.js';
import { openStrata } from './strataDatabase.js';

const sample = path.join(path.dirname(fileURLToPath(import.meta.url)), 'sample.test');

function run(file: string): ScriptResult {
	return runRecords(readScript(readFileSync(file, 'utf8')), openStrata());
}

function report(result: ScriptResult): string {
	return result.failures
		.slice(0, 5)
		.map(({ record, message }) => `line ${record.line}: ${message}\n${record.sql}`)
		.join('\n');
}

describe('sqllogictest', () => {
	it('passes the sample script, as real SQLite does', async () => {
		assert.equal(report(run(sample)), '');
		const records = readScript(readFileSync(sample, 'utf8'));
		assert.equal(report(runRecords(records, await openSqlite())), '');
	});

	const scripts = corpusScripts();
	if (scripts.length === 0) return;
	let total = 0;
	let passed = 0;
	const milliseconds = { strata: 0, sqlite: 0 };

	for (const script of scripts) {
		it(script, async function () {
			this.timeout(300_000);
			const records = readScript(readFileSync(path.join(corpus, script), 'utf8'));
			const start = performance.now();
			const result = runRecords(records, openStrata());
			milliseconds.strata += performance.now() - start;
			const sqlite = await openSqlite();
			const sqliteStart = performance.now();
			runRecords(records, sqlite);
			milliseconds.sqlite += performance.now() - sqliteStart;
			sqlite.close?.();
			total += result.total;
			passed += result.total - result.failures.length;
			assert.equal(report(result), '');
		});
	}

	after(() => {
		const { strata, sqlite } = milliseconds;
		const pace = `${seconds(strata)} s, sql.js ${seconds(sqlite)} s, ratio ${(strata / sqlite).toFixed(2)}`;
		process.stdout.write(`  sqllogictest score: ${passed} of ${total} records; ${pace}\n`);
	});
});

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(1);
