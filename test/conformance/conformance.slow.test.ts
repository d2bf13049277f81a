import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readScript } from './scriptReader.js';
import { runRecords, type ScriptResult } from './scriptRunner.js';
import { corpus, corpusScripts } from './scripts.js';
import { openSqlite } from './sqliteDatabase.js';
import { openStrata } from './strataDatabase.js';

/** Scripts of which every record passes; the others count in the score. */
const COMPLETE = /^(select\d|evidence\/)/;
/** What COMPLETE scripts may still ask for in vain. */
const LATER = /^(CREATE TRIGGER|DROP TRIGGER|REINDEX)/i;

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

	for (const script of scripts) {
		it(script, function () {
			this.timeout(300_000);
			const result = run(path.join(corpus, script));
			total += result.total;
			passed += result.total - result.failures.length;
			if (!COMPLETE.test(script)) return;
			const unexpected = result.failures.filter(
				failure => !isLater(failure.record.sql, failure.unsupported),
			);
			assert.equal(report({ total: result.total, failures: unexpected }), '');
		});
	}

	after(() => {
		process.stdout.write(`  sqllogictest score: ${passed} of ${total} records\n`);
	});
});

/** Triggers and REINDEX parse but are not executed yet; what their script expects of them fails with them. */
function isLater(sql: string, unsupported: string | undefined): boolean {
	return LATER.test(sql.trim()) || unsupported !== undefined;
}
