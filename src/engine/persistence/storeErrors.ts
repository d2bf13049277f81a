/** Errors of a store, with SQLite's codes. */

import { SqlError } from '../types/sqlError.js';

/** `line`: from 1; undefined when it is the file as a whole. */
export function damaged(file: string, line: number | undefined, why: string): SqlError {
	const place = line === undefined ? file : `${file}, line ${line}`;
	return new SqlError('SQLITE_CORRUPT', `database disk image is malformed: ${place}: ${why}`, {
		hint: 'nothing was changed; put the file back from a copy, or look at the line: it is JSON',
	});
}

/** What a call of the port threw, said as SQLite does. */
export function ioError(thrown: unknown, call: 'read' | 'write' | 'fsync', file: string): SqlError {
	if (thrown instanceof SqlError) return thrown;
	const { code, message } = thrown as { code?: unknown; message?: unknown };
	const hint = `${file}: ${typeof message === 'string' ? message : String(thrown)}`;
	if (code === 'ENOSPC' || code === 'EDQUOT') {
		return new SqlError('SQLITE_FULL', 'database or disk is full', { hint });
	}
	if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR') {
		return new SqlError('SQLITE_CANTOPEN', `unable to open database file: ${file}`, { hint });
	}
	return new SqlError(`SQLITE_IOERR_${call.toUpperCase()}`, 'disk I/O error', { hint });
}
