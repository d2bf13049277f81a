/** FROM function(args): rows pulled from the function's iterable, batch by batch. */

import { SqlError } from '../../types/sqlError.js';
import type { Row, SqlValue } from '../../types/value.js';
import type { TableFunctionScan, VirtualAccess } from '../../plan/nodes.js';
import type { Batch, BatchCursor, CompiledQuery, ExecutionContext } from '../contract.js';
import { compileRowless } from '../expression/compileScalar.js';
import type { FilterEval, PlanCompiler } from '../expression/scope.js';
import { Frame } from '../frame.js';
import { batchRows, denseBatch } from '../vectors/batch.js';
import { StoredRows } from '../vectors/storedRows.js';
import { inputScope } from '../operators/inputScope.js';
import { ColumnBatchCursor } from './columnBatchCursor.js';

export function compileTableFunctionScan(
	node: TableFunctionScan,
	plans: PlanCompiler,
): CompiledQuery {
	if (node.virtual?.plan.isImpossible) throw new SqlError('SQLITE_ERROR', 'no query solution');
	const args = node.args.map(arg => compileRowless(arg, plans));
	const scope = inputScope(plans, node.output);
	const filter = node.filter && scope.filter(node.filter, scope);
	const columnIndexes = node.columns.map(column => column.columnIndex);
	const { parameters, columnCount = node.function.columns.length } = node;
	const { firstRowid = 1, parameterValues, isStepwise, columnBatches } = node.function;
	const batchSize = isStepwise ? 1 : batchRows;
	return {
		open(context) {
			const values: SqlValue[] = [];
			// Holes are parameters that were not given.
			args.forEach((arg, position) => {
				values[parameters?.[position] ?? position] = arg(context);
			});
			if (node.virtual) {
				const rows = virtualRows(node.virtual, values, context);
				const shape = { columnIndexes, columnCount, args: [], firstRowid, batchSize };
				return new IterableCursor(context, rows, { ...shape, hasRowids: true }, filter);
			}
			if (columnBatches) {
				return new ColumnBatchCursor(context, columnBatches(), columnIndexes, filter);
			}
			const rows = node.function.rows(values, context.services);
			const shown = parameterValues?.(values) ?? values;
			const shape = { columnIndexes, columnCount, args: shown, firstRowid, batchSize };
			return new IterableCursor(context, rows, shape, filter);
		},
	};
}

/** Rows of a module's table, for the values that its plan wants. */
function virtualRows(
	{ source, plan, sizes }: VirtualAccess,
	values: readonly SqlValue[],
	context: ExecutionContext,
): Iterable<Row> {
	let next = 0;
	const given = sizes.map(size =>
		size === undefined ? (values[next++] as SqlValue) : values.slice(next, (next += size)),
	);
	return source.scan(context.services, plan, given);
}

interface RowShape {
	readonly columnIndexes: readonly number[];
	/** Behind the columns stand the arguments. */
	readonly columnCount: number;
	readonly args: readonly (SqlValue | undefined)[];
	readonly firstRowid: number;
	readonly batchSize: number;
	/** The rowid stands behind the columns of each row. */
	readonly hasRowids?: boolean;
}

class IterableCursor implements BatchCursor {
	readonly #context: ExecutionContext;
	readonly #rows: Iterator<readonly SqlValue[]>;
	readonly #shape: RowShape;
	readonly #filter: FilterEval | undefined;
	readonly #frame: Frame;
	/** Rowid of the next row. */
	#rowid: number;
	#isDone = false;

	constructor(
		context: ExecutionContext,
		rows: Iterable<readonly SqlValue[]>,
		shape: RowShape,
		filter: FilterEval | undefined,
	) {
		this.#context = context;
		this.#rows = rows[Symbol.iterator]();
		this.#shape = shape;
		this.#rowid = shape.firstRowid;
		this.#filter = filter;
		this.#frame = new Frame(context);
	}

	next(): Batch | undefined {
		const { columnIndexes, columnCount, args, batchSize, hasRowids = false } = this.#shape;
		while (!this.#isDone) {
			this.#context.checkInterrupt();
			const stored = new StoredRows(columnIndexes.length);
			while (stored.count < batchSize) {
				const result = this.#rows.next();
				if (result.done === true) {
					this.#isDone = true;
					break;
				}
				const row: SqlValue[] = [];
				const { value } = result;
				for (const columnIndex of columnIndexes) {
					if (columnIndex < 0 && hasRowids) row.push(value[columnCount] as SqlValue);
					else if (columnIndex < 0) row.push(this.#rowid);
					else if (columnIndex < columnCount) row.push(value[columnIndex] ?? null);
					else row.push(args[columnIndex - columnCount] ?? null);
				}
				this.#rowid++;
				stored.appendRow(row);
			}
			if (stored.count === 0) break;
			const batch = denseBatch(stored.columns, 0, stored.count);
			if (this.#filter === undefined) return batch;
			const kept = this.#filter(this.#frame, batch);
			if (kept.count > 0) return kept;
		}
		return undefined;
	}

	close(): void {
		if (this.#isDone) return;
		this.#isDone = true;
		this.#rows.return?.();
	}
}
