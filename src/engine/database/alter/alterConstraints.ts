/** ALTER TABLE ... ADD/DROP CONSTRAINT and ALTER COLUMN ... SET/DROP NOT NULL. */

import type { TableSchema } from '../../catalog/schema.js';
import type { Name } from '../../syntax/ast/name.js';
import type { AddCheck, SetNotNull } from '../../syntax/ast/statement.js';
import { SqlError } from '../../types/sqlError.js';
import type { Span } from '../../util/span.js';
import type { DdlEnvironment } from '../ddl/environment.js';
import { tableExpressions } from '../planning.js';
import { findConstraint, findNotNull, removalEdit } from './constraintTokens.js';
import { editText } from './editText.js';
import { reloadSchema } from './reloadSchema.js';
import { columnPosition, currentTable } from './rewriteTexts.js';
import { checkRows } from './storedColumns.js';
import { nextToken, restOfStatement, storedDefinition, tokensFrom } from './tableText.js';

export function addCheck(environment: DdlEnvironment, table: TableSchema, action: AddCheck): void {
	const { name, span } = action.constraint;
	if (name && findConstraint(table.sql, name.key)) {
		const message = `constraint ${name.name} already exists`;
		throw new SqlError('SQLITE_ERROR', message, { span: name.span });
	}
	const check = restOfStatement(environment.text, span.start, span.end);
	const offset = closingParenthesis(table);
	const sql = editText(table.sql, [{ span: at(offset), text: `, ${check}` }]);
	change(environment, table, sql, 'add constraint', 'checksRows');
}

export function dropConstraint(environment: DdlEnvironment, table: TableSchema, name: Name): void {
	const found = findConstraint(table.sql, name.key);
	if (!found || !found.isDroppable) {
		const problem = found ? 'constraint may not be dropped' : 'no such constraint';
		throw new SqlError('SQLITE_ERROR', `${problem}: ${name.name}`, { span: name.span });
	}
	const sql = editText(table.sql, [removalEdit(table.sql, found.span)]);
	change(environment, table, sql, 'drop constraint', 'keepsRows');
}

export function setNotNull(
	environment: DdlEnvironment,
	table: TableSchema,
	action: SetNotNull,
): void {
	const { column, span } = action;
	const position = columnPosition(table, column, column.name);
	const start = tokensFrom(environment.text, column.span.end).find(({ kind }) => kind === 'not');
	const clause = restOfStatement(environment.text, start?.start ?? span.end, span.end);
	const without = withoutNotNull(table, position);
	const end = endOfColumn(without, table, position);
	const sql = editText(without, [{ span: at(end), text: ` ${clause}` }]);
	change(environment, table, sql, 'add constraint', 'checksRows', position);
}

export function dropNotNull(environment: DdlEnvironment, table: TableSchema, column: Name): void {
	const position = columnPosition(table, column, column.name);
	const sql = withoutNotNull(table, position);
	change(environment, table, sql, 'drop constraint', 'keepsRows', position);
}

function withoutNotNull(table: TableSchema, position: number): string {
	const { sql } = table;
	const span = storedDefinition(table).columns[position]?.span;
	const found = span && findNotNull(sql, span);
	return found ? editText(sql, [removalEdit(sql, found)]) : sql;
}

/** At the comma or parenthesis behind a column. */
function endOfColumn(sql: string, table: TableSchema, position: number): number {
	const { columns } = storedDefinition({ ...table, sql });
	return nextToken(sql, columns[position]?.span.end ?? sql.length);
}

function closingParenthesis(table: TableSchema): number {
	const { columns } = storedDefinition(table);
	let depth = 0;
	for (const { kind, start } of tokensFrom(table.sql, columns[0]?.span.start ?? 0)) {
		if (kind === '(') depth++;
		if (kind !== ')') continue;
		if (depth === 0) return start;
		depth--;
	}
	throw new Error(`no end of table ${table.name}`);
}

function at(offset: number): Span {
	return { start: offset, end: offset };
}

function change(
	environment: DdlEnvironment,
	table: TableSchema,
	sql: string,
	what: string,
	rows: 'checksRows' | 'keepsRows',
	position?: number,
): void {
	if (rows === 'checksRows') checkBinding(environment, table, sql);
	if (sql !== table.sql) {
		reloadSchema(environment, table.schema, new Map([[table.id, sql]]), `after ${what}`);
	}
	const changed = currentTable(environment, table);
	if (rows === 'checksRows') checkRows(environment, changed, 'constraint failed');
	const column = position === undefined ? undefined : table.columns[position]?.name;
	environment.log.schemaChanged({
		type: 'alter',
		objectType: column === undefined ? 'table' : 'column',
		objectName: table.name,
		columnName: column,
		oldColumnName: column,
		ddl: changed.sql,
	});
}

/** Errors in a new CHECK are errors of the statement, told without the table. */
function checkBinding(environment: DdlEnvironment, table: TableSchema, sql: string): void {
	const { connection, state } = environment;
	const { columns, constraints } = storedDefinition({ ...table, sql });
	const checks = [...columns.flatMap(column => column.constraints), ...constraints].flatMap(one =>
		one.kind === 'checkConstraint'
			? [{ name: undefined, expression: one.expression, text: '', label: '', conflict: undefined }]
			: [],
	);
	tableExpressions(connection.database, state.catalog, { ...table, checks });
}
