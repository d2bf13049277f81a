/**
 * Plans the nested queries of expressions, and describes a statement's parameters.
 */

import type { BoundSubquery } from '../plan/logical.js';
import type { ParameterInfo } from '../plan/statements.js';
import type { StatementBase } from '../syntax/ast/statement.js';
import { planQuery } from './planQuery.js';
import type { PlanState } from './planState.js';

/** Plans the nested queries of all expressions; planning one may not add others. */
export function planSubqueries(state: PlanState): void {
	// A nested query comes before the one around it, which may have made a join of it.
	const { subqueries } = state.bind;
	for (let position = subqueries.length - 1; position >= 0; position--) {
		const subquery = subqueries[position] as BoundSubquery;
		if (subquery.isNeeded) planSubquery(state, subquery);
	}
}

function planSubquery(state: PlanState, subquery: BoundSubquery): void {
	// EXISTS and IN do not care for an order.
	state.isOrderSeen = subquery.role === 'scalar';
	subquery.plan = planQuery(
		state,
		state.optimizer.optimize(subquery.query),
		subquery.role === 'exists' ? 'prune' : 'all',
	);
	state.isOrderSeen = true;
}

export function parameterInfo(statement: StatementBase): ParameterInfo {
	const names = [undefined, ...statement.parameters];
	return { count: statement.parameters.length, names };
}
