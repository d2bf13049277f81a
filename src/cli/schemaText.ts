/** The schema of a database as text and as data: what the user made, in the order in which it can be made again. */

import type { Database, TableInfo } from '../engine/index.js';
import { Failure } from './command.js';
import { nearest } from './nearest.js';

/** Tables first, then views; without those the engine keeps for itself. */
export function tablesOf(database: Database, schemaName = 'main'): TableInfo[] {
	const schema = database.catalogSnapshot().schemas.find(({ name }) => name === schemaName);
	const tables = (schema?.tables ?? []).filter(({ name }) => !/^sqlite_/i.test(name));
	const isView = ({ type }: TableInfo) => type === 'view';
	return [...tables.filter(table => !isView(table)), ...tables.filter(isView)];
}

/** Those that are named, whatever the case of their names; fails for one that is not there. */
export function namedTables(all: readonly TableInfo[], wanted: readonly string[]): TableInfo[] {
	return wanted.map(one => {
		const found = all.find(({ name }) => name.toLowerCase() === one.toLowerCase());
		if (found) return found;
		const names = [...new Set(all.map(({ name }) => name))];
		const near = nearest(one, names) ?? names.slice(0, 10).join(', ');
		throw new Failure(`no such table: ${one}`, near === '' ? undefined : `there is: ${near}`);
	});
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
