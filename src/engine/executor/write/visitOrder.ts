/**
 * In which order UPDATE and DELETE come to their rows. It shows in what IGNORE, REPLACE and FAIL leave and in the rows of
 * RETURNING.
 *
 * SQLite writes while it reads, in the order of the scan, when nothing it writes can disturb the scan; otherwise it
 * collects the keys first and then goes through them in key order.
 */

import type { Subquery } from '../../plan/expression.js';
import type { IndexScan, PlanNode } from '../../plan/nodes.js';
import type { UpdatePlan } from '../../plan/statements.js';
import type { ChangedColumns } from './columnUses.js';

/** Whether an UPDATE that may replace rows or move them, or has RETURNING, collects its keys first. */
export function collectsFirst(
	plan: UpdatePlan,
	changed: ChangedColumns,
	mayReplace: boolean,
): boolean {
	const { table, source } = plan;
	if (mayReplace || plan.returning) return true;
	const isKeyChanged =
		changed.has(-1) ||
		changed.has(table.rowidAlias) ||
		(!table.hasRowid && table.columns.some(isKeyColumn));
	if (isKeyChanged) return true;
	const scan = secondaryScan(source);
	return scan !== undefined && (changed.touches(scan.index) || hasSubquery(source));

	function isKeyColumn(column: { primaryKeyPosition: number }, columnIndex: number): boolean {
		return column.primaryKeyPosition > 0 && changed.has(columnIndex);
	}
}

/** Whether rows come in the order of the table's key by themselves. */
export function isInKeyOrder(plan: PlanNode): boolean {
	switch (plan.kind) {
		case 'project':
		case 'filter':
			return isInKeyOrder(plan.input);
		case 'limit':
			return isInKeyOrder(plan.input);
		case 'tableScan':
			return plan.direction === 'forward';
		case 'indexScan':
			return plan.index.id === plan.table.id && plan.direction === 'forward';
		default:
			return false;
	}
}

export function joins(plan: PlanNode): boolean {
	switch (plan.kind) {
		case 'project':
		case 'filter':
		case 'sort':
		case 'limit':
			return joins(plan.input);
		case 'tableScan':
		case 'indexScan':
			return false;
		default:
			return true;
	}
}

/** The scan of an index other than the table's own. */
function secondaryScan(plan: PlanNode): IndexScan | undefined {
	if (plan.kind === 'project' || plan.kind === 'filter') return secondaryScan(plan.input);
	return plan.kind === 'indexScan' && plan.index.id !== plan.table.id ? plan : undefined;
}

/** Of the WHERE clause; what is assigned does not count. */
function hasSubquery(plan: PlanNode): boolean {
	if (plan.kind === 'project') return hasSubquery(plan.input);
	if (plan.kind === 'filter') return mentionsSubquery(plan.predicate) || hasSubquery(plan.input);
	if (plan.kind !== 'indexScan') return false;
	return mentionsSubquery([plan.equals, plan.lower, plan.upper, plan.filter]);
}

/** `test`: which nested queries count. */
export function mentionsSubquery(
	node: unknown,
	test: (subquery: Subquery) => boolean = () => true,
): boolean {
	if (typeof node !== 'object' || node === null) return false;
	if ('subquery' in node && test(node.subquery as Subquery)) return true;
	// A plan inside is a nested query's own business.
	return Object.entries(node).some(
		([key, child]) => key !== 'subquery' && mentionsSubquery(child, test),
	);
}
