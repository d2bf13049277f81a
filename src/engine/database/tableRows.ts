/** All rows of a stored table as working rows: the columns, then the rowid if the table has one. */

import type { TableSchema } from '../catalog/schema.js';
import type { KeyTreeContract, RowTreeContract, Tree } from '../storage/contract.js';
import { valueAt } from '../storage/columnVector.js';
import type { RowId, SqlValue } from '../types/value.js';

export function* tableRows(
	tree: Tree,
	table: TableSchema,
	checkInterrupt: () => void = () => undefined,
): Generator<SqlValue[]> {
	if (!table.hasRowid) {
		const cursor = (tree as KeyTreeContract).scan();
		while (cursor.next()) {
			checkInterrupt();
			for (let position = cursor.start; position < cursor.end; position++) {
				yield (cursor.entries[position] as readonly SqlValue[]).slice();
			}
		}
		return;
	}
	const cursor = (tree as RowTreeContract).scan();
	while (cursor.next()) {
		checkInterrupt();
		for (let position = cursor.start; position < cursor.end; position++) {
			const row: SqlValue[] = [];
			for (const column of cursor.columns) row.push(valueAt(column, position));
			row.push(cursor.keys[position] as RowId);
			yield row;
		}
	}
}
