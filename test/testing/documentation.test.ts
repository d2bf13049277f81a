// What docs/testing.md shows is true: its notebook passes, its forms of expectations mean what it says.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { inRoot } from '../../scripts/paths.mjs';
import { nodeFiles } from '../../src/notebook/csv/nodeFiles.js';
import { parseNotebook } from '../../src/notebook/format/readNotebook.js';
import { runTests } from '../../src/notebook/testing/runTests.js';

const page = fs.readFileSync(inRoot('docs/testing.md'), 'utf8');

async function statuses(text: string): Promise<string[]> {
	const result = parseNotebook(text);
	assert.equal(result.kind, 'notebook');
	const outcomes = await runTests(result.file, {
		files: nodeFiles({ folder: () => undefined, isTrusted: () => true }),
		timeoutMs: 10_000,
		isCancelled: () => false,
		pause: () => setImmediate(),
	});
	return outcomes.map(({ status, failures }) =>
		[status, ...failures.map(({ message }) => message)].join(': '),
	);
}

describe('docs/testing.md', () => {
	it('shows a notebook whose tests pass', async () => {
		const notebook = /```sql\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
		assert.deepEqual(await statuses(notebook), ['passed', 'passed', 'passed']);
	});

	const forms: readonly (readonly [string, string])[] = [
		['42', 'SELECT 42.0, 1'],
		['some text', "SELECT 'some text'"],
		['[null]', 'SELECT NULL'],
		['[a, b, c]', "VALUES ('a', 1), ('b', 2), ('c', 3)"],
		['[[1, a], [2, b]]', "VALUES (1, 'a', 9), (2, 'b', 9)"],
		['{rows: 200}', 'SELECT value FROM generate_series(1, 200)'],
		['error', 'SELECT nope'],
		['"error: UNIQUE constraint failed"', 'INSERT INTO t VALUES (1)'],
		['{error: SQLITE_CONSTRAINT}', 'INSERT INTO t VALUES (1)'],
	];
	for (const [form, sql] of forms) {
		it(`means what it says by ${form}`, async () => {
			assert.ok(page.includes(`\`${form}\``), `the page does not show ${form}`);
			const setUp = '-- %%\nCREATE TABLE t(x PRIMARY KEY); INSERT INTO t VALUES (1);\n';
			const text = `-- sqlnb: 1\n\n${setUp}\n-- %%\n-- | expect: ${form}\n${sql};\n`;
			assert.deepEqual(await statuses(text), ['passed']);
		});
	}
});
