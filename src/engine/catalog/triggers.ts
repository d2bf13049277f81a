/** Which triggers a table has, and which of them a statement sets off. */

import type { Catalog } from './catalog.js';
import type { SchemaName, TableSchema, TriggerSchema } from './schema.js';

/** In the order in which they fire: the latest first, but temp triggers of other tables before them, the oldest first. */
export function triggersOn(
	catalog: Catalog,
	relation: { readonly schema: SchemaName; readonly key: string },
): TriggerSchema[] {
	const { schema } = relation;
	const own = ownTriggers(catalog, schema, relation);
	own.reverse();
	return schema === 'temp' ? own : [...ownTriggers(catalog, 'temp', relation), ...own];
}

/** Those in one schema, the oldest first. */
function ownTriggers(
	catalog: Catalog,
	schema: SchemaName,
	relation: { readonly schema: SchemaName; readonly key: string },
): TriggerSchema[] {
	const triggers = catalog.schemas.get(schema)?.triggers;
	if (!triggers || triggers.size === 0) return [];
	return [...triggers.values()]
		.filter(one => one.tableKey === relation.key && one.tableSchema === relation.schema)
		.sort((left, right) => left.id - right.id);
}

const ROWID_NAMES = ['rowid', 'oid', '_rowid_'];

/** What a statement does to a table, as far as triggers are concerned. */
export interface TableEvent {
	readonly table: TableSchema;
	readonly event: 'insert' | 'update' | 'delete';
	/** That an UPDATE assigns; -1: the rowid. */
	readonly columns: readonly number[];
}

export function firesFor(trigger: TriggerSchema, { table, event, columns }: TableEvent): boolean {
	const { kind, columns: names } = trigger.statement.event;
	if (kind !== event) return false;
	if (names.length === 0) return true;
	return names.some(({ key }) => {
		const columnIndex = table.columns.findIndex(column => column.key === key);
		// SQLite compares names: SET rowid is no change of the column that stands for it.
		if (columnIndex >= 0) return columns.includes(columnIndex);
		return ROWID_NAMES.includes(key) && columns.includes(-1);
	});
}
