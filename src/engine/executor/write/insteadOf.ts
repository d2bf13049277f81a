/**
 * Writes to views: nothing is stored, the INSTEAD OF triggers run for each row. Rows come from the state at the start;
 * they do not count as changes.
 */

import type { DeletePlan, InsertPlan, UpdatePlan } from '../../plan/statements.js';
import { applyAffinity } from '../../types/convert.js';
import type { Row, SqlValue } from '../../types/value.js';
import type { CompiledQuery } from '../contract.js';
import type { CompiledWrite, WriteCompiler, WriteContext } from './contract.js';
import { compileReturning } from './returning.js';
import type { CompiledReturning } from './returning.js';
import { fire } from './rowTriggers.js';
import type { RowTriggers } from './rowTriggers.js';
import { eachRow } from './sourceRows.js';
import { runSteps } from './steps.js';
import type { Steps } from './steps.js';

type ViewPlan = InsertPlan | UpdatePlan | DeletePlan;

export function compileInsteadOf(plan: ViewPlan, compiler: WriteCompiler): CompiledWrite {
	return new InsteadOfWriter(plan, compiler);
}

class InsteadOfWriter implements CompiledWrite {
	readonly #plan: ViewPlan;
	readonly #query: CompiledQuery | undefined;
	readonly #triggers: RowTriggers | undefined;
	readonly #returning: CompiledReturning | undefined;
	/** INSERT: source column of each column of the view, -1: NULL. */
	readonly #sources: readonly number[];
	/** UPDATE: source column of the new value of each column of the view. */
	readonly #assigned: readonly number[];

	constructor(plan: ViewPlan, compiler: WriteCompiler) {
		const { table } = plan;
		this.#plan = plan;
		this.#query = plan.source && compiler.compileQuery(plan.source);
		this.#triggers = compiler.triggers({
			table,
			event: plan.kind,
			columns: plan.kind === 'update' ? plan.assignments.map(({ columnIndex }) => columnIndex) : [],
			conflict: plan.kind === 'delete' ? undefined : plan.conflict,
		});
		this.#returning = plan.returning && compileReturning(plan.returning, plan.layout, compiler);
		const targets = plan.kind === 'insert' && plan.source ? plan.targets : [];
		this.#sources = table.columns.map((_, columnIndex) => targets.indexOf(columnIndex));
		this.#assigned = table.columns.map((_, columnIndex) => newValue(plan, columnIndex));
	}

	run(context: WriteContext): SqlValue[][] | undefined {
		return runSteps(this.steps(context));
	}

	*steps(context: WriteContext): Steps<SqlValue[][] | undefined> {
		const returned: SqlValue[][] | undefined = this.#returning ? [] : undefined;
		context.mark();
		if (this.#query) {
			for (const row of eachRow(this.#query.open(context.source))) {
				yield* this.#fire(context, row, returned);
			}
		} else yield* this.#fire(context, [], returned);
		return returned;
	}

	*#fire(context: WriteContext, source: Row, returned: SqlValue[][] | undefined): Steps<void> {
		const { kind, table } = this.#plan;
		const oldRow = kind === 'insert' ? undefined : source.slice(0, table.columns.length);
		const newRow = kind === 'delete' ? undefined : this.#newRow(source);
		if (!(yield* fire(this.#triggers?.insteadOf ?? [], context, oldRow, newRow))) return;
		returned?.push((this.#returning as CompiledReturning)(context, (newRow ?? oldRow) as Row));
	}

	#newRow(source: Row): SqlValue[] {
		const { kind, table } = this.#plan;
		if (kind === 'insert') {
			return this.#sources.map(position => (position < 0 ? null : (source[position] as SqlValue)));
		}
		return this.#assigned.map((position, columnIndex) =>
			applyAffinity(source[position] as SqlValue, table.columns[columnIndex]?.affinity ?? 'blob'),
		);
	}
}

function newValue(plan: ViewPlan, columnIndex: number): number {
	if (plan.kind !== 'update') return columnIndex;
	const assignment = plan.assignments.find(one => one.columnIndex === columnIndex);
	return assignment ? plan.source.output.indexOf(assignment.id) : columnIndex;
}
