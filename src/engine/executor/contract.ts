/**
 * How plans are run: batches pulled from cursors by a synchronous loop.
 *
 * Contract of a BatchCursor:
 * - next() gives a batch with at least one selected row, or undefined when there are no more; after that it is closed.
 * - A batch is valid until the next call of next() or close() on the same cursor: consumers that keep values copy
 *   them out (scratch vectors are reused).
 * - close() may be called at any time, more than once.
 * - A cursor calls context.checkInterrupt() at least once per batch it reads or produces.
 */

import type { FunctionServices } from '../functions/function.js';
import type { ColumnId, Expr } from '../plan/expression.js';
import type { PlanNode } from '../plan/nodes.js';
import type { Tree } from '../storage/contract.js';
import type { Vector } from '../storage/vector.js';
import type { Row, SqlValue } from '../types/value.js';

export interface Batch {
	/** In the order of the plan node's output. Values of row r are at columns[c].data[r]. */
	readonly columns: readonly Vector[];
	/** Positions of the batch's rows, ascending; undefined: start .. start + count - 1. */
	readonly selection: readonly number[] | undefined;
	readonly start: number;
	/** Number of rows (entries of `selection` in use, when there is one). */
	readonly count: number;
}

export interface BatchCursor {
	next(): Batch | undefined;
	close(): void;
}

/** One execution of one statement. */
export interface ExecutionContext {
	/** Tree of a table or index in the state this statement reads. */
	tree(id: number): Tree;
	/** Index 1..n; [0] unused. */
	readonly parameters: readonly SqlValue[];
	readonly slots: SqlValue[];
	readonly services: FunctionServices;
	/** Throws SqlError SQLITE_INTERRUPT when the statement was cancelled. */
	checkInterrupt(): void;
	/** Results of uncorrelated subqueries and CTEs, by id; empty at the start of each execution. */
	readonly results: Map<number, unknown>;
	/** Set while cursors are opened whose rows may not all be asked for: rowByRow.ts. */
	isRowByRow?: boolean;
}

/** A compiled plan: no per-execution state, reusable and re-entrant. */
export interface CompiledQuery {
	open(context: ExecutionContext): BatchCursor;
}

/** Positions of column ids in the row given to a compiled scalar. */
export type ScalarLayout = ReadonlyMap<ColumnId, number>;

export type CompiledScalar = (context: ExecutionContext, row: Row) => SqlValue;

export type CompileQuery = (plan: PlanNode) => CompiledQuery;
export type CompileScalar = (expr: Expr, layout: ScalarLayout) => CompiledScalar;
/** Expressions over batches of these columns: what is opened for an execution gives one vector for each batch. */
export type CompileVectors = (exprs: readonly Expr[], columns: readonly ColumnId[]) => OpenVectors;
export type OpenVectors = (context: ExecutionContext) => ((batch: Batch) => Vector)[];
