/**
 * SET clauses of UPDATE and of upserts: one column each in the end, the last assignment of a column winning.
 */

import type { TableSchema } from '../catalog/schema.js';
import type { Expr } from '../plan/expression.js';
import type { Assignment } from '../syntax/ast/change.js';
import { bindExpression } from './bindExpression.js';
import { bindRow } from './bindRowValue.js';
import type { BindState } from './bindState.js';
import { bindError } from './bindState.js';
import { checkAssignments } from './limits.js';
import type { Scope } from './scope.js';
import { writtenColumn } from './targetTable.js';

export interface BoundAssignment {
	/** -1: the rowid. */
	readonly columnIndex: number;
	/** As triggers see it: -1 also for a column that stands for the rowid and was not called by its own name. */
	readonly named: number;
	readonly expr: Expr;
}

export function bindAssignments(
	state: BindState,
	scope: Scope,
	table: TableSchema,
	syntax: readonly Assignment[],
): BoundAssignment[] {
	checkAssignments(state, syntax);
	const byColumn = new Map<number, BoundAssignment>();
	for (const assignment of syntax) {
		const values = valuesOf(state, scope, assignment);
		assignment.columns.forEach((name, position) => {
			const columnIndex = writtenColumn(state, table, name, 'UPDATE');
			const named = table.columns[columnIndex]?.key === name.key ? columnIndex : -1;
			byColumn.set(columnIndex, { columnIndex, named, expr: values[position] as Expr });
		});
	}
	return [...byColumn.values()];
}

/** As many as there are columns; they come before the columns' names, as in SQLite. */
function valuesOf(state: BindState, scope: Scope, assignment: Assignment): readonly Expr[] {
	const { columns, value, isRow, span } = assignment;
	if (!isRow) return [bindExpression(state, scope, value)];
	const values = bindRow(state, scope, value).map(({ expr }) => expr);
	if (values.length === columns.length) return values;
	throw bindError(state, `${columns.length} columns assigned ${values.length} values`, span);
}
