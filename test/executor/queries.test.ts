/** Queries through planner and executor give what SQLite gives: rows, order, storage classes. */

import { Real, type SqlValue } from '../../src/engine/types/value.js';
import { TestDatabase } from './testDatabase.js';

function numbers(count: number, value: (index: number) => SqlValue[]): SqlValue[][] {
	return Array.from({ length: count }, (_, index) => value(index));
}

const database = new TestDatabase()
	.addTable({
		name: 't',
		columns: [
			'id INTEGER PRIMARY KEY',
			'a INTEGER',
			'b REAL',
			's TEXT',
			'm',
			'n TEXT COLLATE NOCASE',
		],
		indexes: ['a', 's, a DESC', 'b DESC'],
		rows: numbers(1500, i => [
			i * 2 + 1,
			i % 7 === 0 ? null : (i * 37) % 100,
			i % 11 === 0 ? null : (i % 50) / 4,
			i % 13 === 0 ? null : `s${i % 20}`,
			[i, new Real(i % 5), `x${i % 9}`, null, i % 4, 2.5, new Uint8Array([i % 3])][
				i % 7
			] as SqlValue,
			i % 2 ? `Ab${i % 3}` : `aB${i % 3}`,
		]),
	})
	.addTable({
		name: 'u',
		columns: ['k INTEGER PRIMARY KEY', 'a INTEGER', 'v TEXT', 'r REAL'],
		rows: numbers(60, i => [i + 1, i % 10 === 3 ? null : (i * 3) % 40, `s${i % 25}`, i / 2]),
	})
	.addTable({
		name: 'w',
		columns: ['p TEXT', 'q INTEGER', 'x INTEGER'],
		primaryKey: 'p, q DESC',
		indexes: ['x'],
		rows: numbers(200, i => [`p${i % 10}`, i, (i * 7) % 30]),
	})
	.addTable({ name: 'e', columns: ['a INTEGER', 'b TEXT'], rows: [] });

/** In order when the query orders its rows, or when grouping and sets are known to. */
function checkAll(queries: readonly string[], order: 'asWritten' | 'always' = 'asWritten'): void {
	for (const sql of queries) {
		const isOrdered = order === 'always' || /ORDER BY/.test(sql);
		it(sql, () => (isOrdered ? database.check(sql) : database.checkUnordered(sql)));
	}
}

describe('executor: scans and filters', () => {
	checkAll([
		'SELECT * FROM t',
		'SELECT id, a, b, s, m, n FROM t WHERE a > 50 AND b < 5',
		"SELECT id FROM t WHERE a = 37 OR s = 's3' OR b = 2.5",
		'SELECT id FROM t WHERE NOT (a > 50) ORDER BY id',
		'SELECT id FROM t WHERE a IS NULL AND s IS NOT NULL ORDER BY id',
		'SELECT id FROM t WHERE a IN (1, 2, 3, 37, 74, NULL) ORDER BY id',
		'SELECT id FROM t WHERE a NOT IN (1, 2, 3, 37, 74) ORDER BY id',
		'SELECT id FROM t WHERE a NOT IN (1, NULL)',
		"SELECT id FROM t WHERE s IN ('s1', 's2', 's19', 'zz') ORDER BY id",
		"SELECT id FROM t WHERE s LIKE 'S1%' ORDER BY id",
		"SELECT id FROM t WHERE n = 'AB1' ORDER BY id",
		'SELECT id FROM t WHERE m > 2 ORDER BY id',
		'SELECT id FROM t WHERE m = 2 ORDER BY id',
		"SELECT id FROM t WHERE m BETWEEN 1 AND 'x3' ORDER BY id",
		'SELECT id FROM t WHERE id = 101',
		'SELECT id FROM t WHERE id = 101.0',
		"SELECT id FROM t WHERE id = '101'",
		'SELECT id FROM t WHERE id = 101.5',
		'SELECT id FROM t WHERE id IN (5, 3, 99, 99, 4, NULL, 7.0)',
		'SELECT id FROM t WHERE id > 1490.5 AND id <= 1500',
		"SELECT id FROM t WHERE id < 'abc' AND id > 2990",
		'SELECT id FROM t WHERE id > NULL',
		'SELECT id FROM t WHERE id BETWEEN 100 AND 140 ORDER BY id DESC',
		'SELECT id FROM t ORDER BY id DESC LIMIT 300',
		'SELECT id, m FROM t LIMIT 10 OFFSET 1200',
		'SELECT id, m FROM t LIMIT -1 OFFSET 1495',
		'SELECT id FROM t LIMIT 0',
		'SELECT 1 WHERE 0',
		"SELECT 1, 'x', NULL, 2.0",
		"VALUES (1, 'a'), (2.0, NULL)",
		'SELECT rowid, a FROM e',
	]);
	it('rejects a LIMIT that is no integer', () => database.checkError('SELECT id FROM t LIMIT 1.5'));
	it('rejects a NULL LIMIT', () => database.checkError('SELECT id FROM t LIMIT NULL'));
});

describe('executor: indexes', () => {
	checkAll([
		'SELECT a, id FROM t WHERE a = 37',
		'SELECT id, s FROM t WHERE a = 37',
		'SELECT a, id FROM t WHERE a > 90 ORDER BY a',
		'SELECT a, id FROM t WHERE a >= 90 AND a < 95 ORDER BY a DESC, id',
		'SELECT a FROM t WHERE a < 5 ORDER BY a',
		'SELECT b FROM t WHERE b < 1 ORDER BY b DESC',
		'SELECT b, id FROM t WHERE b > 11 ORDER BY b DESC, id',
		"SELECT s, a FROM t WHERE s = 's7' AND a > 50 ORDER BY a DESC",
		"SELECT s, a, b FROM t WHERE s = 's7' AND a <= 50 ORDER BY a DESC, id",
		"SELECT s, a FROM t WHERE s IN ('s9', 's3', 's3') AND a = 37 ORDER BY s, a",
		"SELECT * FROM w WHERE p = 'p3'",
		"SELECT * FROM w WHERE p = 'p3' AND q > 100 ORDER BY q DESC",
		"SELECT * FROM w WHERE p >= 'p8' ORDER BY p, q DESC",
		'SELECT * FROM w WHERE x = 7 ORDER BY p',
		'SELECT x FROM w WHERE x BETWEEN 3 AND 4 ORDER BY x',
	]);
});

describe('executor: expressions', () => {
	checkAll([
		'SELECT a + 1, a - b, a * b, a / 7, a % 7, b / 0, a / 0, -a, -b, +s FROM t',
		'SELECT a * 9007199254740991, a + 9223372036854775807, a - 9223372036854775807 FROM t',
		'SELECT b % 3, a & 12, a | 1, a << 3, a >> 1, ~a FROM t',
		"SELECT s || a, s || '-' || n, a || b FROM t",
		'SELECT a = b, a < b, a <> 37, b >= 2.5, s < n, a IS b, a IS NOT NULL FROM t',
		'SELECT a > 50 AND b < 5, a > 50 OR b < 5, NOT a, NOT b, a IS TRUE, b IS NOT FALSE FROM t',
		"SELECT m + 1, m * 2.0, m || '!', m < 2, -m FROM t",
		'SELECT CAST(a AS REAL), CAST(b AS INTEGER), CAST(s AS INTEGER), CAST(m AS TEXT), CAST(a AS TEXT) FROM t',
		'SELECT CASE WHEN a > 50 THEN a WHEN b > 5 THEN b ELSE s END FROM t',
		"SELECT CASE a % 3 WHEN 0 THEN 'zero' WHEN 1 THEN 1 END FROM t",
		"SELECT CASE n WHEN 'AB1' THEN 1 ELSE 0 END, CASE WHEN a THEN 1 END FROM t",
		"SELECT coalesce(a, b, s), ifnull(b, -1), iif(a > 50, 'big', 'small'), nullif(a, 37) FROM t",
		'SELECT upper(s), length(n), substr(s, 2), abs(a - 50), round(b, 1), typeof(m) FROM t',
		'SELECT max(a, b), min(a, 10), typeof(a), typeof(b) FROM t',
		"SELECT a BETWEEN 10 AND 20, a IN (b, 37, 74), s IN ('s1', NULL), a NOT IN (1, b) FROM t",
		'SELECT (SELECT count(*) FROM u), a IN (SELECT a FROM u), a NOT IN (SELECT a FROM u) FROM t',
		'SELECT a, (SELECT v FROM u WHERE u.k = t.a) FROM t',
		'SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.a = t.a AND u.r > 10) ORDER BY id',
		'SELECT id FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.v = t.s) ORDER BY id',
		'SELECT id FROM t WHERE a = (SELECT max(a) FROM u WHERE u.v = t.s) ORDER BY id',
		'SELECT (a, s) IN (SELECT a, v FROM u) FROM t',
		'SELECT (SELECT a FROM e), EXISTS (SELECT 1 FROM e), 1 IN (SELECT a FROM e)',
		'SELECT a, CASE WHEN a > 1000 THEN abs(-9223372036854775807 - 1) ELSE a END FROM t',
	]);
});

describe('executor: joins', () => {
	checkAll([
		'SELECT t.id, u.k FROM t JOIN u ON t.a = u.a ORDER BY t.id, u.k',
		'SELECT t.id, u.k FROM t LEFT JOIN u ON t.a = u.a ORDER BY t.id, u.k',
		'SELECT t.id, u.k FROM t LEFT JOIN u ON t.a = u.a AND u.r > 12 ORDER BY t.id, u.k',
		'SELECT t.id, u.k FROM t RIGHT JOIN u ON t.a = u.a ORDER BY t.id, u.k',
		'SELECT t.id, u.k FROM t FULL JOIN u ON t.a = u.a AND t.b > u.r ORDER BY t.id, u.k',
		'SELECT t.id, u.k FROM t JOIN u ON t.s = u.v AND t.a = u.a ORDER BY t.id, u.k',
		'SELECT u1.k, u2.k FROM u u1, u u2 WHERE u1.a < u2.a AND u1.r > u2.r ORDER BY 1, 2',
		'SELECT count(*) FROM u u1, u u2, u u3',
		'SELECT count(*), sum(u1.k * u2.k - u3.r) FROM u u1, u u2, u u3 WHERE u1.a + u2.a > u3.a',
		'SELECT u1.k, u2.k FROM u u1 LEFT JOIN u u2 ON u2.a < u1.a - 30 ORDER BY 1, 2',
		'SELECT count(*) FROM u CROSS JOIN e',
		'SELECT u.k, e.a FROM u LEFT JOIN e ON 1 ORDER BY u.k',
		'SELECT t.id, u.v FROM u JOIN t ON t.id = u.k ORDER BY 1',
		'SELECT u.k, w.p, w.q FROM u JOIN w ON w.x = u.a ORDER BY 1, 2, 3',
		'SELECT a, u.k FROM t JOIN u USING (a) ORDER BY 1, 2 LIMIT 50',
		'SELECT x.k, y.k FROM u x JOIN u y ON x.v = y.v COLLATE NOCASE ORDER BY 1, 2',
	]);
});

describe('executor: grouping', () => {
	checkAll(
		[
			'SELECT count(*), count(a), sum(a), total(a), avg(a), min(a), max(a) FROM t',
			'SELECT count(*), sum(b), total(b), avg(b), min(b), max(b) FROM t',
			'SELECT sum(m), total(m), avg(m), min(m), max(m), count(m) FROM t',
			'SELECT sum(s), min(s), max(s), min(n), max(n) FROM t',
			'SELECT count(*), sum(a), min(a), group_concat(b) FROM e',
			'SELECT a, count(*) FROM e GROUP BY a',
			'SELECT s, count(*), sum(a), avg(b), min(b), max(a) FROM t GROUP BY s',
			'SELECT a, count(*), sum(b) FROM t GROUP BY a',
			'SELECT b, count(*) FROM t GROUP BY b ORDER BY b',
			'SELECT n, count(*) FROM t GROUP BY n',
			'SELECT s, +a, count(*) FROM t GROUP BY s, +a',
			'SELECT a % 3, n, s, sum(a), total(b) FROM t GROUP BY 1, 2, 3',
			'SELECT m, count(*) FROM t GROUP BY m',
			'SELECT count(DISTINCT a), sum(DISTINCT b), count(DISTINCT n), count(DISTINCT m) FROM t',
			'SELECT s, count(DISTINCT a), max(DISTINCT lower(n)) FROM t GROUP BY s',
			'SELECT count(*) FILTER (WHERE a > 50), sum(a) FILTER (WHERE b < 5) FROM t',
			'SELECT s, sum(a) FILTER (WHERE b < 5), count(*) FROM t GROUP BY s HAVING count(*) > 60',
			"SELECT group_concat(a, ',' ORDER BY b DESC, id) FROM t WHERE id < 60",
			'SELECT v, max(r), k, a FROM u GROUP BY v',
			'SELECT v, min(a), k FROM u WHERE a IS NOT NULL GROUP BY v',
			'SELECT max(a), k FROM u',
			'SELECT sum(a) FROM t WHERE 0',
			'SELECT s, count(*) FROM t GROUP BY s ORDER BY count(*) DESC, s DESC',
			'SELECT sum(x) FROM (SELECT 9223372036854775807 AS x UNION ALL SELECT -1 UNION ALL SELECT 1)',
			'SELECT sum(x), avg(x) FROM (SELECT 9007199254740991 AS x UNION ALL SELECT 5 UNION ALL SELECT 0.5)',
		],
		'always',
	);
	it('fails on integer overflow in sum', () =>
		database.checkError('SELECT sum(x) FROM (SELECT 9223372036854775807 AS x UNION ALL SELECT 1)'));
});

describe('executor: sorting, sets and common tables', () => {
	checkAll(
		[
			'SELECT id, a FROM t ORDER BY a, id DESC',
			'SELECT id, b FROM t ORDER BY b DESC, id',
			'SELECT id, b FROM t ORDER BY b ASC NULLS LAST, id',
			'SELECT id, s FROM t ORDER BY s, a DESC, id',
			'SELECT id, m FROM t ORDER BY m, id',
			'SELECT id, n FROM t ORDER BY n, id LIMIT 20',
			'SELECT id FROM t ORDER BY a * b DESC, id LIMIT 7 OFFSET 3',
			'SELECT id FROM t ORDER BY length(s), -id LIMIT 100',
			'SELECT id, b, a FROM t ORDER BY b DESC NULLS FIRST, a ASC NULLS LAST, id',
			'SELECT id, m FROM t ORDER BY m DESC, id LIMIT 12',
			'SELECT id, a FROM t ORDER BY a DESC NULLS FIRST, id LIMIT 250',
			'SELECT id, s FROM t ORDER BY s || a DESC, id LIMIT 9',
			'SELECT x.k, y.k, x.r - y.r FROM u x, u y ORDER BY x.r - y.r, x.k, y.k LIMIT 40',
			'SELECT x.k, y.k FROM u x, u y ORDER BY -x.r * y.r, y.k DESC, x.k',
			'SELECT x.k, y.k FROM u x, u y ORDER BY x.v || y.v, y.k DESC, x.k LIMIT 5 OFFSET 1000',
			'SELECT DISTINCT a FROM t ORDER BY a',
			'SELECT DISTINCT s, lower(n) FROM t ORDER BY 1, 2',
			'SELECT DISTINCT m FROM t',
			'SELECT a FROM t UNION SELECT a FROM u',
			'SELECT m FROM t UNION SELECT v FROM u',
			'SELECT a FROM t INTERSECT SELECT a FROM u',
			'SELECT a, s FROM t EXCEPT SELECT a, v FROM u',
			'SELECT a FROM u UNION ALL SELECT r FROM u',
			'SELECT a FROM t UNION SELECT a FROM u ORDER BY 1 DESC LIMIT 5',
			'WITH c AS (SELECT a, count(*) AS n FROM t GROUP BY a) SELECT * FROM (SELECT a, n FROM c UNION ALL SELECT n, a FROM c) ORDER BY 1, 2',
			'WITH c AS (SELECT a, count(*) AS n FROM t GROUP BY a) SELECT x.a, y.n FROM c x JOIN c y ON x.a = y.a + 1 ORDER BY 1',
			'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 3000) SELECT count(*), sum(x) FROM c',
			'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c LIMIT 5',
			'WITH RECURSIVE c(x) AS (SELECT 1 UNION SELECT (x * 3) % 17 FROM c) SELECT x FROM c',
			'WITH RECURSIVE c(x, d) AS (SELECT 1, 0 UNION ALL SELECT x * 2 + y.k - 1, d + 1 FROM c, (SELECT 1 AS k UNION SELECT 2) y WHERE d < 4 ORDER BY 2 DESC) SELECT * FROM c',
			'SELECT * FROM (SELECT a, b FROM t WHERE a > 90) WHERE b < 3 ORDER BY 1, 2',
		],
		'always',
	);
});
