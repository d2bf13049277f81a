/** The contents of a checkpoint's files: of each table or view its schema file, of each table its records. */

import type { TableSchema } from '../../catalog/schema.js';
import type { CheckpointFile } from '../../persistence/checkpoint.js';
import type { StoredObject } from '../../persistence/commit.js';
import { recordsFile, schemaFile } from '../../persistence/fileNames.js';
import type { SchemaFile } from '../../persistence/readCheckpoint.js';
import type { State } from '../state.js';
import { tableRows } from '../tableRows.js';
import { codecOf, storedObjects } from './storedSchema.js';
import type { StoredIds } from './storedSchema.js';

/** `isChanged`: whether the rows have to be written, by engine id. */
export function* checkpointFiles(
	state: State,
	ids: StoredIds,
	isChanged: (table: number) => boolean,
): Generator<CheckpointFile> {
	const objects = storedObjects(state.catalog, ids);
	const belonging = groupByOwner(objects.values());
	for (const [id, object] of objects) {
		if (object.type !== 'table' && object.type !== 'view') continue;
		const own = belonging.get(object.id) ?? [];
		const records = object.record && recordsFile(object.name, object.id);
		const table = relationOf(state, id);
		const rows = records === undefined ? undefined : state.peekTree(id)?.size;
		yield {
			path: schemaFile(object.name, object.id),
			lines: [schemaText(object, table, records, rows, own)],
		};
		if (records === undefined || !table) continue;
		yield { path: records, lines: isChanged(id) ? recordLines(state, table) : undefined };
	}
}

function groupByOwner(objects: Iterable<StoredObject>): Map<number | undefined, StoredObject[]> {
	const groups = new Map<number | undefined, StoredObject[]>();
	for (const object of objects) {
		const group = groups.get(object.of);
		if (group) group.push(object);
		else groups.set(object.of, [object]);
	}
	return groups;
}

function relationOf(state: State, id: number): TableSchema | undefined {
	for (const relation of state.catalog.schemas.get('main')?.relations.values() ?? []) {
		if (relation.id === id && relation.kind === 'table') return relation;
	}
	return undefined;
}

function schemaText(
	{ id, type, name, sql, record }: StoredObject,
	table: TableSchema | undefined,
	records: string | undefined,
	rows: number | undefined,
	belonging: readonly StoredObject[],
): string {
	const file: SchemaFile & { readonly columns?: unknown } = {
		id,
		type,
		name,
		sql,
		...(table && { columns: table.columns.map(describeColumn) }),
		...(record && { record }),
		...(records !== undefined && { records }),
		...(rows !== undefined && { rows }),
		indexes: belonging.filter(object => object.type === 'index'),
		triggers: belonging.filter(object => object.type === 'trigger'),
	};
	return `${JSON.stringify(file, undefined, '\t')}\n`;
}

/** For those who read the file: the text of the table is what counts. */
function describeColumn(column: TableSchema['columns'][number]): Record<string, unknown> {
	const { name, declaredType, isNotNull, defaultText, primaryKeyPosition } = column;
	return {
		name,
		type: declaredType ?? null,
		...(primaryKeyPosition > 0 && { primaryKey: primaryKeyPosition }),
		...(isNotNull && { notNull: true }),
		...(defaultText !== undefined && { default: defaultText }),
	};
}

function* recordLines(state: State, table: TableSchema): Generator<string> {
	const codec = codecOf(table);
	for (const row of tableRows(state.tree(table.id), table)) yield `${codec.write(row)}\n`;
}
