/**
 * Which columns of a statement are planned by what is known of their values (plan/columnStatistics.ts). Small tables whose
 * row order can be seen are not: they are read as SQLite reads them (smallTables.ts). Nothing is looked up before
 * somebody asks.
 */

import type { TableSchema } from '../catalog/schema.js';
import type { ColumnStatistics } from '../plan/columnStatistics.js';
import type { ColumnId, Expr } from '../plan/expression.js';
import type { FromItem, TableRelation } from '../plan/logical.js';
import type { Access } from './chooseAccess.js';
import type { Step } from './joinCandidates.js';
import type { PlanState } from './planState.js';
import { SMALL_TABLE } from './smallTables.js';

/** Rows from which on it pays to look at values, where nobody sees the order of rows. */
const WORTH_MEASURING = 1000;

/** By ColumnId of the statement. */
export type MeasuredColumns = Map<ColumnId, { table: TableSchema; columnIndex: number }>;

export type StatisticsOfColumn = (columnIndex: number) => ColumnStatistics | undefined;

/** Whether the group's tables are planned by their values. */
export function isMeasuredGroup(state: PlanState, sources: readonly FromItem[]): boolean {
	const { statistics, options } = state.context;
	if (!statistics.column) return false;
	const least = state.isOrderSeen ? SMALL_TABLE : WORTH_MEASURING;
	const [only] = sources;
	// One table without indexes is read in one way only.
	if (sources.length === 1 && only?.kind === 'table' && only.table.indexes.length === 0) {
		if (options.isExplained !== true) return false;
	}
	return sources.some(
		source => source.kind === 'table' && statistics.rowCount(source.table.id) > least,
	);
}

export function measureRelation(state: PlanState, { table, used }: TableRelation): void {
	const columns = (state.measuredColumns ??= new Map());
	for (const { id, columnIndex } of used) columns.set(id, { table, columnIndex });
}

/** Undefined: the relation is planned without. */
export function statisticsOfRelation(
	{ measuredColumns, context }: PlanState,
	{ table, used }: TableRelation,
): StatisticsOfColumn | undefined {
	const [first] = used;
	if (!first || measuredColumns?.has(first.id) !== true) return undefined;
	return columnIndex => context.statistics.column?.(table, columnIndex);
}

/** Of a plain column. */
export function statisticsOfExpr(
	{ measuredColumns, context }: PlanState,
	expr: Expr,
): ColumnStatistics | undefined {
	if (expr.kind !== 'column' || !measuredColumns) return undefined;
	const column = measuredColumns.get(expr.id);
	return column && context.statistics.column?.(column.table, column.columnIndex);
}

/** Notes the tables whose contents the plan depends on. */
export function noteMeasured(state: PlanState, steps: readonly Step[]): void {
	for (const { candidate, access } of steps) {
		const { relation } = candidate;
		if (!relation) continue;
		const { id, indexes } = relation.table;
		if (steps.length === 1 && (indexes.length === 0 || (access && isKeySearch(access)))) continue;
		if (!state.measuredTables.includes(id)) state.measuredTables.push(id);
	}
}

/** It is the best way whatever the table holds. */
function isKeySearch({ kind, index, equals }: Access): boolean {
	if (equals.length === 0) return false;
	return kind === 'rowid' || (index?.isUnique === true && equals.length === index.columns.length);
}
