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
	readonly expr: Expr;
}

export function bindAssignments(
	state: BindState,
	scope: Scope,
	table: TableSchema,
	syntax: readonly Assignment[],
): BoundAssignment[] {
	checkAssignments(state, syntax);
	const byColumn = new Map<number, Expr>();
	for (const assignment of syntax) {
		const columns = assignment.columns.map(name => writtenColumn(state, table, name, 'UPDATE'));
		if (columns.length === 1) {
			byColumn.set(columns[0] as number, bindExpression(state, scope, assignment.value));
			continue;
		}
		const values = bindRow(state, scope, assignment.value);
		if (values.length !== columns.length) {
			throw bindError(
				state,
				`${columns.length} columns assigned ${values.length} values`,
				assignment.span,
			);
		}
		columns.forEach((column, position) => {
			byColumn.set(column, (values[position] as (typeof values)[number]).expr);
		});
	}
	return [...byColumn].map(([columnIndex, expr]) => ({ columnIndex, expr }));
}
