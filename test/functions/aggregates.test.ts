/** Aggregates on lists of values, against SQLite; the window inverse against recomputing. */

import assert from 'node:assert/strict';
import { Real } from '../../src/engine/types/value.js';
import type { Row, SqlValue } from '../../src/engine/types/value.js';
import {
	askOracle,
	describeValue,
	interestingValues,
	seededRandom,
	testSeeds,
	toSql,
} from '../oracle/oracle.js';
import { callAggregate, describeResult, registry, testContext } from './callFunction.js';

const names = ['count', 'sum', 'total', 'avg', 'min', 'max', 'group_concat'];

function check(name: string, lists: readonly (readonly SqlValue[])[]): void {
	const sql = lists.map(list =>
		list.length === 0
			? `(SELECT ${name}(x) FROM (SELECT 1 AS x) WHERE 0)`
			: `(WITH t(x) AS (VALUES ${list.map(value => `(${toSql(value)})`).join()})
				SELECT ${name}(x) FROM t)`,
	);
	const theirs = askOracle(sql);
	const differences = lists
		.map((list, index) => ({
			sql: sql[index],
			ours: describeResult(() =>
				callAggregate(
					name,
					list.map(value => [value]),
				),
			),
			theirs: theirs[index],
		}))
		.filter(result => result.ours !== result.theirs);
	assert.deepEqual(differences.slice(0, 10), [], `${differences.length} differ`);
}

const edges: readonly (readonly SqlValue[])[] = [
	[],
	[null],
	[null, 1, null],
	[9223372036854775807n, 1],
	[9223372036854775807n, -1],
	[9223372036854775807n, 1, -1],
	[9223372036854775807n, 1, 0.5],
	[0.5, 9223372036854775807n, 1],
	[-9223372036854775808n, -1],
	[1e308, 1e308],
	[1e308, 1e308, -1e308],
	[Infinity, -Infinity],
	[Infinity, 1],
	[1e16, 1, -1e16],
	[0.1, 0.2, 0.3],
	[new Real(1), 2],
	['1', '2'],
	['1', '2x'],
	['1.5', 2],
	[new Uint8Array([0x31])],
	[new Real(-0)],
	['a', 'B', new Uint8Array([1]), 5],
	[1, new Real(1)],
	[new Real(1), 1],
	[9007199254740993n, 0.5, -9007199254740992n],
	[4503599627370497, 0.25, 9007199254740991],
];

describe('aggregates as SQLite has them', () => {
	for (const name of names) {
		it(`${name} at the edges`, () => check(name, edges));
		for (const seed of testSeeds) {
			it(`${name} on random lists, seed ${seed}`, () => {
				const random = seededRandom(seed);
				const lists = Array.from({ length: 400 }, () => {
					const kind = Math.floor(random() * 4);
					return Array.from({ length: Math.floor(random() * 12) }, (): SqlValue => {
						if (kind === 0) return Math.floor(random() * 1000);
						if (kind === 1) return (random() - 0.5) * 10 ** Math.floor(random() * 30 - 10);
						if (kind === 2) {
							return BigInt(Math.floor(random() * 2 ** 53)) * 1000n + 7n;
						}
						return interestingValues[Math.floor(random() * interestingValues.length)] as SqlValue;
					}).map(value => (random() < 0.1 ? null : value));
				});
				check(name, lists);
			});
		}
	}

	it('inverse leaves what recomputing gives', () => {
		const rows: Row[] = [[1], [null], [2], [5], [7], [null], [10]];
		for (const name of ['count', 'sum', 'total', 'avg', 'group_concat']) {
			const found = registry.find(name, 1);
			assert.ok(typeof found === 'object' && found.kind === 'aggregate');
			const { inverse } = found;
			assert.ok(inverse);
			for (let start = 0; start < rows.length; start++) {
				let state = found.create(testContext);
				for (const row of rows) state = found.step(state, row, testContext);
				for (const row of rows.slice(0, start)) state = inverse(state, row, testContext);
				assert.equal(
					describeValue(found.finalize(state, testContext)),
					describeValue(callAggregate(name, rows.slice(start))),
				);
			}
		}
	});

	it('percentiles interpolate, and refuse what is no number', () => {
		const rows = (fraction: SqlValue): Row[] => [
			[4, fraction],
			[1, fraction],
			[null, fraction],
			[2, fraction],
			[3, fraction],
		];
		assert.equal(
			callAggregate(
				'median',
				rows(null).map(row => [row[0] as SqlValue]),
			),
			2.5,
		);
		assert.equal(callAggregate('percentile', rows(25), 2), 1.75);
		assert.equal(callAggregate('percentile_cont', rows(0.9), 2), 3.7);
		assert.deepEqual(callAggregate('percentile_disc', rows(0.9), 2), new Real(3));
		assert.equal(callAggregate('median', []), null);
		assert.throws(() => callAggregate('median', [['x']]), /not numeric/);
		assert.throws(() => callAggregate('percentile', [[1, 101]], 2), /between 0.0 and 100.0/);
		assert.throws(
			() =>
				callAggregate(
					'percentile_cont',
					[
						[1, 0.1],
						[2, 0.5],
					],
					2,
				),
			/not the same/,
		);
	});

	it('generate_series counts up, down and at the ends of the range', () => {
		const table = registry.findTable('generate_series');
		assert.ok(table);
		const series = (...args: SqlValue[]) =>
			[...table.rows(args, testContext.services)].map(row => row[0]);
		assert.deepEqual(series(1, 5), [1, 2, 3, 4, 5]);
		assert.deepEqual(series(10, 0, -4), [10, 6, 2]);
		assert.deepEqual(series(5, 1), []);
		assert.deepEqual(series(1, 3, 0), [1, 2, 3]);
		assert.deepEqual(series(1, null), []);
		assert.deepEqual(series(9223372036854775806n, 9223372036854775807n), [
			9223372036854775806n,
			9223372036854775807n,
		]);
	});
});
