/**
 * Scan nodes for a chosen access path.
 */

import type { Expr, SlotBinding } from '../plan/expression.js';
import { conjunction } from '../plan/exprTree.js';
import type { TableRelation } from '../plan/logical.js';
import type {
	IndexKeyTerm,
	IndexScan,
	PlanNode,
	RowidAccess,
	ScanBound,
	ScanColumn,
	TableScan,
} from '../plan/nodes.js';
import { SqlError } from '../types/sqlError.js';
import type { Access } from './chooseAccess.js';
import type { CoveredExpressions } from './coveredExpressions.js';
import { coveredColumns } from './coveredExpressions.js';
import { selectivity } from './estimate.js';
import type { PlanState } from './planState.js';
import { NO_RANGE } from './rangeTerms.js';
import { partitionFilter } from './partitionFilter.js';
import type { Sarg } from './sargs.js';

export function scanColumns(state: PlanState, used: readonly ScanColumn[]): ScanColumn[] {
	const columns: ScanColumn[] = [];
	for (const column of used) if (state.needed[column.id]) columns.push(column);
	return columns;
}

/**
 * `conjuncts`: predicates over the table alone that the access does not answer. Values that read columns of tables joined
 * before go through slots, which are added to `bindings`.
 */
export function buildScan(
	state: PlanState,
	relation: TableRelation,
	access: Access,
	conjuncts: readonly Expr[],
	bindings: SlotBinding[],
	covered?: CoveredExpressions,
	sargs: readonly Sarg[] = access.equals,
): PlanNode {
	const filter = covered ? conjuncts.map(covered.replace) : conjuncts;
	const columns = covered
		? coveredColumns(covered, relation, state.needed)
		: scanColumns(state, relation.used);
	const { table, shownName } = relation;
	const alias = shownName ?? relation.alias;
	const { direction } = access;
	const output = columns.map(column => column.id);
	const rows = Math.max(1, access.rows * selectivity(filter, state));
	if (typeof relation.forcedIndex === 'number' && access.cost === Infinity) {
		throw new SqlError('SQLITE_ERROR', 'no query solution');
	}
	const isTable = !access.index || access.index.id === table.id;
	const partitions = isTable ? partitionFilter(table, sargs) : undefined;
	// Field by field: spreading a common part was 1 % of the time of statements that run once.
	if (!access.index) {
		const scan: TableScan = {
			kind: 'tableScan',
			table,
			alias,
			columns,
			direction,
			filter: conjunction(filter),
			output,
			rows,
			access: rowidAccess(state, access, bindings),
			partitions,
		};
		return scan;
	}
	const { lower, upper, lowerWidth, upperWidth, pattern, isNotNullOnly } = access.range;
	const scan: IndexScan = {
		kind: 'indexScan',
		table,
		alias,
		columns,
		direction,
		filter: conjunction(filter),
		output,
		rows,
		index: access.index,
		equals: access.equals.map(sarg => keyTerm(state, sarg, bindings)),
		lower: isNotNullOnly ? undefined : lower && bound(state, lower, bindings, lowerWidth),
		upper: upper && bound(state, upper, bindings, upperWidth),
		isCovering: access.isCovering,
		partitions,
	};
	const { skip } = access;
	if (!isNotNullOnly && !pattern && skip === undefined) return scan;
	const special: IndexScan = {
		...scan,
		...(skip === undefined ? {} : { skip }),
		...(isNotNullOnly ? { skipsNull: true } : {}),
	};
	return pattern ? withPattern(state, relation, access, special, filter) : special;
}

/** What a pattern in a parameter bounds is known when the statement runs; if nothing, the table is scanned. */
function withPattern(
	state: PlanState,
	relation: TableRelation,
	access: Access,
	scan: IndexScan,
	filter: readonly Expr[],
): IndexScan {
	const { value, pattern } = access.range.pattern as Sarg;
	const { kind, escape } = pattern as NonNullable<Sarg['pattern']>;
	const bounded = { ...scan, pattern: { kind, value: value as Expr, escape } };
	if (value?.kind === 'literal' || access.isOrdered || access.equals.length > 0) return bounded;
	const table = relation.table;
	const primary = table.indexes.find(index => index.id === table.id);
	const whole: Access = { ...access, kind: 'full', index: primary, range: NO_RANGE };
	return { ...bounded, otherwise: buildScan(state, relation, whole, filter, []) };
}

function rowidAccess(state: PlanState, access: Access, bindings: SlotBinding[]): RowidAccess {
	if (access.search) return { kind: 'search', source: access.search.build(state, bindings) };
	const [first] = access.equals;
	if (!first) {
		const { lower, upper } = access.range;
		if (!lower && !upper) return { kind: 'full' };
		return {
			kind: 'range',
			lower: lower && bound(state, lower, bindings),
			upper: upper && bound(state, upper, bindings),
		};
	}
	if (first.operator === 'in') return { kind: 'in', values: first.list };
	if (first.subquery) return { kind: 'inSubquery', subquery: first.subquery };
	return { kind: 'equals', value: valueOf(state, first, bindings) };
}

export function keyTerm(state: PlanState, sarg: Sarg, bindings: SlotBinding[]): IndexKeyTerm {
	if (sarg.operator === 'in') return { kind: 'in', values: sarg.list };
	if (sarg.subquery) return { kind: 'inSubquery', subquery: sarg.subquery };
	return {
		kind: 'equals',
		value: valueOf(state, sarg, bindings),
		matchesNull: sarg.operator === 'is',
	};
}

function bound(state: PlanState, sarg: Sarg, bindings: SlotBinding[], width = 1): ScanBound {
	const value = valueOf(state, sarg, bindings);
	const inclusive = sarg.operator === '>=' || sarg.operator === '<=';
	if (width === 1 || !sarg.row) return { value, inclusive };
	return { value, inclusive, more: sarg.row.slice(1, width).map(part => part.value) };
}

/** The value to search for, as the scan can evaluate it: without columns. */
function valueOf(state: PlanState, sarg: Sarg, bindings: SlotBinding[]): Expr {
	const value = sarg.value as Expr;
	return sarg.valueItems.length === 0 ? value : slotFor(state, value, bindings);
}

/** A slot that is filled with the value for each row of what is joined before. */
export function slotFor(state: PlanState, value: Expr, bindings: SlotBinding[]): Expr {
	const name = value.kind === 'column' ? value.name : 'value';
	const slot = state.bind.slotCount++;
	bindings.push({ slot, value });
	return { kind: 'slot', slot, name };
}
