/**
 * Plans row programs: the statements of a trigger or of a foreign key action, which read OLD and NEW of the row they
 * are run for. Every statement is planned for itself; names without a schema mean the program's.
 */

import { bindExpression } from '../binder/bindExpression.js';
import { newBindState } from '../binder/bindState.js';
import { bindStatement } from '../binder/bindStatement.js';
import type { BindState } from '../binder/bindState.js';
import { openOuterRow, rowSlotsOf } from '../binder/outerRow.js';
import type { OuterRow } from '../binder/outerRow.js';
import { newFrame, newScope } from '../binder/scope.js';
import type { ConflictAction, TableSchema } from '../catalog/schema.js';
import type { PlanContext } from '../plan/planContext.js';
import type { RowProgramPlan } from '../plan/statements.js';
import type { Expression } from '../syntax/ast/expression.js';
import type { TriggerStep } from '../syntax/ast/statement.js';
import { SqlError } from '../types/sqlError.js';
import { newPlanState } from './planState.js';
import { planIn } from './planStatement.js';
import { planSubqueries } from './planSubqueries.js';

export interface RowProgramSource {
	/** Whose row the program is run for. */
	readonly table: TableSchema;
	readonly event: 'insert' | 'update' | 'delete';
	/** Program is skipped for rows where it is not true. */
	readonly when: Expression | undefined;
	readonly steps: readonly TriggerStep[];
	/** Where names without a schema are looked up; undefined: in all. */
	readonly homeSchema: string | undefined;
	/** Text that the spans of `when` and `steps` refer to. */
	readonly text: string;
}

/** `conflict`: clause of the statement around the program; it overrides the clauses inside. */
export function planRowProgram(
	context: PlanContext,
	source: RowProgramSource,
	conflict: ConflictAction | undefined,
): RowProgramPlan {
	try {
		return planProgram(context, source, conflict);
	} catch (error) {
		if (error instanceof SqlError) failInOrder(context, source);
		throw error;
	}
}

/** Throws the error that SQLite meets first. */
function failInOrder(context: PlanContext, source: RowProgramSource): void {
	const openInOrder = () => {
		const opened = open(context, source);
		opened.state.isErrorOrder = true;
		return opened;
	};
	if (source.when) {
		const { state, outer } = openInOrder();
		bindExpression(state, newScope(newFrame(outer.scope), undefined), source.when);
	}
	for (const step of source.steps) bindStatement(openInOrder().state, step);
}

function planProgram(
	context: PlanContext,
	source: RowProgramSource,
	conflict: ConflictAction | undefined,
): RowProgramPlan {
	return {
		when: source.when && planWhen(context, source, source.when),
		steps: source.steps.map(step => {
			const { state, outer } = open(context, source);
			const plan = planIn(newPlanState(state, conflict), step);
			return { plan, rowSlots: rowSlotsOf(outer) };
		}),
	};
}

function planWhen(
	context: PlanContext,
	source: RowProgramSource,
	when: Expression,
): NonNullable<RowProgramPlan['when']> {
	const { state, outer } = open(context, source);
	const expr = bindExpression(state, newScope(newFrame(outer.scope), undefined), when);
	planSubqueries(newPlanState(state));
	return { expr, slotCount: state.slotCount, rowSlots: rowSlotsOf(outer) };
}

function open(
	context: PlanContext,
	source: RowProgramSource,
): { state: BindState; outer: OuterRow } {
	const state = newBindState(context, source.text);
	state.isForeignText = true;
	state.homeSchema = source.homeSchema;
	const outer = openOuterRow(state, source.table, {
		old: source.event !== 'insert',
		new: source.event !== 'delete',
	});
	return { state, outer };
}
