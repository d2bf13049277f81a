/**
 * The text of a commit for the log: what is different between the state before it and the one it makes. Found by comparing
 * the two states, so it is complete whatever made the difference: a statement, a transaction, a schema change, a restored
 * layer, a merged branch. Trees that both share are not read.
 */

import type { TableSchema } from '../../catalog/schema.js';
import { storedNumbers } from '../../persistence/commit.js';
import type { StoredObject } from '../../persistence/commit.js';
import { keyText } from '../../persistence/image.js';
import { valueText } from '../../persistence/recordText.js';
import type { Tree } from '../../storage/contract.js';
import type { SqlValue } from '../../types/value.js';
import { diffTables } from '../diff.js';
import { mainTables } from '../layers/changesBetween.js';
import type { State } from '../state.js';
import { tableRows } from '../tableRows.js';
import { columnChange } from './columnChange.js';
import { codecOf, keepsRows, storedObjects } from './storedSchema.js';
import type { StoredIds } from './storedSchema.js';

export interface CommitText {
	/** Undefined: nothing that is stored has changed. */
	readonly text: string | undefined;
	/** Engine ids of the tables whose rows are other ones, or are written otherwise. */
	readonly tables: readonly number[];
}

export function commitText(
	from: State,
	to: State,
	ids: StoredIds,
	number: number,
	time: string,
): CommitText {
	const tables: number[] = [];
	const parts: string[] = [];
	const before = tablesById(from);
	const reshaped = new Set<number>();
	if (from.catalog.schemas.get('main') !== to.catalog.schemas.get('main')) {
		const schema = schemaText(from, to, ids, reshaped);
		if (schema !== undefined) parts.push(`"schema":${schema}`);
	}
	const numbers = numbersText(from, to);
	if (numbers !== undefined) parts.push(`"numbers":${numbers}`);
	const changes: string[] = [];
	for (const table of mainTables(to)) {
		if (!keepsRows(table)) continue;
		const text = tableText(table, before.get(table.id), from, to, ids);
		if (text !== undefined) changes.push(text);
		if (text !== undefined || reshaped.has(table.id)) tables.push(table.id);
	}
	if (changes.length > 0) parts.push(`"changes":[${changes.join(',')}]`);
	if (parts.length === 0) return { text: undefined, tables };
	return { text: `{"number":${number},"time":"${time}",${parts.join(',')}}`, tables };
}

function tablesById(state: State): Map<number, TableSchema> {
	const tables = new Map<number, TableSchema>();
	for (const table of mainTables(state)) tables.set(table.id, table);
	return tables;
}

function schemaText(
	from: State,
	to: State,
	ids: StoredIds,
	reshaped: Set<number>,
): string | undefined {
	const before = storedObjects(from.catalog, ids);
	const after = storedObjects(to.catalog, ids);
	const drop = [...before].filter(([id]) => !after.has(id)).map(([, object]) => object.id);
	const put: StoredObject[] = [];
	for (const [id, object] of after) {
		const old = before.get(id);
		if (old && JSON.stringify(old) === JSON.stringify(object)) continue;
		put.push(object);
		if (object.record) reshaped.add(id);
	}
	if (drop.length === 0 && put.length === 0) return undefined;
	return JSON.stringify({
		...(drop.length > 0 && { drop }),
		...(put.length > 0 && { put }),
	});
}

function numbersText(from: State, to: State): string | undefined {
	const changed = storedNumbers
		.filter(name => from.number('main', name) !== to.number('main', name))
		.map(name => `${JSON.stringify(name)}:${to.number('main', name)}`);
	return changed.length > 0 ? `{${changed.join(',')}}` : undefined;
}

function tableText(
	table: TableSchema,
	before: TableSchema | undefined,
	from: State,
	to: State,
	ids: StoredIds,
): string | undefined {
	if (before && isSameLayout(before, table) && from.isSameTree(to, table.id)) return undefined;
	const tree = to.tree(table.id);
	const head = `{"table":${ids.of(table.id)},"name":${JSON.stringify(table.name)}`;
	if (!before || !isSameLayout(before, table)) {
		const rows = before
			? reshapedText(before, table, from, to)
			: tree.size > 0 && allText(table, tree);
		return rows ? `${head},${rows}}` : undefined;
	}
	const codec = codecOf(table);
	const removed: string[] = [];
	const put: string[] = [];
	for (const { key, oldRow, newRow } of diffTables(table, from, to)) {
		if (oldRow && (!newRow || isMoved(table, oldRow, newRow))) {
			removed.push(table.hasRowid ? valueText(key[0] as SqlValue) : keyOf(table, oldRow));
		}
		if (newRow) put.push(codec.write(newRow));
	}
	if (removed.length === 0 && put.length === 0) return undefined;
	const deleted = removed.length > 0 ? `,"delete":[${removed.join(',')}]` : '';
	return `${head}${deleted}${put.length > 0 ? `,"put":[${put.join(',')}]` : ''}}`;
}

/** Of a table that has got other columns. */
function reshapedText(before: TableSchema, after: TableSchema, from: State, to: State): string {
	const columns = columnChange(before, after, from, to);
	return columns ? `"columns":${JSON.stringify(columns)}` : allText(after, to.tree(after.id));
}

function allText(table: TableSchema, tree: Tree): string {
	const codec = codecOf(table);
	const records: string[] = [];
	for (const row of tableRows(tree, table)) records.push(codec.write(row));
	return `"all":true,"put":[${records.join(',')}]`;
}

/** Keys may be equal in their collation and yet other values. */
function isMoved(
	table: TableSchema,
	oldRow: readonly SqlValue[],
	newRow: readonly SqlValue[],
): boolean {
	return !table.hasRowid && keyOf(table, oldRow) !== keyOf(table, newRow);
}

function keyOf(table: TableSchema, row: readonly SqlValue[]): string {
	return keyText(codecOf(table).shape.key.map(column => row[column] as SqlValue));
}

/** Whether rows of the one are rows of the other, column by column. */
function isSameLayout(before: TableSchema, after: TableSchema): boolean {
	return before.columns.length === after.columns.length && before.hasRowid === after.hasRowid;
}
