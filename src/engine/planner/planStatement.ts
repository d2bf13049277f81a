/**
 * The door of the planner: a parsed SELECT, INSERT, UPDATE or DELETE to its plan.
 */

import { bindQuery } from '../binder/bindQuery.js';
import { newBindState } from '../binder/bindState.js';
import { bindStatement } from '../binder/bindStatement.js';
import { resultColumns } from '../binder/resultColumn.js';
import { newFrame } from '../binder/scope.js';
import type { PlanContext } from '../plan/planContext.js';
import type { SelectPlan, StatementPlan } from '../plan/statements.js';
import type { Delete, Insert, Update } from '../syntax/ast/change.js';
import type { Select } from '../syntax/ast/statement.js';
import { SqlError } from '../types/sqlError.js';
import { planDelete, planInsert, planUpdate } from './planChange.js';
import { planQuery } from './planQuery.js';
import type { PlanState } from './planState.js';
import { newPlanState } from './planState.js';
import { parameterInfo, planSubqueries } from './planSubqueries.js';

/** `sqlText` is the text that the statement's spans refer to. */
export function planStatement(
	context: PlanContext,
	statement: Select | Insert | Update | Delete,
	sqlText: string,
): StatementPlan {
	try {
		const state = newPlanState(newBindState(context, sqlText));
		const plan = planIn(state, statement);
		const { smallTables, measuredTables } = state;
		const isLasting = smallTables.length === 0 && measuredTables.length === 0;
		return isLasting ? plan : { ...plan, smallTables, measuredTables };
	} catch (error) {
		if (error instanceof SqlError) failInOrder(context, statement, sqlText);
		throw error;
	}
}

/** Of several errors SQLite reports another one than the first that binding meets: throws that. */
function failInOrder(
	context: PlanContext,
	statement: Select | Insert | Update | Delete,
	sqlText: string,
): void {
	const state = newBindState(context, sqlText);
	state.isErrorOrder = true;
	bindStatement(state, statement);
}

/** Plans a statement in a state that knows what is around it. */
export function planIn(
	state: PlanState,
	statement: Select | Insert | Update | Delete,
): StatementPlan {
	switch (statement.kind) {
		case 'select':
			return planSelectStatement(state, statement);
		case 'insert':
			return planInsert(state, statement);
		case 'update':
			return planUpdate(state, statement);
		case 'delete':
			return planDelete(state, statement);
	}
}

function planSelectStatement(state: PlanState, statement: Select): SelectPlan {
	state.bind.columnNaming = state.bind.context.columnNaming;
	const query = bindQuery(state.bind, newFrame(state.bind.outerRow), undefined, statement.query);
	const columns = resultColumns(state.bind, query);
	const plan = planQuery(state, state.optimizer.optimize(query), 'all');
	planSubqueries(state);
	return {
		kind: 'select',
		plan,
		columns,
		parameters: parameterInfo(statement),
		slotCount: state.bind.slotCount,
	};
}
