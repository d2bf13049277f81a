/** The right side of a nested loop: kept in memory, or opened anew for every left row. */

import type { Vector } from '../../storage/vector.js';
import type { Batch, BatchCursor, CompiledQuery, ExecutionContext } from '../contract.js';
import type { FilterEval, PointLookup } from '../expression/scope.js';
import type { compileBatchBindings } from '../expression/vectorRows.js';
import { Frame } from '../frame.js';
import { batchRows, denseBatch, endOf } from '../vectors/batch.js';
import { broadcast } from '../vectors/gather.js';
import { type StoredRows, materialize } from '../vectors/storedRows.js';

/** The right rows that match one left row at a time. */
export interface RightSource {
	/** A new left batch begins. */
	enter(left: Batch): void;
	/** The left row at this position begins. */
	start(position: number): void;
	/** Right rows that match the present left row; undefined: no more. */
	next(): Batch | undefined;
	stop(): void;
}

/** Left values laid beside right vectors, for `on`. */
class Pairing {
	readonly #frame: Frame;
	readonly #leftFrame: Frame;
	readonly #on: FilterEval | undefined;
	#left: Batch | undefined = undefined;
	#position = 0;
	#columns: Vector[] = [];
	#filledTo = 0;

	constructor(context: ExecutionContext, on: FilterEval | undefined) {
		this.#frame = new Frame(context);
		this.#leftFrame = new Frame(context);
		this.#on = on;
	}

	enter(left: Batch): void {
		this.#left = left;
	}

	start(position: number): void {
		this.#position = position;
		this.#filledTo = 0;
	}

	/** Columns of both sides, aligned with the right batch. */
	columns(right: Batch): Vector[] {
		const end = endOf(right);
		const left = this.#left as Batch;
		if (this.#filledTo < end) {
			this.#columns = left.columns.map((column, index) =>
				broadcast(column, this.#position, 0, end, this.#leftFrame.scratch(index)),
			);
			this.#filledTo = end;
		}
		return [...this.#columns, ...right.columns];
	}

	/** The right rows for which `on` holds; its columns are the right ones again. */
	matches(right: Batch): Batch {
		if (this.#on === undefined) return right;
		const { selection, start, count } = right;
		const kept = this.#on(this.#frame, { columns: this.columns(right), selection, start, count });
		return { ...kept, columns: right.columns };
	}
}

export class KeptRight implements RightSource {
	readonly pairing: Pairing;
	readonly #context: ExecutionContext;
	readonly #query: CompiledQuery;
	readonly #width: number;
	#rows: StoredRows | undefined = undefined;
	#chunks: Batch[] = [];
	#at = 0;

	constructor(
		context: ExecutionContext,
		query: CompiledQuery,
		width: number,
		on: FilterEval | undefined,
	) {
		this.#context = context;
		this.#query = query;
		this.#width = width;
		this.pairing = new Pairing(context, on);
	}

	get rows(): StoredRows {
		return (this.#rows ??= materialize(this.#query.open(this.#context), this.#width));
	}

	get chunks(): readonly Batch[] {
		const { rows } = this;
		if (this.#chunks.length === 0 && rows.count > 0) {
			for (let start = 0; start < rows.count; start += batchRows) {
				this.#chunks.push(rows.slice(start, Math.min(batchRows, rows.count - start)));
			}
		}
		return this.#chunks;
	}

	enter(left: Batch): void {
		this.pairing.enter(left);
	}

	start(position: number): void {
		this.pairing.start(position);
		this.#at = 0;
	}

	next(): Batch | undefined {
		const { chunks } = this;
		while (this.#at < chunks.length) {
			this.#context.checkInterrupt();
			const matches = this.pairing.matches(chunks[this.#at++] as Batch);
			if (matches.count > 0) return matches;
		}
		return undefined;
	}

	stop(): void {
		this.#at = 0;
	}
}

export class ReopenedRight implements RightSource {
	readonly #context: ExecutionContext;
	readonly #query: CompiledQuery;
	readonly #bindings: ReturnType<typeof compileBatchBindings>;
	readonly #frame: Frame;
	readonly #pairing: Pairing;
	#bind: (position: number) => void = () => undefined;
	#cursor: BatchCursor | undefined = undefined;

	constructor(
		context: ExecutionContext,
		query: CompiledQuery,
		bindings: ReturnType<typeof compileBatchBindings>,
		on: FilterEval | undefined,
	) {
		this.#context = context;
		this.#query = query;
		this.#bindings = bindings;
		this.#frame = new Frame(context);
		this.#pairing = new Pairing(context, on);
	}

	enter(left: Batch): void {
		this.#bind = this.#bindings(this.#frame, left);
		this.#pairing.enter(left);
	}

	start(position: number): void {
		this.#bind(position);
		this.#pairing.start(position);
		this.#cursor = this.#query.open(this.#context);
	}

	next(): Batch | undefined {
		for (;;) {
			const batch = this.#cursor?.next();
			if (batch === undefined) return undefined;
			const matches = this.#pairing.matches(batch);
			if (matches.count > 0) return matches;
		}
	}

	stop(): void {
		this.#cursor?.close();
		this.#cursor = undefined;
	}
}

/** One right row at most, found by key without a cursor. */
export class LookedUpRight implements RightSource {
	readonly #context: ExecutionContext;
	readonly #lookup: PointLookup;
	readonly #bindings: ReturnType<typeof compileBatchBindings>;
	readonly #frame: Frame;
	readonly #pairing: Pairing;
	#bind: (position: number) => void = () => undefined;
	#isAsked = false;

	constructor(
		context: ExecutionContext,
		lookup: PointLookup,
		bindings: ReturnType<typeof compileBatchBindings>,
		on: FilterEval | undefined,
	) {
		this.#context = context;
		this.#lookup = lookup;
		this.#bindings = bindings;
		this.#frame = new Frame(context);
		this.#pairing = new Pairing(context, on);
	}

	enter(left: Batch): void {
		this.#context.checkInterrupt();
		this.#bind = this.#bindings(this.#frame, left);
		this.#pairing.enter(left);
	}

	start(position: number): void {
		this.#bind(position);
		this.#pairing.start(position);
		this.#isAsked = false;
	}

	next(): Batch | undefined {
		if (this.#isAsked) return undefined;
		this.#isAsked = true;
		const row = this.#lookup(this.#context);
		if (row === undefined) return undefined;
		const columns = row.map((value): Vector => ({ kind: 'generic', data: [value] }));
		const matches = this.#pairing.matches(denseBatch(columns, 0, 1));
		return matches.count > 0 ? matches : undefined;
	}

	stop(): void {
		this.#isAsked = true;
	}
}
