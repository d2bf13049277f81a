/** Which triggers a table has, and which of them a statement sets off. */

import type { Catalog } from '../catalog/catalog.js';
import type { SchemaName, TriggerSchema } from '../catalog/schema.js';
import type { WriteEvent } from '../executor/write/contract.js';
import { isRowidName } from '../binder/resolveColumn.js';

/** In the order in which they fire: those of temp first, each time the latest first. */
export function triggersOn(
	catalog: Catalog,
	relation: { readonly schema: SchemaName; readonly key: string },
): TriggerSchema[] {
	const found: TriggerSchema[] = [];
	const add = (schema: SchemaName): void => {
		const triggers = catalog.schemas.get(schema)?.triggers;
		if (!triggers || triggers.size === 0) return;
		const own = [...triggers.values()].filter(
			trigger => trigger.tableKey === relation.key && trigger.tableSchema === relation.schema,
		);
		found.push(...own.sort((left, right) => right.id - left.id));
	};
	add('temp');
	if (relation.schema !== 'temp') add(relation.schema);
	return found;
}

export function firesFor(trigger: TriggerSchema, { table, event, columns }: WriteEvent): boolean {
	const { kind, columns: names } = trigger.statement.event;
	if (kind !== event) return false;
	if (names.length === 0) return true;
	return names.some(({ key }) => {
		const columnIndex = table.columns.findIndex(column => column.key === key);
		if (columnIndex < 0) return isRowidName(key) && table.hasRowid && columns.includes(-1);
		return (
			columns.includes(columnIndex === table.rowidAlias ? -1 : columnIndex) ||
			columns.includes(columnIndex)
		);
	});
}
