/** From a planned write to something that runs. */

import type {
	DeletePlan,
	InsertPlan,
	TableExpressions,
	UpdatePlan,
} from '../../plan/statements.js';
import { unreachable } from '../../util/unreachable.js';
import type { CompiledWrite, WriteCompiler } from './contract.js';
import { compileDelete } from './delete.js';
import { compileInsert } from './insert.js';
import { compileInsteadOf } from './insteadOf.js';
import { compileVirtualWrite } from './virtualWrite.js';
import { compileUpdate } from './update.js';

export type WritePlan = InsertPlan | UpdatePlan | DeletePlan;

export function compileWrite(
	plan: WritePlan,
	expressions: TableExpressions,
	compiler: WriteCompiler,
): CompiledWrite {
	if (plan.table.isView) return compileInsteadOf(plan, compiler);
	if (plan.table.source) return compileVirtualWrite(plan, compiler);
	switch (plan.kind) {
		case 'insert':
			return compileInsert(plan, expressions, compiler);
		case 'update':
			return compileUpdate(plan, expressions, compiler);
		case 'delete':
			return compileDelete(plan, expressions, compiler);
		default:
			return unreachable(plan);
	}
}
