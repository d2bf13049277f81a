/** RETURNING: one result row for each row written. */

import type { Returning, RowLayout } from '../../plan/statements.js';
import type { Row, SqlValue } from '../../types/value.js';
import type { WriteCompiler, WriteContext } from './contract.js';
import { scalarLayout } from './rowLayout.js';

export type CompiledReturning = (context: WriteContext, row: Row) => SqlValue[];

export function compileReturning(
	returning: Returning,
	layout: RowLayout,
	compiler: WriteCompiler,
): CompiledReturning {
	const positions = scalarLayout(layout);
	const columns = returning.exprs.map(expr => compiler.compileScalar(expr, positions));
	return (context, row) => columns.map(column => column(context.current, row));
}
