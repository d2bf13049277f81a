/** The value of an expression in a statement that is no query: of ATTACH, DETACH, VACUUM INTO. */

import { compileQuery } from '../executor/compile.js';
import { forEachRow } from '../executor/write/sourceRows.js';
import { planStatement } from '../planner/planStatement.js';
import type { Expression } from '../syntax/ast/expression.js';
import type { Select } from '../syntax/ast/statement.js';
import { queryOfExpression } from '../syntax/simpleSelect.js';
import type { SqlValue } from '../types/value.js';
import type { ConnectionCore } from './connectionCore.js';
import { QueryExecution } from './execution.js';
import { planContext } from './planning.js';

export function constantValue(
	connection: ConnectionCore,
	expression: Expression,
	text: string,
	parameters: readonly SqlValue[],
): SqlValue {
	const plan = planStatement(planContext(connection), selectOf(expression), text);
	if (plan.kind !== 'select') return null;
	const { state, services, database } = connection;
	const execution = new QueryExecution(
		state,
		parameters,
		plan.slotCount,
		services,
		database.checkInterrupt,
	);
	let value: SqlValue = null;
	forEachRow(compileQuery(plan.plan).open(execution), row => {
		value = row[0] as SqlValue;
	});
	return value;
}

function selectOf(expression: Expression): Select {
	const { span } = expression;
	const query = queryOfExpression(expression);
	return { kind: 'select', span, parameters: [], isBroken: false, query };
}
