/** Places in the text of a stored CREATE TABLE that edits are made at. */

import type { TableSchema } from '../../catalog/schema.js';
import type { ColumnDefinition, TableDefinition } from '../../syntax/ast/tableDefinition.js';
import { tokenize } from '../../syntax/tokenize.js';
import type { Token } from '../../syntax/tokenize.js';
import { virtualDefinition } from '../ddl/virtualDefinition.js';
import { parseStored } from './namesInText.js';

export function storedDefinition(table: TableSchema): TableDefinition {
	const statement = parseStored(table.sql);
	if (statement.kind === 'createTable' && statement.body.kind === 'tableDefinition') {
		return statement.body;
	}
	if (statement.kind === 'createVirtualTable') return virtualDefinition(statement, table.sql);
	throw new Error(`table ${table.name} has no definition`);
}

/** Where the first token behind `offset` begins; comments are no tokens. */
export function nextToken(sql: string, offset: number): number {
	const [token] = tokensFrom(sql, offset);
	return token ? token.start : sql.length;
}

/** Tokens without comments, with their places in the whole text. */
export function tokensFrom(sql: string, offset: number): Token[] {
	return tokenize(sql.slice(offset))
		.filter(token => token.kind !== 'comment')
		.map(({ kind, start, end }) => ({ kind, start: start + offset, end: end + offset }));
}

/** Where a new column goes: at the comma before the table constraints, or at the closing parenthesis. */
export function endOfColumns(table: TableSchema, definition: TableDefinition): number {
	const last = definition.columns.at(-1) as ColumnDefinition;
	return nextToken(table.sql, last.span.end);
}

/** From `start` to the statement's semicolon, without the space before it. */
export function restOfStatement(text: string, start: number, end: number): string {
	return text.slice(start, nextToken(text, end)).replace(/[\s;]+$/, '');
}
