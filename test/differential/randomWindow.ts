/**
 * Random queries with window functions over one small table: all functions, frames, exclusions, named windows, several
 * windows at once, above groupings and inside other queries.
 */

import { RandomSource } from './randomSource.js';

/** A table with many ties and NULLs, and queries over it. */
export function windowScript(seed: number): string[] {
	const random = new RandomSource(seed);
	const statements = [
		'CREATE TABLE t(id INTEGER PRIMARY KEY, a INT, b, c TEXT COLLATE NOCASE, d REAL)',
	];
	const rows = random.list(0, 24, () => randomRow(random));
	if (rows.length > 0) statements.push(`INSERT INTO t(a, b, c, d) VALUES ${rows.join(', ')}`);
	return [...statements, ...random.list(15, 25, () => query(random))];
}

function randomRow(random: RandomSource): string {
	const a = random.pick(['NULL', '1', '1', '2', '3', '4', '7', '-2', '10']);
	const b = random.pick(['NULL', '1', '2', '5', '2.5', "'x'", "'y'", "'2'", "x'61'", '-1', '3']);
	const c = random.pick(['NULL', "'a'", "'A'", "'b'", "'B'", "'c'", "''", "'10'"]);
	const d = random.pick(['NULL', '0.5', '1', '2.25', '-3', '1e10', '0.1', '4', '4']);
	return `(${a}, ${b}, ${c}, ${d})`;
}

const COLUMNS = ['a', 'b', 'c', 'd', 'id'] as const;

function value(random: RandomSource): string {
	return random.pick([
		...COLUMNS,
		...COLUMNS,
		'a + 1',
		'a % 3',
		'd * 2',
		'abs(a)',
		'1',
		'coalesce(a, 0)',
	]);
}

function numeric(random: RandomSource): string {
	return random.pick(['a', 'd', 'id', 'b', 'a + d', 'a * 2', '1']);
}

function call(random: RandomSource): string {
	const one = value(random);
	const called = random.pick([
		() => 'row_number()',
		() => 'rank()',
		() => 'dense_rank()',
		() => 'percent_rank()',
		() => 'cume_dist()',
		() => `ntile(${random.pick(['1', '2', '3', '4', '100'])})`,
		() => `lag(${one})`,
		() => `lead(${one}, ${random.pick(['0', '1', '2', '3', 'a', 'NULL'])})`,
		() => `lag(${one}, ${random.pick(['0', '2', 'abs(a)'])}, ${value(random)})`,
		() => `first_value(${one})`,
		() => `last_value(${one})`,
		() => `nth_value(${one}, ${random.pick(['1', '2', '3', '7'])})`,
	]);
	if (random.chance(0.45)) return called();
	return aggregate(random);
}

function aggregate(random: RandomSource): string {
	const called = random.pick([
		() => 'count(*)',
		() => `count(${value(random)})`,
		() => `sum(${numeric(random)})`,
		() => `total(${numeric(random)})`,
		() => `avg(${numeric(random)})`,
		() => `min(${value(random)})`,
		() => `max(${value(random)})`,
		() => `group_concat(${value(random)})`,
		() => `group_concat(${random.pick(['id', 'c'])}, '.')`,
		() => `string_agg(${value(random)}, id)`,
		() => `json_group_array(${random.pick(['a', 'id', 'c', 'd'])})`,
	])();
	const condition = random.pick(['a > 1', 'b IS NOT NULL', "c = 'a'", 'd', 'id % 2']);
	return random.chance(0.2) ? `${called} FILTER (WHERE ${condition})` : called;
}

function orderTerm(random: RandomSource): string {
	const term = random.pick([
		...COLUMNS,
		...COLUMNS,
		'a % 2',
		'c COLLATE BINARY',
		'c COLLATE NOCASE',
		'-a',
	]);
	const direction = random.pick(['', '', ' ASC', ' DESC', ' DESC']);
	return term + direction + random.pick(['', '', '', ' NULLS FIRST', ' NULLS LAST']);
}

function bound(random: RandomSource, unit: string): string {
	return unit === 'RANGE' && random.chance(0.3)
		? random.pick(['0.5', '1.5', '2.0', '3'])
		: random.pick(['0', '1', '1', '2', '3', '5']);
}

function frame(random: RandomSource, unit: string): string {
	const starts = ['UNBOUNDED PRECEDING', 'CURRENT ROW', 'n PRECEDING', 'n FOLLOWING'];
	const ends = ['UNBOUNDED FOLLOWING', 'CURRENT ROW', 'n PRECEDING', 'n FOLLOWING'];
	const fill = (text: string) => text.replace('n ', `${bound(random, unit)} `);
	const exclude = random.pick([
		'',
		'',
		'',
		' EXCLUDE CURRENT ROW',
		' EXCLUDE GROUP',
		' EXCLUDE TIES',
	]);
	if (random.chance(0.2)) return `${unit} ${fill(random.pick(starts))}${exclude}`;
	return `${unit} BETWEEN ${fill(random.pick(starts))} AND ${fill(random.pick(ends))}${exclude}`;
}

/** `base`: a named window to build on. */
function definition(random: RandomSource, base?: string): string {
	const parts = base === undefined ? [] : [base];
	if (base === undefined && random.chance(0.5)) {
		const terms = random.list(1, 2, () =>
			random.pick(['a', 'b', 'c', 'a % 2', 'c COLLATE BINARY']),
		);
		parts.push(`PARTITION BY ${terms.join(', ')}`);
	}
	const hasFrame = random.chance(0.6);
	const unit = random.pick(['ROWS', 'RANGE', 'GROUPS']);
	const terms = random.chance(0.8)
		? random.list(1, unit === 'RANGE' ? 1 : 2, () => orderTerm(random))
		: [];
	if (terms.length > 0) parts.push(`ORDER BY ${terms.join(', ')}`);
	if (hasFrame) parts.push(frame(random, unit));
	return `(${parts.join(' ')})`;
}

function windowCall(random: RandomSource, names: readonly string[]): string {
	const over =
		names.length > 0 && random.chance(0.5)
			? random.chance(0.8)
				? random.pick(names)
				: definition(random, random.pick(names))
			: definition(random);
	const called = `${call(random)} OVER ${over}`;
	return random.chance(0.1) ? `${called} || '!'` : called;
}

function query(random: RandomSource): string {
	const names = random.chance(0.3) ? ['w1', 'w2'].slice(0, random.chance(0.5) ? 1 : 2) : [];
	const clause =
		names.length === 0
			? ''
			: ` WINDOW ${names.map(name => `${name} AS ${definition(random)}`).join(', ')}`;
	const calls = random.list(1, 3, () => windowCall(random, names));
	const where = random.chance(0.25)
		? ` WHERE ${random.pick(['a > 1', 'b IS NOT NULL', 'id % 3'])}`
		: '';
	const order = random.pick([
		'',
		'',
		'',
		' ORDER BY id',
		' ORDER BY a, id',
		` ORDER BY ${windowCall(random, names)}, id`,
		' ORDER BY id DESC LIMIT 5',
		' LIMIT 4 OFFSET 1',
	]);
	const plain = `SELECT id, ${calls.join(', ')} FROM t${where}${clause}`;
	switch (
		random.pick([
			'plain',
			'plain',
			'plain',
			'plain',
			'grouped',
			'nested',
			'correlated',
			'compound',
			'distinct',
		] as const)
	) {
		case 'plain':
			return plain + order;
		case 'grouped':
			return `SELECT a, sum(id), ${random.pick(['sum', 'max', 'count'])}(${random.pick(['sum(id)', 'a', 'count(*)', 'max(d)'])})
				OVER (ORDER BY ${random.pick(['a', 'count(*), a', 'sum(d) DESC, a'])}) FROM t GROUP BY a`.replace(
				/\s+/g,
				' ',
			);
		case 'nested':
			return `SELECT * FROM (SELECT id, a, c, ${calls.join(', ')} AS x FROM t${clause}) WHERE ${random.pick(['a = 1', 'id < 6', "c = 'a'", 'x IS NOT NULL', 'a > 1 AND id > 2'])}`;
		case 'correlated':
			return `SELECT id, (SELECT ${aggregate(random)} OVER (ORDER BY ${random.pick(['a', 'id', 'o.a, id'])}) FROM t WHERE a >= o.a ORDER BY id LIMIT 1) FROM t AS o ORDER BY id`;
		case 'compound':
			return `SELECT id, ${calls[0]} FROM t${where}${clause} UNION ALL SELECT id, a FROM t`;
		case 'distinct':
			return `SELECT DISTINCT ${calls[0]} FROM t${where}${clause}`;
	}
}
