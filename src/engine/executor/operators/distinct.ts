/** DISTINCT: the first of equal rows, in input order; and the compound operators that remove duplicates. */

import type { Compound, Distinct } from '../../plan/nodes.js';
import type { Batch, BatchCursor, CompiledQuery, ExecutionContext } from '../contract.js';
import type { PlanCompiler } from '../expression/scope.js';
import { KeyTable } from '../grouping/keyTable.js';
import { plainOrder, sortedRows } from '../grouping/rowOrder.js';
import { whereRow } from '../vectors/selection.js';
import { valueAt } from '../../storage/columnVector.js';
import type { Vector } from '../../storage/vector.js';
import type { Collation } from '../../types/collation.js';
import { valuesEqual } from '../../types/compare.js';
import type { SqlValue } from '../../types/value.js';
import { GatherCursor, LazyCursor } from './gatherCursor.js';

export function compileDistinct(node: Distinct, plans: PlanCompiler): CompiledQuery {
	const input = plans.compile(node.input);
	if (node.isOrdered) {
		return { open: context => new AdjacentCursor(input.open(context), node.collations) };
	}
	return {
		open: context => new DistinctCursor(input.open(context), new KeyTable(node.collations)),
	};
}

class DistinctCursor implements BatchCursor {
	readonly #input: BatchCursor;
	readonly #table: KeyTable;
	readonly #ids: number[] = [];
	readonly #selection: number[] = [];

	constructor(input: BatchCursor, table: KeyTable) {
		this.#input = input;
		this.#table = table;
	}

	next(): Batch | undefined {
		for (;;) {
			const batch = this.#input.next();
			if (batch === undefined) return undefined;
			const ids = this.#ids;
			let known = this.#table.count;
			this.#table.assign(batch.columns, batch, ids);
			if (this.#table.count === known) continue;
			// New ids come in row order: the next one marks the first row of its key.
			return whereRow(batch, this.#selection, position => {
				if (ids[position] !== known) return false;
				known++;
				return true;
			});
		}
	}

	close(): void {
		this.#input.close();
	}
}

/** Of equal rows that stand together the first, without a table of those seen. */
class AdjacentCursor implements BatchCursor {
	readonly #input: BatchCursor;
	readonly #collations: readonly Collation[];
	readonly #selection: number[] = [];
	#last: readonly SqlValue[] | undefined = undefined;

	constructor(input: BatchCursor, collations: readonly Collation[]) {
		this.#input = input;
		this.#collations = collations;
	}

	next(): Batch | undefined {
		for (let batch = this.#input.next(); batch !== undefined; batch = this.#input.next()) {
			const { columns } = batch;
			let last = this.#last;
			const kept = whereRow(batch, this.#selection, position => {
				if (last !== undefined && this.#isLast(last, columns, position)) return false;
				last = columns.map(column => valueAt(column, position));
				return true;
			});
			this.#last = last;
			if (kept.count > 0) return kept;
		}
		return undefined;
	}

	close(): void {
		this.#input.close();
	}

	#isLast(last: readonly SqlValue[], columns: readonly Vector[], position: number): boolean {
		for (let index = 0; index < last.length; index++) {
			const value = valueAt(columns[index] as Vector, position);
			const other = last[index] as SqlValue;
			if (value !== other && !isEqual(value, other, this.#collations[index] as Collation)) {
				return false;
			}
		}
		return true;
	}
}

/** NULLs are equal here. */
function isEqual(left: SqlValue, right: SqlValue, collation: Collation): boolean {
	return left !== null && right !== null && valuesEqual(left, right, collation);
}

export function compileCompound(node: Compound, plans: PlanCompiler): CompiledQuery {
	const left = plans.compile(node.left);
	const right = plans.compile(node.right);
	if (node.op === 'unionAll') {
		return { open: context => new ConcatCursor(context, [left, right]) };
	}
	const { op } = node;
	const combine = (context: ExecutionContext): BatchCursor => {
		const table = new KeyTable(node.collations);
		const ids: number[] = [];
		// Of equal rows the first in the table stays: that of the right side for UNION.
		const [kept, other] = op === 'union' ? [right, left] : [left, right];
		forEachBatch(kept.open(context), batch => table.assign(batch.columns, batch, ids));
		let rows: number[];
		const inOrder = (): number[] =>
			sortedRows(table.keys.columns, plainOrder(node.collations), table.count);
		if (op === 'union') {
			forEachBatch(other.open(context), batch => table.assign(batch.columns, batch, ids));
			rows = inOrder();
		} else {
			const isInRight = rightKeys(table, other.open(context));
			const wanted = op === 'intersect';
			rows = inOrder().filter(row => isInRight[row] === wanted);
		}
		return new GatherCursor(table.keys.columns, rows, rows.length, context);
	};
	return { open: context => new LazyCursor(() => combine(context)) };
}

/** For each key of the table, whether the cursor gives it. */
function rightKeys(table: KeyTable, cursor: BatchCursor): boolean[] {
	const found: boolean[] = [];
	for (let id = 0; id < table.count; id++) found.push(false);
	const ids: number[] = [];
	forEachBatch(cursor, batch => {
		table.lookup(batch.columns, batch, ids);
		const { selection, start, count } = batch;
		for (let index = 0; index < count; index++) {
			const id = ids[selection === undefined ? start + index : (selection[index] as number)];
			if ((id as number) >= 0) found[id as number] = true;
		}
	});
	return found;
}

export function forEachBatch(cursor: BatchCursor, visit: (batch: Batch) => void): void {
	try {
		for (let batch = cursor.next(); batch !== undefined; batch = cursor.next()) visit(batch);
	} finally {
		cursor.close();
	}
}

/** One input after the other, each opened when its turn comes. */
class ConcatCursor implements BatchCursor {
	readonly #context: ExecutionContext;
	readonly #inputs: readonly CompiledQuery[];
	#at = 0;
	#cursor: BatchCursor | undefined = undefined;

	constructor(context: ExecutionContext, inputs: readonly CompiledQuery[]) {
		this.#context = context;
		this.#inputs = inputs;
	}

	next(): Batch | undefined {
		while (this.#at < this.#inputs.length) {
			this.#cursor ??= (this.#inputs[this.#at] as CompiledQuery).open(this.#context);
			const batch = this.#cursor.next();
			if (batch !== undefined) return batch;
			this.#cursor = undefined;
			this.#at++;
		}
		return undefined;
	}

	close(): void {
		this.#at = this.#inputs.length;
		this.#cursor?.close();
	}
}
