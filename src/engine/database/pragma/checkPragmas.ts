/**
 * PRAGMA integrity_check and quick_check: see integrity/. The quick one does not look up each row in each index.
 *
 * Both say what SQLite says; it leaves foreign keys to foreign_key_check. PRAGMA strata_integrity_check goes on where
 * integrity_check ends: foreign keys, the layers that are kept, and the accounting of memory.
 */

import type { TableSchema } from '../../catalog/schema.js';
import { SqlError } from '../../types/sqlError.js';
import { foldKey } from '../../util/foldKey.js';
import { brokenLayers, wrongAccounts } from '../integrity/checkKept.js';
import { brokenKeys } from '../integrity/checkKeys.js';
import { brokenRows, wrongCounts } from '../integrity/checkTable.js';
import { brokenState, brokenTrees } from '../integrity/checkTrees.js';
import { tablesInSqliteOrder } from '../tableOrder.js';
import type { PragmaCall, PragmaDefinition } from './pragma.js';
import { wideIntegerOf } from './pragmaValues.js';

const DEFAULT_LIMIT = 100;

export const checkPragmas: readonly PragmaDefinition[] = [
	checking('integrity_check', 'indexes'),
	checking('quick_check', 'rows'),
	checking('strata_integrity_check', 'everything'),
];

type Depth = 'rows' | 'indexes' | 'everything';

function checking(name: string, depth: Depth): PragmaDefinition {
	return {
		name,
		columns: [name],
		isSetting: false,
		run(call) {
			const { limit, table } = scopeOf(call);
			const problems: string[] = [];
			if (limit === 0) return [['ok']];
			for (const problem of findProblems(call, table, depth)) {
				problems.push(problem);
				if (problems.length >= limit) break;
			}
			return problems.length > 0 ? problems.map(text => [text]) : [['ok']];
		},
	};
}

/** The value is a number of problems, or a table. */
function scopeOf({ connection, schema, value }: PragmaCall): {
	readonly limit: number;
	readonly table: TableSchema | undefined;
} {
	if (value === undefined) return { limit: DEFAULT_LIMIT, table: undefined };
	const number = wideIntegerOf(value);
	if (number !== undefined) return { limit: number > 0 ? number : DEFAULT_LIMIT, table: undefined };
	const found = connection.state.catalog.findRelation(foldKey(value), schema);
	if (found?.kind === 'table') return { limit: DEFAULT_LIMIT, table: found };
	if (found || /^sqlite_(?:temp_)?(?:schema|master)$/i.test(value)) {
		return { limit: 0, table: undefined };
	}
	throw new SqlError('SQLITE_ERROR', `no such table: ${value}`);
}

/** Trees and counts of all tables come first, then row by row. */
function* findProblems(
	{ connection, schema }: PragmaCall,
	only: TableSchema | undefined,
	depth: Depth,
): Generator<string> {
	const { catalog } = connection.state;
	const tables = only ? [only] : tablesInSqliteOrder(catalog, schema);
	if (!only) yield* brokenState(connection);
	for (const table of tables) yield* brokenTrees(connection.state, table);
	for (const table of tables) yield* wrongCounts(connection, table);
	for (const table of tables) yield* brokenRows(connection, table, depth !== 'rows');
	if (depth !== 'everything') return;
	for (const table of tables) yield* brokenKeys(connection, table);
	if (only) return;
	yield* brokenLayers(connection);
	yield* wrongAccounts(connection);
}
