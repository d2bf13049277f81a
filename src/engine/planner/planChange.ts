/**
 * Plans INSERT, UPDATE and DELETE: their source queries, and what the writer needs to know.
 */

import { bindDelete, bindUpdate } from '../binder/bindChange.js';
import type { BoundDelete } from '../binder/bindChange.js';
import { bindInsert } from '../binder/bindInsert.js';
import type { ColumnId, Expr } from '../plan/expression.js';
import { visitExpr } from '../plan/exprTree.js';
import type { DeletePlan, InsertPlan, UpdatePlan } from '../plan/statements.js';
import type { Delete, Insert, Update } from '../syntax/ast/change.js';
import { planQuery } from './planQuery.js';
import type { ChangeTarget, PlanState } from './planState.js';
import { parameterInfo, planSubqueries } from './planSubqueries.js';

export function planInsert(state: PlanState, statement: Insert): InsertPlan {
	const bound = bindInsert(state.bind, statement);
	const source = bound.source && planQuery(state, state.optimizer.optimize(bound.source), 'all');
	planSubqueries(state);
	return {
		kind: 'insert',
		table: bound.target.table,
		layout: bound.target.layout,
		source,
		targets: bound.targets,
		conflict: state.conflict ?? statement.onConflict,
		upserts: bound.upserts,
		returning: bound.returning,
		parameters: parameterInfo(statement),
		slotCount: state.bind.slotCount,
	};
}

export function planUpdate(state: PlanState, statement: Update): UpdatePlan {
	const bound = bindUpdate(state.bind, statement);
	const { table, layout } = bound.target;
	state.target = statement.from ? undefined : targetOf(bound);
	const source = planQuery(state, state.optimizer.optimize(bound.source), 'all');
	planSubqueries(state);
	return {
		kind: 'update',
		table,
		layout,
		source,
		hasFrom: statement.from !== undefined,
		assignments: bound.assignments,
		conflict: state.conflict ?? statement.onConflict,
		returning: bound.returning,
		parameters: parameterInfo(statement),
		slotCount: state.bind.slotCount,
	};
}

export function planDelete(state: PlanState, statement: Delete): DeletePlan {
	const bound = bindDelete(state.bind, statement);
	state.target = targetOf(bound);
	const source = planQuery(state, state.optimizer.optimize(bound.source), 'all');
	planSubqueries(state);
	return {
		kind: 'delete',
		table: bound.target.table,
		layout: bound.target.layout,
		source,
		isTruncate:
			bound.source.where.length === 0 && !bound.returning && bound.source.limit === undefined,
		returning: bound.returning,
		parameters: parameterInfo(statement),
		slotCount: state.bind.slotCount,
	};
}

function targetOf({ target, source }: BoundDelete): ChangeTarget {
	const read = new Set<ColumnId>();
	const add = (expr: Expr): void => {
		visitExpr(expr, node => {
			if (node.kind === 'column') read.add(node.id);
		});
	};
	for (const expr of source.where) add(expr);
	for (const term of source.orderBy) add(term.expr);
	return { relation: target.relation, read };
}
