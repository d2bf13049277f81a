/**
 * A schema with one of each kind of object: generated columns, STRICT, WITHOUT ROWID, temporary tables, partial and
 * expression indexes, views over views. Column types are strict enough that functions and sums mean something.
 *
 * Left out: joins on a text key of a table WITHOUT ROWID by a wider collation than the key's own; SQLite's automatic index
 * forgets rows then. So all such columns have one collation. And values that STRICT refuses in statements of several rows:
 * in a transaction SQLite may keep those before.
 */

import { dateLiteral } from './randomDate.js';
import { jsonDocument } from './randomJson.js';
import type { RandomSource } from './randomSource.js';

export type Domain = 'integer' | 'number' | 'text' | 'json' | 'date' | 'any';

export interface Column {
	readonly name: string;
	readonly domain: Domain;
}

export interface Relation {
	readonly name: string;
	readonly columns: readonly Column[];
	/** Columns that may be written; none: it is a view. */
	readonly written: readonly Column[];
	/** ON CONFLICT targets. */
	readonly targets: readonly string[];
	readonly hasRowid: boolean;
}

export interface ObjectSchema {
	readonly statements: readonly string[];
	readonly relations: readonly Relation[];
}

const column = (name: string, domain: Domain): Column => ({ name, domain });

export function objectSchema(random: RandomSource): ObjectSchema {
	const collation = random.pick(['', ' COLLATE NOCASE', ' COLLATE RTRIM']);
	const tables = [
		generated(random),
		strict(random, collation),
		withoutRowid(random, collation),
		temporary(random),
	];
	const statements = tables.flatMap(({ statements }) => statements);
	const relations = tables.map(({ relation }) => relation);
	for (const relation of relations) {
		statements.push(...random.list(0, 2, index => createIndex(random, relation, index)));
	}
	for (const relation of relations) {
		for (const row of random.list(2, 4, index => index)) {
			statements.push(insertRow(random, relation, row));
		}
	}
	const views = createViews(random, relations);
	return {
		statements: [...statements, ...views.map(view => view.statement)],
		relations: [...relations, ...views.map(view => view.relation)],
	};
}

interface Made {
	readonly statements: string[];
	readonly relation: Relation;
}

function generated(random: RandomSource): Made {
	const storage = () => random.pick(['', ' STORED', ' VIRTUAL']);
	const key = random.pick(['id INTEGER PRIMARY KEY', 'id INTEGER PRIMARY KEY AUTOINCREMENT']);
	const written = [column('id', 'integer'), column('n', 'number'), column('j', 'json')];
	return {
		statements: [
			`CREATE TABLE g(${key}, n INT DEFAULT ${random.between(0, 5)}, j TEXT CHECK (j IS NULL OR json_valid(j, 6)), twice AS (n * 2)${storage()}, a TEXT AS (j ->> '$.a')${storage()}${random.pick(['', ' UNIQUE'])})`,
		],
		relation: {
			name: 'g',
			columns: [...written, column('twice', 'number'), column('a', 'any')],
			written,
			targets: ['id'],
			hasRowid: true,
		},
	};
}

function strict(random: RandomSource, collation: string): Made {
	const columns = [
		column('id', 'integer'),
		column('n', 'integer'),
		column('r', 'number'),
		column('x', 'text'),
		column('v', 'any'),
	];
	const unique = random.pick(['', ', UNIQUE (x, n)', ', UNIQUE (n)']);
	return {
		statements: [
			`CREATE TABLE s(id INT PRIMARY KEY, n INTEGER, r REAL, x TEXT${collation}, v ANY${unique}) STRICT`,
		],
		relation: {
			name: 's',
			columns,
			written: columns,
			targets: ['id', ...(unique ? [unique.slice(10, -1)] : [])],
			hasRowid: true,
		},
	};
}

function withoutRowid(random: RandomSource, collation: string): Made {
	const columns = [column('x', 'text'), column('n', 'number'), column('d', 'date')];
	const key = random.pick(['x, n', 'n, x', 'n DESC, x', 'x COLLATE NOCASE, n']);
	return {
		statements: [
			`CREATE TABLE w(x TEXT${collation}, n INT, d TEXT, PRIMARY KEY (${key})) WITHOUT ROWID`,
		],
		relation: {
			name: 'w',
			columns,
			written: columns,
			targets: [key.replace(' DESC', '')],
			hasRowid: false,
		},
	};
}

function temporary(random: RandomSource): Made {
	const columns = [column('id', 'integer'), column('parent', 'number'), column('x', 'text')];
	return {
		statements: [
			`CREATE TEMP TABLE e(id ${random.pick(['INTEGER PRIMARY KEY', 'INT UNIQUE', 'INT'])}, parent INT, x)`,
		],
		relation: { name: 'e', columns, written: columns, targets: [], hasRowid: true },
	};
}

function createIndex(random: RandomSource, { name, columns }: Relation, index: number): string {
	const part = () => {
		const { name: key, domain } = random.pick(columns);
		return random.make(
			[5, () => `${key}${random.pick(['', '', ' DESC'])}`],
			[1, () => (domain === 'json' ? `${key} ->> '$.a'` : `lower(${key})`)],
			[1, () => (domain === 'number' ? `${key} % 3` : `length(${key})`)],
		);
	};
	const schema = name === 'e' ? 'temp.' : '';
	const tested = random.pick(columns).name;
	const where = random.pick(['', '', ` WHERE ${tested} IS NOT NULL`, ` WHERE ${tested} > 1`]);
	return `CREATE INDEX ${schema}${name}${index} ON ${name}(${random.list(1, 2, part).join(', ')})${where}`;
}

export function literalOf(random: RandomSource, domain: Domain): string {
	switch (domain) {
		case 'integer':
			return random.make([9, () => String(random.between(0, 9))], [1, () => 'NULL']);
		case 'number':
			return random.make(
				[8, () => String(random.between(0, 9))],
				[1, () => 'NULL'],
				[1, () => `${random.between(-3, 9)}.${random.pick(['5', '0'])}`],
				[0.3, () => random.pick(['9223372036854775807', '-1e10', "'7'"])],
			);
		case 'text':
			return random.make(
				[8, () => `'${random.pick(['a', 'b', 'c', 'A', 'B ', 'ab', '', 'é', '10', '9'])}'`],
				[1, () => 'NULL'],
			);
		case 'json':
			return random.chance(0.15)
				? 'NULL'
				: random.chance(0.5)
					? `'{"a":${random.between(1, 4)},"b":["x",${random.between(1, 9)}]}'`
					: jsonDocument(random);
		case 'date':
			return dateLiteral(random);
		default:
			return literalOf(random, random.pick(['number', 'text', 'json', 'date']));
	}
}

function insertRow(random: RandomSource, { name, written }: Relation, row: number): string {
	const tuple = () =>
		`(${written.map(({ name: key, domain }) => (key === 'id' ? String(row * 4 + random.between(0, 3)) : literalOf(random, domain))).join(', ')})`;
	const columns = written.map(({ name: key }) => key).join(', ');
	return `INSERT OR IGNORE INTO ${name}(${columns}) VALUES ${random.list(1, 3, tuple).join(', ')}`;
}

function createViews(
	random: RandomSource,
	tables: readonly Relation[],
): { statement: string; relation: Relation }[] {
	const view = (name: string, columns: readonly Column[], body: string, temp = '') => ({
		statement: `CREATE ${temp}VIEW ${name}(${columns.map(({ name: key }) => key).join(', ')}) AS ${body}`,
		relation: { name, columns, written: [], targets: [], hasRowid: false },
	});
	const two = [column('n', 'number'), column('x', 'text')];
	const [g, s] = tables as readonly [Relation, Relation];
	const joined = random.pick(['JOIN', 'LEFT JOIN', 'FULL JOIN']);
	return [
		view(
			'v1',
			two,
			`SELECT s.n, s.x FROM s ${joined} w ON s.x = w.x AND s.n ${random.pick(['=', '<', '<>'])} w.n`,
		),
		view(
			'v2',
			[column('n', 'number'), column('k', 'number')],
			`SELECT n, count(*) FROM ${random.pick([g, s]).name} GROUP BY n${random.pick(['', ' HAVING count(*) > 1'])}`,
		),
		view(
			'v3',
			two,
			random.pick([
				'SELECT n, x FROM v1 UNION SELECT n, x FROM w',
				'SELECT v2.k, v1.x FROM v2 NATURAL JOIN v1',
				'SELECT n + 1, x FROM v1 WHERE n IS NOT NULL',
			]),
		),
		view('v4', two, 'SELECT row_number() OVER (ORDER BY id, x, parent), x FROM e', 'TEMP '),
	];
}
