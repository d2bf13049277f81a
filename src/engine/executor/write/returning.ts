/** RETURNING: one result row for each row written. */

import type { Returning, RowLayout } from '../../plan/statements.js';
import type { Row, SqlValue } from '../../types/value.js';
import type { WriteCompiler, WriteContext } from './contract.js';
import { scalarLayout } from './rowLayout.js';
import { mentionsSubquery } from './visitOrder.js';

export type CompiledReturning = (context: WriteContext, row: Row) => SqlValue[];

export function compileReturning(
	returning: Returning,
	layout: RowLayout,
	compiler: WriteCompiler,
): CompiledReturning {
	const positions = scalarLayout(layout);
	const columns = returning.exprs.map(expr => compiler.compileScalar(expr, positions));
	if (!mentionsSubquery(returning.exprs)) {
		return (context, row) => columns.map(column => column(context.current, row));
	}
	return (context, row) => {
		// Subqueries see the table as it is after this row: nothing that is remembered is good.
		const { results } = context.current;
		const remembered = [...results];
		results.clear();
		const values = columns.map(column => column(context.current, row));
		results.clear();
		for (const [key, result] of remembered) results.set(key, result);
		return values;
	};
}

/** Whether it may throw when the row is written already, so that even a single row has to be undone. */
export function mayFail(returning: Returning | undefined): boolean {
	if (!returning) return false;
	return returning.exprs.some(
		expr => expr.kind !== 'column' && expr.kind !== 'literal' && expr.kind !== 'parameter',
	);
}
