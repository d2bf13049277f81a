/**
 * EXPLAIN QUERY PLAN: which way the planner goes, in SQLite's words.
 */

import assert from 'node:assert/strict';
import { Database } from '../../src/engine/index.js';

const SCHEMA = `
	CREATE TABLE t(a, b, c);
	CREATE INDEX ta ON t(a);
	CREATE INDEX tbc ON t(b, c);
	CREATE TABLE u(a, c);
	CREATE TABLE k(id INTEGER PRIMARY KEY, x);
	CREATE TABLE w(id INTEGER PRIMARY KEY, y) WITHOUT ROWID;
	CREATE TABLE p(a, b);
	CREATE INDEX pb ON p(b) WHERE a > 5;
	CREATE INDEX pe ON p(a + b);
	CREATE VIEW v AS SELECT a, b + 1 AS b1 FROM t WHERE c > 1;
`;

function detailsOf(sql: string, disabledRules: readonly string[] = []): string[] {
	const database = new Database({ disabledRules });
	database.exec(SCHEMA);
	const rows = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as {
		id: number;
		parent: number;
		detail: string;
	}[];
	const depths = new Map([[0, -1]]);
	return rows.map(({ id, parent, detail }) => {
		const depth = (depths.get(parent) as number) + 1;
		depths.set(id, depth);
		return '  '.repeat(depth) + detail;
	});
}

const PLANS: readonly (readonly [sql: string, ...details: string[]])[] = [
	['SELECT * FROM t', 'SCAN t'],
	['SELECT 1', 'SCAN CONSTANT ROW'],
	['SELECT * FROM t WHERE rowid = 1', 'SEARCH t USING INTEGER PRIMARY KEY (rowid=?)'],
	['SELECT * FROM k WHERE id IN (1, 2)', 'SEARCH k USING INTEGER PRIMARY KEY (rowid=?)'],
	[
		'SELECT * FROM k WHERE id > 1 AND id <= 5',
		'SEARCH k USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)',
	],
	['SELECT * FROM w WHERE id = 1', 'SEARCH w USING PRIMARY KEY (id=?)'],
	['SELECT * FROM t WHERE a = 1 AND b > 2', 'SEARCH t USING INDEX ta (a=?)'],
	['SELECT * FROM t WHERE a = 1 COLLATE NOCASE', 'SCAN t'],
	['SELECT a FROM t WHERE a > 1', 'SEARCH t USING COVERING INDEX ta (a>?)'],
	[
		'SELECT * FROM t WHERE b = 1 AND c BETWEEN 2 AND 5',
		'SEARCH t USING INDEX tbc (b=? AND c>? AND c<?)',
	],
	['SELECT * FROM t NOT INDEXED WHERE a = 1', 'SCAN t'],
	['SELECT * FROM p WHERE b = 1', 'SCAN p'],
	['SELECT * FROM p WHERE b = 1 AND a > 5', 'SEARCH p USING INDEX pb (b=?)'],
	['SELECT * FROM p WHERE a + b = 3', 'SEARCH p USING INDEX pe (<expr>=?)'],
	['SELECT * FROM t ORDER BY c', 'SCAN t', 'USE TEMP B-TREE FOR ORDER BY'],
	['SELECT * FROM t ORDER BY a', 'SCAN t USING INDEX ta'],
	['SELECT * FROM k ORDER BY id DESC', 'SCAN k'],
	['SELECT * FROM t WHERE b = 1 ORDER BY c DESC', 'SEARCH t USING INDEX tbc (b=?)'],
	['SELECT a, count(*) FROM t GROUP BY a', 'SCAN t USING COVERING INDEX ta'],
	['SELECT count(*) FROM u GROUP BY a', 'SCAN u', 'USE TEMP B-TREE FOR GROUP BY'],
	['SELECT DISTINCT c FROM u', 'SCAN u', 'USE TEMP B-TREE FOR DISTINCT'],
	['SELECT max(a) FROM t', 'SEARCH t USING COVERING INDEX ta'],
	['SELECT * FROM u, t WHERE t.a = u.a', 'SCAN u', 'SEARCH t USING INDEX ta (a=?)'],
	[
		'SELECT * FROM t x, k WHERE x.c = k.id',
		'SCAN x',
		'SEARCH k USING INTEGER PRIMARY KEY (rowid=?)',
	],
	[
		'SELECT * FROM t LEFT JOIN u ON t.b = u.c',
		'SCAN t',
		'SEARCH u USING AUTOMATIC COVERING INDEX (c=?) LEFT-JOIN',
	],
	[
		'SELECT * FROM t LEFT JOIN u ON t.a = u.a WHERE u.c = 9',
		'SCAN u',
		'SEARCH t USING INDEX ta (a=?)',
	],
	['SELECT * FROM v WHERE a = 1', 'SEARCH t USING INDEX ta (a=?)'],
	[
		'SELECT * FROM u WHERE EXISTS (SELECT 1 FROM t WHERE t.a = u.a)',
		'SCAN u',
		'SEARCH t EXISTS USING COVERING INDEX ta (a=?)',
	],
	[
		'SELECT (SELECT max(c) FROM u WHERE u.a = t.a) FROM t',
		'SCAN t USING COVERING INDEX ta',
		'CORRELATED SCALAR SUBQUERY 1',
		'  SCAN u',
	],
	['SELECT * FROM u WHERE c IN (SELECT a FROM t)', 'SCAN u', 'LIST SUBQUERY 1', '  SCAN t'],
	[
		'SELECT a FROM t UNION SELECT a FROM u',
		'MERGE (UNION)',
		'  LEFT',
		'    SCAN t USING COVERING INDEX ta',
		'    USE TEMP B-TREE FOR ORDER BY',
		'  RIGHT',
		'    SCAN u',
		'    USE TEMP B-TREE FOR ORDER BY',
	],
	[
		'SELECT * FROM (SELECT a, count(*) AS n FROM t GROUP BY a) AS x WHERE a = 3',
		'CO-ROUTINE x',
		'  SEARCH t USING COVERING INDEX ta (a=?)',
		'SCAN x',
	],
	[
		'WITH c AS (SELECT a FROM u) SELECT * FROM c AS x, c AS y',
		'MATERIALIZE c',
		'  SCAN u',
		'SCAN c',
		'SCAN c',
	],
	[
		'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 5) SELECT * FROM c',
		'CO-ROUTINE c',
		'  SETUP',
		'    SCAN CONSTANT ROW',
		'  RECURSIVE STEP',
		'    SCAN c',
		'SCAN c',
	],
	['UPDATE t SET a = 1 WHERE b = 2', 'SEARCH t USING INDEX tbc (b=?)'],
	['DELETE FROM k WHERE id = 3', 'SEARCH k USING INTEGER PRIMARY KEY (rowid=?)'],
	['INSERT INTO t VALUES (1, 2, 3)'],
];

describe('EXPLAIN QUERY PLAN', () => {
	for (const [sql, ...expected] of PLANS) {
		it(sql, () => {
			assert.deepEqual(detailsOf(sql), expected);
		});
	}

	it('shows the plan without a rule when the rule is switched off', () => {
		assert.deepEqual(detailsOf('SELECT * FROM t WHERE a = 1', ['useIndexes']), ['SCAN t']);
		const sql = 'SELECT * FROM u WHERE EXISTS (SELECT 1 FROM k WHERE k.x = u.a)';
		assert.deepEqual(detailsOf(sql, ['decorrelate']), [
			'SCAN u',
			'CORRELATED SCALAR SUBQUERY 1',
			'  SCAN k',
		]);
	});

	it('gives the same plan as a tree with estimates', () => {
		const database = new Database();
		database.exec(SCHEMA);
		database.exec('INSERT INTO u VALUES (1, 1), (2, 2), (3, 3)');
		const sql = 'EXPLAIN (FORMAT JSON) SELECT u.c FROM u JOIN k ON k.id = u.a ORDER BY u.c';
		const { plan } = JSON.parse(database.prepare(sql).pluck().get() as string) as {
			plan: { operator: string; children: { operator: string; children: unknown[] }[] };
		};
		assert.equal(plan.operator, 'project');
		assert.equal(plan.children[0]?.operator, 'sort');
		assert.match(JSON.stringify(plan), /"detail":"SCAN u","estimatedRows":3/);
	});
});
