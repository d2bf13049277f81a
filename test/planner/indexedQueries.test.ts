/**
 * Random tables with random indexes of all kinds: random conditions, orders and groups of the forms that indexes answer give
 * the rows that the same statement gives without any index, before and after random changes, and the indexes stay sound.
 */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Database } from '../../src/engine/index.js';
import { checkProperty } from '../storage/seeds.js';
import { randomSource } from './randomQuery.js';

type Random = ReturnType<typeof randomSource>;

const TABLES = [
	'create table t(id integer primary key, a int, b int, c, d text, e text collate nocase)',
	'create table t(id int, a int, b int, c, d text, e text collate nocase, primary key (b desc, id)) without rowid',
];
const PARTS = [
	'a',
	'b',
	'c',
	'd',
	'e',
	'a desc',
	'b desc',
	'd collate nocase',
	'e collate binary',
	'lower(d)',
	'a + b',
] as const;
const CONDITIONS = ['a is not null', 'b > 2', "d > 'b'", 'c is not null'];
const TEXTS = ['', 'a', 'A', 'ab', 'aB', 'abc', 'b', 'Ba', 'b_', 'ä', '1', '10'];

function pick<T>(random: Random, items: readonly T[]): T {
	return items[random.below(items.length)] as T;
}

function several<T>(random: Random, items: readonly T[], most: number): T[] {
	const left = [...items];
	const count = 1 + random.below(most);
	return Array.from({ length: count }, () => left.splice(random.below(left.length), 1)[0] as T);
}

function text(random: Random): string {
	return `'${pick(random, TEXTS)}'`;
}

function number(random: Random): string {
	return random.below(12) === 0 ? 'null' : String(random.below(6));
}

/** Of column c: anything. */
function anything(random: Random): string {
	return pick(random, [number, number, text, () => "x'61'", () => '2.5'])(random);
}

function randomIndex(random: Random, name: number): string {
	const columns = several(random, PARTS, 3);
	const include =
		random.below(3) === 0 ? ` include (${several(random, ['a', 'c', 'd'], 2).join(', ')})` : '';
	const where = random.below(4) === 0 ? ` where ${pick(random, CONDITIONS)}` : '';
	return `create index i${name} on t(${columns.join(', ')})${include}${where}`;
}

function comparison(random: Random): string {
	const column = pick(random, ['a', 'b', 'a + b', 'id']);
	const operator = pick(random, ['=', '<', '<=', '>', '>=', 'is']);
	return `${column} ${operator} ${number(random)}`;
}

function rowComparison(random: Random): string {
	const columns = several(random, ['a', 'b', 'id', 'c'], 3);
	if (columns.length === 1) columns.push(columns[0] === 'a' ? 'b' : 'a');
	const values = columns.map(column => (column === 'c' ? anything(random) : number(random)));
	const sides = [`(${columns.join(', ')})`, `(${values.join(', ')})`];
	if (random.below(6) === 0) return `${sides[0]} in (values ${sides[1]}, ${sides[1]})`;
	if (random.below(4) === 0) sides.reverse();
	return sides.join(` ${pick(random, ['<', '<=', '>', '>=', '='])} `);
}

function list(random: Random): string {
	const column = pick(random, ['a', 'b', 'd', 'e', 'lower(d)']);
	const value = column === 'a' || column === 'b' ? number : text;
	return `${column} in (${Array.from({ length: 1 + random.below(3) }, () => value(random)).join(', ')})`;
}

function pattern(random: Random): string {
	const column = pick(random, ['d', 'e', 'c', 'lower(d)']);
	const start = pick(random, TEXTS);
	if (random.below(2) === 0)
		return `${column} like '${start}${pick(random, ['%', '_', '%b', ''])}'`;
	return `${column} glob '${start}${pick(random, ['*', '?', '[a-z]*', ''])}'`;
}

function condition(random: Random): string {
	return pick(random, [
		comparison,
		comparison,
		rowComparison,
		list,
		pattern,
		() => `${pick(random, ['a', 'b', 'c', 'd', 'lower(d)'])} is ${pick(random, ['', 'not '])}null`,
		() => `${pick(random, ['d', 'e'])} ${pick(random, ['=', '>', '<='])} ${text(random)}`,
		() => `c ${pick(random, ['=', '>', '<'])} ${anything(random)}`,
		() => `(${condition(random)} or ${condition(random)})`,
	])(random);
}

function randomQuery(random: Random): { sql: string; isOrdered: boolean } {
	const count = random.below(4);
	const where =
		count === 0
			? ''
			: ` where ${Array.from({ length: count }, () => condition(random)).join(' and ')}`;
	const from = ` from t${where}`;
	const keys = several(random, ['a', 'b', 'd', 'e', 'lower(d)', 'a + b'], 2);
	const order = keys.map(key => `${key}${pick(random, ['', ' desc'])}`).join(', ');
	switch (random.below(6)) {
		case 0:
			return { sql: `select distinct ${keys.join(', ')}${from}`, isOrdered: false };
		case 1:
			return {
				sql: `select ${keys.join(', ')}, count(*), min(id)${from} group by ${keys.join(', ')} order by ${order}`,
				isOrdered: true,
			};
		case 2: {
			const call = `${pick(random, ['min', 'max'])}(${keys[0]})`;
			return { sql: `select ${call}${from}`, isOrdered: true };
		}
		case 3:
			return { sql: `select *${from} order by ${order}, b, id`, isOrdered: true };
		case 4:
			return { sql: `select ${keys.join(', ')}, id${from}`, isOrdered: false };
		default:
			return { sql: `select *${from}`, isOrdered: false };
	}
}

function randomChange(random: Random): string {
	const value = (column: string): string => {
		if (column === 'd' || column === 'e') return random.below(9) === 0 ? 'null' : text(random);
		return column === 'c' ? anything(random) : number(random);
	};
	switch (random.below(4)) {
		case 0:
			return `delete from t where ${condition(random)} and id % 3 = ${random.below(3)}`;
		case 1: {
			const values = ['a', 'c', 'd', 'e'].map(value).join(', ');
			return `insert or ignore into t(id, b, a, c, d, e) values (${random.below(200)}, ${random.below(6)}, ${values})`;
		}
		default: {
			const column = pick(random, ['a', 'c', 'd', 'e']);
			return `update t set ${column} = ${value(column)} where ${condition(random)}`;
		}
	}
}

/** NOCASE groups may be shown by any of their texts. */
function comparable(sql: string, isOrdered: boolean, found: readonly unknown[]): string {
	const lines = found.map(row => JSON.stringify(row).toLowerCase());
	return `${sql}\n${(isOrdered ? lines : lines.sort()).join('\n')}`;
}

function answer(db: Database, { sql, isOrdered }: { sql: string; isOrdered: boolean }): string {
	return comparable(sql, isOrdered, db.prepare(sql).raw().all());
}

function checkSeed(seed: number): void {
	const random = randomSource(seed);
	const indexed = new Database();
	const plain = new Database({ disabledRules: ['useIndexes', 'orderByIndex', 'minMaxByIndex'] });
	const both = (sql: string): void => {
		for (const db of [indexed, plain]) db.exec(sql);
	};
	both(pick(random, TABLES));
	const rows = 20 + random.below(150);
	for (let id = 0; id < rows; id++) {
		const value = [number(random), anything(random), text(random), text(random)].join(', ');
		both(`insert into t(id, b, a, c, d, e) values (${id}, ${random.below(6)}, ${value})`);
	}
	for (let name = 0; name < 4; name++) indexed.exec(randomIndex(random, name));
	if (random.below(2) === 0) both('analyze');
	for (let count = 0; count < 30; count++) {
		const query = randomQuery(random);
		assert.equal(answer(indexed, query), answer(plain, query));
		if (count % 3 !== 2) continue;
		both(randomChange(random));
		const everything = { sql: 'select * from t', isOrdered: false };
		assert.equal(answer(indexed, everything), answer(plain, everything));
	}
	assert.deepEqual(indexed.prepare('pragma integrity_check').pluck().all(), ['ok']);
}

describe('indexed queries', function () {
	this.timeout(60_000);

	it('give the rows that the same statements give without indexes, and changes keep the indexes sound', () => {
		checkProperty(fc.property(fc.nat(), checkSeed), 8);
	});
});
