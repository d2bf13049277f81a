/** `layer_patch(from, to)`: statements that make the first layer's contents the second's. */

import { quotedIfNeeded } from '../../syntax/quoteName.js';
import type { TableSchema } from '../../catalog/schema.js';
import { isIdentical } from '../../executor/write/identity.js';
import { primaryKeyColumns } from '../../executor/write/tableIndexes.js';
import { printLiteral } from '../../types/literal.js';
import type { Row, SqlValue } from '../../types/value.js';
import type { Relation } from '../../catalog/catalog.js';
import type { IndexSchema, TriggerSchema } from '../../catalog/schema.js';
import { diffTables } from '../diff.js';
import type { RowChange } from '../diff.js';
import type { State } from '../state.js';
import { stateOfArgument } from './layerArgument.js';
import { tablesOf } from './layerDiff.js';
import type { OwnTable } from './ownTables.js';

/** Dropped objects first, then new ones, then rows: deleted, updated, inserted; new triggers last. */
export const layerPatch: OwnTable = {
	name: 'layer_patch',
	columns: ['statement TEXT'],
	parameters: ['from', 'to'],
	required: 1,
	*rows(connection, [fromLayer, toLayer]) {
		const from = stateOfArgument(connection, fromLayer);
		const to = stateOfArgument(connection, toLayer);
		for (const statement of patch(from, to)) yield [statement];
	},
};

type SchemaObject = Relation | IndexSchema | TriggerSchema;

function* patch(from: State, to: State): Generator<string> {
	const before = objectsOf(from);
	const after = objectsOf(to);
	for (const [key, object] of before) {
		const isReplaced = object.kind !== 'table' && after.get(key)?.sql !== object.sql;
		if (!after.has(key) || isReplaced) yield `DROP ${object.kind.toUpperCase()} ${nameOf(object)}`;
	}
	const made = [...after].filter(([key, object]) => before.get(key)?.sql !== object.sql);
	for (const [key, { kind, name, sql }] of made) {
		if (kind === 'trigger') continue;
		if (kind === 'table' && before.has(key)) yield `-- table ${name} was altered: ${sql}`;
		else if (sql) yield sql;
	}
	yield* rowStatements(from, to);
	for (const [, { kind, sql }] of made) if (kind === 'trigger' && sql) yield sql;
}

function* rowStatements(from: State, to: State): Generator<string> {
	const changes = tablesOf(from, to)
		.filter(table => to.peekTree(table.id))
		.map(table => [table, [...diffTables(table, from, to)]] as const);
	for (const [table, rows] of changes) {
		for (const { oldRow, newRow } of rows) if (oldRow && !newRow) yield deleteOf(table, oldRow);
	}
	for (const [table, rows] of changes) {
		for (const { oldRow, newRow } of rows) {
			if (oldRow && newRow) yield updateOf(table, { key: [], oldRow, newRow });
		}
	}
	for (const [table, rows] of changes) {
		for (const { oldRow, newRow } of rows) if (!oldRow && newRow) yield insertOf(table, newRow);
	}
}

/** Objects that have a text of their own, in the order in which they were made. */
function objectsOf(state: State): Map<string, SchemaObject> {
	const main = state.catalog.schemas.get('main');
	const objects: SchemaObject[] = [
		...(main?.relations.values() ?? []),
		...(main?.indexes.values() ?? []),
		...(main?.triggers.values() ?? []),
	];
	const own = objects.filter(({ sql, name }) => sql !== undefined && !/^sqlite_/i.test(name));
	own.sort((left, right) => left.id - right.id);
	return new Map(own.map(object => [`${object.kind} ${object.key}`, object]));
}

function deleteOf(table: TableSchema, row: Row): string {
	return `DELETE FROM ${nameOf(table)} WHERE ${keyCondition(table, row)}`;
}

function updateOf(table: TableSchema, { oldRow = [], newRow = [] }: RowChange): string {
	const sets = storedColumns(table)
		.filter(index => !isIdentical(oldRow[index] as SqlValue, newRow[index] as SqlValue))
		.map(index => `${columnName(table, index)} = ${printLiteral(newRow[index] as SqlValue)}`);
	return `UPDATE ${nameOf(table)} SET ${sets.join(', ')} WHERE ${keyCondition(table, oldRow)}`;
}

function insertOf(table: TableSchema, row: Row): string {
	const columns = storedColumns(table);
	const names = columns.map(index => columnName(table, index));
	const values = columns.map(index => printLiteral(row[index] as SqlValue));
	if (table.hasRowid && table.rowidAlias < 0) {
		names.unshift('rowid');
		values.unshift(printLiteral(row[table.columns.length] as SqlValue));
	}
	return `INSERT INTO ${nameOf(table)}(${names.join(', ')}) VALUES (${values.join(', ')})`;
}

/** Generated columns are not written. */
function storedColumns(table: TableSchema): number[] {
	return table.columns.flatMap((column, index) => (column.generated ? [] : [index]));
}

function keyCondition(table: TableSchema, row: Row): string {
	if (!table.hasRowid) {
		return primaryKeyColumns(table)
			.map(index => `${columnName(table, index)} = ${printLiteral(row[index] as SqlValue)}`)
			.join(' AND ');
	}
	const name = table.rowidAlias < 0 ? 'rowid' : columnName(table, table.rowidAlias);
	return `${name} = ${printLiteral(row[table.columns.length] as SqlValue)}`;
}

function columnName(table: TableSchema, index: number): string {
	return quotedIfNeeded(table.columns[index]?.name ?? '');
}

function nameOf({ name }: SchemaObject): string {
	return quotedIfNeeded(name);
}
