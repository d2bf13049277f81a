/**
 * How many rows a merge joins with its table at once. With an index on the keys any number will do. Without one each join
 * reads the whole table: as many rows as that has are collected first, whatever the batches are, so that all joins
 * together cost no more than a few per row.
 */

import type { TableSchema } from '../../catalog/schema.js';
import type { ConnectionCore } from '../connectionCore.js';

/** `keys` are positions among the table's columns. Called before each join: the table grows. */
export function leastRows(
	{ state }: ConnectionCore,
	table: TableSchema,
	keys: readonly number[],
): number {
	return hasKeyIndex(table, keys) ? 0 : (state.peekTree(table.id)?.size ?? 0);
}

/** One that begins with the keys, or that needs only some of them to tell rows apart. */
function hasKeyIndex(table: TableSchema, keys: readonly number[]): boolean {
	if (table.rowidAlias >= 0 && keys.includes(table.rowidAlias)) return true;
	return table.indexes.some(({ columns, isUnique, where, type }) => {
		if (where !== undefined || type !== undefined) return false;
		const isOfKeys = columns.map(
			({ columnIndex, collation }) =>
				keys.includes(columnIndex) && collation === table.columns[columnIndex]?.collation,
		);
		if (isUnique && isOfKeys.every(Boolean)) return true;
		return isOfKeys.length >= keys.length && isOfKeys.slice(0, keys.length).every(Boolean);
	});
}
