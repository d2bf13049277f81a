/** SQL scripts that make a database, such as dumps: run within the transaction of the import. */

import { SqlError, parse, splitStatements } from '../../engine/index.js';
import type { Connection } from '../../engine/index.js';
import { clear } from './applyContents.js';
import type { ImportReport } from './applyContents.js';
import { readContents } from './contents.js';
import type { Contents } from './contents.js';

/** The rows that there are afterwards. */
export function runImportedScript(db: Connection, script: string): ImportReport {
	run(db, script);
	const tables: Record<string, number> = {};
	let rows = 0;
	for (const { name } of readContents(db).tables) {
		const count = db.prepare(`SELECT count(*) FROM main."${name.replaceAll('"', '""')}"`);
		rows += tables[name] = count.pluck().get() as number;
	}
	return { tables, rows, skipped: [] };
}

/** What it makes in an empty database. Precondition: in a transaction; the database stays as it is. */
export function contentsOfScript(db: Connection, script: string): Contents {
	db.exec('SAVEPOINT strata_import');
	try {
		clear(db);
		run(db, script);
		const { tables, ...rest } = readContents(db);
		return { ...rest, tables: tables.map(table => ({ ...table, rows: [...table.rows] })) };
	} finally {
		// A statement may have ended the transaction: OR ROLLBACK.
		if (db.inTransaction) db.exec('ROLLBACK TO strata_import; RELEASE strata_import');
	}
}

/** Its own transactions are those of the import; so are its foreign keys. */
function run(db: Connection, script: string): void {
	for (const { start, end } of splitStatements(script)) {
		const text = script.slice(start, end);
		try {
			if (!isOfTransaction(text)) db.exec(text);
		} catch (error) {
			throw placed(error, script, start, end);
		}
	}
}

function isOfTransaction(text: string): boolean {
	if (!/^(?:begin|commit|end|rollback|pragma)\b/i.test(text)) return false;
	const [statement] = parse(text).statements;
	if (statement?.kind === 'rollback' && !statement.savepoint) {
		throw new SqlError('SQLITE_ERROR', 'cannot import a script that rolls back', {
			hint: 'an import is one transaction: all of it or nothing',
		});
	}
	if (statement?.kind === 'begin' || statement?.kind === 'commit') return true;
	return statement?.kind === 'pragma' && /foreign_keys/i.test(text);
}

/** Where it is in the whole script; the statement, when nothing in it is named. */
function placed(error: unknown, script: string, start: number, end: number): unknown {
	if (!(error instanceof SqlError)) return error;
	const { span } = error;
	error.span = span ? { start: start + span.start, end: start + span.end } : { start, end };
	const before = script.slice(0, error.span.start);
	error.line = before.split('\n').length;
	error.column = before.length - before.lastIndexOf('\n');
	return error;
}
