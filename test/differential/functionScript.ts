/**
 * Scripts of calls: JSON, dates, formats, texts and numbers, on literals (which are folded) and on the rows of a table
 * (which go by batches), nested in each other, and as aggregates. Compared to the letter.
 *
 * Left out: generate_series, which sql.js does not have; now and local time, random numbers, and the last digits of what a C library computes.
 */

import { dateCall, dateLiteral, moment } from './randomDate.js';
import { formatCall, textCall } from './randomFormat.js';
import { JSON_COLUMNS, jsonCall, jsonDocument, jsonTable } from './randomJson.js';
import { RandomSource, randomLiteral } from './randomSource.js';
import type { RandomScript } from './script.js';

const COLUMNS = ['t.n', 't.r', 't.x', 't.j', 't.d'];

export function functionScript(seed: number): RandomScript {
	const random = new RandomSource(seed);
	const rows = random.list(4, 9, id => {
		const numbers = `${random.between(-9, 99)}, ${random.between(-99, 99)} / 8.0`;
		return `(${id}, ${numbers}, ${randomLiteral(random)}, ${jsonDocument(random)}, ${dateLiteral(random)})`;
	});
	const statements = [
		'CREATE TABLE t(id INTEGER PRIMARY KEY, n INTEGER, r REAL, x, j TEXT, d)',
		`INSERT INTO t VALUES ${rows.join(', ')}`,
	];
	for (let count = 0; count < 40; count++) statements.push(query(random));
	return { statements, disabledRules: [], isExact: true };
}

function query(random: RandomSource): string {
	return random.make(
		[4, () => `SELECT ${random.list(1, 3, () => call(random, [], 2)).join(', ')}`],
		[4, () => `SELECT ${call(random, COLUMNS, 2)}, ${call(random, COLUMNS, 1)} FROM t ORDER BY id`],
		[1, () => `SELECT ${aggregate(random)}, ${aggregate(random)} FROM t`],
		[1, () => `SELECT n % 3 AS k, ${aggregate(random)} FROM t GROUP BY k ORDER BY k`],
		[2, () => tableFunction(random)],
		[1, () => `SELECT id FROM t WHERE ${call(random, COLUMNS, 1)} ORDER BY id`],
	);
}

function call(random: RandomSource, columns: readonly string[], depth: number): string {
	const leaf = () =>
		columns.length && random.chance(0.6) ? random.pick(columns) : randomLiteral(random);
	const value = () => (depth > 1 && random.chance(0.3) ? call(random, columns, depth - 1) : leaf());
	const document = () => (columns.length && random.chance(0.5) ? 't.j' : jsonDocument(random));
	const at = () => (columns.length && random.chance(0.6) ? 't.d' : moment(random));
	return random.make(
		[4, () => jsonCall(random, value, document)],
		[3, () => dateCall(random, at)],
		[3, () => formatCall(random, value)],
		[4, () => textCall(random, value)],
	);
}

function aggregate(random: RandomSource): string {
	const order = random.pick([
		'',
		' ORDER BY id',
		' ORDER BY id DESC',
		' ORDER BY n, id',
		' ORDER BY r DESC, id',
	]);
	const value = () => random.pick(['n', 'r', 'x', 'd', 'abs(n)', `'v' || n`]);
	const filter = random.chance(0.3) ? ` FILTER (WHERE n > ${random.between(0, 50)})` : '';
	const text = random.make(
		[2, () => `json_group_array(${value()}${order})`],
		[1, () => `json_group_array(json(json_array(${value()}))${order})`],
		[1, () => `json_group_object('k' || id, ${value()}${order})`],
		[2, () => `group_concat(${value()}, ${random.pick([`'-'`, 'id', `''`, 'NULL'])}${order})`],
		[1, () => `string_agg(${value()}, ','${order})`],
		[1, () => `group_concat(DISTINCT n % 4${random.pick(['', ' ORDER BY n % 4'])})`],
		[1, () => `count(DISTINCT ${value()})`],
		[1, () => `sum(${random.pick(['n', 'r', 'abs(n)'])})`],
		[1, () => `total(n)`],
		[1, () => `avg(r)`],
		[1, () => `${random.pick(['min', 'max'])}(${value()})`],
	);
	return `${text}${filter}`;
}

function tableFunction(random: RandomSource): string {
	const list = random.some(JSON_COLUMNS).map(column => `e.${column}`);
	if (random.chance(0.5)) {
		const document = jsonDocument(random);
		return `SELECT ${list.join(', ')} FROM ${jsonTable(random, document)} AS e`;
	}
	const where = random.chance(0.4) ? ` WHERE e.type ${random.pick(['=', '<>'])} 'integer'` : '';
	return `SELECT id, ${list.join(', ')} FROM t CROSS JOIN ${jsonTable(random, 't.j')} AS e${where} ORDER BY id`;
}
