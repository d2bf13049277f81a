/** From a definition in the text of a statement to a table with ids of this database. */

import { plainTable } from '../../catalog/plainTable.js';
import type { ColumnSchema, IndexSchema, SchemaName, TableSchema } from '../../catalog/schema.js';
import type { Expression } from '../../syntax/ast/expression.js';
import type { Name } from '../../syntax/ast/name.js';
import type { TableDefinition } from '../../syntax/ast/tableDefinition.js';
import { BINARY } from '../../types/collations.js';
import { tableExpressions } from '../planning.js';
import { findCollation } from './environment.js';
import type { DdlEnvironment } from './environment.js';
import { buildTableSchema } from './tableSchema.js';

export interface NewTable {
	readonly name: Name;
	readonly schema: SchemaName;
	/** Text for sqlite_schema. */
	readonly sql: string;
	readonly module: string | undefined;
}

/** The definition's spans refer to the environment's text. */
export function tableFromDefinition(
	environment: DdlEnvironment,
	definition: TableDefinition,
	table: NewTable,
	newId: () => number = () => environment.connection.database.newId(),
): TableSchema {
	return buildTableSchema(definition, {
		...table,
		text: environment.text,
		newId,
		findCollation: (name, span) => findCollation(environment, name, span),
		checkTerm: (expression, columns) => {
			checkTerm(environment, table, expression, columns);
		},
	});
}

/** Binds the expression as one of an index would be. */
function checkTerm(
	{ connection, state, text }: DdlEnvironment,
	{ name, schema }: NewTable,
	expression: Expression,
	columns: readonly ColumnSchema[],
): void {
	const named = { schema, name: name.name, key: name.key };
	const plain = plainTable({ id: 0, ...named, columns, hasRowid: true, sql: text });
	const part = { columnIndex: -1, expression, collation: BINARY, descending: false };
	const index: IndexSchema = {
		kind: 'index',
		id: 1,
		...named,
		tableKey: name.key,
		columns: [part],
		isUnique: true,
		origin: 'u',
		conflict: undefined,
		where: undefined,
		sql: undefined,
	};
	tableExpressions(connection.database, state.catalog, { ...plain, indexes: [index] }, true);
}
