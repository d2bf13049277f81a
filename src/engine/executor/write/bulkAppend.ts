/**
 * Appends a batch of new rows column by column, without making rows.
 *
 * Only for tables where nothing has to be looked up or decided per row: rowids are given out by the engine, no
 * index, no CHECK, no generated column, no STRICT, no conflict clause, no RETURNING, and nobody listens.
 */

import type { InsertPlan } from '../../plan/statements.js';
import type { RowTreeContract } from '../../storage/contract.js';
import { valuesBytes } from '../../storage/byteSizes.js';
import { valueAt } from '../../storage/columnVector.js';
import type { Vector } from '../../storage/vector.js';
import type { Affinity } from '../../types/affinity.js';
import { applyAffinity } from '../../types/convert.js';
import type { RowId, SqlValue } from '../../types/value.js';
import type { Batch } from '../contract.js';
import type { WriteContext } from './contract.js';
import type { TableWriter } from './tableWriter.js';

/** Below this a row at a time is as good. */
const WORTHWHILE = 8;

export class BulkAppend {
	readonly #plan: InsertPlan;
	readonly #writer: TableWriter;
	readonly #sources: readonly number[];

	private constructor(plan: InsertPlan, writer: TableWriter, sources: readonly number[]) {
		this.#plan = plan;
		this.#writer = writer;
		this.#sources = sources;
	}

	/** Undefined when the plan cannot be run this way. */
	static create(
		plan: InsertPlan,
		writer: TableWriter,
		sources: readonly number[],
		rowidSource: number,
	): BulkAppend | undefined {
		const { table } = plan;
		const isPlain =
			table.hasRowid &&
			table.partitioning === undefined &&
			!table.isAutoincrement &&
			!table.isStrict &&
			table.indexes.length === 0 &&
			table.checks.length === 0 &&
			table.columns.every(column => column.generated === undefined);
		const isUnconditional =
			rowidSource < 0 &&
			plan.upserts.length === 0 &&
			plan.returning === undefined &&
			(plan.conflict === undefined || plan.conflict === 'abort') &&
			table.columns.every(column => (column.notNullConflict ?? 'abort') === 'abort');
		return isPlain && isUnconditional ? new BulkAppend(plan, writer, sources) : undefined;
	}

	/** False, and nothing done, when the batch has to be inserted row by row. */
	append(context: WriteContext, batch: Batch): boolean {
		const { table } = this.#plan;
		const { count } = batch;
		if (count < WORTHWHILE) return false;
		const tree = context.writable(table.id) as RowTreeContract;
		const last = tree.lastKey() ?? 0;
		if (typeof last !== 'number' || last > Number.MAX_SAFE_INTEGER - count) return false;
		const keys: RowId[] = [];
		for (let row = 1; row <= count; row++) keys.push(last + row);
		const columns: SqlValue[][] = [];
		for (let columnIndex = 0; columnIndex < table.columns.length; columnIndex++) {
			const values =
				columnIndex === table.rowidAlias ? keys : this.#column(context, batch, columnIndex);
			// The rows before the failing one count: last_insert_rowid() goes on knowing them.
			if (table.columns[columnIndex]?.isNotNull && values.includes(null)) return false;
			columns.push(values);
		}
		context.meter?.reserve(weighColumns(columns, count));
		tree.appendColumns(keys, columns);
		context.changes += count;
		context.lastInsertRowid = last + count;
		return true;
	}

	#column(context: WriteContext, batch: Batch, columnIndex: number): SqlValue[] {
		const { table } = this.#plan;
		const column = table.columns[columnIndex];
		const affinity = column?.affinity ?? 'blob';
		const source = this.#sources[columnIndex] as number;
		return source >= 0
			? convertedColumn(batch, batch.columns[source] as Vector, affinity)
			: this.#defaults(context, batch.count, columnIndex, affinity);
	}

	#defaults(
		context: WriteContext,
		count: number,
		columnIndex: number,
		affinity: Affinity,
	): SqlValue[] {
		const values: SqlValue[] = [];
		for (let row = 0; row < count; row++) {
			const value = this.#writer.checks.defaultValue(context.current, columnIndex);
			values.push(applyAffinity(value, affinity));
		}
		return values;
	}
}

function weighColumns(columns: readonly (readonly SqlValue[])[], count: number): number {
	let bytes = 8 * count;
	for (const values of columns) bytes += valuesBytes(values, count);
	return bytes;
}

function convertedColumn(batch: Batch, vector: Vector, affinity: Affinity): SqlValue[] {
	const { selection, start, count } = batch;
	const values: SqlValue[] = [];
	for (let row = 0; row < count; row++) {
		const position = selection ? (selection[row] as number) : start + row;
		values.push(applyAffinity(valueAt(vector, position), affinity));
	}
	return values;
}
