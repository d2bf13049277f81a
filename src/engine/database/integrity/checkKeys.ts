/** Foreign keys, for PRAGMA strata_integrity_check: what PRAGMA foreign_key_check finds, in words. */

import type { TableSchema } from '../../catalog/schema.js';
import { valueToText } from '../../types/convert.js';
import { SqlError } from '../../types/sqlError.js';
import type { ConnectionCore } from '../connectionCore.js';
import { brokenReferences } from '../pragma/foreignKeyCheck.js';

export function* brokenKeys(connection: ConnectionCore, table: TableSchema): Generator<string> {
	try {
		for (const [child, rowid, parent] of brokenReferences(connection, table)) {
			const row = rowid == null ? 'a row' : `row ${valueToText(rowid)}`;
			const [from, to] = [child, parent].map(name => (name == null ? '' : valueToText(name)));
			yield `FOREIGN KEY constraint failed in ${from}: ${row} has no row in ${to}`;
		}
	} catch (error) {
		if (!(error instanceof SqlError) || error.code !== 'SQLITE_ERROR') throw error;
		yield error.message;
	}
}
