/** Aggregates without a kernel, and what DISTINCT and ORDER BY add to any of them. */

import type { FunctionContext } from '../../functions/function.js';
import type { AggregateCall } from '../../plan/nodes.js';
import type { Vector } from '../../storage/vector.js';
import type { SqlValue } from '../../types/value.js';
import type { Batch } from '../contract.js';
import { KeyTable } from '../grouping/keyTable.js';
import { sortedRows } from '../grouping/rowOrder.js';
import { valueAt } from '../../storage/columnVector.js';
import { positionAt } from '../vectors/batch.js';
import { whereRow } from '../vectors/selection.js';
import { StoredRows } from '../vectors/storedRows.js';
import { BINARY } from '../../types/collations.js';
import type { Accumulator } from './accumulator.js';

/** Runs the function's own step, row by row. */
export class FunctionAccumulator implements Accumulator {
	readonly #call: AggregateCall;
	readonly #context: FunctionContext;
	readonly #states: unknown[] = [];

	constructor(call: AggregateCall, context: FunctionContext) {
		this.#call = call;
		this.#context = context;
	}

	reserve(groupCount: number): void {
		while (this.#states.length < groupCount) {
			this.#states.push(this.#call.function.create(this.#context));
		}
	}

	add(args: readonly Vector[], batch: Batch, ids: readonly number[] | undefined): void {
		const { step } = this.#call.function;
		for (let index = 0; index < batch.count; index++) {
			const position = positionAt(batch, index);
			const group = ids === undefined ? 0 : (ids[position] as number);
			const row: SqlValue[] = [];
			for (const arg of args) row.push(valueAt(arg, position));
			this.#states[group] = step(this.#states[group], row, this.#context);
		}
	}

	result(group: number): SqlValue {
		return this.#call.function.finalize(this.#states[group], this.#context);
	}
}

/** Passes on the first row of each (group, arguments). */
export class DistinctAccumulator implements Accumulator {
	readonly #inner: Accumulator;
	readonly #table: KeyTable;
	readonly #keyIds: number[] = [];
	readonly #selection: number[] = [];
	readonly #groupIds: number[] = [];

	constructor(inner: Accumulator, call: AggregateCall) {
		this.#inner = inner;
		this.#table = new KeyTable([BINARY, ...call.args.map(() => call.collation)]);
	}

	reserve(groupCount: number): void {
		this.#inner.reserve(groupCount);
	}

	add(args: readonly Vector[], batch: Batch, ids: readonly number[] | undefined): void {
		const keyIds = this.#keyIds;
		let known = this.#table.count;
		const groups: Vector = { kind: 'int', data: (ids ?? this.#zeros(batch)) as number[] };
		this.#table.assign([groups, ...args], batch, keyIds);
		const fresh = whereRow(batch, this.#selection, position => {
			if (keyIds[position] !== known) return false;
			known++;
			return true;
		});
		if (fresh.count > 0) this.#inner.add(args, fresh, ids);
	}

	result(group: number): SqlValue {
		return this.#inner.result(group);
	}

	#zeros(batch: Batch): number[] {
		if (batch.count === 0) return this.#groupIds;
		const end = positionAt(batch, batch.count - 1) + 1;
		while (this.#groupIds.length < end) this.#groupIds.push(0);
		return this.#groupIds;
	}
}

/** Keeps all rows and steps them in order at the end. `args` are followed by the sort keys. */
export class OrderedAccumulator implements Accumulator {
	readonly #inner: Accumulator;
	readonly #call: AggregateCall;
	readonly #rows: StoredRows;
	readonly #groups: number[] = [];
	#isDone = false;

	constructor(inner: Accumulator, call: AggregateCall) {
		this.#inner = inner;
		this.#call = call;
		this.#rows = new StoredRows(call.args.length + call.orderBy.length);
	}

	reserve(groupCount: number): void {
		this.#inner.reserve(groupCount);
	}

	add(args: readonly Vector[], batch: Batch, ids: readonly number[] | undefined): void {
		this.#rows.appendColumns(args, batch);
		for (let index = 0; index < batch.count; index++) {
			this.#groups.push(ids === undefined ? 0 : (ids[positionAt(batch, index)] as number));
		}
	}

	result(group: number): SqlValue {
		if (!this.#isDone) this.#stepAll();
		return this.#inner.result(group);
	}

	#stepAll(): void {
		this.#isDone = true;
		const { columns, count } = this.#rows;
		const argCount = this.#call.args.length;
		const args = columns.slice(0, argCount);
		const order = sortedRows(columns.slice(argCount), this.#call.orderBy, count);
		for (const row of order) {
			const batch: Batch = { columns: args, selection: undefined, start: row, count: 1 };
			this.#inner.add(args, batch, this.#groups);
		}
	}
}
