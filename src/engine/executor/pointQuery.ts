/**
 * The shortest way for a lookup by rowid: one row of the table, then closures. For plans of the form
 * Project? over TableScan(equals), with nothing else on top.
 */

import type { Project, TableScan } from '../plan/nodes.js';
import type { PlanNode } from '../plan/nodes.js';
import type { RowTreeContract } from '../storage/contract.js';
import { isTrue } from '../types/convert.js';
import type { Row, SqlValue } from '../types/value.js';
import { compileQuery } from './compile.js';
import type { CompiledScalar, ExecutionContext } from './contract.js';
import { compileRowless, compileScalarIn } from './expression/compileScalar.js';
import { layoutOf, type PlanCompiler } from './expression/scope.js';
import { rowidFrom } from './operators/rowidBounds.js';
import { pickColumns } from './operators/tableScan.js';

/** The only row of the result, a fresh array; undefined when there is none. */
export type PointQuery = (context: ExecutionContext) => Row | undefined;

const plans: PlanCompiler = { compile: compileQuery };

/** Undefined: the plan is not of that form. */
export function compilePointQuery(plan: PlanNode): PointQuery | undefined {
	if (plan.kind === 'tableScan') return compileLookup(plan);
	if (plan.kind !== 'project' || plan.input.kind !== 'tableScan') return undefined;
	const lookup = compileLookup(plan.input);
	return lookup && compileProjection(plan, plan.input, lookup);
}

function compileLookup(scan: TableScan): PointQuery | undefined {
	if (scan.access.kind !== 'equals') return undefined;
	const value = compileRowless(scan.access.value, plans);
	const tableId = scan.table.id;
	const columnIndexes = scan.columns.map(column => column.columnIndex);
	const isWholeRow =
		columnIndexes.length === scan.table.columns.length &&
		columnIndexes.every((columnIndex, position) => columnIndex === position);
	const filter =
		scan.filter && compileScalarIn(scan.filter, { layout: layoutOf(scan.output), plans });
	return context => {
		const rowid = rowidFrom(value(context));
		if (rowid === undefined) return undefined;
		const stored = (context.tree(tableId) as RowTreeContract).getRow(rowid);
		if (stored === undefined) return undefined;
		const row = isWholeRow ? stored : pickColumns(stored, rowid, columnIndexes);
		return filter === undefined || isTrue(filter(context, row)) === true ? row : undefined;
	};
}

function compileProjection(project: Project, scan: TableScan, lookup: PointQuery): PointQuery {
	const layout = layoutOf(scan.output);
	if (isIdentity(project, scan)) return lookup;
	const columns = project.columns.map(column => compileScalarIn(column.expr, { layout, plans }));
	return context => {
		const row = lookup(context);
		if (row === undefined) return undefined;
		const result: SqlValue[] = [];
		for (let index = 0; index < columns.length; index++) {
			result.push((columns[index] as CompiledScalar)(context, row));
		}
		return result;
	};
}

function isIdentity(project: Project, scan: TableScan): boolean {
	return (
		project.columns.length === scan.output.length &&
		project.columns.every(
			({ expr }, position) => expr.kind === 'column' && expr.id === scan.output[position],
		)
	);
}
