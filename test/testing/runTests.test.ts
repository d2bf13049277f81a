import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { nodeFiles } from '../../src/notebook/csv/nodeFiles.js';
import type { NotebookFile } from '../../src/notebook/format/model.js';
import { parseNotebook } from '../../src/notebook/format/readNotebook.js';
import { printNotebook } from '../../src/notebook/format/writeNotebook.js';
import { findPlacedTests, findTests } from '../../src/notebook/testing/findTests.js';
import {
	runTests,
	withRecordings,
	type RunTestsOptions,
	type TestOutcome,
} from '../../src/notebook/testing/runTests.js';

function read(text: string): NotebookFile {
	const result = parseNotebook(`-- sqlnb: 1\n\n${text}`);
	return result.kind === 'notebook' ? result.file : assert.fail(result.message);
}

function run(
	text: string,
	options: Partial<RunTestsOptions> = {},
): Promise<readonly TestOutcome[]> {
	return runTests(read(text), {
		files: nodeFiles({ folder: () => undefined, isTrusted: () => true }),
		timeoutMs: 20_000,
		isCancelled: () => false,
		pause: () => setImmediate(),
		...options,
	});
}

const statuses = (outcomes: readonly TestOutcome[]) =>
	outcomes.map(({ id, status }) => `${id} ${status}`);
const only = (outcomes: readonly TestOutcome[]) => outcomes[0] ?? assert.fail('no outcome');

const ORDERS = `-- %% load id=load
CREATE TABLE orders(id INTEGER PRIMARY KEY, region TEXT UNIQUE, total REAL CHECK (total > 0));
INSERT INTO orders VALUES (1, 'N', 10), (2, 'S', 20.5);
`;
const cell = (id: string, text: string, kind = ''): string => `\n-- %% ${kind} id=${id}\n${text}\n`;
const assertion = (id: string, text: string) => cell(id, text, '[assert]');

describe('tests of a notebook', () => {
	it('are its assert cells and its cells with an expectation, named and placed', () => {
		const file = read(
			ORDERS +
				cell('plain', '-- | view: chart\nSELECT 1;') +
				cell('aaaa', 'SELECT 1;', 'two orders [assert]') +
				assertion('bbbb', '-- Totals are positive.\nSELECT 1;') +
				cell('cccc', '-- | expect: 1\nSELECT\n  1;') +
				assertion('dddd', '-- | skip: not yet\nSELECT 0;'),
		);
		assert.deepEqual(
			findTests(file.cells).map(({ id, name, kind, skipReason }) => [id, name, kind, skipReason]),
			[
				['aaaa', 'two orders', 'assert', undefined],
				['bbbb', 'Totals are positive.', 'assert', undefined],
				['cccc', 'SELECT 1', 'expect', undefined],
				['dddd', 'SELECT 0', 'assert', 'not yet'],
			],
		);
		const lines = printNotebook(file, { ids: 'keep' }).split('\n');
		for (const { start, cellIndex } of findPlacedTests(file)) {
			const first = file.cells[cellIndex]?.source.split('\n')[0];
			assert.equal(lines[start.line - 1], first);
		}
	});

	it('pass and fail with what was found, every assertion of a cell judged', async () => {
		const outcomes = await run(
			ORDERS +
				assertion('good', 'SELECT count(*) = 2 FROM orders; SELECT 1;') +
				assertion(
					'bad1',
					'SELECT total > 15 AS big, region FROM orders;\nSELECT 1;\nSELECT 0 AS z;',
				),
		);
		assert.deepEqual(statuses(outcomes), ['good passed', 'bad1 failed']);
		assert.deepEqual(
			outcomes[1]?.failures.map(({ message, span }) => [message, span.start]),
			[
				['row 1: big = 0, region = N', 0],
				['z = 0', 56],
			],
		);
	});

	it('leave no trace when they are assert cells: each runs on the same fixture', async () => {
		const grow = `INSERT INTO orders VALUES (3, 'E', 1); CREATE TABLE extra(x);
			SELECT count(*) = 3 FROM orders;`;
		const outcomes = await run(
			ORDERS +
				assertion('one1', grow) +
				assertion('two2', grow) +
				assertion('open', 'BEGIN; DELETE FROM orders; SELECT count(*) = 0 FROM orders;') +
				assertion(
					'last',
					"SELECT count(*) = 2 FROM orders; SELECT count(*) = 1 FROM sqlite_schema WHERE type = 'table';",
				),
		);
		assert.deepEqual(new Set(outcomes.map(({ status }) => status)), new Set(['passed']));
		const inTransaction = await run(
			ORDERS +
				cell('bbbb', "BEGIN; INSERT INTO orders VALUES (3, 'E', 1);") +
				assertion('test', grow.replace("(3, 'E'", "(4, 'F'").replace('= 3', '= 4')) +
				assertion('same', 'SELECT count(*) = 3 FROM orders;') +
				cell('eeee', 'ROLLBACK;') +
				assertion('last', 'SELECT count(*) = 2 FROM orders;'),
		);
		assert.deepEqual(statuses(inTransaction), ['test passed', 'same passed', 'last passed']);
	});

	it('keep what an ordinary cell with an expectation writes, as running the notebook does', async () => {
		const outcomes = await run(
			ORDERS +
				cell('grow', "-- | expect: 3\nINSERT INTO orders VALUES (3, 'E', 1) RETURNING id;") +
				assertion('seen', 'SELECT count(*) = 3 FROM orders;'),
		);
		assert.deepEqual(statuses(outcomes), ['grow passed', 'seen passed']);
	});

	const expected: readonly (readonly [string, string, string])[] = [
		['a value', '-- | expect: 42', 'SELECT 42'],
		['a value of whatever kind of number', '-- | expect: 42', 'SELECT 42.0'],
		['a text', '-- | expect: N', 'SELECT region FROM orders ORDER BY id'.concat(' LIMIT 1')],
		['a column', '-- | expect: [N, S]', 'SELECT region, total FROM orders ORDER BY id'],
		['rows', '-- | expect: [[N, 10], [S, 20.5]]', 'SELECT region, total FROM orders ORDER BY id'],
		['null', '-- | expect: [null]', 'SELECT NULL'],
		['a number of rows', '-- | expect: {rows: 2}', 'SELECT * FROM orders'],
		['no rows', '-- | expect: {rows: 0}', 'SELECT * FROM orders WHERE 0'],
		[
			'a table',
			'-- | expect: |\n-- |   | region | total |\n-- |   | --- | --- |\n-- |   | N | 10.0 |\n-- |   | S | 20.5 |',
			'SELECT region, total FROM orders ORDER BY id',
		],
		[
			'the beginning of a table',
			'-- | expect: |\n-- |   | value |\n-- |   | - |\n-- |   | 1 |\n-- |   ...\n-- |   (1000 rows)',
			'SELECT value FROM generate_series(1, 1000)',
		],
		[
			'a table in any order',
			'-- | expect: |\n-- |   | S |\n-- |   | N |\n-- |   (any order)',
			'SELECT region FROM orders ORDER BY id',
		],
		['an error', '-- | expect: error', 'SELECT * FROM nowhere'],
		[
			'an error by its message',
			'-- | expect: "error: UNIQUE constraint failed: orders.region"',
			"INSERT INTO orders VALUES (3, 'N', 1)",
		],
		[
			'an error by its code',
			'-- | expect: {error: SQLITE_CONSTRAINT}',
			'INSERT INTO orders VALUES (3, NULL, -1)',
		],
	];
	for (const [what, option, sql] of expected) {
		it(`expect ${what}`, async () => {
			const cells = [cell('test', `${option}\n${sql};`), assertion('test', `${option}\n${sql};`)];
			for (const one of cells) {
				const outcomes = await run(ORDERS + one);
				assert.deepEqual(statuses(outcomes), ['test passed'], JSON.stringify(outcomes));
				// And not whatever there is.
				const other =
					sql.startsWith('INSERT') || option.endsWith('error')
						? 'SELECT 1'
						: "SELECT 'other' AS region, 1 AS total UNION ALL SELECT 7, 8 UNION ALL SELECT 9, 10";
				const wrong = await run(ORDERS + one.replace(sql, other));
				assert.deepEqual(statuses(wrong), ['test failed'], other);
			}
		});
	}

	it('tell types apart in a table: 1, 1.0 and text', async () => {
		const outcomes = await run(
			['1', '1.0', "'1'"]
				.map((value, at) => cell(`c${at}00`, `-- | expect: |\n-- |   | ${value} |\nSELECT 1.0;`))
				.join(''),
		);
		assert.deepEqual(statuses(outcomes), ['c000 failed', 'c100 passed', 'c200 failed']);
		assert.equal(only(outcomes).failures[0]?.message, '1.0 instead of 1');
	});

	it('show what differs, at the place of the expectation', async () => {
		const option =
			'-- | view: chart\n-- | expect: |\n-- |   |region|total|\n-- |   |-|-|\n-- |   |N|9.0|\n-- |   |S|20.5|';
		const outcome = only(
			await run(ORDERS + cell('test', `${option}\nSELECT region, total FROM orders ORDER BY id;`)),
		);
		const [failure] = outcome.failures;
		assert.equal(failure?.message, 'row 1 differs');
		assert.equal(failure.span.start, option.indexOf('-- | expect'));
		assert.deepEqual(failure.difference, [
			' | region | total |',
			' | ------ | ----: |',
			'-| N      |   9.0 |',
			'+| N      |  10.0 |',
			' | S      |  20.5 |',
		]);
		assert.match(failure.expected ?? '', /9\.0/);
		assert.match(failure.actual ?? '', /10\.0/);
	});

	it('say what is wrong with an expectation itself', async () => {
		const wrong = ['{row: 3}', '{rows: many}', '[[[1]]]', '"| 1 |\\nx"', '90071992547409931'];
		for (const option of wrong) {
			const [outcome] = await run(cell('test', `-- | expect: ${option}\nSELECT 3;`));
			assert.equal(outcome?.status, 'failed');
			assert.match(outcome.failures[0]?.message ?? '', /^expect: /, option);
		}
		const nothing = only(await run(cell('test', '-- | expect: 1\nCREATE TABLE t(x);')));
		assert.equal(nothing.failures[0]?.message, 'the cell gave no rows');
		const none = only(await run(assertion('test', 'CREATE TABLE t(x);')));
		assert.match(none.failures[0]?.message ?? '', /asserts nothing/);
	});

	it('are skipped behind a cell that makes the fixture and fails, which is told at its place', async () => {
		const outcomes = await run(
			assertion('free', 'SELECT 1;') +
				cell('brok', 'CREATE TABLE t(x);\nINSERT INTO nowhere VALUES (1);') +
				assertion('late', 'SELECT 1;'),
		);
		assert.deepEqual(statuses(outcomes), ['free passed', 'brok errored', 'late skipped']);
		const [, broken, late] = outcomes;
		assert.equal(broken?.role, 'setup');
		assert.equal(broken.failures[0]?.message, 'no such table: nowhere');
		assert.equal(broken.failures[0].span.start, 'CREATE TABLE t(x);\nINSERT INTO '.length);
		assert.match(late?.reason ?? '', /^cell 2 \(.*\) failed$/);
	});

	it('go on behind a test that fails or has an error', async () => {
		const outcomes = await run(
			assertion('fail', 'SELECT 0;') +
				assertion('erro', 'SELECT nope;') +
				cell('exer', '-- | expect: 1\nSELECT nope;') +
				assertion('good', 'SELECT 1;'),
		);
		assert.deepEqual(statuses(outcomes), [
			'fail failed',
			'erro errored',
			'exer errored',
			'good passed',
		]);
		assert.equal(outcomes[1]?.failures[0]?.error?.code, 'SQLITE_ERROR');
	});

	it('can be run alone: fixtures are made, other tests left out', async () => {
		const text =
			ORDERS +
			assertion('bad0', 'SELECT 0;') +
			cell('grow', "-- | expect: 9\nINSERT INTO orders VALUES (3, 'E', 1) RETURNING id;") +
			assertion('want', 'SELECT count(*) = 3 FROM orders;') +
			cell('late', 'SELECT never;');
		const started: string[] = [];
		const outcomes = await run(text, {
			only: new Set(['want']),
			started: ({ id }) => started.push(id),
		});
		assert.deepEqual(statuses(outcomes), ['want passed']);
		assert.deepEqual(started, ['want']);
	});

	it('are left out by `skip`, with the reason', async () => {
		const [outcome] = await run(assertion('test', '-- | skip: needs a server\nSELECT 0;'));
		assert.deepEqual([outcome?.status, outcome?.reason], ['skipped', 'needs a server']);
	});

	it('run nothing of a cell that is skipped, be it a test or not', async () => {
		const outcomes = await run(
			cell('none', '-- | skip: slow\nCREATE TABLE t(x);') +
				assertion('test', "SELECT count(*) = 0 FROM sqlite_schema WHERE name = 't';"),
		);
		assert.deepEqual(statuses(outcomes), ['test passed']);
	});

	it('take parameters', async () => {
		const header = '-- param least: integer = 5\n\n';
		const text = header + assertion('test', 'SELECT :least = 5;');
		assert.equal(only(await run(text)).status, 'passed');
		const parameters = new Map([['least', '6']]);
		assert.equal(only(await run(text, { parameters })).status, 'failed');
	});

	it('run in memory, also where the notebook is kept in files', async () => {
		const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'strata-tests-'));
		const text = `-- persist: ./data\n\n${ORDERS}${assertion('test', 'SELECT count(*) = 2 FROM orders;')}`;
		const files = nodeFiles({ folder: () => folder, isTrusted: () => true });
		for (let times = 0; times < 2; times++) {
			assert.deepEqual(statuses(await run(text, { files })), ['test passed']);
		}
		assert.deepEqual(fs.readdirSync(folder), []);
		fs.rmSync(folder, { recursive: true });
	});

	const ENDLESS =
		'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n;';

	it('end when they take too long, and the next one runs', async () => {
		const text = assertion('slow', ENDLESS) + assertion('good', 'SELECT 1;');
		const outcomes = await run(text, { timeoutMs: 100 });
		assert.deepEqual(statuses(outcomes), ['slow errored', 'good passed']);
		assert.equal(outcomes[0]?.failures[0]?.message, 'took longer than 0.1 seconds');
	});

	it('stop when they are asked to', async () => {
		const until = performance.now() + 100;
		const outcomes = await run(assertion('slow', ENDLESS) + assertion('late', 'SELECT 1;'), {
			isCancelled: () => performance.now() > until,
		});
		assert.deepEqual(statuses(outcomes), ['slow skipped', 'late skipped']);
	});

	describe('recordings', () => {
		async function record(text: string): Promise<string> {
			const file = read(text);
			const recorded = withRecordings(file, await run(text)) ?? file;
			const printed = printNotebook(recorded, { ids: 'keep' }).slice('-- sqlnb: 1\n\n'.length);
			const again = await run(printed);
			assert.deepEqual(new Set(again.map(({ status }) => status)), new Set(['passed']), printed);
			assert.equal(withRecordings(read(printed), again), undefined);
			return printed;
		}

		it('write what was found, and touch nothing else', async () => {
			const before = `${ORDERS}
-- %% by_region id=test
-- | view: chart # kept
-- | expect:
-- the orders
SELECT region, total FROM orders ORDER BY id;

-- %% id=rest   x=1
SELECT   1 ;
`;
			assert.equal(
				await record(before),
				before.replace(
					'-- | expect:\n',
					'-- | expect: |\n-- |   | region | total |\n-- |   | ------ | ----: |\n-- |   | N      |  10.0 |\n-- |   | S      |  20.5 |\n',
				),
			);
		});

		it('keep the form of the expectation', async () => {
			assert.match(
				await record(cell('test', '-- | expect: 3\nSELECT 4;')),
				/-- \| expect: 4\nSELECT 4/,
			);
			assert.match(await record(cell('test', "-- | expect: a\nSELECT 'b';")), /-- \| expect: b\n/);
			assert.match(
				await record(cell('test', '-- | expect: {rows: 3}\nSELECT 4;')),
				/-- \| expect: \{ ?rows: 1 ?\}\n/,
			);
			assert.match(
				await record(cell('test', '-- | expect: "error: other"\nSELECT nope;')),
				/expect:.*no such column: nope/,
			);
		});

		it('keep order and length: any order, and the first rows of many', async () => {
			const series = 'SELECT value FROM generate_series(1, 100);';
			const first = await record(cell('test', `-- | expect:\n${series}`));
			assert.match(first, /\| +20 \|\n-- \| {3}\.\.\.\n-- \| {3}\(100 rows\)\n/);
			const shorter = await record(
				cell(
					'test',
					`-- | expect: |\n-- |   | value |\n-- |   | - |\n-- |   | 7 |\n-- |   ...\n${series}`,
				),
			);
			assert.match(shorter, /\| +1 \|\n-- \| {3}\.\.\.\n/);
			const any = await record(
				cell(
					'test',
					'-- | expect: |\n-- |   | 2 |\n-- |   (any order)\nSELECT 1 UNION ALL SELECT 0 ORDER BY 1 DESC;',
				),
			);
			assert.match(any, /\(any order\)/);
		});

		it('do not hide an error that nobody expected, nor an assertion that fails', async () => {
			for (const text of [
				cell('test', '-- | expect: 1\nSELECT nope;'),
				assertion('test', 'SELECT 0;'),
			]) {
				assert.equal(withRecordings(read(text), await run(text)), undefined);
			}
		});
	});
});
