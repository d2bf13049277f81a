/** ALTER TABLE ... DROP COLUMN. */

import type { TableSchema } from '../../catalog/schema.js';
import type { Name } from '../../syntax/ast/name.js';
import { SqlError } from '../../types/sqlError.js';
import type { DdlEnvironment } from '../ddl/environment.js';

import type { Edit } from './editText.js';
import {
	columnPosition,
	currentTable,
	reloadRewritten,
	rewriteColumn,
	stringEdits,
	writtenName,
} from './rewriteTexts.js';
import { refuseRowidName } from './rowidNames.js';
import { removeStoredColumn } from './storedColumns.js';
import { endOfColumns, storedDefinition, tokensFrom } from './tableText.js';
import { testSchema } from './testSchema.js';

export function dropColumn(environment: DdlEnvironment, table: TableSchema, name: Name): void {
	const { schema } = table;
	const position = columnPosition(table, name, writtenName(environment, name));
	refuseRowidName(table, name, 'drop');
	checkDroppable(table, name, position);
	const depth = environment.connection.legacyAlterTable ? 'own' : 'all';
	testSchema(environment, schema, '', depth);
	const cut = columnCut(table, position);
	const rewritten = rewriteColumn(environment, schema, (text, names) => {
		const strings = stringEdits(text, names);
		if (text.id !== table.id) return strings;
		return [cut, ...strings.filter(({ span }) => !isInside(span.start, cut))];
	});
	reloadRewritten(environment, rewritten, 'after drop column');
	testSchema(environment, schema, 'after drop column', depth, 'noStrings');
	const changed = currentTable(environment, table);
	removeStoredColumn(environment, changed, position);
	environment.log.schemaChanged({
		type: 'alter',
		objectType: 'column',
		objectName: table.name,
		oldColumnName: table.columns[position]?.name,
		ddl: changed.sql,
	});
}

function checkDroppable(table: TableSchema, { name, span }: Name, position: number): void {
	const column = table.columns[position];
	const isKey = column !== undefined && column.primaryKeyPosition > 0;
	if (isKey || isUniqueColumn(table, position)) {
		const kind = isKey ? 'PRIMARY KEY' : 'UNIQUE';
		throw new SqlError('SQLITE_ERROR', `cannot drop ${kind} column: "${name}"`, { span });
	}
	if (table.columns.length > 1) return;
	const message = `cannot drop column "${name}": no other columns exist`;
	throw new SqlError('SQLITE_ERROR', message, { span });
}

/** Only UNIQUE in the column's own definition; a table constraint is found when the text is read again. */
function isUniqueColumn(table: TableSchema, position: number): boolean {
	const { constraints } = storedDefinition(table).columns[position] ?? { constraints: [] };
	return constraints.some(constraint => constraint.kind === 'uniqueColumn');
}

/** The column with the comma behind it; the last one with the comma before it. */
function columnCut(table: TableSchema, position: number): Edit {
	const definition = storedDefinition(table);
	const start = definition.columns[position]?.span.start ?? 0;
	const next = definition.columns[position + 1];
	if (next) return { span: { start, end: next.span.start }, text: '' };
	const before = definition.columns[position - 1]?.span.end ?? start;
	const comma = tokensFrom(table.sql, before).find(({ kind }) => kind === ',');
	const span = { start: comma?.start ?? start, end: endOfColumns(table, definition) };
	return { span, text: '' };
}

function isInside(offset: number, { span }: Edit): boolean {
	return offset >= span.start && offset < span.end;
}
