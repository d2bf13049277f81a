/**
 * `strata_stats([table])`: what plans are made by, a row for each column and each index. Columns that nobody has asked for yet, or
 * that have changed much since, are looked at now.
 */

import type { IndexSchema, TableSchema } from '../../catalog/schema.js';
import type { ColumnStatistics } from '../../plan/columnStatistics.js';
import { castValue } from '../../types/convert.js';
import { SqlError } from '../../types/sqlError.js';
import { Real } from '../../types/value.js';
import type { Row, SqlValue } from '../../types/value.js';
import { foldKey } from '../../util/foldKey.js';
import type { ConnectionCore } from '../connectionCore.js';
import type { OwnTable } from './ownTables.js';

export const strataStats: OwnTable = {
	name: 'strata_stats',
	columns: [
		'table_name TEXT',
		'column_name TEXT',
		'index_name TEXT',
		'row_count INTEGER',
		'distinct_count INTEGER',
		'null_count INTEGER',
		'minimum',
		'maximum',
		'common_values TEXT',
		'buckets TEXT',
		'sampled INTEGER',
		'layer INTEGER',
		'changed_since INTEGER',
	],
	parameters: ['table'],
	*rows(connection, [wanted]) {
		for (const table of tablesOf(connection, wanted)) yield* rowsOfTable(connection, table);
	},
};

/** The same under a shorter name. */
export const statTable: OwnTable = { ...strataStats, name: 'stat_table' };

function tablesOf({ state }: ConnectionCore, wanted: SqlValue | undefined): TableSchema[] {
	const { catalog } = state;
	if (wanted !== undefined && wanted !== null) {
		const name = castValue(wanted, 'text') as string;
		const relation = catalog.findRelation(foldKey(name), undefined);
		if (relation?.kind !== 'table') {
			throw new SqlError('SQLITE_ERROR', `no such table: ${name}`);
		}
		return [relation];
	}
	const tables: TableSchema[] = [];
	for (const { relations } of catalog.schemas.values()) {
		for (const relation of relations.values()) {
			if (relation.kind === 'table' && !relation.key.startsWith('sqlite_')) tables.push(relation);
		}
	}
	return tables.sort((left, right) => left.id - right.id);
}

function* rowsOfTable({ database, state }: ConnectionCore, table: TableSchema): Iterable<Row> {
	const { statistics } = database;
	const size = state.peekTree(table.id)?.size;
	if (size === undefined) return;
	for (const [columnIndex, { name }] of table.columns.entries()) {
		database.checkInterrupt();
		const known = statistics.current(state, table, columnIndex);
		if (!known) {
			yield [table.name, name, null, 0, 0, 0, null, null, '[]', '[]', 0, null, 0];
			continue;
		}
		const { statistics: found, mark, layer } = known;
		const counts = [found.rows, found.distinct, Math.round(found.nullFraction * found.rows)];
		const changed = statistics.mark(state, table.id).changes - mark.changes;
		const { minimum, maximum, sampled } = found;
		yield [
			...[table.name, name, null, ...counts, minimum, maximum],
			...[commonText(found), JSON.stringify(found.bounds.map(plain)), sampled, layer, changed],
		];
	}
	for (const index of table.indexes) {
		const rows = state.peekTree(index.id)?.size ?? 0;
		const distinct = distinctKeys(index, rows);
		const empty = [null, null, null, null, null, null, null, null];
		yield [table.name, null, index.name, rows, distinct, ...empty];
	}
}

function commonText({ common }: ColumnStatistics): string {
	const parts = common.map(({ value, fraction }) => [
		plain(value),
		Number(fraction.toPrecision(4)),
	]);
	return JSON.stringify(parts);
}

/** As JSON has it. */
function plain(value: SqlValue): string | number | null {
	if (value === null || typeof value === 'number' || typeof value === 'string') return value;
	if (value instanceof Real) return value.value;
	if (typeof value === 'bigint') return Number(value);
	let text = '';
	for (const byte of value) text += byte.toString(16).padStart(2, '0');
	return text;
}

/** Of whole keys; NULL: ANALYZE has not counted them. */
function distinctKeys({ isUnique, rowsPerPrefix }: IndexSchema, rows: number): number | null {
	if (isUnique) return rows;
	const last = rowsPerPrefix?.at(-1);
	return last === undefined ? null : Math.round(rows / Math.max(1, last));
}
