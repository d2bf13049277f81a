/** `layer_diff(from, to, table)`: the rows that differ between two layers, by table and key. */

import type { TableSchema } from '../../catalog/schema.js';
import { isIdentical } from '../../executor/write/identity.js';
import { valueToText } from '../../types/convert.js';
import { printLiteral } from '../../types/literal.js';
import type { Row, SqlValue } from '../../types/value.js';
import { foldKey } from '../../util/foldKey.js';
import type { ConnectionCore } from '../connectionCore.js';
import { diffTables } from '../diff.js';
import type { RowChange } from '../diff.js';
import type { State } from '../state.js';
import { stateOfArgument } from './layerArgument.js';
import type { OwnTable } from './ownTables.js';

/** Rows as JSON objects; what JSON cannot hold (blobs, integers beyond 2^53, infinities) as an SQL literal in text. */
export const layerDiff: OwnTable = {
	name: 'layer_diff',
	columns: ['table_name TEXT', 'change TEXT', 'key TEXT', 'changed TEXT', 'old TEXT', 'new TEXT'],
	parameters: ['from', 'to', 'table'],
	required: 1,
	*rows(connection, args) {
		for (const { table, change } of changesOfArguments(connection, args)) {
			const { key, oldRow, newRow } = change;
			yield [
				table.name,
				oldRow ? (newRow ? 'update' : 'delete') : 'insert',
				key.map(printLiteral).join(', '),
				oldRow && newRow ? changedColumns(table, oldRow, newRow).join(', ') : null,
				oldRow ? jsonOf(table, oldRow) : null,
				newRow ? jsonOf(table, newRow) : null,
			];
		}
	},
};

export interface TableChange {
	readonly table: TableSchema;
	readonly change: RowChange;
}

export function* changesOfArguments(
	connection: ConnectionCore,
	[fromLayer, toLayer, tableName]: Row,
): Generator<TableChange> {
	const from = stateOfArgument(connection, fromLayer);
	const to = stateOfArgument(connection, toLayer);
	const wanted = foldKey(valueToText(tableName ?? ''));
	for (const table of tablesOf(from, to)) {
		if (wanted !== '' && table.key !== wanted) continue;
		for (const change of diffTables(table, from, to)) {
			connection.database.checkInterrupt();
			yield { table, change };
		}
	}
}

/** Of both: a table that was dropped and made again under its name is two. */
export function tablesOf(...states: readonly State[]): TableSchema[] {
	const tables = new Map<number, TableSchema>();
	for (const { catalog } of states) {
		for (const { relations } of catalog.schemas.values()) {
			for (const relation of relations.values()) {
				if (relation.kind === 'table') tables.set(relation.id, relation);
			}
		}
	}
	return [...tables.values()];
}

function changedColumns(table: TableSchema, oldRow: Row, newRow: Row): string[] {
	return table.columns
		.filter((_, index) => !isIdentical(oldRow[index] as SqlValue, newRow[index] as SqlValue))
		.map(column => column.name);
}

function jsonOf(table: TableSchema, row: Row): string {
	const members = table.columns.map(
		({ name }, index) => `${JSON.stringify(name)}:${jsonValue(row[index] ?? null)}`,
	);
	return `{${members.join(',')}}`;
}

function jsonValue(value: SqlValue): string {
	if (value === null || typeof value === 'string') return JSON.stringify(value);
	const literal = printLiteral(value);
	return typeof value === 'bigint' || !/^-?[\d.]+(e[+-]?\d+)?$/.test(literal)
		? JSON.stringify(literal)
		: literal;
}
