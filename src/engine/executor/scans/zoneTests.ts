/**
 * Leaves that a scan may pass over: conditions `column op number` of the filter, tested against the least and
 * greatest value of the leaf.
 */

import { constantKind, constantNumber } from '../expression/operand.js';
import { compileRowless } from '../expression/compileScalar.js';
import type { PlanCompiler } from '../expression/scope.js';
import { isConstant } from '../expression/traits.js';
import { withConstantRight } from '../expression/vectorCompare.js';
import type { ColumnId, Expr } from '../../plan/expression.js';
import type { RowCursor } from '../../storage/contract.js';
import type { Zone } from '../../storage/zone.js';
import type { ExecutionContext } from '../contract.js';

/** Whether the cursor's present leaf may hold a row that passes the filter. */
export type LeafTest = (cursor: RowCursor) => boolean;

type ZoneTest = (zone: Zone, value: number) => boolean;

/** Written so that a leaf of NULLs alone (minimum > maximum) passes none of them. */
const zoneTests: Readonly<Record<string, ZoneTest>> = {
	'=': (zone, value) => zone.minimum <= value && value <= zone.maximum,
	'<': (zone, value) => zone.minimum < value,
	'<=': (zone, value) => zone.minimum <= value,
	// Texts are beyond Infinity too.
	'>': (zone, value) => zone.maximum > value || zone.maximum === Infinity,
	'>=': (zone, value) => zone.maximum >= value,
};

interface Condition {
	readonly columnIndex: number;
	readonly test: ZoneTest;
	readonly value: (context: ExecutionContext) => ReturnType<ReturnType<typeof compileRowless>>;
}

/** Undefined: the filter has no such condition. `columnIndexOf`: table columns by id, undefined for the rowid. */
export function compileLeafTest(
	filter: Expr,
	columnIndexOf: (id: ColumnId) => number | undefined,
	plans: PlanCompiler,
): ((context: ExecutionContext) => LeafTest | undefined) | undefined {
	const conditions: Condition[] = [];
	for (const part of filter.kind === 'and' ? filter.operands : [filter]) {
		if (part.kind !== 'compare') continue;
		const { op, left, right } = withConstantRight(part);
		const test = zoneTests[op];
		if (test === undefined || left.kind !== 'column' || !isConstant(right)) continue;
		const columnIndex = columnIndexOf(left.id);
		if (columnIndex === undefined || right.kind === 'scalarSubquery') continue;
		conditions.push({ columnIndex, test, value: compileRowless(right, plans) });
	}
	if (conditions.length === 0) return undefined;
	return context => {
		const tests: { columnIndex: number; test: ZoneTest; number: number }[] = [];
		for (const { columnIndex, test, value } of conditions) {
			const constant = value(context);
			const kind = constantKind(constant);
			if (kind !== 'int' && kind !== 'real') continue;
			tests.push({ columnIndex, test, number: constantNumber(constant) });
		}
		if (tests.length === 0) return undefined;
		return cursor =>
			tests.every(({ columnIndex, test, number }) => test(cursor.zone(columnIndex), number));
	};
}
