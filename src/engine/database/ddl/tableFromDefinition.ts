/** From a definition in the text of a statement to a table with ids of this database. */

import type { SchemaName, TableSchema } from '../../catalog/schema.js';
import type { Name } from '../../syntax/ast/name.js';
import type { TableDefinition } from '../../syntax/ast/tableDefinition.js';
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
	});
}
