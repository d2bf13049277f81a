/**
 * The JavaScript engine's own limits, met while a statement is prepared or runs, as the errors SQLite has for them.
 * Every other error is handed back as it came: a user function's, say.
 */

import { SqlError } from '../types/sqlError.js';
import type { Span } from '../util/span.js';

export function translateHostLimit(error: unknown, span?: Span): unknown {
	if (!(error instanceof RangeError)) return error;
	if (/string length|array buffer allocation/i.test(error.message)) {
		return new SqlError('SQLITE_TOOBIG', 'string or blob too big', { span });
	}
	// Chains of views and common tables are as deep as their users make them.
	if (/call stack|recursion/.test(error.message)) {
		return new SqlError('SQLITE_ERROR', 'VIEWs and/or subqueries nested too deep', { span });
	}
	return error;
}
