/**
 * Differences of two databases as a script that makes the second of the first.
 *
 * A table with another definition is made anew with its rows. Views and triggers that differ are dropped first and made
 * last, so that nothing of theirs is in the way.
 */

import type { Database, TableInfo } from '../../engine/index.js';
import { quoteName } from '../../notebook/session/statementText.js';
import { tablesOf } from '../schemaText.js';
import {
	readRows,
	storedColumns,
	valueText,
	type ChangedRow,
	type DatabaseDiff,
	type Row,
	type TableDiff,
	type Value,
} from './diffDatabases.js';
import { valueLiteral } from './valueLiteral.js';

export function* diffScript({ tables, objects }: DatabaseDiff, to: Database): Generator<string> {
	if (tables.length === 0 && objects.length === 0) return;
	const names = new Set(tables.filter(isMade).map(({ name }) => name.toLowerCase()));
	const made = tablesOf(to).filter(({ name }) => names.has(name.toLowerCase()));
	yield 'PRAGMA foreign_keys = OFF;';
	yield 'BEGIN;';
	yield* drops(tables, objects);
	for (const table of tables) {
		if (table.to === undefined) continue;
		if (isMade(table)) yield* making(to, table, made);
		else yield* rowChanges(table);
	}
	yield* objectsAgain(objects, made);
	yield 'COMMIT;';
}

function* drops(
	tables: DatabaseDiff['tables'],
	objects: DatabaseDiff['objects'],
): Generator<string> {
	const gone = objects.filter(({ from }) => from !== undefined);
	for (const type of ['view', 'trigger', 'index'] as const) {
		for (const object of gone) {
			if (object.type !== type) continue;
			yield `DROP ${type.toUpperCase()} IF EXISTS ${quoteName(object.name)};`;
		}
	}
	for (const table of tables) {
		const isGone = table.to === undefined || (isMade(table) && table.from !== undefined);
		if (isGone) yield `DROP TABLE ${quoteName(table.name)};`;
	}
}

function* making(to: Database, table: TableDiff, made: readonly TableInfo[]): Generator<string> {
	yield `${table.to ?? ''};`;
	const columns = storedColumns(made.find(({ name }) => name === table.name));
	for (const row of readRows(to, table.name, columns)) yield insertion(table.name, columns, row);
}

/** With a table that is made anew went what belongs to it. */
function* objectsAgain(
	objects: DatabaseDiff['objects'],
	made: readonly TableInfo[],
): Generator<string> {
	const texts = new Map<string, string>();
	for (const { indexes, triggers } of made) {
		for (const { name, sql } of [...indexes, ...triggers]) {
			if (sql !== undefined) texts.set(name, sql);
		}
	}
	for (const { name, to } of objects) if (to !== undefined) texts.set(name, to);
	for (const sql of texts.values()) yield `${sql};`;
}

function isMade({ change, hasOtherSchema }: TableDiff): boolean {
	return change === 'added' || hasOtherSchema;
}

function* rowChanges({
	name,
	columns,
	key,
	added,
	removed,
	changed,
}: TableDiff): Generator<string> {
	const table = quoteName(name);
	for (const row of removed) yield `DELETE FROM ${table} WHERE ${place(table, columns, key, row)};`;
	for (const change of changed) yield update(table, columns, key, change);
	for (const row of added) yield insertion(name, columns, row);
}

function update(
	table: string,
	columns: readonly string[],
	key: readonly string[],
	{ from, to }: ChangedRow,
): string {
	const sets = columns.flatMap((column, at) => {
		const value = to[at] ?? null;
		if (valueText(from[at] ?? null) === valueText(value)) return [];
		return [`${quoteName(column)} = ${valueLiteral(value)}`];
	});
	return `UPDATE ${table} SET ${sets.join(', ')} WHERE ${place(table, columns, key, from)};`;
}

function insertion(table: string, columns: readonly string[], row: Row): string {
	const values = row.map(valueLiteral).join(', ');
	return `INSERT INTO ${quoteName(table)}(${columns.map(quoteName).join(', ')}) VALUES (${values});`;
}

/** One row: by its key, or one of those that are the same in all columns. */
function place(
	table: string,
	columns: readonly string[],
	key: readonly string[],
	row: Row,
): string {
	const valueOf = (name: string) => row[columns.indexOf(name)] ?? null;
	if (key.length > 0) {
		return key.map(name => `${quoteName(name)} IS ${valueLiteral(valueOf(name))}`).join(' AND ');
	}
	const terms = columns.map(name => isExactly(quoteName(name), valueOf(name))).join(' AND ');
	return `rowid = (SELECT rowid FROM ${table} WHERE ${terms} LIMIT 1)`;
}

/** 1 is not 1.0 here, and no collation counts. */
function isExactly(name: string, value: Value): string {
	if (value === null) return `${name} IS NULL`;
	const equal = `${name} = ${valueLiteral(value)} COLLATE BINARY`;
	if (typeof value === 'bigint') return `${equal} AND typeof(${name}) = 'integer'`;
	return typeof value === 'number' ? `${equal} AND typeof(${name}) = 'real'` : equal;
}
