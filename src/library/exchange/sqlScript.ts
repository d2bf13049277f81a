/** SQL scripts that make a database, such as dumps: run within the transaction of the import. */

import { parse, splitStatements } from '../../engine/index.js';
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
		db.exec('ROLLBACK TO strata_import; RELEASE strata_import');
	}
}

/** Its own transactions are those of the import; so are its foreign keys. */
function run(db: Connection, script: string): void {
	for (const { start, end } of splitStatements(script)) {
		const text = script.slice(start, end);
		if (!isOfTransaction(text)) db.exec(text);
	}
}

function isOfTransaction(text: string): boolean {
	if (!/^\s*(?:begin|commit|end|pragma)\b/i.test(text)) return false;
	const [statement] = parse(text).statements;
	if (statement?.kind === 'begin' || statement?.kind === 'commit') return true;
	return statement?.kind === 'pragma' && /foreign_keys/i.test(text);
}
