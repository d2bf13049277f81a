/** A column may be called rowid, but only from the start: ALTER TABLE neither gives such a name nor takes it away. */

import type { TableSchema } from '../../catalog/schema.js';
import type { Name } from '../../syntax/ast/name.js';
import { SqlError } from '../../types/sqlError.js';

/** `change`: `add`, `rename to` and the like. */
export function refuseRowidName(
	table: TableSchema,
	{ key, name, span }: Name,
	change: string,
): void {
	if (!table.hasRowid || !/^(?:rowid|oid|_rowid_)$/.test(key)) return;
	throw new SqlError('SQLITE_ERROR', `cannot ${change} rowid alias: ${name}`, { span });
}
