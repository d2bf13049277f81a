/**
 * Random queries over a small schema with every kind of table and index, for comparing engines and plans.
 */

export interface RandomSource {
	/** An integer in [0, limit). */
	below(limit: number): number;
}

/** A small, fast generator (mulberry32): the same numbers for the same seed everywhere. */
export function randomSource(seed: number): RandomSource {
	let state = seed >>> 0;
	return {
		below(limit) {
			state = (state + 0x6d2b79f5) >>> 0;
			let mixed = Math.imul(state ^ (state >>> 15), state | 1);
			mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
			return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
		},
	};
}

function pick<T>(random: RandomSource, items: readonly T[]): T {
	return items[random.below(items.length)] as T;
}

interface TableShape {
	readonly name: string;
	readonly columns: readonly string[];
}

const TABLES: readonly TableShape[] = [
	{ name: 't1', columns: ['a', 'b', 'c'] },
	{ name: 't2', columns: ['a', 'b', 'c'] },
	{ name: 't3', columns: ['x', 'y'] },
	{ name: 'w', columns: ['p', 'q', 'r'] },
	{ name: 'v', columns: ['a', 'd'] },
	{ name: 'g', columns: ['b', 'n'] },
];

const VALUES = ['NULL', '0', '1', '2', '3', '5', '2.0', '1.5', "'1'", "'a'", "'A'", "'b'", "''"];

export function schemaStatements(random: RandomSource): string[] {
	const rows = (table: string, count: number, width: number): string[] =>
		Array.from({ length: count }, () => {
			const values = Array.from({ length: width }, () => pick(random, VALUES));
			return `INSERT OR IGNORE INTO ${table} VALUES (${values.join(', ')})`;
		});
	return [
		'CREATE TABLE t1(a INTEGER PRIMARY KEY, b INT, c TEXT)',
		'CREATE TABLE t2(a INT, b TEXT COLLATE NOCASE, c REAL)',
		'CREATE TABLE t3(x, y)',
		'CREATE TABLE w(p TEXT NOT NULL, q INT NOT NULL, r, PRIMARY KEY (p, q)) WITHOUT ROWID',
		'CREATE INDEX t1b ON t1(b)',
		'CREATE INDEX t2bc ON t2(b, c DESC)',
		'CREATE INDEX t2a ON t2(a)',
		'CREATE INDEX t2part ON t2(c) WHERE a IS NOT NULL',
		'CREATE UNIQUE INDEX wr ON w(r)',
		'CREATE VIEW v AS SELECT a, b + 1 AS d FROM t1 WHERE b IS NOT NULL',
		// Which of several texts equal under NOCASE stands for its group is left open.
		'CREATE VIEW g AS SELECT lower(b) AS b, count(*) AS n FROM t2 GROUP BY b',
		...Array.from(
			{ length: 8 },
			(_, key) =>
				`INSERT INTO t1 VALUES (${key}, ${pick(random, VALUES)}, ${pick(random, VALUES)})`,
		),
		...rows('t2', 12, 3),
		...rows('t3', 9, 2),
		...Array.from(
			{ length: 8 },
			() =>
				`INSERT OR IGNORE INTO w VALUES ('${pick(random, ['a', 'b', 'A', '1'])}', ` +
				`${random.below(4)}, ${pick(random, VALUES)})`,
		),
	];
}

/** Columns in sight, qualified. */
type Columns = readonly string[];

interface Source {
	readonly sql: string;
	readonly columns: Columns;
}

let aliasCount = 0;

function relation(random: RandomSource, depth: number): Source {
	const alias = `s${++aliasCount}`;
	if (depth > 0 && random.below(4) === 0) {
		const inner = select(random, depth - 1, [], 2);
		return { sql: `(${inner}) AS ${alias}`, columns: [`${alias}.k0`, `${alias}.k1`] };
	}
	const table = pick(random, TABLES);
	return {
		sql: `${table.name} AS ${alias}`,
		columns: table.columns.map(column => `${alias}.${column}`),
	};
}

function from(random: RandomSource, depth: number): Source {
	let { sql, columns } = relation(random, depth);
	const joins = random.below(3);
	for (let count = 0; count < joins; count++) {
		const right = relation(random, depth);
		const all = [...columns, ...right.columns];
		const on = `${pick(random, columns)} = ${pick(random, right.columns)}`;
		const more = random.below(3) === 0 ? ` AND ${predicate(random, 0, all)}` : '';
		const operator = pick(random, [
			'JOIN',
			'JOIN',
			'LEFT JOIN',
			'LEFT JOIN',
			'CROSS JOIN',
			'FULL JOIN',
		]);
		sql = `${sql} ${operator} ${right.sql} ON ${on}${more}`;
		columns = all;
	}
	return { sql, columns };
}

function operand(random: RandomSource, depth: number, columns: Columns): string {
	switch (random.below(depth > 0 ? 8 : 6)) {
		case 0:
			return pick(random, VALUES);
		case 1:
			return `${column(random, columns)} + 1`;
		case 6:
			return `coalesce(${column(random, columns)}, ${pick(random, VALUES)})`;
		case 7:
			return `(SELECT count(k0) FROM (${select(random, depth - 1, columns, 1)}))`;
		default:
			return column(random, columns);
	}
}

function column(random: RandomSource, columns: Columns): string {
	return columns.length > 0 ? pick(random, columns) : pick(random, VALUES);
}

function predicate(random: RandomSource, depth: number, columns: Columns): string {
	const left = operand(random, 0, columns);
	switch (random.below(depth > 0 ? 12 : 8)) {
		case 0:
			return `${left} IN (${pick(random, VALUES)}, ${pick(random, VALUES)})`;
		case 1:
			return `${left} IS ${pick(random, ['', 'NOT '])}NULL`;
		case 2:
			return `${left} BETWEEN ${pick(random, VALUES)} AND ${pick(random, VALUES)}`;
		case 3:
			return `(${predicate(random, 0, columns)} OR ${predicate(random, 0, columns)})`;
		case 8:
		case 9:
			return `${pick(random, ['', 'NOT '])}EXISTS (${select(random, depth - 1, columns, 1)})`;
		case 10:
			return `${left} ${pick(random, ['', 'NOT '])}IN (${select(random, depth - 1, columns, 1)})`;
		case 11:
			return `NOT (${predicate(random, depth - 1, columns)})`;
		default:
			return `${left} ${pick(random, ['=', '=', '=', '<', '>=', '<>', 'IS'])} ${operand(random, depth, columns)}`;
	}
}

/** A SELECT of `width` columns named k0, k1, ...; `outer`: columns of queries around it. */
function select(random: RandomSource, depth: number, outer: Columns, width: number): string {
	const source = from(random, depth);
	const all = random.below(2) === 0 ? source.columns : [...source.columns, ...outer];
	const conditions: string[] = [];
	for (let count = random.below(3); count > 0; count--) {
		conditions.push(predicate(random, depth, all));
	}
	if (outer.length > 0 && random.below(3) > 0) {
		conditions.push(`${pick(random, source.columns)} = ${pick(random, outer)}`);
	}
	const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
	const names = Array.from({ length: width }, (_, position) => `k${position}`);
	if (random.below(5) === 0) {
		const keys = names.slice(1).map(() => pick(random, source.columns));
		const calls = [
			'count(*)',
			`count(${pick(random, source.columns)})`,
			`min(${pick(random, source.columns)})`,
		];
		const columns = [...keys, pick(random, calls)].map((expr, at) => `${expr} AS k${at}`);
		const group = keys.length > 0 ? ` GROUP BY ${keys.join(', ')}` : '';
		return `SELECT ${columns.join(', ')} FROM ${source.sql}${where}${group}`;
	}
	const columns = names.map(name => `${operand(random, depth, source.columns)} AS ${name}`);
	const distinct = random.below(8) === 0 ? 'DISTINCT ' : '';
	return `SELECT ${distinct}${columns.join(', ')} FROM ${source.sql}${where}`;
}

export function randomQuery(random: RandomSource): string {
	aliasCount = 0;
	const query = select(random, 2, [], 2);
	if (random.below(8) === 0) {
		const operator = pick(random, ['UNION', 'UNION ALL', 'INTERSECT', 'EXCEPT']);
		return `${query} ${operator} ${select(random, 1, [], 2)}`;
	}
	switch (random.below(4)) {
		case 0:
			return `${query} ORDER BY 1, 2`;
		case 1:
			return `${query} ORDER BY k1 DESC, k0 LIMIT 4`;
		default:
			return query;
	}
}
