/** New trees for tables and indexes. */

import { trailingKeyParts } from '../catalog/schema.js';
import type { IndexSchema, TableSchema } from '../catalog/schema.js';
import { newTypedTree } from '../indexTypes/builtinTypes.js';
import type { IndexTypeLookup } from '../indexTypes/contract.js';
import { TypedTree } from '../indexTypes/typedTree.js';
import type { KeyPart, KeyTreeContract, RowTreeContract, Tree } from '../storage/contract.js';
import { KeyTree } from '../storage/keyTree.js';
import { PartitionedKeyTree, PartitionedRowTree } from '../storage/partitionedTrees.js';
import { RowTree } from '../storage/rowTree.js';
import { BINARY } from '../types/collations.js';

export function newTableTree(table: TableSchema): Tree {
	const { partitioning, columns } = table;
	if (table.hasRowid) {
		if (partitioning) return new PartitionedRowTree(partitioning, columns.length);
		return new RowTree(columns.length);
	}
	const key = table.indexes.find(index => index.id === table.id);
	const parts = (key?.columns ?? []).map(column => ({
		position: column.columnIndex,
		collation: column.collation,
		descending: column.descending,
	}));
	return partitioning ? new PartitionedKeyTree(partitioning, parts) : new KeyTree(parts);
}

/** Throws SqlError when there is no such type, or it does not take the index. */
export function newIndexTree(
	types: IndexTypeLookup,
	table: TableSchema,
	index: IndexSchema,
): KeyTreeContract {
	if (index.type === undefined) return orderedIndexTree(table, index);
	const rowid = { position: index.columns.length, collation: BINARY, descending: false };
	return newTypedTree(types, table, index, [...columnParts(index), rowid]);
}

function columnParts(index: IndexSchema): KeyPart[] {
	return index.columns.map((column, position) => ({
		position,
		collation: column.collation,
		descending: column.descending,
		isTableValue: column.columnIndex >= 0,
	}));
}

/** Entries as catalog/schema.ts describes them. */
export function orderedIndexTree(table: TableSchema, index: IndexSchema): KeyTreeContract {
	const parts = columnParts(index);
	if (table.hasRowid) {
		parts.push({ position: parts.length, collation: BINARY, descending: false });
		return new KeyTree(parts);
	}
	for (const { collation, descending } of trailingKeyParts(table, index)) {
		// Only CREATE INDEX keeps the direction of the key behind it: SQLite's habit.
		const isDescending = descending && index.origin === 'c';
		const position = parts.length;
		parts.push({ position, collation, descending: isDescending, isTableValue: true });
	}
	return new KeyTree(parts);
}

/** An empty tree of the same shape. */
export function emptyTree(tree: Tree): Tree {
	if (tree instanceof PartitionedRowTree) {
		return new PartitionedRowTree(tree.scheme, tree.columnCount);
	}
	if (tree instanceof PartitionedKeyTree) {
		return new PartitionedKeyTree(tree.scheme, tree.keyParts);
	}
	if (isRowTree(tree)) return new RowTree(tree.columnCount);
	if (tree instanceof TypedTree) return tree.empty();
	return new KeyTree(tree.keyParts);
}

export function isRowTree(tree: Tree): tree is RowTreeContract {
	return 'columnCount' in tree;
}
