/** DELETE. Without WHERE, RETURNING and listeners the trees are swapped for empty ones. */

import type { DeletePlan, TableExpressions } from '../../plan/statements.js';
import type { SqlValue } from '../../types/value.js';
import type { CompiledQuery, ExecutionContext } from '../contract.js';
import type { CompiledWrite, WriteCompiler, WriteContext } from './contract.js';
import { compileDeleteKeys } from './foreignKeys/compileForeignKeys.js';
import { compileReturning, mayFail } from './returning.js';
import type { CompiledReturning } from './returning.js';
import { compileOneRow, eachRow, forEachRow } from './sourceRows.js';
import { runSteps } from './steps.js';
import type { Steps } from './steps.js';
import { markForTriggers } from './rowTriggers.js';
import type { RowTriggers } from './rowTriggers.js';
import { TableWriter } from './tableWriter.js';
import { isInKeyOrder } from './visitOrder.js';

export function compileDelete(
	plan: DeletePlan,
	expressions: TableExpressions,
	compiler: WriteCompiler,
): CompiledWrite {
	return new DeleteWriter(plan, expressions, compiler);
}

class DeleteWriter implements CompiledWrite {
	readonly #plan: DeletePlan;
	readonly #writer: TableWriter;
	readonly #query: CompiledQuery;
	readonly #returning: CompiledReturning | undefined;
	readonly #triggers: RowTriggers | undefined;
	/** Triggers or foreign keys: more may happen than rows being deleted one after the other. */
	readonly #isDisturbed: boolean;
	readonly #isTruncate: boolean;
	readonly #oneRow: ((context: ExecutionContext) => SqlValue[] | undefined) | undefined;
	readonly steps: CompiledWrite['steps'];

	constructor(plan: DeletePlan, expressions: TableExpressions, compiler: WriteCompiler) {
		this.#plan = plan;
		this.#writer = new TableWriter(plan.table, expressions, compiler.compileScalar);
		this.#writer.removeKeys = compileDeleteKeys(compiler.foreignKeys, plan.table);
		this.#query = compiler.compileQuery(plan.source);
		this.#returning = plan.returning && compileReturning(plan.returning, plan.layout, compiler);
		this.#triggers = compiler.triggers({
			table: plan.table,
			event: 'delete',
			columns: [],
			conflict: undefined,
		});
		this.#isDisturbed = this.#triggers !== undefined || this.#writer.removeKeys !== undefined;
		this.#isTruncate = plan.isTruncate && !this.#returning && !this.#isDisturbed;
		this.#oneRow = compileOneRow(plan.source, compiler);
		const setsOff = this.#triggers !== undefined || this.#writer.removeKeys?.hasActions;
		this.steps = setsOff ? context => this.#runInSteps(context) : undefined;
	}

	run(context: WriteContext): SqlValue[][] | undefined {
		if (this.steps) return runSteps(this.steps(context));
		if (this.#isTruncate && !context.recorder) {
			this.#truncate(context);
			return undefined;
		}
		const returned: SqlValue[][] | undefined = this.#returning ? [] : undefined;
		if (this.#oneRow) {
			if (mayFail(this.#plan.returning)) context.mark();
			const found = this.#oneRow(context.source);
			if (found) this.#deleteRow(context, found, returned);
			return returned;
		}
		context.mark();
		const source = this.#query.open(context.source);
		if (this.#collects(returned)) {
			for (const row of this.#inKeyOrder(source)) this.#deleteRow(context, row, returned);
		} else forEachRow(source, row => this.#deleteRow(context, row, returned));
		return returned;
	}

	/** With triggers, or with actions of foreign keys. */
	*#runInSteps(context: WriteContext): Steps<SqlValue[][] | undefined> {
		const returned: SqlValue[][] | undefined = this.#returning ? [] : undefined;
		markForTriggers(context, this.#triggers);
		if (this.#oneRow) {
			if (mayFail(this.#plan.returning)) context.mark();
			const found = this.#oneRow(context.source);
			if (found) yield* this.#deleteInSteps(context, found, returned);
			return returned;
		}
		context.mark();
		const source = this.#query.open(context.source);
		const rows = this.#collects(returned) ? this.#inKeyOrder(source) : eachRow(source);
		for (const row of rows) yield* this.#deleteInSteps(context, row, returned);
		return returned;
	}

	/** SQLite collects the keys and then deletes in key order. */
	#collects(returned: SqlValue[][] | undefined): boolean {
		return (returned !== undefined || this.#isDisturbed) && !isInKeyOrder(this.#plan.source);
	}

	#inKeyOrder(source: ReturnType<CompiledQuery['open']>): SqlValue[][] {
		const rows: SqlValue[][] = [];
		forEachRow(source, row => rows.push(row));
		return rows.sort(this.#writer.compareKeys);
	}

	#truncate(context: WriteContext): void {
		const { table } = this.#plan;
		context.changes += context.current.tree(table.id).size;
		context.truncate(table.id);
		for (const index of this.#writer.indexes) context.truncate(index.schema.id);
	}

	#deleteRow(context: WriteContext, source: SqlValue[], returned: SqlValue[][] | undefined): void {
		const row = this.#workingRow(source);
		this.#writer.remove(context, row);
		this.#countRemoved(context, row, returned);
	}

	*#deleteInSteps(
		context: WriteContext,
		source: SqlValue[],
		returned: SqlValue[][] | undefined,
	): Steps<void> {
		// Triggers and actions of rows before it may have changed the row, or deleted it.
		const row = this.#writer.rowOf(context, this.#writer.keyOf(this.#workingRow(source)));
		if (!row) return;
		yield* this.#writer.removeWithTriggers(context, row, this.#triggers, () =>
			this.#countRemoved(context, row, returned),
		);
	}

	#workingRow(source: SqlValue[]): SqlValue[] {
		const { table } = this.#plan;
		const width = table.hasRowid ? table.columns.length + 1 : table.columns.length;
		return source.length === width ? source : source.slice(0, width);
	}

	#countRemoved(context: WriteContext, row: SqlValue[], returned: SqlValue[][] | undefined): void {
		context.changes++;
		returned?.push((this.#returning as CompiledReturning)(context, row));
	}
}
