/** Functions inside whole queries: what the binder must tell them (JSON arguments, collation, laziness). */

import assert from 'node:assert/strict';
import { Database } from '../../src/engine/index.js';
import { openOracle } from '../oracle/oracle.js';

const queries = [
	`SELECT json_array(json('[1]'), '[1]', coalesce(json('[1]'), 2), CASE WHEN 1 THEN json('[1]') END,
		'[5]' -> 0, '[[5]]' -> '$[0]', '{"a":[1]}' ->> 'a', iif(1, json('[1]'), json('[2]')))`,
	`SELECT json_object('a', json_group_array(value)) FROM json_each('[1,[2],"x"]')`,
	`SELECT json_group_array(json_object('k', value)) FROM json_each('[1,2]')`,
	`SELECT json_group_array(x) FROM (SELECT json_object('a', 1) x)`,
	`SELECT json_object('k', g) FROM (SELECT json_group_array(value) g FROM json_each('[1,2]'))`,
	`SELECT json_array((SELECT json_group_array(value) FROM json_each('[1,2]')))`,
	`SELECT json_group_object(key, value) FROM json_each('{"a":{"b":1},"c":[2],"d":"e"}')`,
	`SELECT json_set('{}', '$.a', json('[1]'), '$.b', '[1]')`,
	`SELECT key, value, fullkey FROM json_tree('{"a":[1,{"b":2}]}') WHERE atom IS NOT NULL`,
	`SELECT j.value, k.value FROM json_each('[[1,2],[3]]') j, json_each(j.value) k`,
	`SELECT max(x COLLATE NOCASE, 'b'), min('A' COLLATE NOCASE, 'a'), nullif('A' COLLATE NOCASE, 'a')
		FROM (SELECT 'B' x)`,
	`SELECT coalesce(1, abs(-9223372036854775807 - 1)), iif(1, 2, abs(-9223372036854775807 - 1))`,
	`SELECT x LIKE 'a%', x GLOB 'a*', x NOT LIKE '%c' FROM (SELECT 'ABC' x)`,
	`SELECT sum(value), total(value), avg(value), group_concat(value), count(*), min(value), max(value)
		FROM json_each('[3,1,2.5]')`,
	`SELECT group_concat(value, '-' ORDER BY value DESC), count(DISTINCT value), sum(value) FILTER (WHERE value > 1)
		FROM json_each('[3,1,2,3]')`,
	`SELECT strftime('%Y-%m', value) m, count(*) FROM json_each('["2024-01-05","2024-02-01","2024-01-31"]')
		GROUP BY m ORDER BY m`,
	`SELECT printf('%05.1f|%-6s|%,d', value, value, value * 1000) FROM json_each('[3,1.25]')`,
];

describe('functions in queries', () => {
	const database = new Database();
	const oracle = openOracle();
	for (const sql of queries) {
		it(sql.replace(/\s+/g, ' ').slice(0, 90), () => {
			const ours = database.prepare(sql).raw().all();
			assert.deepEqual(ours, oracle.exec(sql)[0]?.values);
		});
	}

	const failing = [
		'SELECT nosuch(1)',
		'SELECT abs()',
		'SELECT coalesce(1)',
		'SELECT json_object(1)',
		`SELECT 'a' LIKE 'b' ESCAPE 'xy'`,
		'SELECT abs(-9223372036854775807 - 1)',
		`SELECT json('{')`,
		"SELECT sum(value) FROM json_each('[9223372036854775807,1]')",
	];
	for (const sql of failing) {
		it(`refuses ${sql}`, () => {
			let expected = '';
			try {
				oracle.exec(sql);
			} catch (error) {
				expected = (error as Error).message;
			}
			assert.notEqual(expected, '');
			assert.throws(() => database.prepare(sql).raw().all(), { message: expected });
		});
	}
});
