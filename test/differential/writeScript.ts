/**
 * Random scripts of changes alone: every conflict clause declared and written, upserts with several targets, RETURNING,
 * UPDATE FROM, generated columns, STRICT, AUTOINCREMENT. Compared to the letter: order of RETURNING, which constraint is
 * named, the counters. Conditions keep SQLite from scanning an index, whose choice is the planner's business.
 */

import type { RandomSource } from './randomSource.js';
import { RandomSource as Source } from './randomSource.js';
import type { RandomScript } from './script.js';

interface Table {
	readonly name: string;
	/** That may be written. */
	readonly columns: readonly string[];
	readonly all: readonly string[];
	readonly targets: readonly string[];
	readonly hasRowid: boolean;
}

const ACTIONS = ['ABORT', 'FAIL', 'IGNORE', 'REPLACE', 'ROLLBACK'];
const TRANSACTION = ['BEGIN', 'COMMIT', 'ROLLBACK', 'SAVEPOINT s', 'ROLLBACK TO s'];
const COUNTERS = 'SELECT changes(), total_changes(), last_insert_rowid()';

export function writeScript(seed: number): RandomScript {
	const random = new Source(seed);
	const statements: string[] = [];
	const tables = random.list(1, 2, index => makeTable(random, `t${index}`, statements));
	// In a transaction SQLite may keep some rows of a statement that STRICT refuses.
	const hasTransactions = !statements.some(sql => sql.endsWith('STRICT'));
	for (const table of tables) statements.push(insert(random, table, tables, 4));
	for (let count = 0; count < 40; count++) {
		const table = random.pick(tables);
		statements.push(
			random.make(
				[6, () => insert(random, table, tables, 3)],
				[5, () => update(random, table, tables)],
				[1, () => remove(random, table)],
				[hasTransactions ? 1.5 : 0, () => random.pick(TRANSACTION)],
			),
			COUNTERS,
			`SELECT ${table.hasRowid ? 'rowid, ' : ''}* FROM ${table.name} ORDER BY ${table.all.join(', ')}`,
		);
	}
	return { statements, disabledRules: [], isExact: true };
}

function makeTable(random: RandomSource, name: string, statements: string[]): Table {
	const isStrict = random.chance(0.2);
	const conflict = () => (random.chance(0.3) ? ` ON CONFLICT ${random.pick(ACTIONS)}` : '');
	const type = () => random.pick(isStrict ? STRICT_TYPES : TYPES);
	const key = random.pick(['rowid', 'autoincrement', 'column', 'table', 'none']);
	const hasRowid =
		key === 'rowid' || key === 'autoincrement' || key === 'none' || random.chance(0.5);
	const columns = ['a', 'b', 'c', 'd'].slice(0, random.between(2, 4));
	const all = [...columns];
	const targets: string[] = [];
	const definitions = columns.map((column, position) => {
		let text = `${column} ${type()}`;
		if (position === 0 && key === 'rowid') text = `a INTEGER PRIMARY KEY${conflict()}`;
		if (position === 0 && key === 'autoincrement') {
			text = `a INTEGER PRIMARY KEY${conflict()} AUTOINCREMENT`;
		}
		if (position === 0 && key === 'column') text += ` PRIMARY KEY${conflict()}`;
		if (position > 0 && random.chance(0.3)) {
			text += ` UNIQUE${conflict()}`;
			targets.push(column);
		}
		if (random.chance(0.25)) text += ` NOT NULL${conflict()}`;
		if (random.chance(0.3)) text += ` DEFAULT ${random.pick(['1', '2', 'NULL', "'3'", '(1 + 3)'])}`;
		if (random.chance(0.1)) text += ' COLLATE NOCASE';
		if (random.chance(0.15)) text += ` CHECK (${column} <> 5)`;
		return text;
	});
	if (random.chance(0.4)) {
		const source = random.pick(columns);
		const storage = random.pick(['', ' STORED', ' VIRTUAL']);
		const expr = random.pick([`${source} + 1`, `coalesce(${source}, 0)`, `${source} || 'x'`, '7']);
		const ending = random.pick(['', ' UNIQUE', ' NOT NULL', ` UNIQUE${conflict()}`]);
		definitions.push(`g ${isStrict ? 'ANY' : type()} AS (${expr})${storage}${ending}`);
		all.push('g');
	}
	if (key === 'table') {
		const parts = random.some(columns).slice(0, 2);
		definitions.push(`PRIMARY KEY (${parts.join(', ')})${conflict()}`);
		targets.push(parts.join(', '));
	} else if (key !== 'none') targets.push('a');
	if (random.chance(0.3)) {
		const parts = random.some(columns).slice(0, 2);
		definitions.push(`UNIQUE (${parts.join(', ')})${conflict()}`);
		if (!parts.includes('a') || key !== 'rowid') targets.push(parts.join(', '));
	}
	const options = [...(hasRowid ? [] : ['WITHOUT ROWID']), ...(isStrict ? ['STRICT'] : [])];
	statements.push(`CREATE TABLE ${name}(${definitions.join(', ')}) ${options.join(', ')}`);
	if (random.chance(0.4)) {
		const parts = random.some(all).slice(0, 2);
		const where = random.chance(0.3) ? ` WHERE ${random.pick(columns)} > 1` : '';
		const unique = random.chance(0.5) ? 'UNIQUE ' : '';
		const part = random.chance(0.2) ? `abs(${parts[0]})` : parts.join(', ');
		statements.push(`CREATE ${unique}INDEX ${name}i ON ${name}(${part})${where}`);
		if (unique) targets.push(part + where);
	}
	return { name, columns, all, targets, hasRowid };
}

const TYPES = ['', 'INT', 'TEXT', 'REAL', 'NUMERIC', 'BLOB', 'INTEGER'];
const STRICT_TYPES = ['INT', 'TEXT', 'REAL', 'ANY', 'INTEGER'];

function value(random: RandomSource): string {
	return random.make(
		[14, () => String(random.between(1, 6))],
		[2, () => 'NULL'],
		[1, () => `'${random.between(1, 4)}'`],
		[1, () => random.pick(["'a'", "'A'", '1.5', '2.0', "x'31'", '-1', "'9x'"])],
	);
}

function clause(random: RandomSource): string {
	return random.chance(0.55) ? '' : ` OR ${random.pick(ACTIONS)}`;
}

function insert(
	random: RandomSource,
	table: Table,
	tables: readonly Table[],
	most: number,
): string {
	const columns = random.chance(0.7) ? table.columns : random.some(table.columns);
	const list = random.chance(0.05) && table.hasRowid ? [...columns, 'rowid'] : columns;
	const source = random.make(
		[
			8,
			() => {
				const tuple = () => `(${list.map(() => value(random)).join(', ')})`;
				return `VALUES ${random.list(1, most, tuple).join(', ')}`;
			},
		],
		[
			1,
			() => {
				const from = random.pick(tables);
				const values = list.map(() => scalar(random, from.all));
				return `SELECT ${values.join(', ')} FROM ${from.name} NOT INDEXED WHERE ${condition(random, from)} ORDER BY ${from.all.map(column => `+${column}`).join(', ')}`;
			},
		],
	);
	const upserts = random.chance(0.35) ? upsert(random, table) : '';
	const verb = random.chance(0.1) && !upserts ? 'REPLACE' : `INSERT${clause(random)}`;
	return `${verb} INTO ${table.name}(${list.join(', ')}) ${source}${upserts}${returning(random, table)}`;
}

function upsert(random: RandomSource, table: Table): string {
	const clauses = random.some(table.targets.length > 0 ? table.targets : ['']).slice(0, 2);
	if (random.chance(0.2)) clauses.push('');
	const own = [
		...table.all.map(column => `${table.name}.${column}`),
		...prefixed('excluded', table),
	];
	return clauses
		.map(target => {
			const [columns, where] = target.split(' WHERE ');
			const written = target && ` (${columns})${where ? ` WHERE ${where}` : ''}`;
			if (random.chance(0.3)) return ` ON CONFLICT${written} DO NOTHING`;
			const only = random.chance(0.25) ? ` WHERE ${scalar(random, own)} > 2` : '';
			return ` ON CONFLICT${written} DO UPDATE SET ${assignments(random, table, own)}${only}`;
		})
		.join('');
}

function update(random: RandomSource, table: Table, tables: readonly Table[]): string {
	const own = prefixed(table.name, table);
	const other = random.chance(0.15) ? random.pick(tables) : undefined;
	const from = other ? ` FROM ${other.name} AS z NOT INDEXED` : '';
	const columns = other ? [...own, ...prefixed('z', other)] : own;
	const link = other ? ` AND +z.${random.pick(other.all)} = +${random.pick(own)}` : '';
	const where = `${condition(random, table)}${link}`;
	return `UPDATE${clause(random)} ${table.name} NOT INDEXED SET ${assignments(random, table, columns)}${from} WHERE ${where}${returning(random, table)}`;
}

function remove(random: RandomSource, table: Table): string {
	return `DELETE FROM ${table.name} WHERE ${condition(random, table)} AND ${condition(random, table)}${returning(random, table)}`;
}

function assignments(random: RandomSource, table: Table, columns: readonly string[]): string {
	const names = table.hasRowid && random.chance(0.05) ? ['rowid'] : table.columns;
	if (random.chance(0.1) && names.length > 1) {
		return `(${names[0]}, ${names[1]}) = (${scalar(random, columns)}, ${scalar(random, columns)})`;
	}
	return random
		.some(names)
		.slice(0, 3)
		.map(name => `${name} = ${scalar(random, columns)}`)
		.join(', ');
}

function scalar(random: RandomSource, columns: readonly string[]): string {
	return random.make(
		[4, () => value(random)],
		[4, () => random.pick(columns)],
		[4, () => `${random.pick(columns)} + ${random.between(-1, 2)}`],
		[0.5, () => `coalesce(${random.pick(columns)}, ${random.pick(columns)})`],
	);
}

function condition(random: RandomSource, table: Table): string {
	const column = `+${table.name}.${random.pick(table.all)}`;
	return random.make(
		[3, () => `${column} > ${random.between(0, 4)}`],
		[2, () => `${column} <= ${random.between(1, 5)}`],
		[1, () => `${column} IS NOT ${value(random)}`],
		[2, () => 'true'],
		[1, () => `${table.name}.${random.pick(table.all)} = ${random.between(1, 5)}`],
	);
}

function returning(random: RandomSource, table: Table): string {
	if (random.chance(0.6)) return '';
	return random.make(
		[3, () => ' RETURNING *'],
		// Not coalesce(): SQLite shows the integers by which it stores REALs there.
		[1, () => ` RETURNING ${random.pick(table.all)} + 1, ${random.pick(table.all)}`],
		[0.3, () => ` RETURNING abs(${random.pick(table.all)} - 9223372036854775807 - 2)`],
		[1, () => ` RETURNING (SELECT count(*) FROM ${table.name}), changes()`],
	);
}

function prefixed(name: string, table: Table): string[] {
	return table.all.map(column => `${name}.${column}`);
}
