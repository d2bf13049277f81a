/**
 * Left out: RAISE(IGNORE) in temporary triggers, behind which SQLite shows no RETURNING row; several temporary triggers of one
 * event; in which order SQLite fires them depends on how it keeps them.
 *
 * Random triggers on small tables and a view, and writes that set them off: all events and timings, WHEN, RAISE, conflict
 * clauses inside and outside, recursion on and off. Bodies end because values grow and are bounded by a WHEN.
 */

import { RandomSource } from './randomSource.js';

/** Statements that write and, between them, queries that show what all tables hold. */
export function triggerScript(seed: number): string[] {
	const random = new RandomSource(seed);
	return [
		...schema(random),
		...random.list(2, 7, position => trigger(random, position)),
		...random.list(10, 20, () => write(random)).flatMap(sql => [sql, ...SHOW]),
	];
}

const TABLES = ['t', 'u', 'w'] as const;
const SHOW = [
	'SELECT * FROM t',
	'SELECT * FROM u',
	'SELECT * FROM w',
	'SELECT * FROM log',
	'SELECT changes(), last_insert_rowid()',
];

function schema(random: RandomSource): string[] {
	const unique = random.pick([
		'',
		' UNIQUE',
		' UNIQUE ON CONFLICT REPLACE',
		' UNIQUE ON CONFLICT IGNORE',
	]);
	const key = random.pick(['a INTEGER PRIMARY KEY', 'a', 'a INTEGER PRIMARY KEY AUTOINCREMENT']);
	const check = random.pick(['', ' CHECK (c < 30)']);
	return [
		`PRAGMA recursive_triggers = ${random.pick(['0', '1'])}`,
		`CREATE TABLE t(${key}, b${unique}, c INT NOT NULL DEFAULT 5${check})`,
		`CREATE TABLE u(a, b TEXT COLLATE NOCASE, c${random.pick(['', ' REAL', ' AS (length(a || b))'])})`,
		`CREATE TABLE w(a, b, c DEFAULT 1, PRIMARY KEY(${random.pick(['a', 'a, b', 'b, a'])})) WITHOUT ROWID`,
		'CREATE TABLE log(m)',
		`CREATE VIEW v AS SELECT t.a, t.b, w.c FROM t LEFT JOIN w ON w.a = t.a ORDER BY 1, 2, 3`,
		...(random.pick([true, false]) ? ['CREATE INDEX ub ON u(b)'] : []),
		...TABLES.flatMap(name =>
			random.list(
				0,
				3,
				() => `INSERT OR IGNORE INTO ${name}(a, b) VALUES (${value(random)}, ${value(random)})`,
			),
		),
	];
}

function value(random: RandomSource): string {
	return random.pick(['1', '2', '3', '4', '5', '1', '2', '7', "'x'", "'Y'", 'NULL', '2.5', "'3'"]);
}

type Event = 'INSERT' | 'UPDATE' | 'DELETE';

function trigger(random: RandomSource, position: number): string {
	const event = random.pick<Event>(['INSERT', 'UPDATE', 'DELETE']);
	const table = random.pick([...TABLES, ...TABLES, 'v'] as const);
	const timing = table === 'v' ? 'INSTEAD OF' : random.pick(['BEFORE', 'AFTER', 'AFTER']);
	const columns =
		event === 'UPDATE' && random.pick([true, false])
			? ` OF ${random.pick(['a', 'b', 'a, b'])}`
			: '';
	const when = random.pick([true, false])
		? ` WHEN ${row(random, event)} ${random.pick(['> 1', 'IS NOT NULL', '< 6', "= 'X'"])}`
		: '';
	const written = random.list(1, 3, () => step(random, event)).join('; ');
	const name = `tr${position}`;
	const temp = position === 0 ? random.pick(['', 'TEMP ']) : '';
	const steps = temp === '' ? written : written.replaceAll('RAISE(IGNORE)', "RAISE(ABORT, 'i')");
	const marker = `INSERT INTO log VALUES ('${name} ' || ${seen(event)})`;
	return `CREATE ${temp}TRIGGER ${name} ${timing} ${event}${columns} ON ${table}${when} BEGIN ${marker}; ${steps}; END`;
}

function seen(event: Event): string {
	const parts = [];
	if (event !== 'INSERT') parts.push('quote(OLD.a) || quote(OLD.b) || quote(OLD.c)');
	if (event !== 'DELETE') parts.push('quote(NEW.a) || quote(NEW.b)');
	return parts.join(" || '>' || ");
}

function row(random: RandomSource, event: Event): string {
	const name =
		event === 'INSERT' ? 'NEW' : event === 'DELETE' ? 'OLD' : random.pick(['OLD', 'NEW']);
	return `${name}.${random.pick(['a', 'b', 'a', 'b', 'c'])}`;
}

function or(random: RandomSource): string {
	return random.pick(['', '', '', ' OR IGNORE', ' OR REPLACE', ' OR FAIL', ' OR ABORT']);
}

function step(random: RandomSource, event: Event): string {
	const table = random.pick(TABLES);
	const one = row(random, event);
	return random.pick([
		() =>
			`INSERT${or(random)} INTO ${table}(a, b) VALUES (${one}, ${random.pick([one, value(random)])})`,
		() =>
			`INSERT${or(random)} INTO ${table}(a, b) SELECT a + 1, ${one} FROM ${random.pick(TABLES)} WHERE a < 4 ORDER BY +a, +b LIMIT 2`,
		() =>
			`UPDATE${or(random)} ${table} SET b = ${random.pick([one, 'b || 1', 'a'])} WHERE a = ${one}`,
		() => `UPDATE${or(random)} ${table} SET a = a + 1 WHERE b = ${one} AND a < 9`,
		() => `DELETE FROM ${table} WHERE ${random.pick(['a', 'b'])} = ${one}`,
		() => `DELETE FROM ${table} WHERE a > ${random.pick(['4', one])}`,
		() =>
			`SELECT RAISE(${random.pick(['IGNORE', "ABORT, 'a'", "FAIL, 'f'", "ROLLBACK, 'r'"])}) WHERE ${one} = ${value(random)}`,
		() =>
			`INSERT INTO log SELECT count(*) || ' ' || changes() || ' ' || last_insert_rowid() FROM ${table}`,
		() =>
			`INSERT INTO t(a, b) VALUES (${one}, 1) ON CONFLICT DO UPDATE SET b = excluded.a WHERE b <> 1`,
	])();
}

function write(random: RandomSource): string {
	const table = random.pick([...TABLES, ...TABLES, 'v'] as const);
	const values = () => `(${value(random)}, ${value(random)})`;
	const where = random.pick(['', '', ` WHERE a = ${value(random)}`, ` WHERE b > ${value(random)}`]);
	const returning = random.pick(['', '', '', ' RETURNING a, b']);
	return random.pick([
		() => `INSERT${or(random)} INTO ${table}(a, b) VALUES ${values()}${returning}`,
		() => `INSERT${or(random)} INTO ${table}(a, b) VALUES ${values()}, ${values()}, ${values()}`,
		() =>
			`INSERT${or(random)} INTO ${table}(a, b) SELECT b, a FROM ${random.pick(TABLES)} ORDER BY +b, +a`,
		() => `UPDATE${or(random)} ${table} SET b = ${value(random)}${where}${returning}`,
		() => `UPDATE${or(random)} ${table} SET a = a + 1${where}`,
		() => `UPDATE${or(random)} ${table} SET a = b, b = a${where}`,
		() => `DELETE FROM ${table}${where}${returning}`,
		() => `REPLACE INTO ${table}(a, b) VALUES ${values()}`,
		() =>
			`INSERT INTO t(a, b) VALUES ${values()}, ${values()} ON CONFLICT DO UPDATE SET b = ${value(random)}`,
		() => random.pick(['BEGIN', 'COMMIT', 'ROLLBACK', 'SAVEPOINT s', 'ROLLBACK TO s']),
	])();
}
