/**
 * What holds the rows together, for PRAGMA integrity_check: that the trees are trees, that each object has one and each
 * tree an object, and that layers are pinned as often as somebody says so.
 */

import type { Catalog } from '../../catalog/catalog.js';
import type { SchemaName, TableSchema } from '../../catalog/schema.js';
import type { Tree } from '../../storage/contract.js';
import type { ConnectionCore } from '../connectionCore.js';
import type { State } from '../state.js';

export function* brokenTrees(
	state: State,
	table: TableSchema,
	checked = new Set<Tree>(),
): Generator<string> {
	for (const { id, name } of [table, ...table.indexes]) {
		const tree = state.findTree(id);
		if (tree && checked.has(tree)) continue;
		if (tree) checked.add(tree);
		if (!tree) {
			if (table.source === undefined) yield `no tree for ${name}`;
			continue;
		}
		try {
			tree.checkValid();
		} catch (error) {
			yield `tree of ${name}: ${error instanceof Error ? error.message : String(error)}`;
		}
	}
}

/** Trees without an object, objects that share one, and pins. */
export function* brokenState(connection: ConnectionCore): Generator<string> {
	const { state, database } = connection;
	yield* sharedIds(state.catalog);
	const known = new Set<number>();
	for (const [, id] of storedObjects(state.catalog)) known.add(id);
	for (const id of state.trees.keys()) if (!known.has(id)) yield `tree ${id} belongs to nothing`;
	for (const [pinned, count] of database.pinned) {
		const { pins } = pinned.shared;
		if (pins < count) yield `layer ${pinned.id} is pinned ${pins} times, kept ${count} times`;
	}
}

function* sharedIds(catalog: Catalog): Generator<string> {
	const names = new Map<number, string>();
	for (const [name, id, tableId] of storedObjects(catalog)) {
		// The primary key of a table WITHOUT ROWID is the table.
		if (id === tableId) continue;
		const other = names.get(id);
		if (other !== undefined) yield `${name} has the tree of ${other}`;
		names.set(id, name);
	}
}

function* storedObjects(catalog: Catalog): Generator<readonly [string, number, number?]> {
	for (const table of storedTables(catalog, undefined)) {
		yield [table.name, table.id];
		for (const { name, id } of table.indexes) yield [name, id, table.id];
	}
}

export function* storedTables(
	catalog: Catalog,
	schema: SchemaName | undefined,
): Generator<TableSchema> {
	for (const [name, { relations }] of catalog.schemas) {
		if (schema !== undefined && schema !== name) continue;
		for (const relation of relations.values()) if (relation.kind === 'table') yield relation;
	}
}
