/**
 * sum, total and avg. A group's sum is exact while only INTEGERs came: a double while safe, a bigint beyond. The
 * first other value makes it a compensated (Kahan-Babuska-Neumaier) real sum. Both as SQLite does.
 */

import { isInteger, toReal } from '../../types/convert.js';
import { numberOfScan, scanNumber } from '../../types/numericText.js';
import { SqlError } from '../../types/sqlError.js';
import { Real, integerValue, realValue, type SqlValue } from '../../types/value.js';
import type { Vector } from '../../storage/vector.js';
import type { Batch } from '../contract.js';
import { valueAt } from '../../storage/columnVector.js';
import { grownBytes, grownFloats, type Accumulator } from './accumulator.js';

const exact = 0;
const wide = 1;
const approximate = 2;
const overflowed = 3;

const maxInteger = 9223372036854775807n;
const minInteger = -9223372036854775808n;
/** Integers below are added to a real sum in one piece. */
const exactDouble = 4503599627370496;

export class SumAccumulator implements Accumulator {
	readonly #result: 'sum' | 'total' | 'avg';
	#modes: Uint8Array = new Uint8Array(1);
	#counts: Float64Array = new Float64Array(1);
	#sums: Float64Array = new Float64Array(1);
	#corrections: Float64Array = new Float64Array(1);
	readonly #wideSums = new Map<number, bigint>();

	constructor(result: 'sum' | 'total' | 'avg') {
		this.#result = result;
	}

	reserve(groupCount: number): void {
		this.#modes = grownBytes(this.#modes, groupCount);
		this.#counts = grownFloats(this.#counts, groupCount, 0);
		this.#sums = grownFloats(this.#sums, groupCount, 0);
		this.#corrections = grownFloats(this.#corrections, groupCount, 0);
	}

	add(args: readonly Vector[], batch: Batch, ids: readonly number[] | undefined): void {
		const vector = args[0] as Vector;
		if (vector.kind === 'int') {
			if (ids === undefined) this.#addIntegers(vector.data, batch);
			else this.#addGroupedIntegers(vector.data, batch, ids);
		} else if (vector.kind === 'real') {
			if (ids === undefined) this.#addReals(vector.data, batch);
			else this.#addGroupedReals(vector.data, batch, ids);
		} else {
			const { selection, start, count } = batch;
			for (let index = 0; index < count; index++) {
				const position = selection === undefined ? start + index : (selection[index] as number);
				const value = valueAt(vector, position);
				if (value !== null)
					this.#addValue(value, ids === undefined ? 0 : (ids[position] as number));
			}
		}
	}

	result(group: number): SqlValue {
		const count = this.#counts[group] as number;
		if (this.#result === 'total') return realValue(this.#total(group));
		if (count === 0) return null;
		if (this.#result === 'avg') return realValue(this.#total(group) / count);
		switch (this.#modes[group]) {
			case exact:
				return this.#sums[group] as number;
			case wide:
				return integerValue(this.#wideSums.get(group) as bigint);
			case overflowed:
				throw new SqlError('SQLITE_ERROR', 'integer overflow');
			default:
				return realValue(this.#total(group));
		}
	}

	#total(group: number): number {
		const mode = this.#modes[group];
		if (mode === wide) return Number(this.#wideSums.get(group));
		const sum = this.#sums[group] as number;
		const correction = this.#corrections[group] as number;
		return mode !== exact && Number.isFinite(correction) ? sum + correction : sum;
	}

	#addIntegers(data: readonly number[], batch: Batch): void {
		const { selection, start, count } = batch;
		let index = 0;
		if (this.#modes[0] === exact) {
			let sum = this.#sums[0] as number;
			let added = 0;
			for (; index < count; index++) {
				const value = data[selection === undefined ? start + index : (selection[index] as number)];
				const next = sum + (value as number);
				if (next <= 9007199254740991 && next >= -9007199254740991) {
					sum = next;
					added++;
				} else if (value === value) break;
			}
			this.#sums[0] = sum;
			this.#counts[0] = (this.#counts[0] as number) + added;
		}
		for (; index < count; index++) {
			const value = data[selection === undefined ? start + index : (selection[index] as number)];
			if (value === value) this.#addInteger(value as number, 0);
		}
	}

	#addGroupedIntegers(data: readonly number[], batch: Batch, ids: readonly number[]): void {
		const { selection, start, count } = batch;
		const modes = this.#modes;
		const sums = this.#sums;
		const counts = this.#counts;
		for (let index = 0; index < count; index++) {
			const position = selection === undefined ? start + index : (selection[index] as number);
			const value = data[position] as number;
			if (value !== value) continue;
			const group = ids[position] as number;
			const next = (sums[group] as number) + value;
			if (modes[group] === exact && next <= 9007199254740991 && next >= -9007199254740991) {
				sums[group] = next;
				(counts[group] as number)++;
			} else this.#addInteger(value, group);
		}
	}

	#addReals(data: readonly number[], batch: Batch): void {
		const { selection, start, count } = batch;
		let sum = 0;
		let correction = 0;
		let added = 0;
		for (let index = 0; index < count; index++) {
			const value = data[
				selection === undefined ? start + index : (selection[index] as number)
			] as number;
			if (value !== value) continue;
			if (added === 0) {
				this.#approximate(0);
				sum = this.#sums[0] as number;
				correction = this.#corrections[0] as number;
			}
			added++;
			const total = sum + value;
			correction += Math.abs(sum) > Math.abs(value) ? sum - total + value : value - total + sum;
			sum = total;
		}
		if (added === 0) return;
		this.#sums[0] = sum;
		this.#corrections[0] = correction;
		this.#counts[0] = (this.#counts[0] as number) + added;
	}

	#addGroupedReals(data: readonly number[], batch: Batch, ids: readonly number[]): void {
		const { selection, start, count } = batch;
		const modes = this.#modes;
		const sums = this.#sums;
		const corrections = this.#corrections;
		const counts = this.#counts;
		for (let index = 0; index < count; index++) {
			const position = selection === undefined ? start + index : (selection[index] as number);
			const value = data[position] as number;
			if (value !== value) continue;
			const group = ids[position] as number;
			if (modes[group] !== approximate) this.#approximate(group);
			const sum = sums[group] as number;
			const total = sum + value;
			corrections[group] =
				(corrections[group] as number) +
				(Math.abs(sum) > Math.abs(value) ? sum - total + value : value - total + sum);
			sums[group] = total;
			(counts[group] as number)++;
		}
	}

	#addValue(value: Exclude<SqlValue, null>, group: number): void {
		const number = numericOf(value);
		if (isInteger(number)) {
			this.#addInteger(number, group);
			return;
		}
		this.#approximate(group);
		this.#counts[group] = (this.#counts[group] as number) + 1;
		this.#addPart(toReal(number), group);
	}

	#addInteger(value: number | bigint, group: number): void {
		this.#counts[group] = (this.#counts[group] as number) + 1;
		const mode = this.#modes[group] as number;
		if (mode >= approximate) {
			this.#addInParts(value, group);
			return;
		}
		const sum =
			(mode === wide
				? (this.#wideSums.get(group) as bigint)
				: BigInt(this.#sums[group] as number)) + BigInt(value);
		if (sum > maxInteger || sum < minInteger) {
			this.#approximate(group);
			this.#modes[group] = overflowed;
			this.#addInParts(value, group);
		} else if (mode === exact && typeof integerValue(sum) === 'number') {
			this.#sums[group] = Number(sum);
		} else {
			this.#modes[group] = wide;
			this.#wideSums.set(group, sum);
		}
	}

	/** The sum goes on as a real one; an overflow before is forgiven, as SQLite does. */
	#approximate(group: number): void {
		const mode = this.#modes[group] as number;
		this.#modes[group] = approximate;
		if (mode >= approximate) return;
		const sum = mode === wide ? (this.#wideSums.get(group) as bigint) : this.#sums[group];
		// What a double cannot hold starts as its correction.
		const isWide = typeof sum === 'bigint' || Math.abs(sum as number) >= exactDouble;
		const low = isWide ? BigInt(sum as number | bigint) % 16384n : 0n;
		this.#sums[group] = isWide ? Number(BigInt(sum as number | bigint) - low) : (sum as number);
		this.#corrections[group] = Number(low);
	}

	/** Large integers in two parts, each exact as a double. */
	#addInParts(value: number | bigint, group: number): void {
		if (typeof value === 'number' && Math.abs(value) < exactDouble) {
			this.#addPart(value, group);
			return;
		}
		const low = BigInt(value) % 16384n;
		this.#addPart(Number(BigInt(value) - low), group);
		this.#addPart(Number(low), group);
	}

	#addPart(value: number, group: number): void {
		const sum = this.#sums[group] as number;
		const total = sum + value;
		const lost = Math.abs(sum) > Math.abs(value) ? sum - total + value : value - total + sum;
		this.#corrections[group] = (this.#corrections[group] as number) + lost;
		this.#sums[group] = total;
	}
}

/** Integers count as such, also in text that is one as a whole; all else is real. */
function numericOf(value: Exclude<SqlValue, null>): number | bigint | Real {
	if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Real) return value;
	if (typeof value === 'string') {
		const scan = scanNumber(value);
		if (scan.isWhole) {
			const parsed = numberOfScan(value, scan);
			if (!parsed.isReal) return parsed.value;
		}
	}
	return realValue(toReal(value)) as number | Real;
}
