/** What the compilation of an expression needs to know of its surroundings. */

import type { ColumnId, Expr } from '../../plan/expression.js';
import type { PlanNode } from '../../plan/nodes.js';
import type { Vector } from '../../storage/vector.js';
import type { Row } from '../../types/value.js';
import type { Batch, CompiledQuery, ExecutionContext, ScalarLayout } from '../contract.js';
import type { Frame, FrameShape } from '../frame.js';

/** Compiles nested plans: subqueries of expressions, inputs of operators. */
export interface PlanCompiler {
	compile(plan: PlanNode): CompiledQuery;
	/** The same as one lookup by key, for plans of that form; undefined for all others. */
	lookup(plan: PlanNode): PointLookup | undefined;
}

/** The only row of a result, a fresh array; undefined when there is none. */
export type PointLookup = (context: ExecutionContext) => Row | undefined;

export interface Scope {
	readonly layout: ScalarLayout;
	readonly shape: FrameShape;
	readonly plans: PlanCompiler;
	/** compileFilter, handed through because predicates and values contain each other. */
	readonly filter: (expr: Expr, scope: Scope) => FilterEval;
}

/** Gives a vector aligned with the batch: the value of row p at data[p], other positions hold anything. */
export type VectorEval = (frame: Frame, batch: Batch) => Vector;

/** Gives the batch narrowed to the rows for which the predicate is true; count may be 0. */
export type FilterEval = (frame: Frame, batch: Batch) => Batch;

export function layoutOf(...outputs: readonly (readonly ColumnId[])[]): Map<ColumnId, number> {
	const layout = new Map<ColumnId, number>();
	let position = 0;
	for (const output of outputs) for (const id of output) layout.set(id, position++);
	return layout;
}
