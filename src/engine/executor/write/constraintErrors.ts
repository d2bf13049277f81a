/** Constraint failures in SQLite's wording and codes. */

import type { ConflictAction, IndexSchema, TableSchema } from '../../catalog/schema.js';
import { printLiteral } from '../../types/literal.js';
import { SqlError } from '../../types/sqlError.js';
import type { SqlValue } from '../../types/value.js';
import { ConstraintError } from './contract.js';

export function uniqueFailure(
	table: TableSchema,
	index: IndexSchema,
	action: ConflictAction | undefined,
): ConstraintError {
	const code = index.origin === 'pk' ? 'SQLITE_CONSTRAINT_PRIMARYKEY' : 'SQLITE_CONSTRAINT_UNIQUE';
	const isOverExpressions = index.columns.some(column => column.columnIndex === -2);
	const what = isOverExpressions
		? `index '${index.name}'`
		: index.columns.map(column => columnLabel(table, column.columnIndex)).join(', ');
	return new ConstraintError(code, `UNIQUE constraint failed: ${what}`, action);
}

export function rowidFailure(
	table: TableSchema,
	action: ConflictAction | undefined,
): ConstraintError {
	const code = table.rowidAlias >= 0 ? 'SQLITE_CONSTRAINT_PRIMARYKEY' : 'SQLITE_CONSTRAINT_ROWID';
	const label = columnLabel(table, table.rowidAlias);
	return new ConstraintError(code, `UNIQUE constraint failed: ${label}`, action);
}

export function partitionFailure(
	table: TableSchema,
	value: SqlValue,
	action: ConflictAction | undefined,
): ConstraintError {
	const message = `table ${table.name} has no partition for ${printLiteral(value)}`;
	return new ConstraintError('SQLITE_CONSTRAINT_CHECK', message, action);
}

export function notNullFailure(
	table: TableSchema,
	columnIndex: number,
	action: ConflictAction | undefined,
): ConstraintError {
	const label = columnLabel(table, columnIndex);
	return new ConstraintError(
		'SQLITE_CONSTRAINT_NOTNULL',
		`NOT NULL constraint failed: ${label}`,
		action,
	);
}

export function checkFailure(label: string, action: ConflictAction | undefined): ConstraintError {
	return new ConstraintError(
		'SQLITE_CONSTRAINT_CHECK',
		`CHECK constraint failed: ${label}`,
		action,
	);
}

export function strictFailure(
	table: TableSchema,
	columnIndex: number,
	storageClass: string,
): ConstraintError {
	const type = table.columns[columnIndex]?.declaredType?.toUpperCase() ?? '';
	const label = columnLabel(table, columnIndex);
	return new ConstraintError(
		'SQLITE_CONSTRAINT_DATATYPE',
		`cannot store ${storageClass === 'INTEGER' ? 'INT' : storageClass} value in ${type} column ${label}`,
		undefined,
	);
}

export function rowidMismatch(): SqlError {
	return new SqlError('SQLITE_MISMATCH', 'datatype mismatch', {
		hint: 'a rowid must be an integer',
	});
}

function columnLabel(table: TableSchema, columnIndex: number): string {
	return `${table.name}.${table.columns[columnIndex]?.name ?? 'rowid'}`;
}
