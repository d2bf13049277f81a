/** EXPLAIN QUERY PLAN, in SQLite's four columns. */

import { explainQueryPlan } from '../planner/explainQueryPlan.js';
import { planStatement } from '../planner/planStatement.js';
import type { Explain } from '../syntax/ast/statement.js';
import { notSupportedYet } from '../types/sqlError.js';
import type { ConnectionCore } from './connectionCore.js';
import { planContext } from './planning.js';
import type { CommandProgram } from './program.js';
import { plainColumn } from './resultColumns.js';

const COLUMNS = ['id', 'parent', 'notused', 'detail'].map(plainColumn);

export function explainCommand(
	connection: ConnectionCore,
	explain: Explain,
	text: string,
): CommandProgram {
	const { statement, mode, span } = explain;
	if (mode !== 'queryPlan') throw notSupportedYet('EXPLAIN', span);
	switch (statement.kind) {
		case 'select':
		case 'insert':
		case 'update':
		case 'delete': {
			const plan = planStatement(planContext(connection), statement, text);
			const rows = explainQueryPlan(plan).map(row => [row.id, row.parent, row.notused, row.detail]);
			return { kind: 'command', columns: COLUMNS, isReadonly: true, run: () => rows };
		}
		default:
			return { kind: 'command', columns: COLUMNS, isReadonly: true, run: () => [] };
	}
}
