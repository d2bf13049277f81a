/**
 * A column that grows row by row or vector by vector, in the narrowest kind that has taken all values so far.
 *
 * Starts without a kind: NULLs are only counted until the first other value decides. A value that does not fit
 * turns the whole column generic once. Texts are stored by code only while they come from one dictionary.
 */

import { Real, realValue, type SqlValue } from '../../types/value.js';
import type { Dictionary, Vector } from '../../storage/vector.js';
import type { Batch } from '../contract.js';
import { valueAt } from '../../storage/columnVector.js';

type BuilderKind = 'null' | 'int' | 'real' | 'dict' | 'generic';

export class ColumnBuilder {
	length = 0;
	#kind: BuilderKind = 'null';
	#numbers: number[] = [];
	#values: SqlValue[] = [];
	#dictionary: Dictionary | undefined = undefined;

	/** The column so far; stays valid, and shows only its first `length` rows, as the builder grows in its kind. */
	vector(): Vector {
		switch (this.#kind) {
			case 'null':
				this.#adopt('int', undefined);
				return { kind: 'int', data: this.#numbers };
			case 'int':
				return { kind: 'int', data: this.#numbers };
			case 'real':
				return { kind: 'real', data: this.#numbers };
			case 'dict':
				return {
					kind: 'dict',
					data: this.#numbers,
					dictionary: this.#dictionary as Dictionary,
				};
			case 'generic':
				return { kind: 'generic', data: this.#values };
		}
	}

	appendValue(value: SqlValue): void {
		switch (this.#kind) {
			case 'generic':
				this.#values.push(value);
				break;
			case 'int':
				if (typeof value === 'number' && Number.isSafeInteger(value)) this.#numbers.push(value);
				else if (value === null) this.#numbers.push(NaN);
				else {
					this.#widen(value);
					return;
				}
				break;
			case 'real':
				if (typeof value === 'number' && !Number.isSafeInteger(value)) this.#numbers.push(value);
				else if (value === null) this.#numbers.push(NaN);
				else if (value instanceof Real) this.#numbers.push(value.value);
				else {
					this.#widen(value);
					return;
				}
				break;
			case 'dict':
				if (value !== null) {
					this.#widen(value);
					return;
				}
				this.#numbers.push(0);
				break;
			case 'null':
				if (value === null) break;
				if (typeof value === 'number') {
					this.#adopt(Number.isSafeInteger(value) ? 'int' : 'real', undefined);
				} else this.#adopt(value instanceof Real ? 'real' : 'generic', undefined);
				{
					this.appendValue(value);
					return;
				}
		}
		this.length++;
	}

	/** The batch's rows of a vector aligned with it. */
	appendVector(vector: Vector, batch: Batch): void {
		const { selection, start, count } = batch;
		if (!this.#accepts(vector)) {
			for (let index = 0; index < count; index++) {
				const position = selection === undefined ? start + index : (selection[index] as number);
				this.appendValue(valueAt(vector, position));
			}
			return;
		}
		if (vector.kind === 'generic') copyValues(this.#values, vector.data, selection, start, count);
		else copyNumbers(this.#numbers, vector.data, selection, start, count);
		this.length += count;
	}

	appendPosition(vector: Vector, position: number): void {
		if (!this.#accepts(vector)) {
			this.appendValue(valueAt(vector, position));
			return;
		}
		if (vector.kind === 'generic') this.#values.push(vector.data[position] as SqlValue);
		else this.#numbers.push(vector.data[position] as number);
		this.length++;
	}

	/** Whether the vector's elements can be pushed as they are. Adopts its kind while there is none. */
	#accepts(vector: Vector): boolean {
		if (this.#kind === 'null' && vector.kind !== 'generic') {
			this.#adopt(vector.kind, vector.kind === 'dict' ? vector.dictionary : undefined);
			return true;
		}
		if (this.#kind !== vector.kind) return false;
		return vector.kind !== 'dict' || vector.dictionary === this.#dictionary;
	}

	#adopt(kind: BuilderKind, dictionary: Dictionary | undefined): void {
		this.#kind = kind;
		this.#dictionary = dictionary;
		if (kind === 'generic') for (let row = 0; row < this.length; row++) this.#values.push(null);
		else {
			const empty = kind === 'dict' ? 0 : NaN;
			for (let row = 0; row < this.length; row++) this.#numbers.push(empty);
		}
	}

	#widen(value: SqlValue): void {
		const old = this.vector();
		const values: SqlValue[] = [];
		if (old.kind === 'real') {
			for (let row = 0; row < this.length; row++) values.push(realValue(old.data[row] as number));
		} else for (let row = 0; row < this.length; row++) values.push(valueAt(old, row));
		this.#kind = 'generic';
		this.#values = values;
		this.#numbers = [];
		this.#values.push(value);
		this.length++;
	}
}

function copyNumbers(
	target: number[],
	source: readonly number[],
	selection: readonly number[] | undefined,
	start: number,
	count: number,
): void {
	if (selection === undefined) {
		for (let position = start; position < start + count; position++) {
			target.push(source[position] as number);
		}
	} else {
		for (let index = 0; index < count; index++) {
			target.push(source[selection[index] as number] as number);
		}
	}
}

function copyValues(
	target: SqlValue[],
	source: readonly SqlValue[],
	selection: readonly number[] | undefined,
	start: number,
	count: number,
): void {
	if (selection === undefined) {
		for (let position = start; position < start + count; position++) {
			target.push(source[position] as SqlValue);
		}
	} else {
		for (let index = 0; index < count; index++) {
			target.push(source[selection[index] as number] as SqlValue);
		}
	}
}
