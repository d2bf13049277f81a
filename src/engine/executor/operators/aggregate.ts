/**
 * GROUP BY and aggregates. Groups come out in key order, as from SQLite's sorter; without keys exactly one row. The
 * input is read whole before the first row comes out.
 */

import type { Aggregate, AggregateCall } from '../../plan/nodes.js';
import type { Vector } from '../../storage/vector.js';
import type { Batch, BatchCursor, CompiledQuery, ExecutionContext } from '../contract.js';
import type { Accumulator, ExtremeAccumulator } from '../accumulators/accumulator.js';
import { CountAccumulator } from '../accumulators/count.js';
import { MinMaxAccumulator } from '../accumulators/extreme.js';
import {
	DistinctAccumulator,
	FunctionAccumulator,
	OrderedAccumulator,
} from '../accumulators/generic.js';
import { SumAccumulator } from '../accumulators/sum.js';
import { compileVector } from '../expression/compileVector.js';
import type { FilterEval, PlanCompiler, Scope, VectorEval } from '../expression/scope.js';
import { Frame } from '../frame.js';
import { KeyTable } from '../grouping/keyTable.js';
import { plainOrder, sortedRows } from '../grouping/rowOrder.js';
import { valueAt } from '../../storage/columnVector.js';
import { positionAt } from '../vectors/batch.js';
import { ColumnBuilder } from '../vectors/columnBuilder.js';
import { StoredRows } from '../vectors/storedRows.js';
import { forEachBatch } from './distinct.js';
import { GatherCursor, LazyCursor } from './gatherCursor.js';
import { inputScope } from './inputScope.js';

interface CompiledCall {
	readonly call: AggregateCall;
	/** Arguments, then ORDER BY keys. */
	readonly args: readonly VectorEval[];
	readonly filter: FilterEval | undefined;
}

export function compileAggregate(node: Aggregate, plans: PlanCompiler): CompiledQuery {
	const input = plans.compile(node.input);
	const scope = inputScope(plans, node.input.output);
	const keys = node.groupBy.map(key => compileVector(key.expr, scope));
	const calls = node.aggregates.map(call => compileCall(call, scope));
	const bare = node.bare.map(column => compileVector(column.expr, scope));
	const run = (context: ExecutionContext): BatchCursor => {
		const grouping = new Grouping(node, keys, calls, bare, new Frame(context));
		forEachBatch(input.open(context), batch => grouping.add(batch));
		return grouping.results(context);
	};
	return { open: context => new LazyCursor(() => run(context)) };
}

function compileCall(call: AggregateCall, scope: Scope): CompiledCall {
	const args = call.args.map(arg => compileVector(arg, scope));
	for (const key of call.orderBy) args.push(compileVector(key.expr, scope));
	return { call, args, filter: call.filter && scope.filter(call.filter, scope) };
}

function createAccumulator(call: AggregateCall, context: ExecutionContext): Accumulator {
	let accumulator = plainAccumulator(call, context);
	const isExtreme = call.function.kernel === 'min' || call.function.kernel === 'max';
	if (call.isDistinct && !isExtreme) accumulator = new DistinctAccumulator(accumulator, call);
	if (call.orderBy.length > 0 && !isExtreme)
		accumulator = new OrderedAccumulator(accumulator, call);
	return accumulator;
}

function plainAccumulator(call: AggregateCall, context: ExecutionContext): Accumulator {
	const { kernel } = call.function;
	switch (kernel) {
		case 'count':
			return new CountAccumulator();
		case 'sum':
		case 'total':
		case 'avg':
			return new SumAccumulator(kernel);
		case 'min':
		case 'max':
			return new MinMaxAccumulator(kernel, call.collation);
		case undefined:
			return new FunctionAccumulator(call, {
				collation: call.collation,
				services: context.services,
				...(call.jsonArguments && { jsonArguments: call.jsonArguments }),
			});
	}
}

class Grouping {
	readonly #node: Aggregate;
	readonly #keys: readonly VectorEval[];
	readonly #calls: readonly CompiledCall[];
	readonly #bare: readonly VectorEval[];
	readonly #frame: Frame;
	readonly #accumulators: readonly Accumulator[];
	readonly #table: KeyTable | undefined;
	readonly #ids: number[] = [];
	/** Values of the bare columns, one row each time a group's were renewed; #bareRows: the latest by group. */
	#bareValues: StoredRows;
	#bareRows: number[] = [];

	constructor(
		node: Aggregate,
		keys: readonly VectorEval[],
		calls: readonly CompiledCall[],
		bare: readonly VectorEval[],
		frame: Frame,
	) {
		this.#node = node;
		this.#keys = keys;
		this.#calls = calls;
		this.#bare = bare;
		this.#frame = frame;
		this.#accumulators = calls.map(({ call }) => createAccumulator(call, frame.context));
		this.#table =
			keys.length === 0 ? undefined : new KeyTable(node.groupBy.map(key => key.collation));
		this.#bareValues = new StoredRows(bare.length);
		if (keys.length === 0) this.#reserve(1);
	}

	add(batch: Batch): void {
		const frame = this.#frame;
		let ids: number[] | undefined;
		if (this.#table !== undefined) {
			ids = this.#ids;
			const known = this.#table.count;
			this.#table.assign(
				this.#keys.map(key => key(frame, batch)),
				batch,
				ids,
			);
			if (this.#table.count > known) this.#reserve(this.#table.count);
		}
		const { bareFrom } = this.#node;
		// With FILTER perhaps no row counts: then the first one is shown.
		const mayBeSkipped = bareFrom === undefined || this.#calls[bareFrom]?.filter !== undefined;
		if (this.#bare.length > 0 && mayBeSkipped) this.#keepFirstRows(batch, ids);
		for (let index = 0; index < this.#calls.length; index++) {
			const { args, filter } = this.#calls[index] as CompiledCall;
			const rows = filter === undefined ? batch : filter(frame, batch);
			if (rows.count === 0) continue;
			const vectors = args.map(arg => arg(frame, rows));
			const accumulator = this.#accumulators[index] as Accumulator;
			if (index === bareFrom && this.#bare.length > 0) {
				this.#addExtreme(accumulator as ExtremeAccumulator, vectors[0] as Vector, rows, ids);
			} else accumulator.add(vectors, rows, ids);
		}
	}

	#reserve(groupCount: number): void {
		for (const accumulator of this.#accumulators) accumulator.reserve(groupCount);
		while (this.#bareRows.length < groupCount) this.#bareRows.push(-1);
	}

	#addExtreme(
		accumulator: ExtremeAccumulator,
		vector: Vector,
		rows: Batch,
		ids: readonly number[] | undefined,
	): void {
		const columns = this.#bare.map(column => column(this.#frame, rows));
		for (let index = 0; index < rows.count; index++) {
			const position = positionAt(rows, index);
			const group = ids === undefined ? 0 : (ids[position] as number);
			const change = accumulator.addRow(vector, position, group);
			// As SQLite: NULLs only show their last row.
			if (change !== 'none') this.#keep(columns, position, group);
		}
		this.#compactBare();
	}

	/** As SQLite: without a row of min or max, bare columns show the group's first row. */
	#keepFirstRows(batch: Batch, ids: readonly number[] | undefined): void {
		if (ids === undefined && this.#bareRows[0] !== -1) return;
		let columns: Vector[] | undefined;
		for (let index = 0; index < batch.count; index++) {
			const position = positionAt(batch, index);
			const group = ids === undefined ? 0 : (ids[position] as number);
			if (this.#bareRows[group] !== -1) continue;
			columns ??= this.#bare.map(column => column(this.#frame, batch));
			this.#keep(columns, position, group);
			if (ids === undefined) return;
		}
	}

	#keep(columns: readonly Vector[], position: number, group: number): void {
		this.#bareRows[group] = this.#bareValues.count;
		this.#bareValues.appendPosition(columns, position);
	}

	/** Drops outdated rows when they outnumber the live ones. */
	#compactBare(): void {
		if (this.#bareValues.count < 4096 + this.#bareRows.length * 3) return;
		const compact = new StoredRows(this.#bare.length);
		this.#bareRows = this.#bareRows.map(row => {
			if (row < 0) return row;
			compact.appendPosition(this.#bareValues.columns, row);
			return compact.count - 1;
		});
		this.#bareValues = compact;
	}

	results(context: ExecutionContext): BatchCursor {
		const table = this.#table;
		const groupCount = table === undefined ? 1 : table.count;
		const columns: Vector[] = table === undefined ? [] : [...table.keys.columns];
		for (const accumulator of this.#accumulators) {
			const builder = new ColumnBuilder();
			for (let group = 0; group < groupCount; group++) {
				builder.appendValue(accumulator.result(group));
			}
			columns.push(builder.vector());
		}
		const bareColumns = this.#bareValues.columns;
		for (const column of bareColumns) {
			const builder = new ColumnBuilder();
			for (let group = 0; group < groupCount; group++) {
				const row = this.#bareRows[group] as number;
				builder.appendValue(row < 0 ? null : valueAt(column, row));
			}
			columns.push(builder.vector());
		}
		return new GatherCursor(columns, this.#order(groupCount), groupCount, context);
	}

	/** Key order; input that came ordered has given its groups their numbers in that order. */
	#order(groupCount: number): number[] {
		const table = this.#table;
		if (table !== undefined && !this.#node.isOrdered) {
			const collations = this.#node.groupBy.map(key => key.collation);
			return sortedRows(table.keys.columns, plainOrder(collations), groupCount);
		}
		const order: number[] = [];
		for (let group = 0; group < groupCount; group++) order.push(group);
		return order;
	}
}
