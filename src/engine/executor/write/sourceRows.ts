/** The rows of a write's source query, one array after the other. */

import type { PlanNode } from '../../plan/nodes.js';
import { valueAt } from '../../storage/columnVector.js';
import type { SqlValue } from '../../types/value.js';
import type { BatchCursor, ExecutionContext } from '../contract.js';
import type { WriteCompiler } from './contract.js';

/** Closes the cursor, also when `visit` throws. */
export function forEachRow(cursor: BatchCursor, visit: (row: SqlValue[]) => void): void {
	try {
		for (let batch = cursor.next(); batch; batch = cursor.next()) {
			const { columns, selection, start, count } = batch;
			for (let row = 0; row < count; row++) {
				const position = selection ? (selection[row] as number) : start + row;
				const values: SqlValue[] = [];
				for (const column of columns) values.push(valueAt(column, position));
				visit(values);
			}
		}
	} finally {
		cursor.close();
	}
}

/** Like forEachRow, for a visit that may wait. */
export function* eachRow(cursor: BatchCursor): Generator<SqlValue[], void, undefined> {
	try {
		for (let batch = cursor.next(); batch; batch = cursor.next()) {
			const { columns, selection, start, count } = batch;
			for (let row = 0; row < count; row++) {
				const position = selection ? (selection[row] as number) : start + row;
				yield columns.map(column => valueAt(column, position));
			}
		}
	} finally {
		cursor.close();
	}
}

/** The only row of a plan that gives at most one; nothing stays open. */
export function compileOneRow(
	plan: PlanNode,
	compiler: WriteCompiler,
): ((context: ExecutionContext) => SqlValue[] | undefined) | undefined {
	if (!readsOneRow(plan)) return undefined;
	const point = compiler.compilePointQuery(plan);
	if (point) return context => point(context) as SqlValue[] | undefined;
	const query = compiler.compileQuery(plan);
	return context => {
		let found: SqlValue[] | undefined;
		forEachRow(query.open(context), row => (found = row));
		return found;
	};
}

/** Whether the plan gives at most one row whatever the data: a search for one key. */
function readsOneRow(plan: PlanNode): boolean {
	switch (plan.kind) {
		case 'project':
		case 'filter':
		case 'sort':
		case 'limit':
			return readsOneRow(plan.input);
		case 'tableScan':
			return plan.access.kind === 'equals';
		case 'indexScan':
			return (
				(plan.index.isUnique || plan.index.id === plan.table.id) &&
				plan.equals.length === plan.index.columns.length &&
				plan.equals.every(term => term.kind === 'equals' && !term.matchesNull)
			);
		default:
			return false;
	}
}
