/**
 * State of planning one statement: the binder's numbers, which columns anyone reads, and rule switches.
 */

import type { BindState } from '../binder/bindState.js';
import type { ConflictAction } from '../catalog/schema.js';
import { newOptimizer } from '../optimizer/rules.js';
import type { Optimizer } from '../optimizer/rules.js';
import type { ColumnId, Expr } from '../plan/expression.js';
import { visitExpr } from '../plan/exprTree.js';
import type { Relation } from '../plan/logical.js';
import type { PlanContext } from '../plan/planContext.js';
import type { MeasuredColumns } from './measuredColumns.js';

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
	/** Whether the order of the rows of what is being planned can be seen in the result. */
	isOrderSeen: boolean;
	/** Tables are read backwards where no order is wanted. */
	isReversed: boolean;
	/** Tables that the plan takes to be small: smallTables.ts. */
	readonly smallTables: number[];
	/** All that reads the one table for which an access path is being chosen, when it has an index on expressions. */
	readers: readonly Expr[] | undefined;
	/** Columns planned by their values: measuredColumns.ts. */
	measuredColumns: MeasuredColumns | undefined;
	/** Tables whose contents the plan depends on. */
	readonly measuredTables: number[];
	/** Target of the UPDATE or DELETE. */
	target: ChangeTarget | undefined;
	/** The one table of SELECT count(*): nobody looks at its rows. */
	counted: Relation | undefined;
}

/** SQLite chooses an index for what WHERE reads, not for the rows that are written. */
export interface ChangeTarget {
	readonly relation: Relation;
	/** Columns that WHERE and ORDER BY read. */
	readonly read: ReadonlySet<ColumnId>;
}

export function newPlanState(bind: BindState, conflict?: ConflictAction): PlanState {
	const optimizer = newOptimizer(bind.context.options);
	return {
		context: bind.context,
		conflict,
		bind,
		optimizer,
		needed: [],
		itemOf: [],
		isOrderSeen: true,
		isReversed: false,
		smallTables: [],
		readers: undefined,
		measuredColumns: undefined,
		measuredTables: [],
		target: undefined,
		counted: undefined,
	};
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
