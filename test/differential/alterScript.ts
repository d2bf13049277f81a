/**
 * Scripts of ALTER TABLE over random schemas, compared to the letter: the errors, the text of the whole schema, the rows,
 * and what triggers and views do afterwards. SQLite runs the script while it is made, so that most names are right.
 */

import {
	createIndex,
	createTable,
	createTrigger,
	createView,
	spelled,
	tableNames,
} from './alterSchema.js';
import type { Names } from './alterSchema.js';
import { openOracle } from '../oracle/oracle.js';
import { RandomSource } from './randomSource.js';
import type { RandomScript } from './script.js';

const SCHEMA = 'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name';
const TEMP_SCHEMA = 'SELECT type, name, tbl_name, sql FROM sqlite_temp_schema ORDER BY type, name';

export function alterScript(seed: number): RandomScript {
	const random = new RandomSource(seed);
	const oracle = openOracle();
	const statements: string[] = [];
	// After a refused ALTER in a transaction SQLite keeps the rolled back schema in mind.
	let wasRefused = false as boolean;
	const tell = (sql: string) => {
		statements.push(sql);
		try {
			oracle.run(sql);
		} catch {
			// Refused: both engines have to.
			wasRefused = true;
		}
	};
	const ask = (sql: string) => oracle.exec(sql)[0]?.values.map(row => String(row[0])) ?? [];
	const tables = (): Names[] =>
		ask(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'log'`).map(table => ({
			table,
			columns: ask(`SELECT name FROM pragma_table_xinfo('${table}')`),
		}));
	try {
		if (random.chance(0.15)) tell('PRAGMA legacy_alter_table = ON');
		tell('CREATE TABLE log(m)');
		const names = ['t1', 'T2', 'my table'].slice(0, random.between(1, 3));
		for (const [position, table] of names.map(name => tableNames(random, name)).entries()) {
			tell(createTable(random, table, position ? tables() : []));
			tell(insert(random, table));
		}
		for (const index of random.list(0, 3, position => `i${position}`)) {
			tell(createIndex(random, index, random.pick(tables())));
		}
		for (const view of random.list(0, 2, position => `v${position}`)) {
			tell(createView(random, view, tables()));
		}
		for (const trigger of random.list(0, 2, position => `r${position}`)) {
			tell(createTrigger(random, trigger, tables()));
		}
		for (let round = 0; round < 8; round++) {
			if (random.chance(0.2)) {
				const word = random.pick(['BEGIN', 'SAVEPOINT s', 'ROLLBACK', 'ROLLBACK TO s', 'COMMIT']);
				tell(wasRefused && word.startsWith('ROLLBACK') ? 'COMMIT' : word);
				wasRefused = false;
			}
			tell(alteration(random, random.pick(tables()), ask));
			statements.push(SCHEMA, TEMP_SCHEMA);
			const changed = random.pick(tables());
			tell(change(random, changed));
			for (const { table, columns } of tables()) {
				statements.push(
					`SELECT * FROM "${table}" ORDER BY ${columns.map((_, index) => index + 1).join(', ')}`,
				);
			}
			for (const view of ask(`SELECT name FROM sqlite_schema WHERE type = 'view'`)) {
				statements.push(`SELECT count(*) FROM ${view}`);
			}
		}
		statements.push('SELECT * FROM log', 'PRAGMA integrity_check');
	} finally {
		oracle.close();
	}
	return { statements, disabledRules: [], isExact: true };
}

const FREE = ['k', 'm', 'new name', 'a', 'b', 'order', 'É', 'rowid'];

function alteration(
	random: RandomSource,
	{ table, columns }: Names,
	ask: (sql: string) => string[],
): string {
	const start = `ALTER TABLE ${spelled(random, table)}`;
	const column = () => spelled(random, random.pick(columns));
	const free = () => spelled(random, random.pick(FREE)).replace(/^(order|É|rowid)$/i, '"$1"');
	return random.make(
		[
			4,
			() => `${start} RENAME TO ${spelled(random, random.pick(['t3', 't4', 'New Table', 't1']))}`,
		],
		[6, () => `${start} RENAME ${random.pick(['', 'COLUMN '])}${column()} TO ${free()}`],
		[
			3,
			() => `${start} ADD ${random.pick(['', 'COLUMN '])}${definition(random, free(), column())}`,
		],
		[4, () => `${start} DROP COLUMN ${column()}`],
		[0.5, () => `ALTER TABLE ${random.pick(['none', 'v0', 'sqlite_schema'])} RENAME TO z`],
		[0.5, () => `${start} DROP COLUMN nothing`],
		[0.5, () => `${start} RENAME nothing TO z`],
		[
			1,
			() =>
				`DROP ${random.pick(['VIEW IF EXISTS v', 'TRIGGER IF EXISTS r', 'INDEX IF EXISTS i'])}${random.below(3)}`,
		],
		[
			0.5,
			() =>
				`DROP TABLE ${spelled(random, random.pick(ask(`SELECT name FROM sqlite_schema WHERE type = 'table'`)))}_`,
		],
		[0.7, () => createView(random, `v${random.below(3)}`, [{ table, columns }])],
		[0.7, () => createTrigger(random, `r${random.below(3)}`, [{ table, columns }])],
	);
}

function definition(random: RandomSource, name: string, other: string): string {
	return random.make(
		[3, () => name],
		[2, () => `${name} TEXT DEFAULT ${random.pick(["'new'", '5', 'NULL', '-1.5', "x'00'"])}`],
		[1, () => `${name} INT NOT NULL${random.pick(['', ' DEFAULT 3', ' DEFAULT NULL'])}`],
		[1, () => `${name} AS (${other} || 'g')${random.pick(['', '', ' STORED', ' VIRTUAL'])}`],
		[1, () => `${name} CHECK (${name} IS NOT 4)`],
		[1, () => `${name} INT CHECK (${other} IS NOT 1)`],
		[1, () => `${name} REFERENCES log(m)${random.pick(['', ' DEFAULT 3'])}`],
		[
			0.5,
			() =>
				`${name} ${random.pick(['UNIQUE', 'PRIMARY KEY', 'DEFAULT CURRENT_TIME', 'DEFAULT (1)'])}`,
		],
		[0.5, () => `${name} TEXT COLLATE NOCASE  -- end`],
	);
}

function insert(random: RandomSource, { table, columns }: Names): string {
	const rows = random.list(1, 3, () => `(${columns.map(() => random.pick(VALUES)).join(', ')})`);
	return `INSERT OR IGNORE INTO "${table}" VALUES ${rows.join(', ')}`;
}

const VALUES = ['1', '2', '3', '4', '7', "'x'", "'Y'", 'NULL', '2.5', '50'];

function change(random: RandomSource, { table, columns }: Names): string {
	const column = () => `"${random.pick(columns)}"`;
	const first = `"${columns[0]}"`;
	return random.make(
		[2, () => `INSERT OR IGNORE INTO "${table}"(${column()}) VALUES (${random.pick(VALUES)})`],
		[
			2,
			() =>
				`UPDATE OR IGNORE "${table}" SET ${column()} = ${random.pick(VALUES)} WHERE ${first} = (SELECT min(${first}) FROM "${table}")`,
		],
		[1, () => `DELETE FROM "${table}" WHERE ${column()} = ${random.pick(VALUES)}`],
	);
}
