/** The schema of a database as text and as data: what the user made, in the order in which it can be made again. */

import type { Database, TableInfo } from '../engine/index.js';

/** Tables first, then views; without those the engine keeps for itself. */
export function tablesOf(database: Database, schemaName = 'main'): TableInfo[] {
	const schema = database.catalogSnapshot().schemas.find(({ name }) => name === schemaName);
	const tables = (schema?.tables ?? []).filter(({ name }) => !/^sqlite_/i.test(name));
	const isView = ({ type }: TableInfo) => type === 'view';
	return [...tables.filter(table => !isView(table)), ...tables.filter(isView)];
}

export function* schemaLines(tables: readonly TableInfo[]): Generator<string> {
	for (const { sql, indexes, triggers } of tables) {
		const texts = [
			sql,
			...indexes.map(index => index.sql),
			...triggers.map(trigger => trigger.sql),
		];
		for (const text of texts) {
			if (text !== undefined) yield* `${text};`.split('\n');
		}
	}
}
