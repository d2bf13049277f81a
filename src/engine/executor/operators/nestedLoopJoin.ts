/**
 * Nested loop join: inner, left, semi, anti. Without bindings the right side is kept in memory and each left row is
 * laid beside a whole chunk of it, so that `on` runs on vectors. With bindings the right side is opened
 * anew for every left row.
 */

import type { NestedLoopJoin } from '../../plan/nodes.js';
import type { Vector } from '../../storage/vector.js';
import type { Batch, BatchCursor, CompiledQuery, ExecutionContext } from '../contract.js';
import { compileVector } from '../expression/compileVector.js';
import type { FilterEval, PlanCompiler } from '../expression/scope.js';
import { compileBatchBindings } from '../expression/vectorRows.js';
import { Frame, FrameShape } from '../frame.js';
import { batchRows, denseBatch, endOf, positionAt } from '../vectors/batch.js';
import { broadcast, gather } from '../vectors/gather.js';
import { narrowed } from '../vectors/selection.js';
import { StoredRows, materialize } from '../vectors/storedRows.js';
import { inputScope } from './inputScope.js';

/** Below this many right rows several left rows share one batch. */
const narrowRight = 128;

export function compileNestedLoopJoin(node: NestedLoopJoin, plans: PlanCompiler): CompiledQuery {
	const left = plans.compile(node.left);
	const right = plans.compile(node.right);
	const scope = inputScope(plans, node.left.output, node.right.output);
	const on = node.on && scope.filter(node.on, scope);
	const leftScope = { ...inputScope(plans, node.left.output), shape: new FrameShape() };
	const bindings =
		node.bindings.length === 0
			? undefined
			: compileBatchBindings(node.bindings, leftScope, compileVector);
	const rightWidth = node.right.output.length;
	const { joinType } = node;
	if (joinType === 'right' || joinType === 'full') {
		throw new Error('right and full joins are hash joins');
	}
	return {
		open(context) {
			const input = left.open(context);
			const source =
				bindings === undefined
					? new KeptRight(context, right, rightWidth, on)
					: new ReopenedRight(context, right, bindings, on);
			if (joinType === 'semi' || joinType === 'anti') {
				return new ExistenceCursor(input, source, joinType === 'semi');
			}
			if (joinType === 'inner' && source instanceof KeptRight) {
				return new ProductCursor(context, input, source, on, node.left.output.length);
			}
			return new PairCursor(context, input, source, joinType === 'left', rightWidth);
		},
	};
}

/** The right rows that match one left row at a time. */
interface RightSource {
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

class KeptRight implements RightSource {
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

class ReopenedRight implements RightSource {
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

/** Semi and anti: the left rows themselves, narrowed. */
class ExistenceCursor implements BatchCursor {
	readonly #left: BatchCursor;
	readonly #source: RightSource;
	readonly #wanted: boolean;
	readonly #selection: number[] = [];

	constructor(left: BatchCursor, source: RightSource, wanted: boolean) {
		this.#left = left;
		this.#source = source;
		this.#wanted = wanted;
	}

	next(): Batch | undefined {
		for (;;) {
			const batch = this.#left.next();
			if (batch === undefined) return undefined;
			this.#source.enter(batch);
			let count = 0;
			for (let index = 0; index < batch.count; index++) {
				const position = positionAt(batch, index);
				this.#source.start(position);
				const isMatched = this.#source.next() !== undefined;
				this.#source.stop();
				if (isMatched === this.#wanted) this.#selection[count++] = position;
			}
			if (count > 0) return narrowed(batch, this.#selection, count);
		}
	}

	close(): void {
		this.#left.close();
		this.#source.stop();
	}
}

/** Inner and left: pairs are collected and put out in batches. */
class PairCursor implements BatchCursor {
	readonly #left: BatchCursor;
	readonly #source: RightSource;
	readonly #keepsUnmatched: boolean;
	readonly #rightWidth: number;
	readonly #frame: Frame;
	readonly #nulls: readonly null[];
	#batch: Batch | undefined = undefined;
	#index = 0;
	#isRowOpen = false;
	#isMatched = false;

	constructor(
		context: ExecutionContext,
		left: BatchCursor,
		source: RightSource,
		keepsUnmatched: boolean,
		rightWidth: number,
	) {
		this.#left = left;
		this.#source = source;
		this.#keepsUnmatched = keepsUnmatched;
		this.#rightWidth = rightWidth;
		this.#frame = new Frame(context);
		this.#nulls = new Array<null>(rightWidth).fill(null);
	}

	next(): Batch | undefined {
		for (;;) {
			if (this.#batch === undefined || this.#index >= this.#batch.count) {
				this.#batch = this.#left.next();
				if (this.#batch === undefined) return undefined;
				this.#index = 0;
				this.#source.enter(this.#batch);
			}
			const output = this.#pairsOf(this.#batch);
			if (output !== undefined) return output;
		}
	}

	/** Pairs of the present left batch, until a batch is full or the left batch ends. */
	#pairsOf(left: Batch): Batch | undefined {
		const leftRows: number[] = [];
		const right = new StoredRows(this.#rightWidth);
		while (this.#index < left.count && right.count < batchRows) {
			const position = positionAt(left, this.#index);
			if (!this.#isRowOpen) {
				this.#source.start(position);
				this.#isRowOpen = true;
				this.#isMatched = false;
			}
			const matches = this.#source.next();
			if (matches !== undefined) {
				this.#isMatched = true;
				right.appendBatch(matches);
				for (let row = 0; row < matches.count; row++) leftRows.push(position);
				continue;
			}
			this.#source.stop();
			this.#isRowOpen = false;
			this.#index++;
			if (!this.#isMatched && this.#keepsUnmatched) {
				right.appendRow(this.#nulls);
				leftRows.push(position);
			}
		}
		if (leftRows.length === 0) return undefined;
		const columns = left.columns.map((column, index) =>
			gather(column, leftRows, 0, leftRows.length, this.#frame.scratch(index)),
		);
		return denseBatch([...columns, ...right.columns], 0, leftRows.length);
	}

	close(): void {
		this.#left.close();
		this.#source.stop();
	}
}

/** Inner without bindings: combinations are put out as they stand, right vectors uncopied. */
class ProductCursor implements BatchCursor {
	readonly #context: ExecutionContext;
	readonly #left: BatchCursor;
	readonly #right: KeptRight;
	readonly #on: FilterEval | undefined;
	readonly #frame: Frame;
	readonly #onFrame: Frame;
	readonly #leftWidth: number;
	#batch: Batch | undefined = undefined;
	#index = 0;
	#chunk = 0;

	constructor(
		context: ExecutionContext,
		left: BatchCursor,
		right: KeptRight,
		on: FilterEval | undefined,
		leftWidth: number,
	) {
		this.#context = context;
		this.#left = left;
		this.#right = right;
		this.#on = on;
		this.#frame = new Frame(context);
		this.#onFrame = new Frame(context);
		this.#leftWidth = leftWidth;
	}

	next(): Batch | undefined {
		for (;;) {
			this.#context.checkInterrupt();
			if (this.#batch === undefined || this.#index >= this.#batch.count) {
				this.#batch = this.#left.next();
				if (this.#batch === undefined || this.#right.rows.count === 0) {
					this.#end();
					return;
				}
				this.#index = 0;
				this.#chunk = 0;
				this.#right.enter(this.#batch);
			}
			const combined =
				this.#right.rows.count < narrowRight
					? this.#severalRows(this.#batch)
					: this.#oneRow(this.#batch);
			const kept = this.#on === undefined ? combined : this.#on(this.#onFrame, combined);
			if (kept.count > 0) return kept;
		}
	}

	/** One left row beside one chunk of the right side. */
	#oneRow(left: Batch): Batch {
		const { chunks, pairing } = this.#right;
		if (this.#chunk === 0) pairing.start(positionAt(left, this.#index));
		const chunk = chunks[this.#chunk++] as Batch;
		const columns = pairing.columns(chunk);
		if (this.#chunk === chunks.length) {
			this.#chunk = 0;
			this.#index++;
		}
		return denseBatch(columns, 0, chunk.count);
	}

	/** As many left rows as fill a batch, each beside the whole right side. */
	#severalRows(left: Batch): Batch {
		const { rows } = this.#right;
		const rowCount = Math.max(
			1,
			Math.min(left.count - this.#index, Math.floor(batchRows / rows.count)),
		);
		const leftRows: number[] = [];
		const rightRows: number[] = [];
		for (let index = 0; index < rowCount; index++) {
			const position = positionAt(left, this.#index + index);
			for (let row = 0; row < rows.count; row++) {
				leftRows.push(position);
				rightRows.push(row);
			}
		}
		this.#index += rowCount;
		const count = leftRows.length;
		const columns = left.columns.map((column, index) =>
			gather(column, leftRows, 0, count, this.#frame.scratch(index)),
		);
		rows.columns.forEach((column, index) => {
			const scratch = this.#frame.scratch(this.#leftWidth + index);
			columns.push(gather(column, rightRows, 0, count, scratch));
		});
		return denseBatch(columns, 0, count);
	}

	#end(): undefined {
		this.close();
		return undefined;
	}

	close(): void {
		this.#left.close();
	}
}
