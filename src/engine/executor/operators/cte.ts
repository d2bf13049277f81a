/** Common table expressions: computed once per execution and read from memory; recursive ones row set by row set. */

import type { CteScan, PlanNode, RecursiveCte, RecursiveScan } from '../../plan/nodes.js';
import type { Vector } from '../../storage/vector.js';
import type { Batch, BatchCursor, CompiledQuery, ExecutionContext } from '../contract.js';
import type { PlanCompiler } from '../expression/scope.js';
import { cachedBySlots, cteResultKey } from '../expression/subquery.js';
import { Frame } from '../frame.js';
import { KeyTable } from '../grouping/keyTable.js';
import { sortedRows } from '../grouping/rowOrder.js';
import { freeSlots } from '../planVisit.js';
import { batchRows, emptyCursor } from '../vectors/batch.js';
import { whereRow } from '../vectors/selection.js';
import { StoredRows } from '../vectors/storedRows.js';
import { forEachBatch } from './distinct.js';
import { inputScope } from './inputScope.js';
import { LimitCursor, compileLimitValue, compileOffsetValue } from './limit.js';
import { compileSortKeys } from './sort.js';

export function compileCteScan(node: CteScan, plans: PlanCompiler): CompiledQuery {
	const query = plans.compile(node.plan);
	const slots = freeSlots(node.plan);
	const key = cteResultKey(node.cteId);
	const width = node.plan.output.length;
	return {
		open(context) {
			const shared = cachedBySlots(
				context,
				key,
				slots,
				() => new SharedRows(query.open(context), width),
			);
			return new SharedCursor(context, shared);
		},
	};
}

/** Rows computed as far as some reader has asked: a LIMIT outside may stop an endless recursion. */
class SharedRows {
	readonly rows: StoredRows;
	#source: BatchCursor | undefined;

	constructor(source: BatchCursor, width: number) {
		this.rows = new StoredRows(width);
		this.#source = source;
	}

	/** Adds a batch; false at the end. */
	pull(): boolean {
		const batch = this.#source?.next();
		if (batch === undefined) {
			this.#source = undefined;
			return false;
		}
		this.rows.appendBatch(batch);
		return true;
	}
}

class SharedCursor implements BatchCursor {
	readonly #context: ExecutionContext;
	readonly #shared: SharedRows;
	#at = 0;

	constructor(context: ExecutionContext, shared: SharedRows) {
		this.#context = context;
		this.#shared = shared;
	}

	next(): Batch | undefined {
		this.#context.checkInterrupt();
		const { rows } = this.#shared;
		if (this.#at >= rows.count && !this.#shared.pull()) return undefined;
		const start = this.#at;
		const count = Math.min(batchRows, rows.count - start);
		if (count <= 0) return undefined;
		this.#at += count;
		return rows.slice(start, count);
	}

	close(): void {
		this.#at = Infinity;
	}
}

/** The rows that the recursive part sees now, under the CTE's key. */
interface CurrentRows {
	rows: StoredRows;
}

/** Apart from the key of its finished result. */
function currentRowsKey(cteId: number): number {
	return -1 - cteResultKey(cteId);
}

export function compileRecursiveScan(node: RecursiveScan): CompiledQuery {
	const key = currentRowsKey(node.cteId);
	return {
		open(context) {
			const current = context.results.get(key) as CurrentRows | undefined;
			return current === undefined ? emptyCursor : current.rows.cursor(context);
		},
	};
}

export function compileRecursiveCte(node: RecursiveCte, plans: PlanCompiler): CompiledQuery {
	const initial = plans.compile(node.initial);
	const recursive = node.recursive.map(part => plans.compile(part));
	const limit = compileLimitValue(node.limit, plans);
	const offset = compileOffsetValue(node.offset, plans);
	const scope = inputScope(plans, node.output);
	const width = node.output.length;
	const sortKeys = compileSortKeys(node.orderBy, scope, width);
	const key = currentRowsKey(node.cteId);
	const single = node.recursive.length === 1 ? node.recursive[0] : undefined;
	const step = single && isLinear(single) ? 'generation' : 'row';

	/** Rows of the batch in the queue's form: columns, then computed sort keys. */
	const keyed = (frame: Frame, batch: Batch): Vector[] => {
		const columns = batch.columns.slice(0, width);
		for (const compute of sortKeys.computed) columns.push(compute(frame, batch));
		return columns;
	};

	return {
		open(context) {
			const rows = limit(context);
			const skipped = offset(context);
			if (rows === 0) return emptyCursor;
			const table = node.isDistinct ? new KeyTable(node.collations) : undefined;
			const queue = new RecursionQueue(
				node,
				width + sortKeys.computed.length,
				sortKeys.positions,
				step,
			);
			const frame = new Frame(context);
			const enqueue = (batch: Batch): void => {
				const fresh = table === undefined ? batch : newRows(table, batch);
				if (fresh.count > 0) queue.push(keyed(frame, fresh), fresh);
			};
			const steps = new RecursionCursor(context, initial, recursive, queue, enqueue, key, width);
			return new LimitCursor(steps, rows, skipped);
		},
	};
}

/** Gives for several rows of the table what it gives for each, one after the other. */
function isLinear(node: PlanNode): boolean {
	switch (node.kind) {
		case 'recursiveScan':
			return true;
		case 'filter':
		case 'project':
			return isLinear(node.input);
		case 'nestedLoopJoin':
		case 'hashJoin':
			return node.joinType !== 'right' && node.joinType !== 'full' && isLinear(node.left);
		default:
			return false;
	}
}

function newRows(table: KeyTable, batch: Batch): Batch {
	const ids: number[] = [];
	let known = table.count;
	table.assign(batch.columns, batch, ids);
	return whereRow(batch, [], position => {
		if (ids[position] !== known) return false;
		known++;
		return true;
	});
}

/** First in, first out, a whole generation or a row at a time; with ORDER BY the least row, one at a time. */
class RecursionQueue {
	readonly #node: RecursiveCte;
	readonly #keyPositions: readonly number[];
	readonly #width: number;
	#rows: StoredRows;
	/** With ORDER BY: row numbers not taken yet, greatest first. */
	#waiting: number[] = [];
	#sortedCount = 0;
	readonly #step: 'generation' | 'row';
	/** Row by row: the generation being taken, and how many of its rows were. */
	#generation: StoredRows | undefined = undefined;
	#takenCount = 0;

	constructor(
		node: RecursiveCte,
		width: number,
		keyPositions: readonly number[],
		step: 'generation' | 'row',
	) {
		this.#node = node;
		this.#step = step;
		this.#width = width;
		this.#keyPositions = keyPositions;
		this.#rows = new StoredRows(width);
	}

	push(columns: readonly Vector[], batch: Batch): void {
		this.#rows.appendColumns(columns, batch);
	}

	/** Undefined when the queue is empty. */
	take(): StoredRows | undefined {
		if (this.#node.orderBy.length > 0) return this.#takeLeast();
		if (this.#step === 'row') return this.#takeFirst();
		if (this.#rows.count === 0) return undefined;
		const taken = this.#rows;
		this.#rows = new StoredRows(this.#width);
		return taken;
	}

	#takeFirst(): StoredRows | undefined {
		if (this.#generation === undefined || this.#takenCount === this.#generation.count) {
			if (this.#rows.count === 0) return undefined;
			this.#generation = this.#rows;
			this.#takenCount = 0;
			this.#rows = new StoredRows(this.#width);
		}
		const taken = new StoredRows(this.#width);
		taken.appendRow(this.#generation.row(this.#takenCount++));
		return taken;
	}

	#takeLeast(): StoredRows | undefined {
		if (this.#sortedCount < this.#rows.count) this.#sortWaiting();
		const row = this.#waiting.pop();
		if (row === undefined) return undefined;
		const taken = new StoredRows(this.#width);
		taken.appendRow(this.#rows.row(row));
		return taken;
	}

	#sortWaiting(): void {
		for (; this.#sortedCount < this.#rows.count; this.#sortedCount++) {
			this.#waiting.push(this.#sortedCount);
		}
		const rows = this.#waiting.sort((a, b) => a - b);
		const kept = new StoredRows(this.#width);
		for (const row of rows) kept.appendPosition(this.#rows.columns, row);
		const keys = this.#keyPositions.map(position => kept.columns[position] as Vector);
		this.#rows = kept;
		this.#sortedCount = kept.count;
		this.#waiting = sortedRows(keys, this.#node.orderBy, kept.count).reverse();
	}
}

class RecursionCursor implements BatchCursor {
	readonly #context: ExecutionContext;
	readonly #initial: CompiledQuery;
	readonly #recursive: readonly CompiledQuery[];
	readonly #queue: RecursionQueue;
	readonly #enqueue: (batch: Batch) => void;
	readonly #key: number;
	readonly #width: number;
	#isStarted = false;
	/** Rows put out last, whose successors are still to be computed. */
	#pending: StoredRows | undefined = undefined;
	#cursor: BatchCursor | undefined = undefined;

	constructor(
		context: ExecutionContext,
		initial: CompiledQuery,
		recursive: readonly CompiledQuery[],
		queue: RecursionQueue,
		enqueue: (batch: Batch) => void,
		key: number,
		width: number,
	) {
		this.#context = context;
		this.#initial = initial;
		this.#recursive = recursive;
		this.#queue = queue;
		this.#enqueue = enqueue;
		this.#key = key;
		this.#width = width;
	}

	next(): Batch | undefined {
		for (;;) {
			this.#context.checkInterrupt();
			const batch = this.#cursor?.next();
			if (batch !== undefined) {
				return { ...batch, columns: batch.columns.slice(0, this.#width) };
			}
			if (!this.#isStarted) {
				this.#isStarted = true;
				forEachBatch(this.#initial.open(this.#context), this.#enqueue);
			} else if (this.#pending !== undefined) this.#step(this.#pending);
			this.#pending = this.#queue.take();
			if (this.#pending === undefined) return undefined;
			this.#cursor = this.#pending.cursor(this.#context);
		}
	}

	/** Successors of the rows put out last. */
	#step(rows: StoredRows): void {
		const current: CurrentRows = { rows };
		this.#context.results.set(this.#key, current);
		for (const query of this.#recursive) {
			forEachBatch(query.open(this.#context), this.#enqueue);
		}
	}

	close(): void {
		this.#isStarted = true;
		this.#pending = undefined;
		this.#cursor?.close();
		this.#cursor = undefined;
	}
}
