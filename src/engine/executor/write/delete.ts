/** DELETE. Without WHERE, RETURNING and listeners the trees are swapped for empty ones. */

import type { DeletePlan, TableExpressions } from '../../plan/statements.js';
import type { SqlValue } from '../../types/value.js';
import type { CompiledQuery, ExecutionContext } from '../contract.js';
import type { CompiledWrite, WriteCompiler, WriteContext } from './contract.js';
import { compileDeleteKeys } from './foreignKeys/compileForeignKeys.js';
import { compileReturning, mayFail } from './returning.js';
import type { CompiledReturning } from './returning.js';
import { compileOneRow, forEachRow } from './sourceRows.js';
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
	}

	run(context: WriteContext): SqlValue[][] | undefined {
		if (this.#isTruncate && !context.recorder) {
			this.#truncate(context);
			return undefined;
		}
		const returned: SqlValue[][] | undefined = this.#returning ? [] : undefined;
		markForTriggers(context, this.#triggers);
		if (this.#oneRow) {
			if (mayFail(this.#plan.returning)) context.mark();
			const found = this.#oneRow(context.source);
			if (found) this.#deleteRow(context, found, returned);
			return returned;
		}
		context.mark();
		const source = this.#query.open(context.source);
		if ((returned || this.#isDisturbed) && !isInKeyOrder(this.#plan.source)) {
			// SQLite collects the keys and then deletes in key order.
			const rows: SqlValue[][] = [];
			forEachRow(source, row => rows.push(row));
			rows.sort(this.#writer.compareKeys);
			for (const row of rows) this.#deleteRow(context, row, returned);
		} else forEachRow(source, row => this.#deleteRow(context, row, returned));
		return returned;
	}

	#truncate(context: WriteContext): void {
		const { table } = this.#plan;
		context.changes += context.current.tree(table.id).size;
		context.truncate(table.id);
		for (const index of this.#writer.indexes) context.truncate(index.schema.id);
	}

	#deleteRow(context: WriteContext, source: SqlValue[], returned: SqlValue[][] | undefined): void {
		const { table } = this.#plan;
		const width = table.hasRowid ? table.columns.length + 1 : table.columns.length;
		let row = source.length === width ? source : source.slice(0, width);
		if (this.#triggers || this.#writer.removeKeys?.hasActions) {
			// Triggers and actions of rows before it may have changed the row, or deleted it.
			const stored = this.#writer.rowOf(context, this.#writer.keyOf(row));
			if (!stored) return;
			row = stored;
		}
		if (this.#triggers) {
			this.#writer.removeWithTriggers(context, row, this.#triggers, () =>
				this.#countRemoved(context, row, returned),
			);
			return;
		}
		this.#writer.remove(context, row);
		this.#countRemoved(context, row, returned);
	}

	#countRemoved(context: WriteContext, row: SqlValue[], returned: SqlValue[][] | undefined): void {
		context.changes++;
		returned?.push((this.#returning as CompiledReturning)(context, row));
	}
}
