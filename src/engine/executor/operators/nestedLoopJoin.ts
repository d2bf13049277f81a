/**
 * Nested loop join: inner, left, semi, anti. Without bindings the right side is kept in memory and each left row is
 * laid beside a whole chunk of it, so that `on` runs on vectors. With bindings the right side is opened
 * anew for every left row.
 */

import type { NestedLoopJoin } from '../../plan/nodes.js';
import type { Batch, BatchCursor, CompiledQuery, ExecutionContext } from '../contract.js';
import { compileVector } from '../expression/compileVector.js';
import type { FilterEval, PlanCompiler } from '../expression/scope.js';
import { compileBatchBindings } from '../expression/vectorRows.js';
import { Frame, FrameShape } from '../frame.js';
import { batchRows, denseBatch, positionAt } from '../vectors/batch.js';
import { gather } from '../vectors/gather.js';
import { narrowed } from '../vectors/selection.js';
import { StoredRows } from '../vectors/storedRows.js';
import { inputScope } from './inputScope.js';
import { KeptRight, LookedUpRight, ReopenedRight, type RightSource } from './joinRight.js';

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
	const lookup = bindings === undefined ? undefined : plans.lookup(node.right);
	const rightWidth = node.right.output.length;
	const { joinType } = node;
	if (joinType === 'right' || joinType === 'full') {
		throw new Error('right and full joins are hash joins');
	}
	return {
		open(context) {
			const input = left.open(context);
			let source: RightSource;
			if (bindings === undefined) source = new KeptRight(context, right, rightWidth, on);
			else if (lookup !== undefined) source = new LookedUpRight(context, lookup, bindings, on);
			else source = new ReopenedRight(context, right, bindings, on);
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
