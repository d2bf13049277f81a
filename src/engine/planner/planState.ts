/**
 * State of planning one statement: the binder's numbers, which columns anyone reads, and rule switches.
 */

import type { BindState } from '../binder/bindState.js';
import type { ConflictAction } from '../catalog/schema.js';
import { newOptimizer } from '../optimizer/rules.js';
import type { Optimizer } from '../optimizer/rules.js';
import type { Expr } from '../plan/expression.js';
import { visitExpr } from '../plan/exprTree.js';
import type { PlanContext } from '../plan/planContext.js';

export interface PlanState {
	readonly context: PlanContext;
	/** Conflict clause of the statement around a row program, which overrides the program's own. */
	readonly conflict: ConflictAction | undefined;
	readonly bind: BindState;
	readonly optimizer: Optimizer;
	/** By ColumnId: some expression above the relation reads it. */
	readonly needed: boolean[];
	/** By ColumnId: position of its relation among those being joined; see joinGroup.ts. */
	readonly itemOf: (number | undefined)[];
}

export function newPlanState(bind: BindState, conflict?: ConflictAction): PlanState {
	const optimizer = newOptimizer(bind.context.options);
	return { context: bind.context, conflict, bind, optimizer, needed: [], itemOf: [] };
}

export function isRuleOn(state: PlanState, name: string): boolean {
	return !state.context.options.disabledRules.has(name);
}

/** Marks the columns an expression reads. */
export function need(state: PlanState, expr: Expr | undefined): void {
	if (!expr) return;
	if (expr.kind === 'column') {
		state.needed[expr.id] = true;
		return;
	}
	visitExpr(expr, node => {
		if (node.kind === 'column') state.needed[node.id] = true;
	});
}
