/**
 * EXPLAIN (ANALYZE): runs a plan with counters in each operator. A write runs in a savepoint that is undone, so that the
 * database is the same afterwards: its rows, changes() and last_insert_rowid().
 */

import { compileAnalyzed } from '../../executor/executionStatistics.js';
import type { ExecutionStatistics } from '../../executor/executionStatistics.js';
import type { PlanNode } from '../../plan/nodes.js';
import type { SelectPlan, StatementPlan } from '../../plan/statements.js';
import { explainJson } from '../../planner/explainJson.js';
import type { ExplainedNode } from '../../planner/explainJson.js';
import type { WritePlan } from '../../executor/write/compileWrite.js';
import type { Row, SqlValue } from '../../types/value.js';
import type { ConnectionCore } from '../connectionCore.js';
import { newExecution, newWriteExecution, slotsOfWrite } from '../rowPrograms.js';

export interface AnalyzedPlan {
	readonly plan: StatementPlan;
	readonly statistics: ExecutionStatistics;
	/** Of the whole statement. */
	readonly milliseconds: number;
	/** Rows that a write has changed. */
	readonly changes: number | undefined;
}

interface AnalyzedNode extends Omit<ExplainedNode, 'children'> {
	readonly rows: number;
	/** How often it was started. */
	readonly loops: number;
	/** In it and its inputs. */
	readonly milliseconds: number;
	/** Rows that an index scan fetched from the table. */
	readonly fetches?: number;
	readonly children: readonly AnalyzedNode[];
}

export function analyzePlan(
	connection: ConnectionCore,
	plan: StatementPlan,
	parameters: readonly SqlValue[],
): AnalyzedPlan {
	const statistics: ExecutionStatistics = new Map();
	const { clock } = connection.database.ports;
	const started = clock();
	let changes: number | undefined;
	if (plan.kind === 'select') runQuery(connection, plan, parameters, statistics);
	else changes = runWrite(connection, plan, parameters, statistics);
	return { plan, statistics, milliseconds: clock() - started, changes };
}

function runQuery(
	connection: ConnectionCore,
	plan: SelectPlan,
	parameters: readonly SqlValue[],
	statistics: ExecutionStatistics,
): void {
	const { state } = connection;
	const query = compileAnalyzed(plan.plan, statistics, connection.database.ports.clock);
	const execution = newExecution(connection, plan.slotCount);
	execution.reset(state, parameters.slice());
	state.pin();
	try {
		const cursor = query.open(execution);
		try {
			while (cursor.next());
		} finally {
			cursor.close();
		}
	} finally {
		state.unpin();
	}
}

const SAVEPOINT = '(explain analyze)';

function runWrite(
	connection: ConnectionCore,
	plan: WritePlan,
	parameters: readonly SqlValue[],
	statistics: ExecutionStatistics,
): number {
	const { clock } = connection.database.ports;
	// A conflict must not end the transaction around.
	const undone = plan.kind !== 'delete' && plan.conflict === 'rollback';
	const safe = undone ? { ...plan, conflict: 'abort' as const } : plan;
	const write = connection.rowPrograms.compile(safe, source =>
		compileAnalyzed(source, statistics, clock),
	);
	const execution = newWriteExecution(connection, slotsOfWrite(connection, plan));
	const { transaction, changes, totalChanges, lastInsertRowid } = connection;
	if (transaction) transaction.savepoint(SAVEPOINT);
	else connection.begin();
	try {
		connection.runWrite(write, execution, parameters, plan.table.id);
		return connection.changes;
	} finally {
		if (!transaction) {
			if (connection.transaction) connection.rollback();
		} else if (connection.transaction === transaction) {
			transaction.rollbackTo(SAVEPOINT);
			transaction.release(SAVEPOINT);
		}
		connection.changes = changes;
		connection.totalChanges = totalChanges;
		connection.lastInsertRowid = lastInsertRowid;
	}
}

/** For FORMAT JSON. */
export function analyzedTree(analyzed: AnalyzedPlan): object {
	const { plan, statistics, changes } = analyzed;
	const { statement, root, nodes } = explainJson(plan);
	const tree = root ? withCounts(root, nodes, statistics) : null;
	const milliseconds = rounded(analyzed.milliseconds);
	return { statement, milliseconds, changes, plan: tree };
}

function withCounts(
	{ children, ...node }: ExplainedNode,
	nodes: readonly PlanNode[],
	statistics: ExecutionStatistics,
): AnalyzedNode {
	const counts = statistics.get(nodes[node.id] as PlanNode);
	return {
		...node,
		rows: counts?.rows ?? 0,
		loops: counts?.opened ?? 0,
		milliseconds: rounded(counts?.elapsed ?? 0),
		...(node.operator === 'indexScan' ? { fetches: counts?.fetches ?? 0 } : {}),
		children: children.map(child => withCounts(child, nodes, statistics)),
	};
}

/** id, parent, operator, detail, estimate, rows, loops, milliseconds; a write is a row of its own, with id 0. */
export function analyzedRows(analyzed: AnalyzedPlan): Row[] {
	const { plan, statistics, milliseconds, changes } = analyzed;
	const rows: Row[] = [];
	if (plan.kind !== 'select') {
		const detail = `${plan.kind.toUpperCase()} ${plan.table.name}`;
		const time = rounded(milliseconds);
		rows.push([0, null, plan.kind, detail, null, changes ?? 0, 1, time]);
	}
	const { root, nodes } = explainJson(plan);
	const visit = (node: ExplainedNode, parent: number): void => {
		const { id, operator, detail, estimatedRows, children } = node;
		const counts = statistics.get(nodes[id] as PlanNode);
		const time = rounded(counts?.elapsed ?? 0);
		const { rows: count, opened } = counts ?? { rows: 0, opened: 0 };
		rows.push([id + 1, parent, operator, detail, estimatedRows, count, opened, time]);
		for (const child of children) visit(child, id + 1);
	};
	if (root) visit(root, 0);
	return rows;
}

/** To microseconds. */
function rounded(milliseconds: number): number {
	return Math.round(milliseconds * 1000) / 1000;
}
