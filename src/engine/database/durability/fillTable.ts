/** The rows that were read from files, into the trees of their table and its indexes. */

import type { TableSchema } from '../../catalog/schema.js';
import type { TableImage } from '../../persistence/image.js';
import { valueAt } from '../../storage/columnVector.js';
import type { KeyTreeContract, RowTreeContract } from '../../storage/contract.js';
import type { Vector } from '../../storage/vector.js';
import { ChangeLog } from '../events.js';
import { SqlError } from '../../types/sqlError.js';
import type { RowId } from '../../types/value.js';
import type { ConnectionCore } from '../connectionCore.js';
import { fillIndex } from '../ddl/fillIndex.js';
import type { State } from '../state.js';

/** Precondition: the trees are empty. */
export function fillTable(
	connection: ConnectionCore,
	state: State,
	table: TableSchema,
	rows: TableImage,
): void {
	if (rows.size === 0) return;
	if (rows.shape.columns.length !== table.columns.length) {
		throw new SqlError(
			'SQLITE_CORRUPT',
			`malformed database schema (${table.name}): its records have other columns than its text`,
		);
	}
	putRows(state, table, rows);
	const environment = { connection, state, log: new ChangeLog(), text: '', parameters: [] };
	for (const index of table.indexes) {
		if (index.id !== table.id) fillIndex(environment, index);
	}
}

function putRows(state: State, table: TableSchema, rows: TableImage): void {
	if (table.hasRowid && !table.partitioning) state.putTree(table.id, rows.tree);
	else if (table.hasRowid) insertRows(state.writable(table.id) as RowTreeContract, rows);
	else (state.writable(table.id) as KeyTreeContract).insertAll([...rows.entries]);
}

/** Each goes to its partition. */
function insertRows(tree: RowTreeContract, { tree: rows, shape }: TableImage): void {
	const cursor = rows.scan();
	while (cursor.next()) {
		for (let position = cursor.start; position < cursor.end; position++) {
			const row = shape.columns.map((_, column) =>
				valueAt(cursor.columns[column] as Vector, position),
			);
			tree.insert(cursor.keys[position] as RowId, row);
		}
	}
}
