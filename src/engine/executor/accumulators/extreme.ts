/** min and max: numbers unboxed while a group's column is all INTEGER or all REAL, any values otherwise. */

import { compareValues } from '../../types/compare.js';
import type { Collation } from '../../types/collation.js';
import { realValue, type SqlValue } from '../../types/value.js';
import type { Vector } from '../../storage/vector.js';
import type { Batch } from '../contract.js';
import { valueAt } from '../../storage/columnVector.js';
import { grownFloats, type ExtremeAccumulator } from './accumulator.js';

export class MinMaxAccumulator implements ExtremeAccumulator {
	readonly #sign: 1 | -1;
	readonly #collation: Collation;
	#groupCount = 1;
	/** While all values were of this kind they stand in #numbers, NaN for none; 'any': in #values. */
	#kind: 'none' | 'int' | 'real' | 'any' = 'none';
	#numbers: Float64Array = new Float64Array(1).fill(NaN);
	#values: SqlValue[] = [];

	constructor(which: 'min' | 'max', collation: Collation) {
		this.#sign = which === 'min' ? 1 : -1;
		this.#collation = collation;
	}

	reserve(groupCount: number): void {
		this.#groupCount = Math.max(this.#groupCount, groupCount);
		if (this.#kind === 'any') while (this.#values.length < groupCount) this.#values.push(null);
		else this.#numbers = grownFloats(this.#numbers, groupCount, NaN);
	}

	add(args: readonly Vector[], batch: Batch, ids: readonly number[] | undefined): void {
		const vector = args[0] as Vector;
		if ((vector.kind === 'int' || vector.kind === 'real') && this.#takes(vector.kind)) {
			if (this.#sign === 1) addLeast(this.#numbers, vector.data, batch, ids);
			else addGreatest(this.#numbers, vector.data, batch, ids);
			return;
		}
		this.#useValues();
		const { selection, start, count } = batch;
		for (let index = 0; index < count; index++) {
			const position = selection === undefined ? start + index : (selection[index] as number);
			this.#improve(valueAt(vector, position), ids === undefined ? 0 : (ids[position] as number));
		}
	}

	addRow(vector: Vector, position: number, group: number): 'better' | 'onlyNulls' | 'none' {
		this.#useValues();
		const value = valueAt(vector, position);
		if (value === null) return this.#values[group] === null ? 'onlyNulls' : 'none';
		return this.#improve(value, group) ? 'better' : 'none';
	}

	result(group: number): SqlValue {
		if (this.#kind === 'any') return this.#values[group] ?? null;
		const number = this.#numbers[group] as number;
		if (number !== number) return null;
		return this.#kind === 'int' ? number : realValue(number);
	}

	#takes(kind: 'int' | 'real'): boolean {
		if (this.#kind === 'none') this.#kind = kind;
		return this.#kind === kind;
	}

	#improve(value: SqlValue, group: number): boolean {
		if (value === null) return false;
		const best = this.#values[group] as SqlValue;
		if (best !== null && this.#sign * compareValues(value, best, this.#collation) >= 0) {
			return false;
		}
		this.#values[group] = value;
		return true;
	}

	#useValues(): void {
		if (this.#kind === 'any') return;
		const values: SqlValue[] = [];
		for (let group = 0; group < this.#groupCount; group++) values.push(this.result(group));
		this.#values = values;
		this.#kind = 'any';
	}
}

function addLeast(
	best: Float64Array,
	data: readonly number[],
	{ selection, start, count }: Batch,
	ids: readonly number[] | undefined,
): void {
	for (let index = 0; index < count; index++) {
		const position = selection === undefined ? start + index : (selection[index] as number);
		const value = data[position] as number;
		const group = ids === undefined ? 0 : (ids[position] as number);
		if (value === value && !((best[group] as number) <= value)) best[group] = value;
	}
}

function addGreatest(
	best: Float64Array,
	data: readonly number[],
	{ selection, start, count }: Batch,
	ids: readonly number[] | undefined,
): void {
	for (let index = 0; index < count; index++) {
		const position = selection === undefined ? start + index : (selection[index] as number);
		const value = data[position] as number;
		const group = ids === undefined ? 0 : (ids[position] as number);
		if (value === value && !((best[group] as number) >= value)) best[group] = value;
	}
}
