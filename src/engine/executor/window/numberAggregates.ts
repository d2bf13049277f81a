/**
 * count, sum, total and avg of typed columns over frames, without values in between.
 *
 * INTEGER: sums up to each position, so that a stretch of rows is a difference; exact while they are safe integers. REAL:
 * compensated as in SQLite, rows stepped in and taken out in its order; around excluded rows each side has a sum of its own.
 */

import type { WindowFrame } from '../../plan/nodes.js';
import type { Vector } from '../../storage/vector.js';
import { stretches, type Exclusion } from './exclusion.js';
import type { AggregateInput } from './frameAggregates.js';
import type { FrameBounds } from './frameBounds.js';
import type { WindowRows } from './windowRows.js';

export interface NumberFrames {
	readonly rows: WindowRows;
	readonly input: AggregateInput;
	readonly frame: WindowFrame;
	readonly bounds: FrameBounds;
	readonly exclusion: Exclusion | undefined;
	/** Whether a row passes FILTER. */
	readonly passes: (position: number) => boolean;
	readonly isLeavingFirst: boolean;
}

/** Undefined: not for this function or column. */
export function numberAggregates(frames: NumberFrames): Vector | undefined {
	const { rows, input } = frames;
	const { kernel } = input.function;
	if (kernel === 'count') return counts(frames);
	if (kernel !== 'sum' && kernel !== 'total' && kernel !== 'avg') return undefined;
	const vector = rows.columns[input.args[0] as number] as Vector;
	if (vector.kind === 'int') return integerSums(frames, vector.data, kernel);
	if (vector.kind !== 'real') return undefined;
	if (frames.exclusion === undefined) return realSums(frames, vector.data, kernel);
	return isFinite(vector.data, rows.count)
		? realSumsAround(frames, frames.exclusion, vector.data, kernel)
		: undefined;
}

function counts(frames: NumberFrames): Vector {
	const { rows, input, passes } = frames;
	const column = input.args[0];
	const isCounted =
		column === undefined
			? passes
			: (position: number) => rows.value(column, position) !== null && passes(position);
	const before = new Int32Array(rows.count + 1);
	for (let position = 0; position < rows.count; position++) {
		before[position + 1] = (before[position] as number) + (isCounted(position) ? 1 : 0);
	}
	const data: number[] = [];
	forEachFrame(frames, parts => {
		data.push(difference(before, parts));
	});
	return { kind: 'int', data };
}

function forEachFrame(
	{ rows, bounds, exclusion }: NumberFrames,
	visit: (parts: readonly number[]) => void,
): void {
	const parts: number[] = [];
	rows.forEachPartition((start, end) => {
		for (let position = start; position < end; position++) {
			stretches(bounds, exclusion, position, parts);
			visit(parts);
		}
	});
}

function difference(before: Int32Array | Float64Array, parts: readonly number[]): number {
	let sum = 0;
	for (let index = 0; index < parts.length; index += 2) {
		sum +=
			(before[parts[index + 1] as number] as number) - (before[parts[index] as number] as number);
	}
	return sum;
}

type Sum = 'sum' | 'total' | 'avg';

/** Differences of a few such sums are safe integers. */
const largestSum = 2 ** 50;

function integerSums(
	frames: NumberFrames,
	values: readonly number[],
	kernel: Sum,
): Vector | undefined {
	const { rows, passes } = frames;
	const sums = new Float64Array(rows.count + 1);
	const before = new Int32Array(rows.count + 1);
	let sum = 0;
	let count = 0;
	for (let position = 0; position < rows.count; position++) {
		const value = values[rows.order[position] as number] as number;
		if (value === value && passes(position)) {
			sum += value;
			count++;
			if (sum > largestSum || sum < -largestSum) return undefined;
		}
		sums[position + 1] = sum;
		before[position + 1] = count;
	}
	const data: number[] = [];
	forEachFrame(frames, parts => {
		const inFrame = difference(before, parts);
		const total = difference(sums, parts);
		data.push(resultOf(kernel, total, inFrame));
	});
	return { kind: kernel === 'sum' ? 'int' : 'real', data };
}

function resultOf(kernel: Sum, sum: number, count: number): number {
	if (kernel === 'total') return sum;
	if (count === 0) return NaN;
	return kernel === 'sum' ? sum : sum / count;
}

/** Neumaier's sum; numbers leave it as their negatives. */
class RealSum {
	sum = 0;
	correction = 0;
	count = 0;

	change(value: number): void {
		const { sum } = this;
		const total = sum + value;
		if (Math.abs(sum) > Math.abs(value)) this.correction += sum - total + value;
		else this.correction += value - total + sum;
		this.sum = total;
	}

	get total(): number {
		return Number.isFinite(this.correction) ? this.sum + this.correction : this.sum;
	}
}

/** The sum of a stretch of positions that only moves forward. */
class SlidingSum extends RealSum {
	readonly #rows: WindowRows;
	readonly #values: readonly number[];
	readonly #passes: (position: number) => boolean;
	#from: number;
	#to: number;

	constructor({ rows, passes }: NumberFrames, values: readonly number[], start: number) {
		super();
		this.#rows = rows;
		this.#values = values;
		this.#passes = passes;
		this.#from = start;
		this.#to = start;
	}

	move(from: number, to: number, isLeavingFirst: boolean): void {
		const last = Math.max(to, from);
		if (isLeavingFirst && from <= this.#to) {
			this.#apply(this.#from, from, -1);
			this.#apply(this.#to, last, 1);
		} else {
			this.#apply(this.#to, last, 1);
			this.#apply(this.#from, from, -1);
		}
		this.#from = from;
		this.#to = Math.max(this.#to, last);
	}

	#apply(from: number, to: number, sign: 1 | -1): void {
		for (let position = from; position < to; position++) {
			const value = this.#values[this.#rows.order[position] as number] as number;
			if (value !== value || !this.#passes(position)) continue;
			this.change(sign * value);
			this.count += sign;
		}
	}
}

function realSums(frames: NumberFrames, values: readonly number[], kernel: Sum): Vector {
	const { rows, bounds, isLeavingFirst } = frames;
	const { starts, ends } = bounds;
	const data: number[] = [];
	rows.forEachPartition((start, end) => {
		const sum = new SlidingSum(frames, values, start);
		for (let position = start; position < end; position++) {
			sum.move(starts[position] as number, ends[position] as number, isLeavingFirst);
			data.push(resultOf(kernel, sum.total, sum.count));
		}
	});
	return { kind: 'real', data };
}

function isFinite(values: readonly number[], count: number): boolean {
	for (let row = 0; row < count; row++) {
		const value = values[row] as number;
		if (value === Infinity || value === -Infinity) return false;
	}
	return true;
}

function realSumsAround(
	frames: NumberFrames,
	exclusion: Exclusion,
	values: readonly number[],
	kernel: Sum,
): Vector {
	const { rows, bounds, passes } = frames;
	const data: number[] = [];
	const parts: number[] = [];
	rows.forEachPartition((start, end) => {
		const left = new SlidingSum(frames, values, start);
		const right = new SlidingSum(frames, values, start);
		for (let position = start; position < end; position++) {
			stretches(bounds, exclusion, position, parts);
			left.move(parts[0] as number, parts[1] as number, true);
			right.move(parts[parts.length - 2] as number, parts[parts.length - 1] as number, true);
			const both = new RealSum();
			for (const side of [left, right]) {
				both.change(side.sum);
				both.change(side.correction);
				both.count += side.count;
			}
			const own = values[rows.order[position] as number] as number;
			if (parts.length === 6 && own === own && passes(position)) {
				both.change(own);
				both.count++;
			}
			data.push(resultOf(kernel, both.total, both.count));
		}
	});
	return { kind: 'real', data };
}
