/**
 * Random tables with indexes and views: affinities, collations, constraints, the forms of primary keys. Column names
 * repeat between tables, so that NATURAL and USING have something to join on.
 */

import type { RandomSource } from './randomSource.js';
import { randomLiteral } from './randomSource.js';

export interface Relation {
	readonly name: string;
	readonly columns: readonly string[];
}

export interface RandomTable extends Relation {
	/** Column lists that are unique, for upserts: as written in ON CONFLICT. */
	readonly keys: readonly string[];
	readonly indexes: readonly string[];
	readonly hasRowid: boolean;
}

export interface RandomSchema {
	readonly tables: readonly RandomTable[];
	readonly views: readonly Relation[];
	readonly statements: readonly string[];
}

const NAMES = ['a', 'b', 'c', 'd', 'e'];
const TYPES = [
	'',
	'INTEGER',
	'INT',
	'TEXT',
	'REAL',
	'NUMERIC',
	'BLOB',
	'VARCHAR(10)',
	'DOUBLE',
	'DECIMAL(5,2)',
];

export function randomSchema(random: RandomSource): RandomSchema {
	const statements: string[] = [];
	const tables = random.list(2, 3, index => randomTable(random, `t${index}`, statements));
	const views: Relation[] = [];
	const first = random.pick(tables);
	const columns = random.some(first.columns);
	const where = random.chance(0.5) ? ` WHERE ${columns[0]} IS NOT ${randomLiteral(random)}` : '';
	const body = random.make(
		[3, () => `SELECT ${columns.join(', ')} FROM ${first.name}${where}`],
		[1, () => `SELECT DISTINCT ${columns.join(', ')} FROM ${first.name}${where}`],
		[1, () => groupedView(columns, first.name)],
		// Of one table: the affinity of a column of a compound of different ones depends on SQLite's plan.
		[1, () => unionView(columns, first.name)],
	);
	statements.push(`CREATE VIEW v0(${columns.join(', ')}) AS ${body}`);
	views.push({ name: 'v0', columns });
	return { tables, views, statements };
}

function unionView(columns: readonly string[], table: string): string {
	const part = `SELECT ${columns.join(', ')} FROM ${table}`;
	return `${part} UNION ALL ${part} WHERE ${columns[0]} IS NOT NULL`;
}

function groupedView(columns: readonly string[], table: string): string {
	const rest = columns.slice(1).map(column => `, max(${column})`);
	return `SELECT ${columns[0]}${rest.join('')} FROM ${table} GROUP BY ${columns[0]}`;
}

function randomTable(random: RandomSource, name: string, statements: string[]): RandomTable {
	const columns = NAMES.slice(0, random.between(2, 5));
	const keys: string[] = [];
	const constraints: string[] = [];
	const keyForm = random.make<'none' | 'rowid' | 'column' | 'table'>(
		[3, () => 'none'],
		[4, () => 'rowid'],
		[2, () => 'column'],
		[3, () => 'table'],
	);
	const isWithoutRowid = keyForm !== 'none' && random.chance(0.35);
	if (keyForm === 'rowid' || keyForm === 'column') keys.push(columns[0] as string);
	// Declared actions that skip rows show the order in which SQLite visits them.
	const conflict = () => (random.chance(0.12) ? ' ON CONFLICT ABORT' : '');
	const definitions = columns.map((column, index) => {
		if (index === 0 && keyForm === 'rowid') {
			return `${column} INTEGER PRIMARY KEY${random.chance(0.1) ? ' DESC' : ''}${conflict()}`;
		}
		let text = column;
		const type = random.pick(TYPES);
		if (type) text += ` ${type}`;
		if (random.chance(0.15)) text += ` NOT NULL${conflict()}`;
		if (index === 0 && keyForm === 'column') text += ` PRIMARY KEY${conflict()}`;
		else if (random.chance(0.12)) {
			text += ` UNIQUE${conflict()}`;
			keys.push(column);
		}
		if (random.chance(0.2))
			text += ` DEFAULT ${random.pick(['7', "'a'", '(1 + 1)', '2.5', 'NULL'])}`;
		if (random.chance(0.2)) text += ` COLLATE ${random.pick(['NOCASE', 'RTRIM', 'BINARY'])}`;
		if (random.chance(0.08)) text += ` CHECK (${column} <> 5)`;
		return text;
	});
	if (keyForm === 'table') {
		const parts = random.some(columns.slice(0, 3));
		const listed = parts.map(part => part + (random.chance(0.25) ? ' DESC' : ''));
		constraints.push(`PRIMARY KEY (${listed.join(', ')})${conflict()}`);
		keys.push(parts.join(', '));
	}
	if (random.chance(0.2)) {
		const parts = random.some(columns, 2);
		constraints.push(`UNIQUE (${parts.join(', ')})${conflict()}`);
		// SQLite does not find such a key when the rowid is part of it.
		if (keyForm === 'none') keys.push(parts.join(', '));
	}
	if (random.chance(0.1)) constraints.push(`CHECK (${columns[0]} IS NOT ${columns[1]})`);
	const ending = isWithoutRowid ? ' WITHOUT ROWID' : '';
	statements.push(`CREATE TABLE ${name}(${[...definitions, ...constraints].join(', ')})${ending}`);
	const indexes: string[] = [];
	for (let index = random.below(4); index > 0; index--) {
		indexes.push(`${name}i${index}`);
		statements.push(randomIndex(random, `${name}i${index}`, name, columns));
	}
	return { name, columns, keys, indexes, hasRowid: !isWithoutRowid };
}

function randomIndex(
	random: RandomSource,
	name: string,
	table: string,
	columns: readonly string[],
): string {
	const parts = random
		.some(columns)
		.slice(0, 3)
		.map(column => {
			const term = random.make(
				[8, () => column],
				[1, () => `lower(${column})`],
				[1, () => `${column} + 1`],
				[1, () => `${column} || 'x'`],
				[1, () => `${column} COLLATE ${random.pick(['NOCASE', 'RTRIM', 'BINARY'])}`],
			);
			return term + (random.chance(0.25) ? ' DESC' : '');
		});
	const unique = random.chance(0.15) ? 'UNIQUE ' : '';
	const where = random.make(
		[5, () => ''],
		[1, () => ` WHERE ${random.pick(columns)} IS NOT NULL`],
		[1, () => ` WHERE ${random.pick(columns)} > ${random.between(-1, 3)}`],
	);
	return `CREATE ${unique}INDEX ${name} ON ${table}(${parts.join(', ')})${where}`;
}
