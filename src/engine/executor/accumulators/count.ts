/** count(*) and count(x). */

import type { SqlValue } from '../../types/value.js';
import type { Vector } from '../../storage/vector.js';
import type { Batch } from '../contract.js';
import { valueAt } from '../../storage/columnVector.js';
import { grownFloats, type Accumulator } from './accumulator.js';

export class CountAccumulator implements Accumulator {
	#counts: Float64Array = new Float64Array(1);

	reserve(groupCount: number): void {
		this.#counts = grownFloats(this.#counts, groupCount, 0);
	}

	add(args: readonly Vector[], batch: Batch, ids: readonly number[] | undefined): void {
		const vector = args[0];
		if (vector === undefined) this.#countRows(batch, ids);
		else if (vector.kind === 'int' || vector.kind === 'real') {
			this.#countNumbers(vector.data, batch, ids);
		} else this.#countValues(vector, batch, ids);
	}

	result(group: number): SqlValue {
		return this.#counts[group] as number;
	}

	#countRows(batch: Batch, ids: readonly number[] | undefined): void {
		const counts = this.#counts;
		const { selection, start, count } = batch;
		if (ids === undefined) counts[0] = (counts[0] as number) + count;
		else if (selection === undefined) {
			for (let position = start; position < start + count; position++) {
				(counts[ids[position] as number] as number)++;
			}
		} else {
			for (let index = 0; index < count; index++) {
				(counts[ids[selection[index] as number] as number] as number)++;
			}
		}
	}

	#countNumbers(data: readonly number[], batch: Batch, ids: readonly number[] | undefined): void {
		const counts = this.#counts;
		const { selection, start, count } = batch;
		for (let index = 0; index < count; index++) {
			const position = selection === undefined ? start + index : (selection[index] as number);
			const value = data[position] as number;
			if (value === value) {
				(counts[ids === undefined ? 0 : (ids[position] as number)] as number)++;
			}
		}
	}

	#countValues(vector: Vector, batch: Batch, ids: readonly number[] | undefined): void {
		const counts = this.#counts;
		const { selection, start, count } = batch;
		for (let index = 0; index < count; index++) {
			const position = selection === undefined ? start + index : (selection[index] as number);
			if (valueAt(vector, position) !== null) {
				(counts[ids === undefined ? 0 : (ids[position] as number)] as number)++;
			}
		}
	}
}
