/**
 * Counts the rows that an index scan fetches from its table, for EXPLAIN ANALYZE: none when the index holds all that is
 * read. Only the scan's own view of the table is wrapped, and only then.
 */

import type { KeyTreeContract, RowTreeContract, Tree } from '../storage/contract.js';
import type { RowId, SqlValue } from '../types/value.js';
import type { ExecutionContext } from './contract.js';

/** The context, in which reading single rows of that table is counted. */
export function withCountedFetches(
	context: ExecutionContext,
	tableId: number,
	count: () => void,
): ExecutionContext {
	const counted: ExecutionContext = {
		tree: id => (id === tableId ? countedTree(context.tree(id), count) : context.tree(id)),
		get parameters() {
			return context.parameters;
		},
		get slots() {
			return context.slots;
		},
		get services() {
			return context.services;
		},
		get results() {
			return context.results;
		},
		checkInterrupt: () => context.checkInterrupt(),
	};
	if (context.isRowByRow !== undefined) counted.isRowByRow = context.isRowByRow;
	return counted;
}

/** Index scans ask a table for nothing else. */
function countedTree(tree: Tree, count: () => void): Tree {
	if ('columnCount' in tree) {
		const getRow = (key: RowId): SqlValue[] | undefined => {
			count();
			return tree.getRow(key);
		};
		return { getRow } as unknown as RowTreeContract;
	}
	const find = (prefix: readonly SqlValue[]): readonly SqlValue[] | undefined => {
		count();
		return tree.find(prefix);
	};
	return { find } as unknown as KeyTreeContract;
}
