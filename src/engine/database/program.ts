/**
 * A statement made ready to run: a compiled query, a compiled write, or a command of the database itself.
 *
 * A program is good for one catalog version and one version of the function registry; `prepared.ts` makes it
 * anew when either has changed.
 */

import { compilePointQuery, compileQuery } from '../executor/compile.js';

import type { PointLookup } from '../executor/expression/scope.js';
import type { CompiledQuery } from '../executor/contract.js';
import type { WritePlan } from '../executor/write/compileWrite.js';
import { compileMerge } from '../executor/write/merge.js';
import type { CompiledWrite } from '../executor/write/contract.js';
import type { MergePlan, ResultColumn, SelectPlan } from '../plan/statements.js';
import { planMerge } from '../planner/merge/planMerge.js';
import { planStatement } from '../planner/planStatement.js';
import type { Statement } from '../syntax/ast/statement.js';
import type { Row, SqlValue } from '../types/value.js';
import { compileCommand } from './command.js';
import type { ConnectionCore } from './connectionCore.js';
import type { QueryExecution, WriteExecution } from './execution.js';
import { translateHostLimit } from './hostLimits.js';
import { planContext } from './planning.js';
import { planBasis } from './statistics/planBasis.js';
import type { PlanBasis } from './statistics/planBasis.js';
import { plainColumn } from './resultColumns.js';
import { newExecution, newWriteExecution, slotsOfWrite } from './rowPrograms.js';

export type Program = QueryProgram | WriteProgram | CommandProgram;

export interface QueryProgram {
	readonly kind: 'query';
	readonly query: CompiledQuery;
	/** Set when at most one row is looked up by its key: no cursor then. */
	readonly point: PointLookup | undefined;
	readonly columns: readonly ResultColumn[];
	readonly slotCount: number;
	/** When it is made anew. */
	readonly basis: PlanBasis | undefined;
	/** Free for the next execution unless `isInUse`. */
	readonly execution: QueryExecution;
	isInUse: boolean;
}

export interface WriteProgram {
	readonly kind: 'write';
	readonly write: CompiledWrite;
	readonly tableId: number;
	/** RETURNING; undefined: the statement returns no data. */
	readonly columns: readonly ResultColumn[] | undefined;
	/** PRAGMA count_changes: it returns how many rows it has changed. */
	readonly isCounted: boolean;
	readonly basis: PlanBasis | undefined;
	readonly execution: WriteExecution;
}

export interface CommandProgram {
	readonly kind: 'command';
	/** Undefined: the statement returns no data. */
	readonly columns: readonly ResultColumn[] | undefined;
	readonly isReadonly: boolean;
	readonly basis?: PlanBasis | undefined;
	readonly run: (connection: ConnectionCore, parameters: readonly SqlValue[]) => Iterable<Row>;
}

export function compileProgram(
	connection: ConnectionCore,
	statement: Statement,
	text: string,
): Program {
	try {
		return compileStatement(connection, statement, text);
	} catch (error) {
		throw translateHostLimit(error, statement.span);
	}
}

function compileStatement(connection: ConnectionCore, statement: Statement, text: string): Program {
	switch (statement.kind) {
		case 'select':
		case 'insert':
		case 'update':
		case 'delete': {
			const plan = planStatement(planContext(connection), statement, text);
			return plan.kind === 'select'
				? queryProgram(connection, plan)
				: writeProgram(connection, plan);
		}
		case 'merge':
			return mergeProgram(connection, planMerge(planContext(connection), statement, text));
		default:
			return compileCommand(connection, statement, text);
	}
}

function queryProgram(connection: ConnectionCore, plan: SelectPlan): QueryProgram {
	return {
		kind: 'query',
		query: compileQuery(plan.plan),
		point: compilePointQuery(plan.plan),
		columns: plan.columns,
		slotCount: plan.slotCount,
		basis: planBasis(connection, plan),
		execution: released(newExecution(connection, plan.slotCount)),
		isInUse: false,
	};
}

const COUNTED: Readonly<Record<WritePlan['kind'], string>> = {
	insert: 'rows inserted',
	update: 'rows updated',
	delete: 'rows deleted',
};

function writeProgram(connection: ConnectionCore, plan: WritePlan): WriteProgram {
	const isCounted = connection.settings.countsChanges && plan.returning === undefined;
	return {
		kind: 'write',
		write: connection.rowPrograms.compile(plan),
		tableId: plan.table.id,
		columns: plan.returning?.columns ?? (isCounted ? [plainColumn(COUNTED[plan.kind])] : undefined),
		isCounted,
		basis: planBasis(connection, plan),
		execution: released(newWriteExecution(connection, slotsOfWrite(connection, plan))),
	};
}

function mergeProgram(connection: ConnectionCore, plan: MergePlan): WriteProgram {
	const isCounted = connection.settings.countsChanges && plan.returning === undefined;
	return {
		kind: 'write',
		write: compileMerge(plan, compileQuery, write => connection.rowPrograms.compile(write)),
		tableId: plan.table.id,
		columns: plan.returning ?? (isCounted ? [plainColumn('rows merged')] : undefined),
		isCounted,
		basis: planBasis(connection, plan),
		execution: released(newWriteExecution(connection, slotsOfWrite(connection, plan))),
	};
}

/** A statement that is prepared and not run keeps nothing alive. */
function released<T extends QueryExecution | WriteExecution>(execution: T): T {
	execution.release();
	return execution;
}
