/**
 * Nested queries of expressions: scalar subqueries, rows, EXISTS, lists for IN, and values computed once.
 * Each gets a frame, so that what it reads of outer rows becomes slot bindings.
 */

import type { Expr, SlotExpr, Subquery as SubqueryPlan } from '../plan/expression.js';
import { mapExpr } from '../plan/exprTree.js';
import type { BoundQuery, BoundSelect, BoundSubquery } from '../plan/logical.js';
import type { PlanNode } from '../plan/nodes.js';
import type { Exists, Subquery } from '../syntax/ast/expression.js';
import type { Query } from '../syntax/ast/query.js';
import { bindQuery } from './bindQuery.js';
import { subqueryWidthError } from './bindRowValue.js';
import type { BindState } from './bindState.js';
import { bindError, clearMeta, newColumnId, setMeta } from './bindState.js';
import type { Operand } from './comparison.js';
import { takeOperand } from './comparison.js';
import { comparedColumn } from './compoundColumns.js';
import type { Frame, Scope } from './scope.js';
import { importExpr, newFrame } from './scope.js';
import type { Span } from '../util/span.js';

/** The plan of a nested query before the planner has made it. */
const UNPLANNED: PlanNode = { kind: 'oneRow', output: [], rows: 1 };

function addSubquery(
	state: BindState,
	query: BoundQuery,
	frame: Frame,
	role: BoundSubquery['role'],
): BoundSubquery {
	const subquery: BoundSubquery = {
		id: state.nextSubqueryId++,
		query,
		plan: UNPLANNED,
		bindings: frame.bindings,
		isVolatile: false,
		isNeeded: true,
		role,
	};
	state.subqueries.push(subquery);
	return subquery;
}

function bindNested(
	state: BindState,
	scope: Scope,
	query: Query,
	role: BoundSubquery['role'],
	span: Span,
): BoundSubquery {
	if (state.restriction) {
		throw bindError(state, `subqueries prohibited in ${state.restriction}`, span);
	}
	const frame = newFrame(scope, role === 'exists');
	const metAggregate = state.metAggregate;
	const bound = bindQuery(state, frame, scope.commonTables, query);
	state.metAggregate = metAggregate || readsAggregate(scope, frame);
	return addSubquery(state, bound, frame, role);
}

/** Whether an aggregate of `scope` is used inside. */
function readsAggregate({ aggregates }: Scope, { bindings }: Frame): boolean {
	if (!aggregates || aggregates.length === 0) return false;
	return bindings.some(
		({ value }) => value.kind === 'column' && aggregates.some(({ id }) => id === value.id),
	);
}

export function bindScalarSubquery(state: BindState, scope: Scope, syntax: Subquery): Expr {
	const subquery = bindNested(state, scope, syntax.query, 'scalar', syntax.span);
	const columns = subquery.query.columns;
	if (columns.length !== 1) throw subqueryWidthError(state, columns.length, 1, syntax.span);
	setMeta(state, comparedColumn(subquery.query, 0).affinity, undefined);
	return { kind: 'scalarSubquery', subquery, columnIndex: 0 };
}

/** One operand per column of the subquery. */
export function bindRowSubquery(state: BindState, scope: Scope, syntax: Subquery): Operand[] {
	const subquery = bindNested(state, scope, syntax.query, 'scalar', syntax.span);
	return subquery.query.columns.map((_, columnIndex) => {
		setMeta(state, comparedColumn(subquery.query, columnIndex).affinity, undefined);
		return takeOperand(state, { kind: 'scalarSubquery', subquery, columnIndex });
	});
}

export function bindExists(state: BindState, scope: Scope, syntax: Exists): Expr {
	const subquery = bindNested(state, scope, syntax.query, 'exists', syntax.span);
	clearMeta(state);
	const query = subquery.query;
	if (query.kind === 'select' && query.limit === undefined) query.orderBy = [];
	return { kind: 'exists', subquery, isNegated: false };
}

/** The query of IN. */
export function bindListSubquery(
	state: BindState,
	scope: Scope,
	query: Query,
	span: Span,
): BoundSubquery {
	return bindNested(state, scope, query, 'list', span);
}

/**
 * Computes `value` once and gives it to `build` as a slot; for operators that are lowered to several uses of an
 * operand that gives another value each time.
 */
export function hoist(
	state: BindState,
	scope: Scope,
	value: Expr,
	build: (slot: SlotExpr) => Expr,
): Expr {
	const frame = newFrame(scope);
	const slot: SlotExpr = { kind: 'slot', slot: state.slotCount++, name: 'value' };
	frame.bindings.push({ slot: slot.slot, value });
	const body = mapExpr(build(slot), node => {
		if (node.kind === 'column' || (node.kind === 'slot' && node.slot !== slot.slot)) {
			return importExpr(state, node, node.name, scope, frame);
		}
		return node === slot ? node : undefined;
	});
	const query: BoundSelect = {
		kind: 'select',
		from: undefined,
		where: [],
		aggregate: undefined,
		isDistinct: false,
		columns: [
			{
				id: newColumnId(state, undefined, undefined),
				expr: body,
				name: '',
				key: '',
				isAlias: false,
				affinity: undefined,
				collation: undefined,
				isCollationExplicit: false,
				hasAggregate: false,
			},
		],
		orderBy: [],
		limit: undefined,
		offset: undefined,
	};
	const subquery: SubqueryPlan = addSubquery(state, query, frame, 'scalar');
	return { kind: 'scalarSubquery', subquery, columnIndex: 0 };
}
