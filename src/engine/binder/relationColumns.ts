/**
 * Column names of relations, made once per table and once per subquery.
 */

import type { TableSchema } from '../catalog/schema.js';
import type { BoundColumn } from '../plan/logical.js';
import { foldKey } from '../util/foldKey.js';
import type { RelationColumns } from './scope.js';

const byTable = new WeakMap<TableSchema, RelationColumns>();

/** From this many columns on names are looked up in a map. */
const WIDE = 16;

export function columnsOfTable(table: TableSchema): RelationColumns {
	const known = byTable.get(table);
	if (known) return known;
	const columns = columnsOfNames(
		table.columns.map(column => column.name),
		table.columns.map(column => column.key),
	);
	byTable.set(table, columns);
	return columns;
}

export function columnsOfNames(
	names: readonly string[],
	keys: readonly string[] = names.map(foldKey),
): RelationColumns {
	if (names.length < WIDE) {
		return { names, keys, hidden: undefined, positionOf: key => keys.indexOf(key) };
	}
	const positions = new Map<string, number>();
	keys.forEach((key, position) => {
		if (!positions.has(key)) positions.set(key, position);
	});
	return { names, keys, hidden: undefined, positionOf: key => positions.get(key) ?? -1 };
}

/** SQLite has no columns that are called like truth values. */
export function innerName(name: string, position: number): string {
	return /^(?:true|false)$/i.test(name) ? `column${position + 1}` : name;
}

/** Names of the columns of a view or, with `isWritten`, a subquery; made unique as SQLite does: a, a:1, a:2. */
export function columnsOfQuery(
	columns: readonly BoundColumn[],
	given: readonly string[] | undefined,
	isWritten = false,
): RelationColumns {
	const names = columns.map((column, position) => {
		const known = given?.[position];
		if (known !== undefined) return known;
		const own = isWritten ? column.writtenName : column.innerName;
		return innerName(own ?? column.name, position);
	});
	const seen = new Set<string>();
	for (let position = 0; position < names.length; position++) {
		const base = (names[position] as string).replace(/:\d+$/, '');
		for (let count = 1; seen.has(foldKey(names[position] as string)); count++) {
			names[position] = `${base}:${count}`;
		}
		seen.add(foldKey(names[position] as string));
	}
	return columnsOfNames(names);
}
