/**
 * ALTER TABLE ... ADD, DROP and TRUNCATE PARTITION. The rows of a partition go as DELETE would take them, foreign keys and
 * listeners included, but triggers do not fire; without either, its tree goes as a whole and its entries of each index in one
 * walk.
 */

import type { TableSchema } from '../../catalog/schema.js';
import { compileScalar } from '../../executor/compile.js';
import { compileDropKeys } from '../../executor/write/foreignKeys/compileForeignKeys.js';
import { foreignKeyFailure } from '../../executor/write/foreignKeys/violations.js';
import { entryOf } from '../../executor/write/tableIndexes.js';
import type { Entry } from '../../executor/write/tableIndexes.js';
import { TableWriter } from '../../executor/write/tableWriter.js';
import type { KeyTreeContract } from '../../storage/contract.js';
import { PartitionedKeyTree, PartitionedRowTree } from '../../storage/partitionedTrees.js';
import type { Name } from '../../syntax/ast/name.js';
import type {
	AddPartition,
	PartitionAction,
	PartitionClause,
} from '../../syntax/ast/partitions.js';
import { partitionOf } from '../../types/partitions.js';
import type { PartitionScheme } from '../../types/partitions.js';
import { SqlError } from '../../types/sqlError.js';
import type { SqlValue } from '../../types/value.js';
import { partitionScheme } from '../ddl/partitionScheme.js';
import type { DdlEnvironment } from '../ddl/environment.js';
import { compiledIndexes } from '../compiledIndexes.js';
import { QueryExecution } from '../execution.js';
import { tableExpressions } from '../planning.js';
import { newWriteExecution } from '../rowPrograms.js';
import { tableRows } from '../tableRows.js';
import { editText } from './editText.js';
import type { Edit } from './editText.js';
import { reloadSchema } from './reloadSchema.js';
import { currentTable } from './rewriteTexts.js';
import { storedDefinition } from './tableText.js';

export function alterPartition(
	environment: DdlEnvironment,
	table: TableSchema,
	action: PartitionAction,
): void {
	const clause = storedDefinition(table).partitioning;
	const scheme = table.partitioning;
	if (!clause || !scheme) {
		throw new SqlError('SQLITE_ERROR', `table ${table.name} is not partitioned`, {
			span: action.span,
		});
	}
	if (action.kind !== 'truncatePartition' && scheme.method === 'hash') {
		throw new SqlError('SQLITE_ERROR', 'HASH partitions cannot be added or dropped', {
			span: action.span,
			hint: 'make a table with another number of partitions and INSERT ... SELECT into it',
		});
	}
	switch (action.kind) {
		case 'truncatePartition':
			empty(environment, table, partitionNumber(scheme, action.partition));
			return;
		case 'dropPartition':
			drop(environment, table, scheme, clause, action.partition);
			return;
		case 'addPartition':
			add(environment, table, clause, action);
	}
}

function partitionNumber({ partitions }: PartitionScheme, { name, key, span }: Name): number {
	const number = partitions.findIndex(partition => partition.key === key);
	if (number >= 0) return number;
	throw new SqlError('SQLITE_ERROR', `no such partition: ${name}`, {
		span,
		hint: `there are ${partitions.map(partition => partition.name).join(', ')}`,
	});
}

function drop(
	environment: DdlEnvironment,
	table: TableSchema,
	scheme: PartitionScheme,
	clause: PartitionClause,
	partition: Name,
): void {
	const number = partitionNumber(scheme, partition);
	if (scheme.partitions.length === 1) {
		throw new SqlError('SQLITE_ERROR', `cannot drop the only partition of ${table.name}`, {
			span: partition.span,
			hint: 'TRUNCATE PARTITION empties it',
		});
	}
	empty(environment, table, number);
	const spans = clause.partitions.map(({ span }) => span);
	const [span, before, after] = [spans[number], spans[number - 1], spans[number + 1]];
	if (!span) return;
	const start = before ? before.end : span.start;
	const end = before ? span.end : (after?.start ?? span.end);
	reshape(environment, table, { span: { start, end }, text: '' }, trees =>
		trees.filter((_, position) => position !== number),
	);
}

function add(
	environment: DdlEnvironment,
	table: TableSchema,
	clause: PartitionClause,
	{ partition }: AddPartition,
): void {
	// Errors are told with their place in this statement.
	partitionScheme({ ...clause, partitions: [...clause.partitions, partition] }, table.columns);
	const last = clause.partitions.at(-1)?.span.end ?? 0;
	const text = environment.text.slice(partition.span.start, partition.span.end);
	const edit = { span: { start: last, end: last }, text: `, ${text}` };
	reshape(environment, table, edit, (trees, fresh) => [...trees, fresh()]);
	moveRows(environment, currentTable(environment, table));
}

/** The table under its new text, with its trees as `change` has them. */
function reshape(
	environment: DdlEnvironment,
	table: TableSchema,
	edit: Edit,
	change: <T>(trees: readonly T[], fresh: () => T) => readonly T[],
): void {
	const { state, log } = environment;
	const sql = editText(table.sql, [edit]);
	reloadSchema(environment, table.schema, new Map([[table.id, sql]]), 'after change of partitions');
	const changed = currentTable(environment, table);
	const scheme = changed.partitioning as PartitionScheme;
	const tree = state.writable(table.id);
	if (tree instanceof PartitionedRowTree) {
		const trees = change(tree.partitions, () => tree.newPartition());
		state.putTree(table.id, tree.reshaped(scheme, trees));
	} else if (tree instanceof PartitionedKeyTree) {
		const trees = change(tree.partitions, () => tree.newPartition());
		state.putTree(table.id, tree.reshaped(scheme, trees));
	}
	log.schemaChanged({
		type: 'alter',
		objectType: 'table',
		objectName: table.name,
		columnName: undefined,
		oldColumnName: undefined,
		ddl: changed.sql,
	});
}

/** What DEFAULT has held so far may belong to a new partition of a LIST. */
function moveRows({ state }: DdlEnvironment, table: TableSchema): void {
	const scheme = table.partitioning as PartitionScheme;
	const from = scheme.partitions.findIndex(({ values }) => values === undefined);
	if (scheme.method !== 'list' || from < 0) return;
	const tree = state.writable(table.id);
	if (!(tree instanceof PartitionedRowTree || tree instanceof PartitionedKeyTree)) return;
	const part = tree.partitions[from];
	const moved: SqlValue[][] = [];
	for (const row of part ? tableRows(part, table) : []) {
		if (partitionOf(scheme, row[scheme.columnIndex] as SqlValue) !== from) moved.push(row);
	}
	for (const row of moved) {
		if (tree instanceof PartitionedKeyTree) {
			tree.delete(row);
			tree.insert(row);
		} else
			tree.update(row[table.columns.length] as number | bigint, row.slice(0, table.columns.length));
	}
}

/** Deletes the rows of a partition. */
function empty(environment: DdlEnvironment, table: TableSchema, number: number): void {
	const { connection, state, log } = environment;
	const { database, violations, rowPrograms } = connection;
	const tree = state.writable(table.id);
	if (!(tree instanceof PartitionedRowTree || tree instanceof PartitionedKeyTree)) return;
	const keys = compileDropKeys(rowPrograms.foreignKeys, table);
	const isWatched = database.listeners.data.size > 0;
	const count = tree.partitions[number]?.size ?? 0;
	if (!keys && !isWatched) {
		removeEntries(environment, table, tree, number);
		if (tree instanceof PartitionedRowTree) {
			state.putTree(
				table.id,
				tree.reshaped(tree.scheme, tree.partitions.with(number, tree.newPartition())),
			);
		} else {
			state.putTree(
				table.id,
				tree.reshaped(tree.scheme, tree.partitions.with(number, tree.newPartition())),
			);
		}
		state.countChanged(table.id, count);
		return;
	}
	const expressions = tableExpressions(database, state.catalog, table);
	const execution = newWriteExecution(connection, expressions.slotCount);
	execution.reset(state, [], connection.lastInsertRowid);
	if (isWatched) execution.recorder = log;
	execution.mark();
	const writer = new TableWriter(table, expressions, compileScalar);
	writer.removeKeys = keys;
	const source = execution.source.tree(table.id) as typeof tree;
	const part = source.partitions[number];
	for (const row of part ? tableRows(part, table) : []) {
		const stored = keys?.hasActions ? writer.rowOf(execution, writer.keyOf(row)) : row;
		if (stored) writer.remove(execution, stored);
	}
	if (violations.isStatementRefused) throw foreignKeyFailure();
	state.countChanged(table.id, count);
}

/** What the indexes have of the rows of a partition. */
function removeEntries(
	{ connection, state }: DdlEnvironment,
	table: TableSchema,
	{ partitions }: PartitionedRowTree | PartitionedKeyTree,
	number: number,
): void {
	const { database, services } = connection;
	const part = partitions[number];
	const indexes = compiledIndexes(database, state.catalog, table);
	if (!part || indexes.length === 0) return;
	const { slotCount } = tableExpressions(database, state.catalog, table);
	const context = new QueryExecution(state, [], slotCount, services, database.checkInterrupt);
	for (const index of indexes) {
		const entries: Entry[] = [];
		for (const row of tableRows(part, table, database.checkInterrupt)) {
			const entry = entryOf(index, context, row);
			if (entry) entries.push(entry);
		}
		(state.writable(index.schema.id) as KeyTreeContract).deleteAll(entries);
	}
}
