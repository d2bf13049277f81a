/** Foreign keys, for PRAGMA strata_integrity_check: what PRAGMA foreign_key_check finds, in words. */

import type { TableSchema } from '../../catalog/schema.js';
import { valueToText } from '../../types/convert.js';
import { SqlError } from '../../types/sqlError.js';
import type { SqlValue } from '../../types/value.js';
import type { ConnectionCore } from '../connectionCore.js';
import { brokenReferences } from '../pragma/foreignKeyCheck.js';

export function* brokenKeys(connection: ConnectionCore, table: TableSchema): Generator<string> {
	try {
		for (const [child, rowid, parent] of brokenReferences(connection, table)) {
			const row = rowid === null ? 'a row' : `row ${textOf(rowid)}`;
			yield `FOREIGN KEY constraint failed in ${textOf(child)}: ${row} has no row in ${textOf(parent)}`;
		}
	} catch (error) {
		if (!(error instanceof SqlError) || error.code !== 'SQLITE_ERROR') throw error;
		yield error.message;
	}
}

function textOf(value: SqlValue | undefined): string {
	return valueToText(value as Exclude<SqlValue, null>);
}
