/**
 * ALTER TABLE: finds the table and sends each action to its file.
 *
 * All actions work as SQLite does: they edit the stored texts of the table and of all that speaks of it, make the objects
 * anew from those texts, and look whether every view and trigger still means something. What does not is refused.
 */

import { suggest } from '../../binder/suggest.js';
import type { TableSchema } from '../../catalog/schema.js';
import type { AlterAction, AlterTable } from '../../syntax/ast/statement.js';
import { SqlError } from '../../types/sqlError.js';
import { unreachable } from '../../util/unreachable.js';
import type { Relation } from '../../catalog/catalog.js';
import {
	checkNotReserved,
	isTableFunction,
	schemaTableName,
	tableNames,
} from '../ddl/environment.js';
import type { DdlEnvironment } from '../ddl/environment.js';
import { addColumn } from './addColumn.js';
import { addCheck, dropConstraint, dropNotNull, setNotNull } from './alterConstraints.js';
import { dropColumn } from './dropColumn.js';
import { alterPartition } from './alterPartition.js';
import { renameColumn } from './renameColumn.js';
import { renameTable } from './renameTable.js';

export function alterTable(environment: DdlEnvironment, statement: AlterTable): void {
	const { action } = statement;
	const relation = findAltered(environment, statement);
	if (action.kind === 'renameTable') checkNewName(environment, statement, relation);
	const table = checkAlterable(relation, statement);
	switch (action.kind) {
		case 'renameTable':
			renameTable(environment, table, action.newName);
			return;
		case 'renameColumn':
			renameColumn(environment, table, action);
			return;
		case 'addColumn':
			addColumn(environment, table, action.column);
			return;
		case 'dropColumn':
			dropColumn(environment, table, action.column);
			return;
		case 'addCheck':
			addCheck(environment, table, action);
			return;
		case 'dropConstraint':
			dropConstraint(environment, table, action.constraint);
			return;
		case 'setNotNull':
			setNotNull(environment, table, action);
			return;
		case 'dropNotNull':
			dropNotNull(environment, table, action.column);
			return;
		case 'addPartition':
		case 'dropPartition':
		case 'truncatePartition':
			alterPartition(environment, table, action);
			return;
		default:
			unreachable(action);
	}
}

function findAltered(environment: DdlEnvironment, { table, action }: AlterTable): Relation {
	const { schema, name } = table;
	const found = environment.state.catalog.findRelation(name.key, schema?.key);
	if (found) return found;
	const { span } = name;
	const system = schemaTableName(table);
	if (system !== undefined) throw notAltered(system, span);
	if (schema?.key !== 'temp' && isTableFunction(environment, name.key)) {
		if (action.kind !== 'addColumn') throw notAltered(name.name, span);
		throw new SqlError('SQLITE_ERROR', 'virtual tables may not be altered', { span });
	}
	const written = schema ? `${schema.name}.${name.name}` : name.name;
	throw new SqlError('SQLITE_ERROR', `no such table: ${written}`, {
		span,
		hint: suggest(name.name, tableNames(environment)),
	});
}

function checkNewName(
	{ state }: DdlEnvironment,
	{ action }: AlterTable,
	{ schema, key }: Relation,
): void {
	if (action.kind !== 'renameTable') return;
	const { newName } = action;
	const objects = state.catalog.schemas.get(schema);
	const isTaken = objects?.relations.has(newName.key) || objects?.indexes.has(newName.key);
	if (isTaken) {
		const message = `there is already another table or index with this name: ${newName.name}`;
		throw new SqlError('SQLITE_ERROR', message, { span: newName.span });
	}
	if (key.startsWith('sqlite_')) return;
	checkNotReserved({ kind: 'qualifiedName', schema: undefined, name: newName, span: newName.span });
}

/** SQLite's order and words: they differ from action to action. */
function checkAlterable(relation: Relation, { action, table }: AlterTable): TableSchema {
	const { span } = table.name;
	const isAddColumn = action.kind === 'addColumn';
	if (!isAddColumn && relation.key.startsWith('sqlite_')) throw notAltered(relation.name, span);
	if (relation.kind === 'view') {
		throw new SqlError('SQLITE_ERROR', refusal(action, 'view', relation.name), { span });
	}
	if (relation.source && action.kind !== 'renameTable') {
		throw new SqlError('SQLITE_ERROR', refusal(action, 'virtual table', relation.name), { span });
	}
	if (relation.key.startsWith('sqlite_')) throw notAltered(relation.name, span);
	return relation;
}

function notAltered(name: string, span: { start: number; end: number }): SqlError {
	return new SqlError('SQLITE_ERROR', `table ${name} may not be altered`, { span });
}

function refusal(action: AlterAction, type: 'view' | 'virtual table', name: string): string {
	switch (action.kind) {
		case 'renameTable':
			return `view ${name} may not be altered`;
		case 'renameColumn':
			return `cannot rename columns of ${type} "${name}"`;
		case 'addColumn':
			return type === 'view'
				? 'Cannot add a column to a view'
				: 'virtual tables may not be altered';
		case 'dropColumn':
			return `cannot drop column from ${type} "${name}"`;
		default:
			return `cannot edit constraints of ${type} "${name}"`;
	}
}
