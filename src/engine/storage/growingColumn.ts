/**
 * A column that batches are appended to, for what is looked at once all rows are there. Numbers stand in a typed array,
 * values in an array with room to spare: copies of the batches cost the collector more than anything else did.
 */

import { Real, type SqlValue } from '../types/value.js';
import { valueAt } from './columnVector.js';
import type { EntryColumn } from './contract.js';
import { valueIn } from './sortColumns.js';
import type { Vector } from './vector.js';

const FIRST_ROOM = 1024;

export class GrowingColumn {
	#kind: EntryColumn['kind'] = 'generic';
	#numbers = new Float64Array(0);
	#values: SqlValue[] = [];
	#count = 0;

	/** The first `count` rows; with `chosen`: those of its first `count` positions. */
	append(vector: Vector, count: number, chosen: readonly number[] | undefined): void {
		const start = this.#count;
		this.#beFor(vector.kind === 'dict' ? 'generic' : vector.kind, start + count);
		this.#count = start + count;
		if (this.#kind === vector.kind && chosen === undefined) {
			const to = this.#kind === 'generic' ? this.#values : this.#numbers;
			copy(vector.data, to as SqlValue[], start, count);
			return;
		}
		for (let row = 0; row < count; row++) {
			const value = valueAt(vector, chosen ? (chosen[row] as number) : row);
			if (this.#kind === 'generic') this.#values[start + row] = value;
			else this.#numbers[start + row] = plainNumber(value);
		}
	}

	/** All rows; its array is longer. */
	column(): EntryColumn {
		return this.#kind === 'generic'
			? { kind: 'generic', data: this.#values }
			: { kind: this.#kind, data: this.#numbers };
	}

	#beFor(kind: EntryColumn['kind'], count: number): void {
		if (this.#count === 0) this.#kind = kind;
		else if (this.#kind !== kind && this.#kind !== 'generic') this.#becomeGeneric();
		const room = this.#kind === 'generic' ? this.#values.length : this.#numbers.length;
		if (count <= room) return;
		const wanted = Math.max(FIRST_ROOM, count, room * 2);
		if (this.#kind === 'generic') {
			const values = new Array<SqlValue>(wanted);
			copy(this.#values, values, 0, this.#count);
			this.#values = values;
		} else {
			const numbers = new Float64Array(wanted);
			numbers.set(this.#numbers.subarray(0, this.#count));
			this.#numbers = numbers;
		}
	}

	#becomeGeneric(): void {
		const column = this.column();
		this.#values = Array.from({ length: this.#count }, (_, row) => valueIn(column, row));
		this.#numbers = new Float64Array(0);
		this.#kind = 'generic';
	}
}

function copy(from: readonly SqlValue[], to: SqlValue[], start: number, count: number): void {
	for (let row = 0; row < count; row++) to[start + row] = from[row] as SqlValue;
}

/** As vectors of numbers hold it. */
function plainNumber(value: SqlValue): number {
	if (value === null) return NaN;
	return value instanceof Real ? value.value : (value as number);
}
