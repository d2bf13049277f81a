/** Making result vectors from single values or from parts: the narrowest kind that takes what is there. */

import { Real, type SqlValue } from '../../types/value.js';
import type { Vector } from '../../storage/vector.js';
import type { Batch } from '../contract.js';
import { dictScratch, genericScratch, intScratch, realScratch, type Scratch } from '../frame.js';
import { valueAt } from '../../storage/columnVector.js';
import { endOf } from './batch.js';

/** Computes a value per row. Texts stay generic; all-INTEGER and all-REAL results become typed. */
export function mapRows(
	batch: Batch,
	scratch: Scratch,
	valueAt: (position: number) => SqlValue,
): Vector {
	const { selection, start, count } = batch;
	const target = genericScratch(scratch, endOf(batch));
	const { data } = target;
	for (let index = 0; index < count; index++) {
		const position = selection === undefined ? start + index : (selection[index] as number);
		data[position] = valueAt(position);
	}
	return narrowKind(target.data, batch, scratch) ?? target;
}

/** A typed copy of the batch's rows, when there is a typed kind for them. */
function narrowKind(data: readonly SqlValue[], batch: Batch, scratch: Scratch): Vector | undefined {
	const { selection, start, count } = batch;
	let kind: 'int' | 'real' | undefined;
	let target: number[] = [];
	for (let index = 0; index < count; index++) {
		const position = selection === undefined ? start + index : (selection[index] as number);
		const value = data[position] as SqlValue;
		if (value === null) {
			if (kind !== undefined) target[position] = NaN;
			continue;
		}
		const isInteger = typeof value === 'number' && Number.isSafeInteger(value);
		if (!isInteger && typeof value !== 'number' && !(value instanceof Real)) return undefined;
		if (kind === undefined) {
			kind = isInteger ? 'int' : 'real';
			const end = endOf(batch);
			target = (isInteger ? intScratch(scratch, end) : realScratch(scratch, end)).data;
			target.fill(NaN, start, end);
		} else if (isInteger !== (kind === 'int')) return undefined;
		target[position] = typeof value === 'number' ? value : value.value;
	}
	if (kind === undefined) {
		const empty = intScratch(scratch, endOf(batch));
		empty.data.fill(NaN, start, endOf(batch));
		return empty;
	}
	return { kind, data: target };
}

/** The same value in all rows of the batch. */
export function repeatValue(value: SqlValue, batch: Batch, scratch: Scratch): Vector {
	const { start } = batch;
	const end = endOf(batch);
	const known = scratch.memo as RepeatedValue | undefined;
	if (known !== undefined && known.value === value && known.start <= start && known.end >= end) {
		return known.vector;
	}
	const vector = filledVector(value, start, end, scratch);
	scratch.memo = { value, start, end, vector } satisfies RepeatedValue;
	return vector;
}

interface RepeatedValue {
	readonly value: SqlValue;
	readonly start: number;
	readonly end: number;
	readonly vector: Vector;
}

export function filledVector(
	value: SqlValue,
	start: number,
	end: number,
	scratch: Scratch,
): Vector {
	if (value === null || (typeof value === 'number' && Number.isSafeInteger(value))) {
		const vector = intScratch(scratch, end);
		vector.data.fill(value ?? NaN, start, end);
		return vector;
	}
	if (typeof value === 'number' || value instanceof Real) {
		const vector = realScratch(scratch, end);
		vector.data.fill(typeof value === 'number' ? value : value.value, start, end);
		return vector;
	}
	const vector = genericScratch(scratch, end);
	vector.data.fill(value, start, end);
	return vector;
}

/** Puts a vector together from parts that cover disjoint rows of one batch (branches of CASE). */
export class VectorAssembler {
	readonly #batch: Batch;
	readonly #scratch: Scratch;
	#vector: Vector | undefined = undefined;

	constructor(batch: Batch, scratch: Scratch) {
		this.#batch = batch;
		this.#scratch = scratch;
	}

	put(part: Vector, rows: Batch): void {
		if (rows.count === 0) return;
		const target = this.#targetFor(part);
		const { selection, start, count } = rows;
		if (target.kind === 'generic') {
			for (let index = 0; index < count; index++) {
				const position = selection === undefined ? start + index : (selection[index] as number);
				target.data[position] = valueAt(part, position);
			}
			return;
		}
		const source = part.data as readonly number[];
		const { data } = target;
		if (selection === undefined) {
			for (let position = start; position < start + count; position++) {
				data[position] = source[position] as number;
			}
			return;
		}
		for (let index = 0; index < count; index++) {
			const position = selection[index] as number;
			data[position] = source[position] as number;
		}
	}

	putNull(rows: Batch): void {
		if (rows.count === 0) return;
		if (this.#vector === undefined) {
			const end = endOf(this.#batch);
			this.#vector = intScratch(this.#scratch, end);
			this.#vector.data.fill(NaN, this.#batch.start, end);
			return;
		}
		const empty = this.#vector.kind === 'generic' ? null : this.#vector.kind === 'dict' ? 0 : NaN;
		const { selection, start, count } = rows;
		const data = this.#vector.data as SqlValue[];
		for (let index = 0; index < count; index++) {
			data[selection === undefined ? start + index : (selection[index] as number)] = empty;
		}
	}

	result(): Vector {
		return this.#vector ?? intScratch(this.#scratch, endOf(this.#batch));
	}

	#targetFor(part: Vector): Vector {
		const vector = this.#vector;
		const end = endOf(this.#batch);
		if (vector === undefined) {
			switch (part.kind) {
				case 'int':
					return (this.#vector = intScratch(this.#scratch, end));
				case 'real':
					return (this.#vector = realScratch(this.#scratch, end));
				case 'dict':
					return (this.#vector = dictScratch(this.#scratch, end, part.dictionary));
				case 'generic':
					return (this.#vector = genericScratch(this.#scratch, end));
			}
		}
		if (vector.kind === 'generic') return vector;
		const isSame =
			vector.kind === part.kind &&
			(vector.kind !== 'dict' || vector.dictionary === (part as typeof vector).dictionary);
		if (isSame) return vector;
		const target = genericScratch(this.#scratch, end);
		for (let position = this.#batch.start; position < end; position++) {
			target.data[position] = valueAt(vector, position) ?? null;
		}
		return (this.#vector = target);
	}
}
