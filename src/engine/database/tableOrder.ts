/**
 * The order in which SQLite goes through the tables and views of a schema where nothing asks for one: PRAGMA table_list,
 * foreign_key_check and integrity_check, ANALYZE. It keeps them in a hash table, the newest first, and those that share a
 * slot side by side; the table grows when it is half as long as the list. Objects that were dropped are not taken into
 * account.
 */

import type { Catalog, Relation, SchemaObjects } from '../catalog/catalog.js';
import type { SchemaName, TableSchema } from '../catalog/schema.js';
import { encodeUtf8 } from '../types/utf8.js';

const FEWEST = 5;
const LARGEST = 64;

/** All tables and views; undefined stands for the schema table itself. */
export function inSqliteOrder(
	schema: string,
	{ relations }: SchemaObjects,
): (Relation | undefined)[] {
	const made = [...relations.values()].sort((left, right) => left.id - right.id);
	const own = schema === 'temp' ? 'sqlite_temp_master' : 'sqlite_master';
	const entries: Entry[] = [{ hash: hashOf(own), relation: undefined }];
	for (const relation of made) entries.push({ hash: hashOf(relation.key), relation });
	return ordered(entries).map(({ relation }) => relation);
}

/** The tables of one schema, or of all. */
export function tablesInSqliteOrder(
	catalog: Catalog,
	schema: SchemaName | undefined,
): TableSchema[] {
	return [...catalog.schemas]
		.filter(([name]) => schema === undefined || name === schema)
		.flatMap(([name, objects]) => inSqliteOrder(name, objects))
		.filter(relation => relation?.kind === 'table');
}

interface Entry {
	readonly hash: number;
	readonly relation: Relation | undefined;
}

function ordered(entries: readonly Entry[]): Entry[] {
	let list: Entry[] = [];
	let size = 0;
	let heads: (Entry | undefined)[] = [];
	const insert = (entry: Entry): void => {
		const slot = size > 0 ? entry.hash % size : 0;
		const head = size > 0 ? heads[slot] : undefined;
		heads[slot] = entry;
		list.splice(head ? list.indexOf(head) : 0, 0, entry);
	};
	entries.forEach((entry, position) => {
		const count = position + 1;
		const wanted = Math.min(3 * count, LARGEST);
		if (count >= FEWEST && count > 2 * size && wanted !== size) {
			const before = list;
			list = [];
			heads = [];
			size = wanted;
			before.forEach(insert);
		}
		insert(entry);
	});
	return list;
}

/** Letters count the same in either case. */
function hashOf(key: string): number {
	let hash = 0;
	for (const byte of encodeUtf8(key)) {
		hash = Math.imul(hash + (byte & 0xdf), 0x9e3779b1) >>> 0;
	}
	return hash;
}
