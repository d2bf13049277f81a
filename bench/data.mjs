/** The data set: 1M rows, 5 columns, the same for every engine (one fixed seed). */

export const ROWS = Number(process.env.BENCH_ROWS ?? 1_000_000);
export const INSERTS = 100_000;

export const SCHEMA = 'CREATE TABLE t(id INTEGER PRIMARY KEY, g TEXT, k INTEGER, x REAL, s TEXT)';
export const INSERT = 'INSERT INTO t VALUES (?, ?, ?, ?, ?)';

function generator(seed) {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 4294967296;
	};
}

/** Rows as arrays [id, g, k, x, s]; g has 1,000 distinct values, s is distinct for every row. */
export function makeRows(count = ROWS) {
	const random = generator(20261121);
	const rows = new Array(count);
	for (let id = 1; id <= count; id++) {
		const group = 'group ' + String(Math.floor(random() * 1000)).padStart(3, '0');
		const x = Math.round(random() * 1e6) / 1e3 + 0.0005;
		rows[id - 1] = [id, group, Math.floor(random() * 10_000), x, 'name of row ' + id];
	}
	return rows;
}

/** Queries compared between engines. `target`: the ratio to sql.js that has to be reached. */
export const QUERIES = [
	{
		name: 'scan + filter aggregate',
		target: 3,
		sql: 'SELECT count(*), sum(k), avg(x) FROM t WHERE k < 5000 AND x > 250.0',
	},
	{
		name: 'group by 1,000 texts',
		target: 8,
		sql: 'SELECT g, count(*), sum(x), max(k) FROM t GROUP BY g',
	},
	{ name: 'top 100', target: 5, sql: 'SELECT id, x FROM t ORDER BY x DESC, id LIMIT 100' },
	{
		name: 'expression aggregate',
		sql: 'SELECT sum(CASE WHEN x * 2 + k > 100 AND k % 7 <> 3 THEN x * k - 1 ELSE 0 END) FROM t',
	},
	{ name: 'LIKE over distinct texts', sql: "SELECT count(*) FROM t WHERE s LIKE '%99%'" },
	{
		name: 'join 1M with 1,000',
		sql: 'SELECT d.kind, sum(t.x) FROM t JOIN d ON d.g = t.g GROUP BY d.kind',
	},
	{ name: 'count distinct ints', sql: 'SELECT count(DISTINCT k) FROM t' },
	{ name: 'group by 10,000 ints', sql: 'SELECT k, count(*), min(x) FROM t GROUP BY k' },
	{ name: 'sort 1M by a REAL', sql: 'SELECT id FROM t ORDER BY x, id LIMIT 10 OFFSET 900000' },
];
