/** FROM function(args): rows pulled from the function's iterable, batch by batch. */

import type { SqlValue } from '../../types/value.js';
import type { TableFunctionScan } from '../../plan/nodes.js';
import type { Batch, BatchCursor, CompiledQuery, ExecutionContext } from '../contract.js';
import { compileRowless } from '../expression/compileScalar.js';
import type { FilterEval, PlanCompiler } from '../expression/scope.js';
import { Frame } from '../frame.js';
import { batchRows, denseBatch } from '../vectors/batch.js';
import { StoredRows } from '../vectors/storedRows.js';
import { inputScope } from '../operators/inputScope.js';

export function compileTableFunctionScan(
	node: TableFunctionScan,
	plans: PlanCompiler,
): CompiledQuery {
	const args = node.args.map(arg => compileRowless(arg, plans));
	const scope = inputScope(plans, node.output);
	const filter = node.filter && scope.filter(node.filter, scope);
	const columnIndexes = node.columns.map(column => column.columnIndex);
	return {
		open(context) {
			const values = args.map(arg => arg(context));
			const rows = node.function.rows(values, context.services);
			return new IterableCursor(context, rows, columnIndexes, filter);
		},
	};
}

class IterableCursor implements BatchCursor {
	readonly #context: ExecutionContext;
	readonly #rows: Iterator<readonly SqlValue[]>;
	readonly #columnIndexes: readonly number[];
	readonly #filter: FilterEval | undefined;
	readonly #frame: Frame;
	/** Rowid of the next row: its number from 1. */
	#rowid = 1;
	#isDone = false;

	constructor(
		context: ExecutionContext,
		rows: Iterable<readonly SqlValue[]>,
		columnIndexes: readonly number[],
		filter: FilterEval | undefined,
	) {
		this.#context = context;
		this.#rows = rows[Symbol.iterator]();
		this.#columnIndexes = columnIndexes;
		this.#filter = filter;
		this.#frame = new Frame(context);
	}

	next(): Batch | undefined {
		while (!this.#isDone) {
			this.#context.checkInterrupt();
			const stored = new StoredRows(this.#columnIndexes.length);
			while (stored.count < batchRows) {
				const result = this.#rows.next();
				if (result.done === true) {
					this.#isDone = true;
					break;
				}
				const row: SqlValue[] = [];
				for (const columnIndex of this.#columnIndexes) {
					row.push(columnIndex < 0 ? this.#rowid : (result.value[columnIndex] ?? null));
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
