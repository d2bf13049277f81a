/**
 * Plans that give one row at most and find it by key: by rowid, or by the full key of a unique index. They need no cursor:
 * one lookup, then closures over the row.
 */

import type { IndexScan, PlanNode, Project, TableScan } from '../../plan/nodes.js';
import type { KeyTreeContract, RowTreeContract } from '../../storage/contract.js';
import { isTrue } from '../../types/convert.js';
import type { Row, SqlValue } from '../../types/value.js';
import type { CompiledScalar, ExecutionContext } from '../contract.js';
import { compileRowless, compileScalarIn } from '../expression/compileScalar.js';
import { layoutOf, type PlanCompiler, type PointLookup } from '../expression/scope.js';
import { compileRowOfEntry } from './indexScan.js';
import { rowidFrom } from './rowidBounds.js';
import { pickColumns } from './tableScan.js';

/** Undefined: the plan is not of that form. */
export function compilePointLookup(plan: PlanNode, plans: PlanCompiler): PointLookup | undefined {
	switch (plan.kind) {
		case 'tableScan':
			return compileRowidLookup(plan, plans);
		case 'indexScan':
			return compileKeyLookup(plan, plans);
		case 'project': {
			const lookup = compilePointLookup(plan.input, plans);
			return lookup && compileProjection(plan, lookup, plans);
		}
		default:
			return undefined;
	}
}

function compileRowidLookup(scan: TableScan, plans: PlanCompiler): PointLookup | undefined {
	if (scan.access.kind !== 'equals') return undefined;
	const value = compileRowless(scan.access.value, plans);
	const tableId = scan.table.id;
	const columnIndexes = scan.columns.map(column => column.columnIndex);
	const isWholeRow =
		columnIndexes.length === scan.table.columns.length &&
		columnIndexes.every((columnIndex, position) => columnIndex === position);
	const isWanted = compileRowTest(scan, plans);
	return context => {
		const rowid = rowidFrom(value(context));
		if (rowid === undefined) return undefined;
		const stored = (context.tree(tableId) as RowTreeContract).getRow(rowid);
		if (stored === undefined) return undefined;
		const row = isWholeRow ? stored : pickColumns(stored, rowid, columnIndexes);
		return isWanted === undefined || isWanted(context, row) ? row : undefined;
	};
}

function compileKeyLookup(scan: IndexScan, plans: PlanCompiler): PointLookup | undefined {
	const { index, equals, lower, upper } = scan;
	if (!index.isUnique || equals.length !== index.columns.length) return undefined;
	// Of the rowid behind the key.
	if (lower || upper) return undefined;
	const values: ((context: ExecutionContext) => SqlValue)[] = [];
	for (const term of equals) {
		if (term.kind !== 'equals' || term.matchesNull) return undefined;
		values.push(compileRowless(term.value, plans));
	}
	const rowOf = compileRowOfEntry(scan);
	const isWanted = compileRowTest(scan, plans);
	return context => {
		const key: SqlValue[] = [];
		for (const value of values) {
			const part = value(context);
			if (part === null) return undefined;
			key.push(part);
		}
		const entry = (context.tree(index.id) as KeyTreeContract).find(key);
		if (entry === undefined) return undefined;
		const row = rowOf(context)(entry);
		return isWanted === undefined || isWanted(context, row) ? row : undefined;
	};
}

function compileRowTest(
	scan: TableScan | IndexScan,
	plans: PlanCompiler,
): ((context: ExecutionContext, row: Row) => boolean) | undefined {
	if (scan.filter === undefined) return undefined;
	const filter = compileScalarIn(scan.filter, { layout: layoutOf(scan.output), plans });
	return (context, row) => isTrue(filter(context, row)) === true;
}

function compileProjection(
	project: Project,
	lookup: PointLookup,
	plans: PlanCompiler,
): PointLookup {
	const { output } = project.input;
	if (isIdentity(project)) return lookup;
	const layout = layoutOf(output);
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

function isIdentity({ columns, input }: Project): boolean {
	return (
		columns.length === input.output.length &&
		columns.every(
			({ expr }, position) => expr.kind === 'column' && expr.id === input.output[position],
		)
	);
}
