/**
 * Writes to tables of modules: the module is told of each row. The rows to write are found before the first is written, for
 * nobody knows what a module's scan sees of its writes. There are no constraints, defaults or triggers but the module's own.
 */

import type { TableFunction } from '../../functions/function.js';
import type { VirtualChange, VirtualTableSource } from '../../functions/virtualTable.js';
import type { DeletePlan, InsertPlan, UpdatePlan } from '../../plan/statements.js';
import { SqlError } from '../../types/sqlError.js';
import type { Row, RowId, SqlValue } from '../../types/value.js';
import type { CompiledQuery } from '../contract.js';
import type { CompiledWrite, WriteCompiler, WriteContext } from './contract.js';
import { compileReturning } from './returning.js';
import type { CompiledReturning } from './returning.js';
import { forEachRow } from './sourceRows.js';

type VirtualWritePlan = InsertPlan | UpdatePlan | DeletePlan;

export function compileVirtualWrite(
	plan: VirtualWritePlan,
	compiler: WriteCompiler,
): CompiledWrite {
	return new VirtualWriter(plan, compiler);
}

class VirtualWriter implements CompiledWrite {
	readonly steps = undefined;
	readonly #plan: VirtualWritePlan;
	readonly #source: VirtualTableSource;
	readonly #query: CompiledQuery | undefined;
	readonly #returning: CompiledReturning | undefined;
	readonly #conflict: string | undefined;
	/** INSERT: source column of each column, -1: NULL; and of the rowid. UPDATE: of the new values. */
	readonly #values: readonly number[];
	readonly #rowid: number;

	constructor(plan: VirtualWritePlan, compiler: WriteCompiler) {
		const { table } = plan;
		this.#plan = plan;
		this.#source = (table.source as TableFunction).virtual as VirtualTableSource;
		this.#query = plan.source && compiler.compileQuery(plan.source);
		this.#returning = plan.returning && compileReturning(plan.returning, plan.layout, compiler);
		this.#conflict = plan.kind === 'delete' ? undefined : plan.conflict;
		this.#values = table.columns.map((_, columnIndex) => sourceColumn(plan, columnIndex));
		this.#rowid = sourceColumn(plan, -1);
	}

	run(context: WriteContext): SqlValue[][] | undefined {
		const returned: SqlValue[][] | undefined = this.#returning ? [] : undefined;
		const rows: SqlValue[][] = [];
		if (this.#query) forEachRow(this.#query.open(context.source), row => void rows.push(row));
		else rows.push([]);
		for (const row of this.#distinct(rows)) {
			const written = this.#write(context, row);
			if (written) returned?.push((this.#returning as CompiledReturning)(context, written));
		}
		return returned;
	}

	/** With FROM a row may come several times: its last one counts. */
	#distinct(rows: readonly SqlValue[][]): Iterable<SqlValue[]> {
		const { kind, table } = this.#plan;
		if (kind !== 'update' || !this.#plan.hasFrom) return rows;
		return new Map(rows.map(row => [row[table.columns.length], row])).values();
	}

	/** The row as RETURNING sees it; undefined: OR IGNORE left it out. */
	#write(context: WriteContext, row: SqlValue[]): Row | undefined {
		const change = this.#changeOf(row);
		let inserted: RowId | undefined;
		try {
			inserted = this.#source.write(context.source.services, change, this.#conflict);
		} catch (error) {
			if (this.#conflict === 'ignore' && isConstraint(error)) return undefined;
			throw error;
		}
		context.changes++;
		if (change.type === 'insert' && inserted !== undefined) context.lastInsertRowid = inserted;
		return this.#told(context, change, inserted);
	}

	#changeOf(row: SqlValue[]): VirtualChange {
		const { kind, table } = this.#plan;
		const values = this.#values.map(position => (position < 0 ? null : (row[position] ?? null)));
		if (kind === 'insert') {
			return { type: 'insert', rowid: this.#rowid < 0 ? undefined : row[this.#rowid], values };
		}
		const width = table.columns.length;
		const rowid = row[width] as RowId;
		const oldValues = row.slice(0, width);
		if (kind === 'delete') return { type: 'delete', rowid, oldValues };
		const newRowid = row[this.#rowid] ?? null;
		const columns = this.#plan.assignments.map(one => one.columnIndex);
		return { type: 'update', rowid, newRowid, values, oldValues, columns };
	}

	/** Listeners hear of it. */
	#told(context: WriteContext, change: VirtualChange, inserted: RowId | undefined): Row {
		const { table } = this.#plan;
		const { recorder } = context;
		if (change.type === 'delete') {
			const oldRow = [...change.oldValues, change.rowid];
			recorder?.deleted(table, oldRow);
			return oldRow;
		}
		if (change.type === 'insert') {
			const newRow = [...change.values, inserted ?? change.rowid ?? null];
			recorder?.inserted(table, newRow);
			return newRow;
		}
		const newRow = [...change.values, change.newRowid];
		recorder?.updated(table, [...change.oldValues, change.rowid], newRow);
		return newRow;
	}
}

/** Where the new value of a column (-1: the rowid) stands in a row of the source; negative: nowhere. */
function sourceColumn(plan: VirtualWritePlan, columnIndex: number): number {
	const { table } = plan;
	switch (plan.kind) {
		case 'insert':
			return plan.source ? plan.targets.indexOf(columnIndex) : -1;
		case 'update': {
			const assignment = plan.assignments.find(one => one.columnIndex === columnIndex);
			if (assignment) return plan.source.output.indexOf(assignment.id);
			return columnIndex < 0 ? table.columns.length : columnIndex;
		}
		default:
			return columnIndex < 0 ? table.columns.length : columnIndex;
	}
}

function isConstraint(error: unknown): boolean {
	return error instanceof SqlError && error.code.startsWith('SQLITE_CONSTRAINT');
}
