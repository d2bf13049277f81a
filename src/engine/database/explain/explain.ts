/**
 * EXPLAIN as a list of steps, EXPLAIN QUERY PLAN in SQLite's four columns, and EXPLAIN (FORMAT JSON, ANALYZE). Only ANALYZE
 * runs the statement, and undoes what it has written.
 */

import { explainCommandProgram, explainProgram } from '../../planner/explainProgram.js';
import type { ProgramStep } from '../../planner/explainProgram.js';
import { explainJson } from '../../planner/explainJson.js';
import { explainQueryPlan } from '../../planner/explainQueryPlan.js';
import { planMerge } from '../../planner/merge/planMerge.js';
import { planStatement } from '../../planner/planStatement.js';
import type { PlanContext } from '../../plan/planContext.js';
import type { MergePlan, StatementPlan } from '../../plan/statements.js';
import type { Explain, PlannedStatement, Statement } from '../../syntax/ast/statement.js';
import { SqlError } from '../../types/sqlError.js';
import type { Row } from '../../types/value.js';
import type { ConnectionCore } from '../connectionCore.js';
import { planContext } from '../planning.js';
import type { CommandProgram } from '../program.js';
import { planBasis } from '../statistics/planBasis.js';
import { plainColumn } from '../resultColumns.js';
import { analyzePlan, analyzedRows, analyzedTree } from './analyzePlan.js';
import { commandObject, commandOpcode } from './commandSteps.js';

const STEP_COLUMNS = ['addr', 'opcode', 'p1', 'p2', 'p3', 'p4', 'p5', 'comment'].map(plainColumn);
const PLAN_COLUMNS = ['id', 'parent', 'notused', 'detail'].map(plainColumn);
const ANALYZED_COLUMNS = [
	...['id', 'parent', 'operator', 'detail', 'estimate'],
	...['rows', 'loops', 'milliseconds'],
].map(plainColumn);
const JSON_COLUMN = [plainColumn('plan')];

type Command = Exclude<Statement, PlannedStatement>;

/** `compile`: makes a command, which throws for what is wrong with it before it runs. */
export function explainCommand(
	connection: ConnectionCore,
	explain: Explain,
	text: string,
	compile: (command: Command) => CommandProgram,
): CommandProgram {
	const { statement } = explain;
	if (
		statement.kind === 'select' ||
		statement.kind === 'insert' ||
		statement.kind === 'update' ||
		statement.kind === 'delete'
	) {
		const plan = planStatement(explaining(planContext(connection)), statement, text);
		// What is wrong with triggers and the table's expressions is an error of the statement.
		if (plan.kind !== 'select') connection.rowPrograms.compile(plan);
		return { ...explainPlan(explain, plan), basis: planBasis(connection, plan) };
	}
	if (statement.kind === 'merge') {
		const plan = planMerge(explaining(planContext(connection)), statement, text);
		return { ...explainPlan(explain, queryOf(plan)), basis: planBasis(connection, plan) };
	}
	if (explain.isAnalyze) {
		const message = 'EXPLAIN (ANALYZE) is for SELECT, INSERT, UPDATE and DELETE';
		throw new SqlError('SQLITE_ERROR', message, { span: statement.span });
	}
	return explainOther(explain, statement, compile(statement));
}

/** What a MERGE reads: the rest writes rows by their keys. */
function queryOf(plan: MergePlan): StatementPlan {
	const { source, parameters, slotCount } = plan;
	return { kind: 'select', plan: source, columns: [], parameters, slotCount };
}

function explaining(context: PlanContext): PlanContext {
	return { ...context, options: { ...context.options, isExplained: true } };
}

function explainPlan(explain: Explain, plan: StatementPlan): CommandProgram {
	const { mode, isAnalyze, format } = explain;
	const reader = plan.kind === 'select' ? reading : uncounting;
	if (mode === 'program') return reader(STEP_COLUMNS, () => explainProgram(plan).map(stepRow));
	if (isAnalyze) {
		return {
			kind: 'command',
			columns: format === 'json' ? JSON_COLUMN : ANALYZED_COLUMNS,
			isReadonly: true,
			run(connection, parameters) {
				const analyzed = analyzePlan(connection, plan, parameters);
				if (format === 'json') return [[JSON.stringify(analyzedTree(analyzed))]];
				return analyzedRows(analyzed);
			},
		};
	}
	if (format === 'json') {
		const { statement, root } = explainJson(plan);
		return reader(JSON_COLUMN, () => [[JSON.stringify({ statement, plan: root ?? null })]]);
	}
	return reader(PLAN_COLUMNS, () =>
		explainQueryPlan(plan).map(row => [row.id, row.parent, row.notused, row.detail]),
	);
}

function explainOther(
	{ mode, format }: Explain,
	statement: Command,
	program: CommandProgram,
): CommandProgram {
	if (mode === 'program') {
		const steps = explainCommandProgram(
			commandOpcode(statement),
			commandObject(statement),
			program.isReadonly,
			program.columns?.length ?? 0,
		);
		return reading(STEP_COLUMNS, () => steps.map(stepRow));
	}
	if (format === 'text') return reading(PLAN_COLUMNS, () => []);
	const json = JSON.stringify({ statement: statement.kind, plan: null });
	return reading(JSON_COLUMN, () => [[json]]);
}

function reading(columns: CommandProgram['columns'], rows: () => Iterable<Row>): CommandProgram {
	return { kind: 'command', columns, isReadonly: true, run: rows };
}

/** As in SQLite changes() is 0 behind a write that was only explained. */
function uncounting(columns: CommandProgram['columns'], rows: () => Iterable<Row>): CommandProgram {
	return {
		kind: 'command',
		columns,
		isReadonly: true,
		run(connection) {
			connection.changes = 0;
			return rows();
		},
	};
}

function stepRow({ addr, opcode, p1, p2, p3, p4, p5, comment }: ProgramStep): Row {
	return [addr, opcode, p1, p2, p3, p4, p5, comment];
}
