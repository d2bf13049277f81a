/**
 * PRAGMA foreign_key_check: the rows that refer to nothing, whether or not foreign keys are enforced. One row for each
 * foreign key: the child table, its rowid (NULL for a table without), the parent, and the key's id in foreign_key_list.
 */

import type { TableSchema } from '../../catalog/schema.js';
import { ParentLookup } from '../../executor/write/foreignKeys/parentLookup.js';
import { outgoingReferences } from '../../plan/foreignKeys.js';
import { SqlError } from '../../types/sqlError.js';
import type { Row, SqlValue } from '../../types/value.js';
import { foldKey } from '../../util/foldKey.js';
import { newExecution } from '../rowPrograms.js';
import { tablesInSqliteOrder } from '../tableOrder.js';
import { tableRows } from '../tableRows.js';
import type { ConnectionCore } from '../connectionCore.js';
import type { PragmaCall } from './pragma.js';

export function foreignKeyCheck(call: PragmaCall): Row[] {
	return checkedTables(call).flatMap(table => [...brokenReferences(call.connection, table)]);
}

/** All tables of the schema. */
function checkedTables({ connection, schema, value }: PragmaCall): TableSchema[] {
	const { catalog } = connection.state;
	if (value !== undefined) {
		const found = catalog.findRelation(foldKey(value), schema);
		if (!found) throw new SqlError('SQLITE_ERROR', `no such table: ${tableName(schema, value)}`);
		return found.kind === 'table' ? [found] : [];
	}
	return tablesInSqliteOrder(catalog, schema ?? 'main');
}

function tableName(schema: string | undefined, name: string): string {
	return schema === undefined ? name : `${schema}.${name}`;
}

/** Throws when the parent has no such key. */
export function* brokenReferences(connection: ConnectionCore, table: TableSchema): Generator<Row> {
	const { catalog } = connection.state;
	const references = outgoingReferences(catalog, table);
	const checks = references.map(reference => {
		const { key, problem, isParentMissing, foreignKey } = reference;
		// Without a parent table every row is in vain, without a key in it there is no telling.
		if (!isParentMissing && problem) throw problem;
		return { foreignKey, lookup: key && new ParentLookup(key) };
	});
	if (checks.length === 0) return;
	const context = newExecution(connection, 0);
	const rows = tableRows(context.tree(table.id), table, () => context.checkInterrupt());
	for (const row of rows) {
		const rowid = table.hasRowid ? (row[table.columns.length] as SqlValue) : null;
		for (const [id, { foreignKey, lookup }] of checks.entries()) {
			if (foreignKey.columns.some(column => row[column] === null)) continue;
			if (lookup?.finds(context, row, 'isOther', undefined)) continue;
			yield [table.name, rowid, foreignKey.parentTable, id];
		}
	}
}
