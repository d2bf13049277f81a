/** Which rows of a table differ between two states of one database. */

import type { TableSchema } from '../catalog/schema.js';
import { isIdentical } from '../executor/write/identity.js';
import { primaryKeyColumns } from '../executor/write/tableIndexes.js';
import { diffEntries, diffRows } from '../storage/diffTrees.js';
import type { Tree } from '../storage/contract.js';
import { KeyTree } from '../storage/keyTree.js';
import { PartitionedKeyTree, PartitionedRowTree } from '../storage/partitionedTrees.js';
import { RowTree } from '../storage/rowTree.js';
import { compareNumbers, compareValues } from '../types/compare.js';
import type { Row, RowId, SqlValue } from '../types/value.js';
import type { State } from './state.js';
import { tableRows } from './tableRows.js';

/** Rows are working rows: the columns, then the rowid if the table has one. */
export interface RowChange {
	/** The rowid, or the primary key values. */
	readonly key: readonly SqlValue[];
	readonly oldRow: readonly SqlValue[] | undefined;
	readonly newRow: readonly SqlValue[] | undefined;
}

/** In key order. Leaves that both states share are skipped unread, unless the table has got other columns. */
export function* diffTables(
	table: TableSchema,
	from: State,
	to: State,
): Generator<RowChange, void> {
	if (from.isSameTree(to, table.id)) return;
	const fromTree = from.findTree(table.id);
	const toTree = to.findTree(table.id);
	if (fromTree instanceof RowTree && toTree instanceof RowTree) {
		if (fromTree.columnCount === toTree.columnCount) return yield* rowChanges(fromTree, toTree);
	} else if (fromTree instanceof KeyTree && toTree instanceof KeyTree) {
		if (isSameShape(fromTree, toTree)) return yield* entryChanges(table, fromTree, toTree);
	}
	const divided = dividedChanges(table, fromTree, toTree);
	if (divided) yield* divided;
	else yield* changesInStep(table, rowsAs(table, from), rowsAs(table, to));
}

/** Partition by partition. Undefined: the partitions, or the columns, are others. */
function dividedChanges(
	table: TableSchema,
	from: Tree | undefined,
	to: Tree | undefined,
): RowChange[] | undefined {
	let changes: RowChange[];
	if (from instanceof PartitionedRowTree && to instanceof PartitionedRowTree) {
		if (from.scheme !== to.scheme || from.columnCount !== to.columnCount) return undefined;
		changes = from.partitions.flatMap((tree, at) => [
			...rowChanges(tree, to.partitions[at] as RowTree),
		]);
	} else if (from instanceof PartitionedKeyTree && to instanceof PartitionedKeyTree) {
		if (from.scheme !== to.scheme) return undefined;
		if (!from.partitions.every((tree, at) => isSameShape(tree, to.partitions[at] as KeyTree))) {
			return undefined;
		}
		changes = from.partitions.flatMap((tree, at) => [
			...entryChanges(table, tree, to.partitions[at] as KeyTree),
		]);
	} else return undefined;
	return joinMoves(table, changes);
}

/** In key order; what left one partition and came into another is one change. */
function joinMoves(table: TableSchema, changes: readonly RowChange[]): RowChange[] {
	const compare = keyOrder(table);
	const rowOf = ({ oldRow, newRow }: RowChange): Row => newRow ?? oldRow ?? [];
	const sorted = [...changes].sort((left, right) => compare(rowOf(left), rowOf(right)));
	const joined: RowChange[] = [];
	for (const change of sorted) {
		const last = joined.at(-1);
		if (last && compare(rowOf(last), rowOf(change)) === 0) {
			const { key } = change;
			const oldRow = last.oldRow ?? change.oldRow;
			joined[joined.length - 1] = { key, oldRow, newRow: last.newRow ?? change.newRow };
		} else joined.push(change);
	}
	return joined;
}

function* rowChanges(from: RowTree, to: RowTree): Generator<RowChange, void> {
	for (const { key, before, after } of diffRows(from, to)) {
		before?.push(key);
		after?.push(key);
		yield { key: [key], oldRow: before, newRow: after };
	}
}

function* entryChanges(table: TableSchema, from: KeyTree, to: KeyTree): Generator<RowChange, void> {
	const keyOf = keyReader(table);
	for (const { before, after } of diffEntries(from, to)) {
		yield { key: keyOf(after ?? before ?? []), oldRow: before, newRow: after };
	}
}

/** The rows in a state, with the columns that the table has; undefined for one that it did not have there. */
function* rowsAs(table: TableSchema, state: State): Generator<(SqlValue | undefined)[], void> {
	const tree = state.findTree(table.id);
	if (!tree) return;
	const stored = tableOfId(state, table) ?? table;
	const positions = table.columns.map(({ key }) =>
		stored.columns.findIndex(one => one.key === key),
	);
	if (table.hasRowid) positions.push(stored.columns.length);
	for (const row of tableRows(tree, stored)) yield positions.map(position => row[position]);
}

function tableOfId(state: State, { id, schema }: TableSchema): TableSchema | undefined {
	for (const relation of state.catalog.schemas.get(schema)?.relations.values() ?? []) {
		if (relation.kind === 'table' && relation.id === id) return relation;
	}
	return undefined;
}

/** Reads both tables whole. A column that one side does not have is no difference. */
function* changesInStep(
	table: TableSchema,
	oldRows: Iterator<(SqlValue | undefined)[], unknown>,
	newRows: Iterator<(SqlValue | undefined)[], unknown>,
): Generator<RowChange, void> {
	const compare = keyOrder(table);
	const keyOf = keyReader(table);
	const filled = (row: readonly (SqlValue | undefined)[], other: typeof row | undefined): Row =>
		row.map((value, column) => (value === undefined ? (other?.[column] ?? null) : value));
	let left = oldRows.next();
	let right = newRows.next();
	while (!left.done || !right.done) {
		const before = left.done ? undefined : left.value;
		const after = right.done ? undefined : right.value;
		const oldRow = before && filled(before, after);
		const newRow = after && filled(after, before);
		const order = oldRow && newRow ? compare(oldRow, newRow) : oldRow ? -1 : 1;
		if (order === 0 && oldRow && newRow) {
			if (!isSameRow(oldRow, newRow)) yield { key: keyOf(newRow), oldRow, newRow };
		} else if (order < 0 && before) {
			const row = filled(before, undefined);
			yield { key: keyOf(row), oldRow: row, newRow: undefined };
		} else if (after) {
			const row = filled(after, undefined);
			yield { key: keyOf(row), oldRow: undefined, newRow: row };
		}
		if (order <= 0) left = oldRows.next();
		if (order >= 0) right = newRows.next();
	}
}

/** Whether no column was added or dropped in between. */
function isSameShape(left: KeyTree, right: KeyTree): boolean {
	const width = (tree: KeyTree) => tree.find([])?.length;
	const [leftWidth, rightWidth] = [width(left), width(right)];
	if (leftWidth !== undefined && rightWidth !== undefined && leftWidth !== rightWidth) return false;
	return left.keyParts.every(({ position }, part) => right.keyParts[part]?.position === position);
}

function isSameRow(left: readonly SqlValue[], right: readonly SqlValue[]): boolean {
	return left.every((value, column) => isIdentical(value, right[column] as SqlValue));
}

function keyReader(table: TableSchema): (row: readonly SqlValue[]) => SqlValue[] {
	if (table.hasRowid) return row => [row[table.columns.length] as SqlValue];
	const columns = primaryKeyColumns(table);
	return row => columns.map(columnIndex => row[columnIndex] as SqlValue);
}

function keyOrder(
	table: TableSchema,
): (left: readonly SqlValue[], right: readonly SqlValue[]) => number {
	const { length } = table.columns;
	if (table.hasRowid) {
		return (left, right) => compareNumbers(left[length] as RowId, right[length] as RowId);
	}
	const parts = table.indexes.find(index => index.id === table.id)?.columns ?? [];
	return (left, right) => {
		for (const { columnIndex, collation, descending } of parts) {
			const order = compareValues(
				left[columnIndex] as SqlValue,
				right[columnIndex] as SqlValue,
				collation,
			);
			if (order !== 0) return descending ? -order : order;
		}
		return 0;
	};
}
