/**
 * The rows of a window in its order, and where its partitions and groups of peers begin. Everything that computes window
 * functions speaks of positions 0 .. count - 1 in that order.
 */

import { valueAt } from '../../storage/columnVector.js';
import type { Vector } from '../../storage/vector.js';
import type { SqlValue } from '../../types/value.js';
import type { ExecutionContext } from '../contract.js';
import { rowComparison, type OrderKey } from '../grouping/rowOrder.js';

/** Stored columns by which rows are told apart. */
export interface WindowKeys {
	readonly columns: readonly Vector[];
	readonly keys: readonly OrderKey[];
}

export class WindowRows {
	readonly columns: readonly Vector[];
	/** Row number in the columns, by position. */
	readonly order: readonly number[];
	readonly count: number;
	/** Position at which each partition begins, and `count` behind them. */
	readonly partitions: readonly number[];
	readonly context: ExecutionContext;
	readonly #orderBy: WindowKeys;
	#peers: Peers | undefined = undefined;

	constructor(
		columns: readonly Vector[],
		order: readonly number[],
		partitionBy: WindowKeys,
		orderBy: WindowKeys,
		context: ExecutionContext,
	) {
		this.columns = columns;
		this.order = order;
		this.count = order.length;
		this.context = context;
		this.#orderBy = orderBy;
		this.partitions = partitionStarts(order, partitionBy);
	}

	value(column: number, position: number): SqlValue {
		return valueAt(this.columns[column] as Vector, this.order[position] as number);
	}

	/** The vector and direction of the only ORDER BY term. */
	get orderTerm(): { readonly vector: Vector; readonly key: OrderKey } {
		const { columns, keys } = this.#orderBy;
		return { vector: columns[0] as Vector, key: keys[0] as OrderKey };
	}

	/** Rows of a partition that ORDER BY does not tell apart. */
	get peers(): Peers {
		return (this.#peers ??= findPeers(this.order, this.partitions, this.#orderBy));
	}

	forEachPartition(visit: (start: number, end: number) => void): void {
		const { partitions } = this;
		for (let index = 0; index + 1 < partitions.length; index++) {
			this.context.checkInterrupt();
			visit(partitions[index] as number, partitions[index + 1] as number);
		}
	}
}

export interface Peers {
	/** Position at which each group begins, and the count of rows behind them. */
	readonly starts: Int32Array;
	/** Group of each position; groups are numbered through all partitions. */
	readonly groupOf: Int32Array;
}

function partitionStarts(order: readonly number[], { columns, keys }: WindowKeys): number[] {
	const count = order.length;
	if (count === 0) return [0];
	const starts = [0];
	if (keys.length > 0) {
		const compare = rowComparison(columns, keys, count);
		for (let position = 1; position < count; position++) {
			if (compare(order[position - 1] as number, order[position] as number) !== 0) {
				starts.push(position);
			}
		}
	}
	starts.push(count);
	return starts;
}

function findPeers(
	order: readonly number[],
	partitions: readonly number[],
	{ columns, keys }: WindowKeys,
): Peers {
	const count = order.length;
	const groupOf = new Int32Array(count);
	const starts = new Int32Array(count + 1);
	const compare = keys.length > 0 ? rowComparison(columns, keys, count) : () => 0;
	let group = -1;
	let partition = 0;
	for (let position = 0; position < count; position++) {
		const isFirst = position === partitions[partition];
		if (isFirst) partition++;
		if (isFirst || compare(order[position - 1] as number, order[position] as number) !== 0) {
			starts[++group] = position;
		}
		groupOf[position] = group;
	}
	starts[group + 1] = count;
	return { starts, groupOf };
}
