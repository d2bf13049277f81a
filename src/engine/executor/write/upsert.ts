/** ON CONFLICT DO NOTHING and DO UPDATE: what happens to the stored row that a new one ran into. */

import type { InsertPlan, UpsertClause } from '../../plan/statements.js';
import { isTrue } from '../../types/convert.js';
import type { Row, SqlValue } from '../../types/value.js';
import type { CompiledScalar } from '../contract.js';
import type { WriteCompiler, WriteContext } from './contract.js';
import { compileUpdateKeys } from './foreignKeys/compileForeignKeys.js';
import type { RowForeignKeys } from './foreignKeys/rowForeignKeys.js';
import { rowidForUpdate } from './rowids.js';
import { scalarLayout } from './rowLayout.js';
import type { RowTriggers } from './rowTriggers.js';
import type { Steps } from './steps.js';
import { updateWithTriggers } from './updateWithTriggers.js';
import type { TableWriter, UniqueCheck, UpsertConflict } from './tableWriter.js';

interface CompiledUpsert {
	readonly assignments:
		readonly { readonly columnIndex: number; readonly value: CompiledScalar }[] | undefined;
	readonly where: CompiledScalar | undefined;
	readonly triggers: RowTriggers | undefined;
	readonly assigned: ReadonlySet<number>;
	readonly keys: RowForeignKeys | undefined;
}

export class UpsertWriter {
	readonly #plan: InsertPlan;
	readonly #writer: TableWriter;
	readonly #upserts: readonly CompiledUpsert[];
	readonly #uniqueChecks: readonly UniqueCheck[];
	/** Of updates by any of the clauses; undefined: none. */
	readonly triggers: RowTriggers | undefined;
	/** Some clause sets off triggers or actions of foreign keys. */
	readonly setsOffPrograms: boolean;

	/** `reached`: the checks of the INSERT that a row may run into. */
	constructor(
		plan: InsertPlan,
		writer: TableWriter,
		compiler: WriteCompiler,
		reached: readonly UniqueCheck[],
	) {
		this.#plan = plan;
		this.#writer = writer;
		// DO UPDATE resolves conflicts of its own as the plain statement would, never by another clause.
		this.#uniqueChecks = writer.orderChecks('abort');
		this.#upserts = plan.upserts.map((upsert, position) => {
			const layout = scalarLayout(plan.layout, upsert.excluded);
			const isReached = reached.some(check => check.upsert === position);
			const assigned = upsert.assignments?.map(({ columnIndex }) => columnIndex);
			return {
				keys:
					assigned && isReached
						? compileUpdateKeys(compiler.foreignKeys, plan.table, assigned)
						: undefined,
				assignments: upsert.assignments?.map(({ columnIndex, expr }) => ({
					columnIndex,
					value: compiler.compileScalar(expr, layout),
				})),
				where: upsert.where && compiler.compileScalar(upsert.where, layout),
				...this.#triggersOf(upsert, compiler),
			};
		});
		this.triggers = this.#upserts.find(upsert => upsert.triggers)?.triggers;
		this.setsOffPrograms =
			this.triggers !== undefined || this.#upserts.some(({ keys }) => keys?.hasActions);
	}

	#triggersOf(
		{ assignments }: UpsertClause,
		compiler: WriteCompiler,
	): Pick<CompiledUpsert, 'triggers' | 'assigned'> {
		const columns = assignments?.map(({ columnIndex }) => columnIndex);
		const { table } = this.#plan;
		const named = assignments?.map(assignment => assignment.named);
		const triggers =
			named && compiler.triggers({ table, event: 'update', columns: named, conflict: 'abort' });
		return { triggers, assigned: new Set(columns) };
	}

	/** `onWritten` is told of the updated row, unless nothing was done. */
	apply(
		context: WriteContext,
		excluded: readonly SqlValue[],
		conflict: UpsertConflict,
		onWritten: (row: SqlValue[]) => void,
	): void {
		const changed = this.#assign(context, excluded, conflict);
		if (!changed) return;
		const { upsert, oldRow, row } = changed;
		if (this.#writer.update(context, oldRow, row, 'abort', this.#uniqueChecks, upsert.keys)) {
			onWritten(row);
		}
	}

	/** The same with triggers, or with actions of foreign keys. */
	*applyInSteps(
		context: WriteContext,
		excluded: readonly SqlValue[],
		conflict: UpsertConflict,
		onWritten: (row: SqlValue[]) => void,
	): Steps<void> {
		const changed = this.#assign(context, excluded, conflict);
		if (!changed) return;
		const { upsert, oldRow, row } = changed;
		const { triggers, assigned, keys } = upsert;
		yield* updateWithTriggers(this.#writer, context, triggers, {
			oldRow,
			row,
			assigned,
			write: stored =>
				this.#writer.replace(context, stored, row, 'abort', this.#uniqueChecks, keys),
			keys,
			onWritten: () => onWritten(row),
		});
	}

	/** Undefined: nothing is to be done. */
	#assign(
		context: WriteContext,
		excluded: readonly SqlValue[],
		conflict: UpsertConflict,
	):
		| { readonly upsert: CompiledUpsert; readonly oldRow: Row; readonly row: SqlValue[] }
		| undefined {
		const upsert = this.#upserts[conflict.upsert];
		const oldRow = this.#writer.rowOf(context, conflict.key);
		if (!upsert?.assignments || !oldRow) return undefined;
		const { table } = this.#plan;
		const scope = oldRow.slice();
		if (!table.hasRowid) scope.push(null);
		scope.push(...excluded);
		if (upsert.where && isTrue(upsert.where(context.current, scope)) !== true) return undefined;
		const row = oldRow.slice();
		for (const { columnIndex, value } of upsert.assignments) {
			const assigned = value(context.current, scope);
			if (columnIndex >= 0 && columnIndex !== table.rowidAlias) row[columnIndex] = assigned;
			else rowidForUpdate(table, row, assigned);
		}
		return { upsert, oldRow, row };
	}
}
