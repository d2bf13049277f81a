/** Errors of reading a store say which object they are about; data that breaks a constraint is damaged data. */

import { SqlError } from '../../types/sqlError.js';

export function explained<T>(name: string, work: () => T): T {
	try {
		return work();
	} catch (error) {
		if (!(error instanceof SqlError) || error.code === 'SQLITE_INTERRUPT') throw error;
		// It names its file.
		if (error.code === 'SQLITE_CORRUPT' || error.code.startsWith('SQLITE_IOERR')) throw error;
		const code = error.code.startsWith('SQLITE_CONSTRAINT') ? 'SQLITE_CORRUPT' : error.code;
		const message = `malformed database schema (${name}): ${error.message}`;
		throw new SqlError(code, message, { hint: error.hint });
	}
}
