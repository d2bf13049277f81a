/** The scope in which an operator's expressions are compiled: the columns of its inputs, in batch order. */

import type { ColumnId } from '../../plan/expression.js';
import { compileFilter } from '../expression/compileFilter.js';
import { layoutOf, type PlanCompiler, type Scope } from '../expression/scope.js';
import { FrameShape } from '../frame.js';

export function inputScope(
	plans: PlanCompiler,
	...outputs: readonly (readonly ColumnId[])[]
): Scope {
	return { layout: layoutOf(...outputs), shape: new FrameShape(), plans, filter: compileFilter };
}
