/** What a cell's `into` option does, as SQL: its query's rows into a table that is made if need be. */

import type { Destinations } from '../into/destinations.js';
import { readInto } from '../into/intoOption.js';
import { quoteName } from '../session/statementText.js';
import { SessionError } from '../session/sessionError.js';

/** Undefined: the cell has no such option. `query`: the cell's last. */
export function intoLines(
	source: string,
	query: string,
	destinations: Destinations,
): string[] | undefined {
	const into = readInto(source);
	if (!into) return undefined;
	let settings: ReturnType<Destinations['resolve']>['settings'];
	try {
		({ settings } = destinations.resolve(into));
	} catch (error) {
		if (!(error instanceof SessionError)) throw error;
		return [`-- not written: ${error.message}`];
	}
	const table = quoteName(settings.table_name);
	// Evaluated once, and before the table is emptied that it may read.
	const rows = 'temp.into_rows';
	const lines = [
		`CREATE TEMP TABLE into_rows AS ${query};`,
		`CREATE TABLE IF NOT EXISTS ${table} AS SELECT * FROM ${rows} WHERE 0;`,
	];
	if (settings.mode === 'replace') lines.push(`DELETE FROM ${table};`);
	if (settings.mode === 'merge') {
		const keys = (settings.merge_keys ?? []).map(quoteName).join(', ');
		lines.push(`DELETE FROM ${table} WHERE (${keys}) IN (SELECT ${keys} FROM ${rows});`);
	}
	lines.push(`INSERT INTO ${table} SELECT * FROM ${rows};`, `DROP TABLE ${rows};`);
	return lines.flatMap(line => line.split('\n'));
}
