/**
 * Window functions over one PARTITION BY and ORDER BY. The input is read whole and sorted (unless it comes in
 * order); each call makes a column in that order.
 */

import type { SortKey, Window, WindowCall, WindowFrame } from '../../plan/nodes.js';
import { sliceVector } from '../../storage/columnVector.js';
import type { Vector } from '../../storage/vector.js';
import type { Batch, BatchCursor, CompiledQuery, ExecutionContext } from '../contract.js';
import { compileRowless } from '../expression/compileScalar.js';
import { compileVector } from '../expression/compileVector.js';
import type { PlanCompiler, Scope, VectorEval } from '../expression/scope.js';
import { Frame } from '../frame.js';
import { sortedRows } from '../grouping/rowOrder.js';
import { batchRows, denseBatch } from '../vectors/batch.js';
import { gather } from '../vectors/gather.js';
import { StoredRows } from '../vectors/storedRows.js';
import { computeCall, type CompiledCall } from '../window/computeCall.js';
import type { CompiledFrame, FrameBounds } from '../window/frameBounds.js';
import { frameBounds } from '../window/frameBounds.js';
import { WindowRows, type WindowKeys } from '../window/windowRows.js';
import { forEachBatch } from './distinct.js';
import { LazyCursor } from './gatherCursor.js';
import { inputScope } from './inputScope.js';

/** Columns to store: the input's, then those computed for keys and arguments. */
class StoredColumns {
	readonly computed: VectorEval[] = [];
	readonly #scope: Scope;
	readonly #width: number;

	constructor(scope: Scope, width: number) {
		this.#scope = scope;
		this.#width = width;
	}

	positionOf(expr: WindowCall['args'][number]): number {
		const known = expr.kind === 'column' ? this.#scope.layout.get(expr.id) : undefined;
		if (known !== undefined) return known;
		this.computed.push(compileVector(expr, this.#scope));
		return this.#width + this.computed.length - 1;
	}
}

export function compileWindow(node: Window, plans: PlanCompiler): CompiledQuery {
	const input = plans.compile(node.input);
	const width = node.input.output.length;
	const stored = new StoredColumns(inputScope(plans, node.input.output), width);
	const partitionBy = node.partitionBy.map(key => stored.positionOf(key.expr));
	const orderBy = node.orderBy.map(key => stored.positionOf(key.expr));
	const frames = new Map<WindowFrame, CompiledFrame>();
	const calls: CompiledCall[] = node.calls.map(call => ({
		call,
		args: call.args.map(arg => stored.positionOf(arg)),
		filter: call.filter && stored.positionOf(call.filter),
	}));
	for (const { frame } of node.calls) {
		if (!frames.has(frame)) frames.set(frame, compileFrame(frame, plans));
	}
	const run = (context: ExecutionContext): BatchCursor => {
		const rows = collect(input.open(context), stored.computed, width, context);
		const partitions = keysOf(rows, partitionBy, node.partitionBy);
		const orders = keysOf(rows, orderBy, node.orderBy);
		const order = node.isOrdered
			? inInputOrder(rows.count)
			: sortedRows(
					[...partitions.columns, ...orders.columns],
					[...partitions.keys, ...orders.keys],
					rows.count,
				);
		const sorted = new WindowRows(rows.columns, order, partitions, orders, context);
		const bounds = new Map<WindowFrame, FrameBounds>();
		const boundsOf = (frame: WindowFrame): FrameBounds => {
			const known = bounds.get(frame) ?? frameBounds(sorted, frames.get(frame) as CompiledFrame);
			bounds.set(frame, known);
			return known;
		};
		const results = calls.map(call => computeCall(sorted, call, boundsOf));
		return new WindowCursor(rows.columns.slice(0, width), order, results, context);
	};
	return { open: context => new LazyCursor(() => run(context)) };
}

function compileFrame(frame: WindowFrame, plans: PlanCompiler): CompiledFrame {
	const compile = (offset: WindowFrame['start']['offset']) =>
		offset && compileRowless(offset, plans);
	return {
		frame,
		startOffset: compile(frame.start.offset),
		endOffset: compile(frame.end.offset),
	};
}

function collect(
	cursor: BatchCursor,
	computed: readonly VectorEval[],
	width: number,
	context: ExecutionContext,
): StoredRows {
	const rows = new StoredRows(width + computed.length);
	const frame = new Frame(context);
	forEachBatch(cursor, batch => {
		if (computed.length === 0) {
			rows.appendBatch(batch);
			return;
		}
		const columns = batch.columns.slice(0, width);
		for (const column of computed) columns.push(column(frame, batch));
		rows.appendColumns(columns, batch);
	});
	return rows;
}

function keysOf(
	rows: StoredRows,
	positions: readonly number[],
	keys: readonly SortKey[],
): WindowKeys {
	return { columns: positions.map(position => rows.columns[position] as Vector), keys };
}

function inInputOrder(count: number): number[] {
	const order: number[] = [];
	for (let row = 0; row < count; row++) order.push(row);
	return order;
}

/** Input columns by way of the order, results as they are. */
class WindowCursor implements BatchCursor {
	readonly #columns: readonly Vector[];
	readonly #order: readonly number[];
	readonly #results: readonly Vector[];
	readonly #frame: Frame;
	#at = 0;

	constructor(
		columns: readonly Vector[],
		order: readonly number[],
		results: readonly Vector[],
		context: ExecutionContext,
	) {
		this.#columns = columns;
		this.#order = order;
		this.#results = results;
		this.#frame = new Frame(context);
	}

	next(): Batch | undefined {
		this.#frame.context.checkInterrupt();
		const from = this.#at;
		const count = Math.min(batchRows, this.#order.length - from);
		if (count <= 0) return undefined;
		this.#at += count;
		const columns = this.#columns.map((column, index) =>
			gather(column, this.#order, from, count, this.#frame.scratch(index)),
		);
		for (const result of this.#results) columns.push(sliceVector(result, from, from + count));
		return denseBatch(columns, 0, count);
	}

	close(): void {
		this.#at = this.#order.length;
	}
}
