/**
 * Scripts over all kinds of objects: joins by NATURAL and USING, row values, recursive common tables, JSON table functions
 * beside a table, aggregates with FILTER, ORDER BY and DISTINCT, writes with upserts and RETURNING inside savepoints.
 * Each query orders by all its columns, by their order in every collation.
 *
 * Half of the scripts run a second time with the literals as bound parameters (boundStatement.ts).
 */

import { dateCall } from './randomDate.js';
import { formatCall, textCall } from './randomFormat.js';
import { jsonCall, jsonTable } from './randomJson.js';
import { literalOf, objectSchema } from './objectSchema.js';
import type { Column, Domain, ObjectSchema, Relation } from './objectSchema.js';
import { RandomSource } from './randomSource.js';
import type { RandomScript } from './script.js';

interface Source {
	readonly text: string;
	/** Names as they may be written. */
	readonly columns: readonly Column[];
}

export function objectScript(seed: number): RandomScript {
	const random = new RandomSource(seed);
	const schema = objectSchema(random);
	const tables = schema.relations.filter(({ written }) => written.length > 0);
	const contents = tables.map(
		({ name, columns }) =>
			`SELECT * FROM ${name} NOT INDEXED ORDER BY ${columns.map(({ name: key }) => `${key} COLLATE BINARY`).join(', ')}`,
	);
	const statements = [...schema.statements, ...contents];
	for (let round = 0; round < 5; round++) {
		const changes = random.list(2, 5, () => change(random, random.pick(tables)));
		statements.push(...changes, ...contents);
		statements.push(...random.list(4, 8, () => query(random, schema)));
	}
	return { statements, disabledRules: [], isBound: random.chance(0.5) };
}

function query(random: RandomSource, schema: ObjectSchema): string {
	return random.make(
		[4, () => ordered(random, plain(random, schema))],
		[2, () => ordered(random, grouped(random, schema))],
		[1, () => recursive(random)],
		[1, () => ordered(random, compound(random, schema))],
		[1, () => ordered(random, jsonRows(random, schema))],
	);
}

interface Query {
	readonly text: string;
	readonly width: number;
}

/** Texts that a collation takes for equal still have one order. */
function ordered(random: RandomSource, { text, width }: Query): string {
	const names = Array.from({ length: width }, (_, index) => `c${index}`);
	const terms = names.flatMap(name => {
		const direction = random.pick(['', ' DESC', ' NULLS LAST']);
		return [`${name} COLLATE BINARY${direction}`, `typeof(${name})`];
	});
	const limit = random.chance(0.3)
		? ` LIMIT ${random.between(1, 6)} OFFSET ${random.between(0, 2)}`
		: '';
	return `WITH q(${names.join(', ')}) AS (${text}) SELECT * FROM q ORDER BY ${terms.join(', ')}${limit}`;
}

function plain(random: RandomSource, schema: ObjectSchema): Query {
	const { text, columns } = source(random, schema);
	const width = random.between(1, 3);
	const list = Array.from({ length: width }, () => value(random, columns, 2));
	const distinct = random.chance(0.2) ? 'DISTINCT ' : '';
	const where = random.chance(0.6) ? ` WHERE ${condition(random, columns, schema)}` : '';
	return { text: `SELECT ${distinct}${list.join(', ')} FROM ${text}${where}`, width };
}

function source(random: RandomSource, schema: ObjectSchema): Source {
	const pick = () => random.pick(schema.relations);
	const named = (alias: string, { columns }: Relation) =>
		columns.map(({ name, domain }) => ({ name: `${alias}.${name}`, domain }));
	const [one, two, three] = [pick(), pick(), pick()];
	const operator = () => random.pick(['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN']);
	return random.make(
		[3, () => ({ text: `${one.name} AS p`, columns: named('p', one) })],
		[
			2,
			() => ({
				text: `${one.name} AS p ${operator()} ${two.name} AS q ON p.${random.pick(one.columns).name} = q.${random.pick(two.columns).name}`,
				columns: [...named('p', one), ...named('q', two)],
			}),
		],
		[
			2,
			() => ({
				text: `${one.name} AS p NATURAL ${operator()} ${two.name} AS q NATURAL ${operator()} ${three.name} AS r`,
				columns: [...named('p', one), ...named('r', three)],
			}),
		],
		[
			1,
			() => {
				const shared = one.columns.filter(({ name }) =>
					two.columns.some(other => other.name === name),
				);
				const using = shared.length
					? ` USING (${random
							.some(shared)
							.map(({ name }) => name)
							.join(', ')})`
					: '';
				return {
					text: `${one.name} AS p ${operator()} ${two.name} AS q${using || ' ON true'}`,
					columns: [...named('p', one), ...named('q', two)],
				};
			},
		],
	);
}

function grouped(random: RandomSource, schema: ObjectSchema): Query {
	const { text, columns } = source(random, schema);
	const keys = random.list(0, 2, () => random.pick(columns).name);
	const list = [...keys.map(folded), ...random.list(1, 2, () => aggregate(random, columns))];
	const group = keys.length ? ` GROUP BY ${keys.join(', ')}` : '';
	const having =
		keys.length && random.chance(0.3) ? ` HAVING count(*) ${random.pick(['>', '='])} 1` : '';
	const where = random.chance(0.4) ? ` WHERE ${condition(random, columns, schema)}` : '';
	return {
		text: `SELECT ${list.join(', ')} FROM ${text}${where}${group}${having}`,
		width: list.length,
	};
}

/** Of equal values any may stand for the others. */
function folded(value: string): string {
	return `upper(rtrim(iif(typeof(${value}) = 'integer', ${value} + 0.0, ${value})))`;
}

function aggregate(random: RandomSource, columns: readonly Column[]): string {
	const { name, domain } = random.pick(columns);
	const numbers = domain === 'number' || domain === 'integer' ? name : `length(${name})`;
	const distinct = random.chance(0.3) ? 'DISTINCT ' : '';
	const call = random.make(
		[2, () => 'count(*)'],
		[2, () => `count(${distinct}upper(${name}))`],
		[2, () => `sum(${distinct}${numbers} % 100)`],
		[1, () => `total(${numbers} % 100)`],
		[1, () => `avg(${distinct}${numbers} % 100)`],
		[2, () => folded(`${random.pick(['min', 'max'])}(${name})`)],
		[
			1,
			() =>
				`group_concat(quote(${name}), '/' ORDER BY quote(${name})${random.pick(['', ' DESC'])})`,
		],
		[1, () => `json_group_array(quote(${name}) ORDER BY quote(${name}))`],
		[0.5, () => `json_group_array(DISTINCT ${numbers} % 3 ORDER BY ${numbers} % 3)`],
	);
	// Only the plain calls can have one.
	const isPlain = !call.startsWith('upper(');
	return isPlain && random.chance(0.3)
		? `${call} FILTER (WHERE ${comparison(random, columns)})`
		: call;
}

function compound(random: RandomSource, schema: ObjectSchema): Query {
	const width = random.between(1, 2);
	const part = () => {
		const { text, columns } = source(random, schema);
		return `SELECT ${Array.from({ length: width }, () => `quote(${random.pick(columns).name})`).join(', ')} FROM ${text}`;
	};
	const operator = () => random.pick([' UNION ', ' UNION ALL ', ' INTERSECT ', ' EXCEPT ']);
	let text = part();
	for (const next of random.list(1, 2, part)) text += operator() + next;
	return { text, width };
}

function jsonRows(random: RandomSource, schema: ObjectSchema): Query {
	const table = jsonTable(random, 'g.j');
	const { columns } = schema.relations[0] as Relation;
	const from = `g CROSS JOIN ${table} AS e`;
	const where = random.chance(0.5)
		? ` WHERE ${comparison(
				random,
				columns.map(({ name, domain }) => ({ name: `g.${name}`, domain })),
			)}`
		: '';
	return { text: `SELECT g.id, e.fullkey, e.type, e.atom FROM ${from}${where}`, width: 4 };
}

function recursive(random: RandomSource): string {
	const depth = random.between(2, 5);
	return random.make(
		[
			1,
			() =>
				`WITH RECURSIVE r(i, t) AS (VALUES (1, 'a') UNION ALL SELECT i + 1, t || i FROM r WHERE i < ${depth}) SELECT i, t FROM r ORDER BY i${random.pick(['', ' DESC'])}`,
		],
		[
			2,
			() =>
				`WITH RECURSIVE tree(id, level) AS (SELECT id, 0 FROM e WHERE parent IS NULL OR id < 4 UNION ${random.pick(['', ''])}SELECT e.id, level + 1 FROM e JOIN tree ON e.parent = tree.id WHERE level < ${depth}) SELECT id, level FROM tree ORDER BY 1, 2`,
		],
		[
			1,
			() =>
				`WITH RECURSIVE d(at) AS (SELECT date('2024-01-30') UNION ALL SELECT date(at, '${random.pick(['+1 day', '+1 month', 'weekday 2', '+36 hours'])}') FROM d LIMIT ${depth}) SELECT at FROM d`,
		],
		[
			1,
			() =>
				`WITH RECURSIVE f(a, b) AS (SELECT 0, 1 UNION SELECT b, a + b FROM f WHERE b < ${depth * 20}), s(k) AS (SELECT sum(a) FROM f) SELECT k, (SELECT count(*) FROM f) FROM s`,
		],
		[
			1,
			() =>
				`WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c ORDER BY 1 ${random.pick(['', 'DESC '])}LIMIT ${depth}) SELECT group_concat(x) FROM c`,
		],
	);
}

function value(random: RandomSource, columns: readonly Column[], depth: number): string {
	const of = (domain: Domain) => columns.filter(one => one.domain === domain);
	const leaf = (domain: Domain) => {
		const known = of(domain);
		return known.length && random.chance(0.8) ? random.pick(known).name : literalOf(random, domain);
	};
	if (depth <= 0) return random.chance(0.8) ? random.pick(columns).name : literalOf(random, 'any');
	const inner = () => value(random, columns, depth - 1);
	return random.make(
		[5, () => random.pick(columns).name],
		[2, () => `${leaf('number')} ${random.pick(['+', '-', '*', '/', '%'])} ${leaf('number')}`],
		[1, () => `${leaf('text')} || ${leaf('text')}`],
		[2, () => jsonCall(random, inner, () => leaf('json'))],
		[2, () => dateCall(random, () => leaf('date'))],
		[1, () => formatCall(random, inner)],
		[2, () => textCall(random, inner)],
		[1, () => `CASE WHEN ${comparison(random, columns)} THEN ${inner()} ELSE ${inner()} END`],
	);
}

function comparison(random: RandomSource, columns: readonly Column[]): string {
	const { name, domain } = random.pick(columns);
	const other = random.pick(columns);
	const literal = () => literalOf(random, domain);
	return random.make(
		[4, () => `${name} ${random.pick(['=', '<', '>', '<=', '<>', 'IS'])} ${literal()}`],
		[1, () => `${name} ${random.pick(['=', '<', 'IS NOT'])} ${other.name}`],
		[1, () => `${name} BETWEEN ${literal()} AND ${literal()}`],
		[1, () => `${name} IN (${literal()}, ${literal()}, ${literal()})`],
		[
			1,
			() =>
				`(${name}, ${other.name}) ${random.pick(['=', '<', '>=', '<>', 'IS'])} (${literal()}, ${literalOf(random, other.domain)})`,
		],
		[
			0.5,
			() =>
				`(${name}, ${other.name}) IN (VALUES (${literal()}, ${literalOf(random, other.domain)}), (1, 'a'))`,
		],
		[0.5, () => `${name} LIKE ${random.pick(["'a%'", "'%1%'", "'_'"])}`],
		[0.5, () => `${name} IS ${random.pick(['', 'NOT '])}NULL`],
	);
}

function condition(random: RandomSource, columns: readonly Column[], schema: ObjectSchema): string {
	const { name, domain } = random.pick(columns);
	const inner = random.pick(schema.relations);
	const [one, two] = [random.pick(inner.columns), random.pick(inner.columns)];
	return random.make(
		[4, () => comparison(random, columns)],
		[
			2,
			() =>
				`${comparison(random, columns)} ${random.pick(['AND', 'OR'])} ${comparison(random, columns)}`,
		],
		[1, () => `EXISTS (SELECT 1 FROM ${inner.name} AS z WHERE z.${one.name} = ${name})`],
		[
			1,
			() => `${name} ${random.pick(['', 'NOT '])}IN (SELECT z.${one.name} FROM ${inner.name} AS z)`,
		],
		[
			0.7,
			() =>
				`(${name}, ${literalOf(random, domain)}) IN (SELECT z.${one.name}, z.${two.name} FROM ${inner.name} AS z)`,
		],
		[0.7, () => `${name} > (SELECT min(z.${one.name}) FROM ${inner.name} AS z)`],
		[0.5, () => `NOT (${comparison(random, columns)})`],
	);
}

const TRANSACTION = [
	'SAVEPOINT a',
	'SAVEPOINT b',
	'ROLLBACK TO a',
	'RELEASE a',
	'RELEASE b',
	'BEGIN',
	'COMMIT',
	'ROLLBACK',
];

function change(random: RandomSource, table: Relation): string {
	const { name, written, targets } = table;
	const tuple = () => `(${written.map(({ domain }) => literalOf(random, domain)).join(', ')})`;
	const list = written.map(one => one.name).join(', ');
	const shown = random.pick(['', '', ` RETURNING ${random.pick(written).name}`]);
	const own = table.columns.map(({ name: key, domain }) => ({ name: `+${name}.${key}`, domain }));
	const upsert = () => {
		if (!targets.length || random.chance(0.5)) return '';
		const { name: key } = random.pick(written);
		return random.pick([
			` ON CONFLICT (${random.pick(targets)}) DO UPDATE SET ${key} = excluded.${key}`,
			' ON CONFLICT DO NOTHING',
			` ON CONFLICT (${random.pick(targets)}) DO UPDATE SET ${key} = ${name}.${key} WHERE excluded.${key} IS NOT NULL`,
		]);
	};
	const set = () => {
		const { name: key, domain } = random.pick(written.slice(1));
		return `${key} = ${random.chance(0.5) ? literalOf(random, domain) : key}`;
	};
	return random.make(
		[
			4,
			() =>
				`INSERT INTO ${name}(${list}) VALUES ${random.list(1, 2, tuple).join(', ')}${upsert()}${shown}`,
		],
		[
			2,
			() => `INSERT OR IGNORE INTO ${name}(${list}) VALUES ${random.list(1, 3, tuple).join(', ')}`,
		],
		[1, () => `REPLACE INTO ${name}(${list}) VALUES ${tuple()}`],
		[3, () => `UPDATE OR IGNORE ${name} NOT INDEXED SET ${set()} WHERE ${comparison(random, own)}`],
		[
			1,
			() =>
				`DELETE FROM ${name} WHERE ${comparison(random, own)} AND ${comparison(random, own)}${shown}`,
		],
		[2, () => random.pick(TRANSACTION)],
		[0.5, () => 'ANALYZE'],
		[
			0.5,
			() =>
				`UPDATE ${name} NOT INDEXED SET ${set()} WHERE (${own[0]?.name}, 1) IN (SELECT 3, 1)${shown}`,
		],
		[0.3, () => `INSERT INTO e SELECT n, k, 'v' FROM v2 ORDER BY 1, 2 LIMIT 3`],
	);
}
