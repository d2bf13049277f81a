/** CREATE VIRTUAL TABLE of a module: its table object, and the columns that this declares. */

import type { TableFunction, TableFunctionColumn } from '../../functions/function.js';
import type { ModuleColumn, ModuleTable, VirtualTableModule } from '../../modules/virtualModule.js';
import type { Name } from '../../syntax/ast/name.js';
import { parse } from '../../syntax/parse.js';
import { SqlError } from '../../types/sqlError.js';
import type { ConnectionCore } from '../connectionCore.js';
import { virtualFunction } from './virtualSource.js';

interface Target {
	readonly name: Name;
	readonly schema: string;
	readonly module: Name;
	readonly args: readonly string[];
}

export function createModuleTable(
	connection: ConnectionCore,
	module: VirtualTableModule,
	{ name, schema, module: moduleName, args }: Target,
	how: 'create' | 'connect',
): TableFunction {
	const context = { module: moduleName.name, schema, table: name.name };
	const created =
		how === 'create' && module.create
			? module.create(args, context)
			: module.connect(args, context);
	const columns = declaredColumns(created, moduleName.name);
	return virtualFunction(connection, { module, args, context, columns }, created);
}

/** Throws when there are none. */
function declaredColumns(table: ModuleTable, module: string): TableFunctionColumn[] {
	const { columns } = table as Partial<ModuleTable>;
	const declared = typeof columns === 'string' ? columnsOfText(columns) : columns?.map(columnOf);
	if (declared && declared.length > 0) return declared;
	throw new SqlError('SQLITE_ERROR', `vtable constructor did not declare schema: ${module}`, {
		hint: 'the table object says its columns: a CREATE TABLE, or a list of names',
	});
}

function columnOf(column: ModuleColumn): TableFunctionColumn {
	if (typeof column === 'string') return { name: column, declaredType: undefined };
	const { name, type, hidden } = column;
	return { name, declaredType: type, ...(hidden && { isHidden: true }) };
}

/** HIDDEN is a word of the type. */
function columnsOfText(text: string): TableFunctionColumn[] {
	const { statements, errors } = parse(text);
	const [statement] = statements;
	if (errors[0]) throw new SqlError('SQLITE_ERROR', errors[0].message);
	if (statement?.kind !== 'createTable' || statement.body.kind === 'query') return [];
	return statement.body.columns.map(({ name, type }) => {
		const words = (type?.text ?? '').split(/\s+/).filter(word => word !== '');
		const shown = words.filter(word => word.toLowerCase() !== 'hidden');
		const declaredType = shown.length > 0 ? shown.join(' ') : undefined;
		const isHidden = shown.length < words.length;
		return { name: name.name, declaredType, ...(isHidden && { isHidden }) };
	});
}
