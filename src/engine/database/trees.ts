/** New trees for tables and indexes. */

import { trailingKeyParts } from '../catalog/schema.js';
import type { IndexSchema, TableSchema } from '../catalog/schema.js';
import type { KeyPart, KeyTreeContract, RowTreeContract, Tree } from '../storage/contract.js';
import { KeyTree } from '../storage/keyTree.js';
import { RowTree } from '../storage/rowTree.js';
import { BINARY } from '../types/collations.js';

export function newTableTree(table: TableSchema): Tree {
	if (table.hasRowid) return new RowTree(table.columns.length);
	const key = table.indexes.find(index => index.id === table.id);
	return new KeyTree(
		(key?.columns ?? []).map(column => ({
			position: column.columnIndex,
			collation: column.collation,
			descending: column.descending,
		})),
	);
}

/** Entries as catalog/schema.ts describes them. */
export function newIndexTree(table: TableSchema, index: IndexSchema): KeyTreeContract {
	const parts: KeyPart[] = index.columns.map((column, position) => ({
		position,
		collation: column.collation,
		descending: column.descending,
		isTableValue: column.columnIndex >= 0,
	}));
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
	if (isRowTree(tree)) return new RowTree(tree.columnCount);
	return new KeyTree(tree.keyParts);
}

export function isRowTree(tree: Tree): tree is RowTreeContract {
	return 'columnCount' in tree;
}
