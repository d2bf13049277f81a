/** The names of isolation levels, in BEGIN ... ISOLATION LEVEL and PRAGMA isolation; lower case. */

import type { IsolationLevel } from './ast/statement.js';

/** REPEATABLE READ asks for less than SNAPSHOT, and gets that. */
export const isolationLevels: ReadonlyMap<string, IsolationLevel> = new Map([
	['read committed', 'readCommitted'],
	['repeatable read', 'snapshot'],
	['snapshot', 'snapshot'],
	['serializable', 'serializable'],
]);
