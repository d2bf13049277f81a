/** ALTER TABLE ... RENAME COLUMN. */

import type { TableSchema } from '../../catalog/schema.js';
import type { RenameColumn } from '../../syntax/ast/statement.js';
import type { DdlEnvironment } from '../ddl/environment.js';
import { rebuild } from '../maintenance/reindex.js';
import { renameEdit } from './editText.js';
import {
	columnPosition,
	currentTable,
	reloadRewritten,
	rewriteColumn,
	stringEdits,
	writtenName,
} from './rewriteTexts.js';
import { refuseRowidName } from './rowidNames.js';
import { testSchema } from './testSchema.js';

export function renameColumn(
	environment: DdlEnvironment,
	table: TableSchema,
	action: RenameColumn,
): void {
	const { schema } = table;
	const { newName } = action;
	const depth = environment.connection.legacyAlterTable ? 'own' : 'all';
	const position = columnPosition(table, action.column, writtenName(environment, action.column));
	refuseRowidName(table, action.column, 'rename from');
	refuseRowidName(table, newName, 'rename to');
	testSchema(environment, schema, '', depth);
	const quoting = newName.quote === 'none' ? 'asBefore' : 'always';
	const rewritten = rewriteColumn(environment, schema, (text, names) => [
		...stringEdits(text, names),
		...names.columns
			.filter(one => one.table.id === table.id && one.columnIndex === position)
			.map(({ span }) => renameEdit(text.sql, span, newName.name, quoting)),
	]);
	reloadRewritten(environment, rewritten, 'after rename');
	testSchema(environment, schema, 'after rename', depth, 'noStrings');
	// Indexes of registered types were told the names of their columns.
	for (const index of currentTable(environment, table).indexes) {
		const isTold = index.columns.some(column => column.columnIndex === position);
		if (index.type !== undefined && isTold) {
			rebuild(environment, currentTable(environment, table), index);
		}
	}
	environment.log.schemaChanged({
		type: 'alter',
		objectType: 'column',
		objectName: table.name,
		columnName: newName.name,
		oldColumnName: table.columns[position]?.name,
		ddl: currentTable(environment, table).sql,
	});
}
