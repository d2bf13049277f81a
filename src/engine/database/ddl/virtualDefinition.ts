/** The arguments of CREATE VIRTUAL TABLE read as the body of CREATE TABLE, for modules that keep rows in the engine's trees. */

import type { CreateVirtualTable } from '../../syntax/ast/statement.js';
import type { TableDefinition } from '../../syntax/ast/tableDefinition.js';
import { parse } from '../../syntax/parse.js';
import { SqlError } from '../../types/sqlError.js';

/** Spans refer to `text`, the one that the statement was read from. */
export function virtualDefinition(statement: CreateVirtualTable, text: string): TableDefinition {
	if (statement.definition) return statement.definition;
	const { module, table, span, args } = statement;
	if (args.length === 0) {
		throw new SqlError('SQLITE_ERROR', `vtable constructor failed: ${table.name.name}`, {
			span,
			hint: `say the columns: USING ${module.name}(column type, ...)`,
		});
	}
	// What stands before the arguments is replaced by as many characters.
	const { end } = module.span;
	const plain = 'CREATE TABLE x'.padEnd(end) + text.slice(end, span.end);
	const { statements, errors } = parse(plain);
	const [error] = errors;
	if (error) {
		throw new SqlError('SQLITE_ERROR', error.message, { span: error.span, hint: error.hint });
	}
	const [parsed] = statements;
	if (parsed?.kind === 'createTable' && parsed.body.kind === 'tableDefinition') return parsed.body;
	throw new Error('the arguments are no table definition');
}
