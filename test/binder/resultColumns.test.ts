/**
 * Names of result columns, as SQLite gives them.
 */

import assert from 'node:assert/strict';
import { Database } from '../../src/engine/index.js';
import { openOracle } from '../oracle/oracle.js';

const SCHEMA = `
	CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT);
	CREATE TABLE u(a, c);
	CREATE VIEW v AS SELECT a+1, b AS q, b FROM t;
	CREATE VIEW vn(x, y) AS SELECT a, b FROM t;
`;

const QUERIES = [
	'SELECT a, A, "a", \'a\', (a), t.a, a+0, +a, t.b AS "x y" FROM t',
	'SELECT rowid, oid, _rowid_ FROM t',
	'SELECT rowid FROM u',
	'SELECT * FROM v',
	'SELECT * FROM vn',
	'SELECT * FROM (SELECT a, a, a+1, (b), +b FROM t)',
	'SELECT * FROM t JOIN u USING (a)',
	'SELECT * FROM t NATURAL LEFT JOIN u',
	'SELECT * FROM t FULL JOIN u USING (a)',
	'SELECT u.*, t.* FROM t, u',
	'SELECT count(*), max( a ), sum(a)  AS s FROM t',
	'VALUES (1, 2)',
	'SELECT 1 UNION SELECT 2 AS two',
	'WITH c(x, y) AS (SELECT a, b FROM t) SELECT *, x FROM c',
	"SELECT CASE WHEN 1 THEN 2 END, (SELECT 1), x'00', NULL",
];

describe('result column names', () => {
	for (const sql of QUERIES) {
		it(sql, () => {
			const database = new Database();
			database.exec(SCHEMA);
			const oracle = openOracle();
			oracle.run(SCHEMA);
			const names = database
				.prepare(sql)
				.columns()
				.map(column => column.name);
			assert.deepEqual(names, oracle.prepare(sql).getColumnNames());
			oracle.close();
		});
	}
});
