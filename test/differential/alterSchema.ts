/**
 * Random schemas for ALTER TABLE: tables, indexes, views and triggers that name each other's columns in every place where
 * a name can stand, written with quotes, comments, odd spaces and either case, all of which must survive a rewrite.
 */

import type { RandomSource } from './randomSource.js';

export interface Names {
	readonly table: string;
	readonly columns: readonly string[];
}

const COLUMNS = ['a', 'b', 'c', 'd', 'e', 'x y', 'Key'];
const TYPES = ['', '', 'INTEGER', 'TEXT', 'REAL', 'int', 'VARCHAR(10)', 'NUMERIC'];

/** The name in one of its spellings. */
export function spelled(random: RandomSource, name: string): string {
	const isPlain = /^[a-z]\w*$/i.test(name) && !/^(?:key|order)$/i.test(name);
	return random.make(
		[isPlain ? 8 : 0, () => name],
		[isPlain ? 1 : 0, () => name.toUpperCase()],
		[1, () => `"${name}"`],
		[0.5, () => `[${name}]`],
		[0.5, () => `\`${name}\``],
	);
}

function space(random: RandomSource): string {
	return random.make([8, () => ' '], [1, () => '  '], [1, () => '\n\t'], [1, () => ' /* , */ ']);
}

export function tableNames(random: RandomSource, table: string): Names {
	return { table, columns: random.some(COLUMNS, 2).slice(0, 4) };
}

export function createTable(
	random: RandomSource,
	{ table, columns }: Names,
	others: readonly Names[],
): string {
	const name = (column: string) => spelled(random, column);
	const [first] = columns as readonly [string];
	const key = random.pick(['none', 'rowid', 'column', 'table'] as const);
	const parts = columns.map((column, position) => {
		let text = name(column);
		const type = random.pick(position === 0 ? TYPES.filter(one => one !== 'INTEGER') : TYPES);
		if (position === 0 && key === 'rowid') return `${text} INTEGER PRIMARY KEY`;
		if (position > 1 && random.chance(0.12)) {
			return `${text}${space(random)}${type} AS (coalesce(${name(first)}, 1))${random.pick(['', ' STORED'])}`;
		}
		if (type) text += space(random) + type;
		if (position === 0 && key === 'column') text += ' PRIMARY KEY';
		if (random.chance(0.12)) text += ' NOT NULL';
		if (random.chance(0.1)) text += ' UNIQUE';
		if (random.chance(0.2)) text += ` DEFAULT ${random.pick(['1', "'d'", '(1 + 2)', 'NULL'])}`;
		if (random.chance(0.15)) text += ` CHECK (${name(column)} IS NOT${space(random)}99)`;
		if (random.chance(0.1)) text += ' COLLATE NOCASE';
		if (random.chance(0.12) && others.length) text += ` REFERENCES ${reference(random, others)}`;
		return text;
	});
	const some = () => random.some(columns).slice(0, 2).map(name).join(', ');
	if (key === 'table') parts.push(`PRIMARY${space(random)}KEY (${name(first)})`);
	if (random.chance(0.15)) parts.push(`UNIQUE (${some()})`);
	if (random.chance(0.15)) {
		const two = random.pick(columns);
		parts.push(
			`${random.pick(['', 'CONSTRAINT ck '])}CHECK (${name(first)} <> 77 OR ${name(two)} > 0)`,
		);
	}
	if (random.chance(0.2) && others.length) {
		parts.push(
			`FOREIGN KEY (${name(random.pick(columns))}) REFERENCES ${reference(random, others)}`,
		);
	}
	const isKeyed = key === 'column' || key === 'table';
	const options = isKeyed && random.chance(0.25) ? ' WITHOUT ROWID' : '';
	return `CREATE TABLE ${spelled(random, table)}(${parts.join(`,${space(random)}`)})${options}`;
}

function reference(random: RandomSource, others: readonly Names[]): string {
	const { table, columns } = random.pick(others);
	const action = random.pick(['', ' ON DELETE CASCADE', ' ON UPDATE SET NULL']);
	return `${spelled(random, table)}(${spelled(random, columns[0] as string)})${action}`;
}

export function createIndex(random: RandomSource, name: string, { table, columns }: Names): string {
	// Of a column that is gone, the condition is told first, as it writes the name.
	const isPartial = random.chance(0.3);
	const column = () =>
		isPartial ? `"${random.pick(columns)}"` : spelled(random, random.pick(columns));
	const part = () =>
		random.make(
			[5, column],
			[1, () => `lower(${column()})`],
			[1, () => `${column()} + 1`],
			[1, () => `${column()} COLLATE nocase DESC`],
		);
	const where = isPartial ? `${space(random)}WHERE ${column()} IS NOT NULL` : '';
	const parts = random.list(1, 2, part).join(`,${space(random)}`);
	return `CREATE INDEX ${name} ON ${spelled(random, table)}(${parts})${where}`;
}

export function createView(random: RandomSource, name: string, tables: readonly Names[]): string {
	const one = random.pick(tables);
	const two = random.pick(tables);
	const column = (of: Names) => spelled(random, random.pick(of.columns));
	const [t, u] = [spelled(random, one.table), spelled(random, two.table)];
	const body = random.make(
		[3, () => `SELECT ${column(one)}, ${column(one)} AS other FROM ${t}`],
		[1, () => `SELECT * FROM ${t}`],
		[
			2,
			() =>
				`SELECT p.${column(one)}, q.${column(two)} FROM ${t} p, ${u} AS q WHERE p.${column(one)} = q.${column(two)}`,
		],
		[
			1,
			() =>
				`SELECT ${t}.${column(one)} FROM ${t} LEFT JOIN ${u} q ON q.${column(two)} = ${t}.${column(one)}`,
		],
		[1, () => `WITH w AS (SELECT ${column(one)} AS k FROM ${t}) SELECT k FROM w ORDER BY k`],
		[
			1,
			() =>
				`SELECT ${column(one)}, count(*) FROM ${t} GROUP BY ${column(one)} HAVING max(${column(one)}) > 0`,
		],
		[1, () => `SELECT ${column(one)} FROM ${t} UNION SELECT ${column(two)} FROM ${u} ORDER BY 1`],
		[
			1,
			() =>
				`SELECT (SELECT max(q.${column(two)}) FROM ${u} q WHERE q.${column(two)} = ${t}.${column(one)}) FROM ${t}`,
		],
		[
			1,
			() =>
				`SELECT ${column(one)} FROM ${t} WHERE ${column(one)} IN (SELECT ${column(two)} FROM ${u}) ORDER BY ${column(one)}`,
		],
		[
			1,
			() =>
				`SELECT row_number() OVER (PARTITION BY ${column(one)} ORDER BY ${column(one)}) FROM ${t}`,
		],
		[0.5, () => `SELECT s.* FROM (SELECT ${column(one)} AS k FROM ${t}) s`],
	);
	const temp = random.chance(0.15) ? 'TEMP ' : '';
	return `CREATE ${temp}VIEW ${name} AS ${body}`;
}

export function createTrigger(
	random: RandomSource,
	name: string,
	tables: readonly Names[],
): string {
	const one = random.pick(tables);
	const two = random.pick(tables);
	const column = (of: Names) => spelled(random, random.pick(of.columns));
	const [t, u] = [spelled(random, one.table), spelled(random, two.table)];
	const event = random.pick(['INSERT', 'UPDATE', 'DELETE', 'UPDATE OF']);
	const on = event === 'UPDATE OF' ? `UPDATE OF ${column(one)}` : event;
	const row = () => `${event === 'DELETE' ? 'OLD' : 'new'}.${column(one)}`;
	const when = random.chance(0.3) ? ` WHEN ${row()} IS NOT 3` : '';
	const step = () =>
		random.make(
			[2, () => `INSERT INTO log VALUES (${row()})`],
			[2, () => `UPDATE ${u} SET ${column(two)} = ${row()} WHERE ${column(two)} = ${row()}`],
			[2, () => `DELETE FROM ${u} WHERE ${column(two)} = ${row()} AND ${u}.${column(two)} > 50`],
			[
				1,
				() =>
					`INSERT OR IGNORE INTO ${u}(${column(two)}) SELECT ${column(two)} + 1 FROM ${u} WHERE false`,
			],
			[
				1,
				() =>
					`SELECT ${column(two)} FROM ${u} WHERE ${column(two)} IN (SELECT ${column(one)} FROM ${t})`,
			],
			[1, () => `INSERT INTO log SELECT count(*) FROM ${t} AS z WHERE z.${column(one)} = ${row()}`],
			[
				0.5,
				() =>
					`UPDATE ${u} SET ${column(two)} = q.${column(one)} FROM ${t} AS q WHERE q.${column(one)} < 0`,
			],
			[0.5, () => `INSERT INTO ${u}(${column(two)}) VALUES (${row()}) ON CONFLICT DO NOTHING`],
		);
	const temp = random.chance(0.15) ? 'TEMP ' : '';
	// Before an UPDATE SQLite computes generated columns of NEW from the assigned columns alone.
	const timing = on.startsWith('UPDATE') ? 'AFTER' : random.pick(['BEFORE', 'AFTER', '']);
	return `CREATE ${temp}TRIGGER ${name} ${timing} ${on} ON ${t}${when} BEGIN ${random.list(1, 2, step).join('; ')}; END`;
}
