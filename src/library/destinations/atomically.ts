/** All or nothing. */

import type { Database } from '../database.js';

/** In a transaction, or in a savepoint of the one that is open. */
export function atomically<Result>(database: Database, body: () => Result): Result {
	return database.transaction(body)();
}
