/** A table's indexes ready for computing entries outside of a statement. */

import type { Catalog } from '../catalog/catalog.js';
import type { TableSchema } from '../catalog/schema.js';
import { compileScalar } from '../executor/compile.js';
import { compileIndexes } from '../executor/write/tableIndexes.js';
import type { TableIndex } from '../executor/write/tableIndexes.js';
import type { DatabaseCore } from './databaseCore.js';
import { tableExpressions } from './planning.js';

export function compiledIndexes(
	database: DatabaseCore,
	catalog: Catalog,
	table: TableSchema,
): TableIndex[] {
	return compileIndexes(table, tableExpressions(database, catalog, table), compileScalar);
}
