/**
 * The least or greatest value of a frame that moves forward: positions that may still become it, best first. Of equal
 * values SQLite shows the latest where it slides, and the first where rows are left out.
 */

import type { Collation } from '../../types/collation.js';
import { compareValues } from '../../types/compare.js';
import type { SqlValue } from '../../types/value.js';

export class ExtremeQueue {
	readonly #sign: 1 | -1;
	readonly #collation: Collation;
	/** Below this a value does not replace those before it. */
	readonly #tie: 0 | -1;
	readonly #valueAt: (position: number) => SqlValue;
	readonly #positions: number[] = [];
	readonly #values: SqlValue[] = [];
	#head = 0;
	#to: number;

	/** `valueAt` gives NULL for rows that do not count. */
	constructor(
		which: 'min' | 'max',
		collation: Collation,
		valueAt: (position: number) => SqlValue,
		start: number,
		ofEqual: 'first' | 'latest',
	) {
		this.#sign = which === 'min' ? 1 : -1;
		this.#collation = collation;
		this.#valueAt = valueAt;
		this.#to = start;
		this.#tie = ofEqual === 'latest' ? 0 : -1;
	}

	/** The extreme of positions from .. to - 1. Neither may be less than in the call before. */
	move(from: number, to: number): SqlValue {
		for (let position = Math.max(this.#to, from); position < to; position++) this.#add(position);
		this.#to = Math.max(this.#to, to);
		const positions = this.#positions;
		while (this.#head < positions.length && (positions[this.#head] as number) < from) this.#head++;
		if (this.#head > 1024 && this.#head * 2 > positions.length) this.#compact();
		return this.#head < positions.length ? (this.#values[this.#head] as SqlValue) : null;
	}

	#add(position: number): void {
		const value = this.#valueAt(position);
		if (value === null) return;
		const positions = this.#positions;
		const values = this.#values;
		while (
			values.length > this.#head &&
			this.#sign * compareValues(value, values[values.length - 1] as SqlValue, this.#collation) <=
				this.#tie
		) {
			values.pop();
			positions.pop();
		}
		values.push(value);
		positions.push(position);
	}

	#compact(): void {
		this.#positions.splice(0, this.#head);
		this.#values.splice(0, this.#head);
		this.#head = 0;
	}
}
