/**
 * Left out is what SQLite itself does wrong: it passes over a violation when the row is written by REPLACE or an upsert that
 * may set off SET NULL on the same foreign key, and forgets to take back what a refused row counted as deferred. In a transaction a
 * DELETE that fails although its action is CASCADE leaves the row deleted, when the child's column has no affinity to find
 * the parent's value by: so there are either transactions or such columns.
 *
 * Random scripts about foreign keys: two to four small tables that refer to each other and themselves with all kinds of
 * keys and actions, changes that meet them, transactions and triggers that count what actions do. Keys come from a few
 * values, so that most changes matter.
 */

import { RandomSource } from './randomSource.js';
import type { RandomScript } from './script.js';

interface Key {
	readonly columns: readonly string[];
	/** Written in the reference; false: the primary key, unnamed. */
	readonly isNamed: boolean;
}

interface Table {
	readonly name: string;
	readonly columns: readonly string[];
	readonly keys: readonly Key[];
	readonly isDeferred: boolean;
}

/** What the references of one script may be, and which changes there are. */
interface Mode {
	readonly hasTransactions: boolean;
	readonly hasCycles: boolean;
	readonly hasSetNull: boolean;
	readonly hasReplace: boolean;
}

const MODES: readonly Omit<Mode, 'hasTransactions'>[] = [
	{ hasCycles: false, hasSetNull: true, hasReplace: true },
	{ hasCycles: true, hasSetNull: false, hasReplace: true },
	{ hasCycles: true, hasSetNull: true, hasReplace: false },
];

/** The first two have no affinity. */
const TYPES = ['', ' BLOB', ' INTEGER', ' TEXT', ' REAL', ' TEXT COLLATE NOCASE', ' INT'];
const ACTIONS = ['NO ACTION', 'RESTRICT', 'SET NULL', 'SET DEFAULT', 'CASCADE', 'CASCADE'];
const VALUES = ['1', '2', '3', '4', "'1'", "'2'", "'a'", "'A'", "'b'", '2.0', 'NULL'];
const NAMES = ['t0', 't1', 't2', 't3'];

export function foreignKeyScript(seed: number): RandomScript {
	const random = new RandomSource(seed);
	const tables = NAMES.slice(0, random.between(2, 4)).map(name => randomTable(random, name));
	const mode = { ...random.pick(MODES), hasTransactions: random.chance(0.6) };
	const statements = tables.map(table => tableText(random, mode, table, tables));
	if (random.chance(0.5)) {
		for (const table of tables.filter(() => random.chance(0.5))) {
			const [column] = table.columns as [string];
			statements.push(
				`CREATE INDEX ${table.name}_index ON ${table.name}(${random.pick(table.columns)}, ${column})`,
			);
		}
	}
	if (random.chance(0.4)) statements.push(...triggers(random, tables));
	if (random.chance(0.3)) statements.push('PRAGMA recursive_triggers = ON');
	const contents = tables.map(
		({ name, columns }) => `SELECT * FROM ${name} NOT INDEXED ORDER BY ${order(columns)}`,
	);
	statements.push(...random.list(8, 16, () => insertion(random, mode, random.pick(tables))));
	for (let round = 0; round < 6; round++) {
		statements.push(...random.list(3, 8, () => change(random, mode, tables)), ...contents);
		statements.push('SELECT total_changes()', 'PRAGMA foreign_key_check');
	}
	if (random.chance(0.5)) {
		statements.push('ROLLBACK', `DROP TABLE ${random.pick(tables).name}`, ...contents);
	}
	return { statements, disabledRules: [] };
}

function order(columns: readonly string[]): string {
	return columns.map(column => `${column} COLLATE BINARY`).join(', ');
}

function randomTable(random: RandomSource, name: string): Table {
	const columns = ['a', 'b', 'c', 'd'].slice(0, random.between(2, 4));
	const keys: Key[] = [];
	if (random.chance(0.9)) keys.push({ columns: random.some(columns).slice(0, 2), isNamed: false });
	if (random.chance(0.6)) keys.push({ columns: random.some(columns).slice(0, 2), isNamed: true });
	return { name, columns, keys, isDeferred: random.chance(0.3) };
}

function tableText(
	random: RandomSource,
	mode: Mode,
	table: Table,
	tables: readonly Table[],
): string {
	const { name, columns, keys } = table;
	const isAlias = random.chance(0.6);
	const primary = keys.find(key => !key.isNamed);
	const parts = columns.map(column => {
		const isOnlyKey = primary?.columns.length === 1 && primary.columns[0] === column;
		const type =
			isOnlyKey && isAlias
				? ' INTEGER'
				: random.pick(mode.hasTransactions ? TYPES.slice(2) : TYPES);
		const notNull = random.chance(0.08) ? ' NOT NULL' : '';
		const defaultValue = random.chance(0.4) ? ` DEFAULT ${random.pick(VALUES)}` : '';
		return `${column}${type}${notNull}${defaultValue}`;
	});
	for (const key of keys) {
		const conflict = mode.hasReplace && random.chance(0.15) ? ' ON CONFLICT REPLACE' : '';
		parts.push(`${key.isNamed ? 'UNIQUE' : 'PRIMARY KEY'}(${key.columns.join(', ')})${conflict}`);
	}
	const parents = mode.hasCycles ? tables : tables.slice(0, tables.indexOf(table));
	if (parents.length > 0) {
		parts.push(...random.list(0, 3, () => reference(random, mode, table, random.pick(parents))));
	}
	const options = primary && random.chance(0.25) ? ' WITHOUT ROWID' : '';
	return `CREATE TABLE ${name}(${parts.filter(part => part !== '').join(', ')})${options}`;
}

function reference(random: RandomSource, mode: Mode, child: Table, parent: Table): string {
	if (parent.keys.length === 0 && random.chance(0.9)) return '';
	const key = parent.keys.length > 0 ? random.pick(parent.keys) : undefined;
	const wanted = key?.columns ?? ['a'];
	if (wanted.length > child.columns.length) return '';
	const columns = random.some(child.columns, wanted.length).slice(0, wanted.length);
	const isNamed = !key || key.isNamed || random.chance(0.3);
	const named = isNamed ? `(${wanted.join(', ')})` : '';
	const actions = ACTIONS.filter(action => mode.hasSetNull || action !== 'SET NULL');
	const onDelete = random.chance(0.7) ? ` ON DELETE ${random.pick(actions)}` : '';
	const onUpdate = random.chance(0.7) ? ` ON UPDATE ${random.pick(actions)}` : '';
	const deferred = child.isDeferred ? ' DEFERRABLE INITIALLY DEFERRED' : '';
	const to = `${parent.name}${named}${onDelete}${onUpdate}${deferred}`;
	return `FOREIGN KEY(${columns.join(', ')}) REFERENCES ${to}`;
}

function triggers(random: RandomSource, tables: readonly Table[]): string[] {
	const made = ['CREATE TABLE log(event, a, b)'];
	for (const { name, columns } of tables) {
		const [a, b] = columns as [string, string];
		const add = (event: string, values: string) => {
			if (random.chance(0.4)) return;
			const timing = random.pick(['BEFORE', 'AFTER']);
			made.push(
				`CREATE TRIGGER ${name}_${event} ${timing} ${event} ON ${name} BEGIN INSERT INTO log VALUES('${name} ${event}', ${values}); END`,
			);
		};
		add('DELETE', `OLD.${a}, OLD.${b}`);
		add('UPDATE', `OLD.${a}, NEW.${a}`);
		add('INSERT', `NEW.${a}, NEW.${b}`);
	}
	return [...made, 'SELECT * FROM log'];
}

function insertion(random: RandomSource, mode: Mode, table: Table): string {
	const verb = random.make(
		[8, () => 'INSERT'],
		[mode.hasReplace ? 2 : 0, () => 'REPLACE'],
		[2, () => 'INSERT OR IGNORE'],
		[0.5, () => 'INSERT OR FAIL'],
	);
	const tuples = random.list(1, random.chance(0.3) ? 3 : 1, () => tuple(random, table));
	const isUpsert = mode.hasReplace && random.chance(0.1);
	return `${verb} INTO ${table.name} VALUES${tuples.join(', ')}${isUpsert ? upsert(random, table) : ''}`;
}

function upsert(random: RandomSource, table: Table): string {
	return ` ON CONFLICT DO UPDATE SET ${assignments(random, table)}`;
}

function tuple(random: RandomSource, { columns }: Table): string {
	return `(${columns.map(() => random.pick(VALUES)).join(', ')})`;
}

function assignments(random: RandomSource, { columns }: Table): string {
	return random
		.some(columns)
		.slice(0, 2)
		.map(column => {
			const other = random.pick(columns);
			const value = random.make(
				[4, () => random.pick(VALUES)],
				[2, () => `${other} + 1`],
				[2, () => other],
			);
			return `${column} = ${value}`;
		})
		.join(', ');
}

function condition(random: RandomSource, { columns }: Table): string {
	if (random.chance(0.15)) return '';
	const column = random.pick(columns);
	return ` WHERE ${column} ${random.pick(['=', '=', '>=', '<>'])} ${random.pick(VALUES)}`;
}

function change(random: RandomSource, mode: Mode, tables: readonly Table[]): string {
	const table = random.pick(tables);
	const weight = mode.hasTransactions ? 1 : 0;
	return random.make(
		[6, () => insertion(random, mode, table)],
		[1, () => `INSERT OR IGNORE INTO ${table.name} SELECT * FROM ${table.name}`],
		[6, () => `DELETE FROM ${table.name}${condition(random, table)}`],
		[6, () => update(random, mode, table)],
		[1.5 * weight, () => 'BEGIN'],
		[weight, () => 'COMMIT'],
		[0.4 * weight, () => 'ROLLBACK'],
		[0.6 * weight, () => `SAVEPOINT s${random.below(2)}`],
		[0.5 * weight, () => `ROLLBACK TO s${random.below(2)}`],
		[0.5 * weight, () => `RELEASE s${random.below(2)}`],
		[0.6, () => `PRAGMA defer_foreign_keys = ${random.pick(['ON', 'ON', 'OFF'])}`],
		[0.1, () => `PRAGMA foreign_keys = ${random.pick(['ON', 'OFF'])}`],
	);
}

function update(random: RandomSource, mode: Mode, table: Table): string {
	const verb = random.make(
		[8, () => 'UPDATE'],
		[mode.hasReplace ? 1 : 0, () => 'UPDATE OR REPLACE'],
		[1, () => 'UPDATE OR IGNORE'],
	);
	return `${verb} ${table.name} SET ${assignments(random, table)}${condition(random, table)}`;
}
