/**
 * Aggregates over frames. A frame only ever moves forward, so a row comes in once and goes out once:
 *
 *   from the partition's start   rows are stepped in; the state is read when it has changed
 *   sliding                      rows that leave are taken out again by the function's inverse, in the order they came
 *   min and max, sliding         the candidates wait in a queue, best first
 *   EXCLUDE                      every frame anew, where nothing better is known
 *   typed numbers                numberAggregates.ts
 */

import type { AggregateFunction, FunctionContext } from '../../functions/function.js';
import type { WindowFrame } from '../../plan/nodes.js';
import type { Vector } from '../../storage/vector.js';
import { compareValues } from '../../types/compare.js';
import { isTrue } from '../../types/convert.js';
import type { SqlValue } from '../../types/value.js';
import { ColumnBuilder } from '../vectors/columnBuilder.js';
import { numberAggregates } from './numberAggregates.js';
import { stretches, type Exclusion } from './exclusion.js';
import { ExtremeQueue } from './extremeQueue.js';
import type { FrameBounds } from './frameBounds.js';
import type { WindowRows } from './windowRows.js';

/** Where an aggregate call finds its values. */
export interface AggregateInput {
	readonly function: AggregateFunction;
	readonly context: FunctionContext;
	readonly args: readonly number[];
	readonly filter: number | undefined;
}

export function frameAggregates(
	rows: WindowRows,
	input: AggregateInput,
	frame: WindowFrame,
	bounds: FrameBounds,
	exclusion: Exclusion | undefined,
): Vector {
	const builder = new ColumnBuilder();
	const stepper = new Stepper(rows, input);
	const { kernel } = input.function;
	const isExtreme = kernel === 'min' || kernel === 'max';
	const starts = frame.start.kind === 'unboundedPreceding';
	const typed = numberAggregates({
		rows,
		input,
		frame,
		bounds,
		exclusion,
		passes: stepper.passes,
		isLeavingFirst: leavesFirst(frame),
	});
	if (typed) return typed;
	rows.forEachPartition((start, end) => {
		if (exclusion && isExtreme) {
			extremesAround(rows, input, stepper.passes, bounds, exclusion, start, end, builder);
		} else if (exclusion) eachAnew(stepper, bounds, exclusion, start, end, builder);
		else if (starts) running(stepper, bounds, start, end, builder);
		else if (isExtreme) slidingExtremes(rows, input, stepper.passes, bounds, start, end, builder);
		else sliding(stepper, bounds, leavesFirst(frame), start, end, builder);
	});
	return builder.vector();
}

class Stepper {
	readonly #rows: WindowRows;
	readonly #input: AggregateInput;
	/** FILTER. */
	readonly passes: (position: number) => boolean;
	#state: unknown = undefined;

	constructor(rows: WindowRows, input: AggregateInput) {
		this.#rows = rows;
		this.#input = input;
		const { filter } = input;
		this.passes =
			filter === undefined ? () => true : position => isTrue(rows.value(filter, position)) === true;
	}

	reset(): void {
		const { function: called, context } = this.#input;
		this.#state = called.create(context);
	}

	step(from: number, to: number): void {
		const { function: called, context } = this.#input;
		for (let position = from; position < to; position++) {
			if (!this.passes(position)) continue;
			this.#state = called.step(this.#state, this.#arguments(position), context);
		}
	}

	takeOut(from: number, to: number): void {
		const { function: called, context } = this.#input;
		const inverse = called.inverse as NonNullable<AggregateFunction['inverse']>;
		for (let position = from; position < to; position++) {
			if (!this.passes(position)) continue;
			this.#state = inverse(this.#state, this.#arguments(position), context);
		}
	}

	result(): SqlValue {
		const { function: called, context } = this.#input;
		return called.finalize(this.#state, context);
	}

	#arguments(position: number): SqlValue[] {
		const row: SqlValue[] = [];
		for (const column of this.#input.args) row.push(this.#rows.value(column, position));
		return row;
	}
}

function running(
	stepper: Stepper,
	{ ends }: FrameBounds,
	start: number,
	end: number,
	builder: ColumnBuilder,
): void {
	stepper.reset();
	let to = start;
	let result: SqlValue | undefined;
	for (let position = start; position < end; position++) {
		const next = ends[position] as number;
		if (next > to) {
			stepper.step(to, next);
			to = next;
			result = undefined;
		}
		if (result === undefined) result = stepper.result();
		builder.appendValue(result);
	}
}

/** Whether SQLite takes rows out before it steps new ones in: rounding and empty texts show the order. */
function leavesFirst({ unit, start, end }: WindowFrame): boolean {
	if (unit !== 'range' || start.kind === 'currentRow') return true;
	return start.kind === 'preceding' && end.kind !== 'preceding';
}

function sliding(
	stepper: Stepper,
	{ starts, ends }: FrameBounds,
	isLeavingFirst: boolean,
	start: number,
	end: number,
	builder: ColumnBuilder,
): void {
	stepper.reset();
	let from = start;
	let to = start;
	let result: SqlValue | undefined;
	for (let position = start; position < end; position++) {
		const first = starts[position] as number;
		const next = ends[position] as number;
		if (next > to || first > from) {
			if (isLeavingFirst && first <= to) {
				stepper.takeOut(from, first);
				stepper.step(to, next);
			} else {
				stepper.step(to, next);
				stepper.takeOut(from, first);
			}
			from = first;
			to = next;
			result = undefined;
		}
		if (result === undefined) result = stepper.result();
		builder.appendValue(result);
	}
}

function slidingExtremes(
	rows: WindowRows,
	{ function: called, context, args }: AggregateInput,
	passes: (position: number) => boolean,
	{ starts, ends }: FrameBounds,
	start: number,
	end: number,
	builder: ColumnBuilder,
): void {
	const column = args[0] as number;
	const queue = new ExtremeQueue(
		called.kernel as 'min' | 'max',
		context.collation,
		position => (passes(position) ? rows.value(column, position) : null),
		start,
		'latest',
	);
	for (let position = start; position < end; position++) {
		builder.appendValue(queue.move(starts[position] as number, ends[position] as number));
	}
}

/** The rows before the gap, the row itself, the rows behind: of equal values the first counts. */
function extremesAround(
	rows: WindowRows,
	{ function: called, context, args }: AggregateInput,
	passes: (position: number) => boolean,
	bounds: FrameBounds,
	exclusion: Exclusion,
	start: number,
	end: number,
	builder: ColumnBuilder,
): void {
	const column = args[0] as number;
	const valueAt = (position: number): SqlValue =>
		passes(position) ? rows.value(column, position) : null;
	const which = called.kernel as 'min' | 'max';
	const sign = which === 'min' ? 1 : -1;
	const { collation } = context;
	const [left, right] = [0, 1].map(
		() => new ExtremeQueue(which, collation, valueAt, start, 'first'),
	) as [ExtremeQueue, ExtremeQueue];
	const better = (best: SqlValue, value: SqlValue): SqlValue => {
		if (value === null || best === null) return best ?? value;
		return sign * compareValues(value, best, collation) < 0 ? value : best;
	};
	const parts: number[] = [];
	for (let position = start; position < end; position++) {
		stretches(bounds, exclusion, position, parts);
		let best = left.move(parts[0] as number, parts[1] as number);
		if (parts.length === 6) best = better(best, valueAt(position));
		const [from, to] = parts.slice(-2) as [number, number];
		builder.appendValue(better(best, right.move(from, to)));
	}
}

/** Frames in which rows are left out. Neighbours with the same rows share the result. */
function eachAnew(
	stepper: Stepper,
	bounds: FrameBounds,
	exclusion: Exclusion,
	start: number,
	end: number,
	builder: ColumnBuilder,
): void {
	const parts: number[] = [];
	let known = '';
	let result: SqlValue = null;
	for (let position = start; position < end; position++) {
		stretches(bounds, exclusion, position, parts);
		const wanted = parts.join();
		if (wanted !== known) {
			stepper.reset();
			for (let index = 0; index < parts.length; index += 2) {
				stepper.step(parts[index] as number, parts[index + 1] as number);
			}
			result = stepper.result();
			known = wanted;
		}
		builder.appendValue(result);
	}
}
