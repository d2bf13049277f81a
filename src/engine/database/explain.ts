/** EXPLAIN QUERY PLAN in SQLite's four columns, and EXPLAIN (FORMAT JSON) as one text. */

import { explainJson } from '../planner/explainJson.js';
import { explainQueryPlan } from '../planner/explainQueryPlan.js';
import { planStatement } from '../planner/planStatement.js';
import type { Explain } from '../syntax/ast/statement.js';
import { notSupportedYet } from '../types/sqlError.js';
import type { ConnectionCore } from './connectionCore.js';
import { planContext } from './planning.js';
import type { CommandProgram } from './program.js';
import { plainColumn } from './resultColumns.js';

const JSON_COLUMN = [plainColumn('plan')];
const COLUMNS = ['id', 'parent', 'notused', 'detail'].map(plainColumn);

export function explainCommand(
	connection: ConnectionCore,
	explain: Explain,
	text: string,
): CommandProgram {
	const { statement, mode, span } = explain;
	if (mode === 'program') throw notSupportedYet('EXPLAIN', span);
	if (explain.isAnalyze) throw notSupportedYet('EXPLAIN ANALYZE', span);
	switch (statement.kind) {
		case 'select':
		case 'insert':
		case 'update':
		case 'delete': {
			const plan = planStatement(planContext(connection), statement, text);
			if (explain.format === 'json') {
				const { statement: kind, root } = explainJson(plan);
				const text = JSON.stringify({ statement: kind, plan: root });
				return { kind: 'command', columns: JSON_COLUMN, isReadonly: true, run: () => [[text]] };
			}
			const rows = explainQueryPlan(plan).map(row => [row.id, row.parent, row.notused, row.detail]);
			return { kind: 'command', columns: COLUMNS, isReadonly: true, run: () => rows };
		}
		default:
			return { kind: 'command', columns: COLUMNS, isReadonly: true, run: () => [] };
	}
}
