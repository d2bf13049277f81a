/**
 * Foreign keys of many new rows: what they refer to is counted by value, and each value is looked up once, when
 * all rows are in. Rows that refer to rows of the same statement find them then, too.
 */

import { valueAt } from '../../../storage/columnVector.js';
import type { Vector } from '../../../storage/vector.js';
import { compositeKey } from '../../../types/compare.js';
import type { SqlValue } from '../../../types/value.js';
import type { WriteContext } from '../contract.js';
import type { OutgoingKey } from '../foreignKeys/rowForeignKeys.js';

interface Referred {
	/** A row of the child that has nothing but its key. */
	readonly row: SqlValue[];
	readonly rows: number[];
}

export class TallyForeignKey {
	readonly #key: OutgoingKey;
	readonly #referred = new Map<unknown, Referred>();

	constructor(key: OutgoingKey) {
		this.#key = key;
	}

	add(columns: readonly Vector[], count: number, firstRow: number): void {
		const places = this.#key.columns;
		const parts = places.map(place => columns[place] as Vector);
		const values: SqlValue[] = [];
		const [only] = parts;
		for (let row = 0; row < count; row++) {
			for (let part = 0; part < parts.length; part++) {
				values[part] = valueAt(parts[part] as Vector, row);
			}
			if (values.includes(null)) continue;
			const value = values[0] as SqlValue;
			const isPlain = only && parts.length === 1 && typeof value !== 'object';
			const key = isPlain ? value : compositeKey(values);
			const known = this.#referred.get(key);
			if (known) known.rows.push(firstRow + row);
			else this.#referred.set(key, { row: rowOf(places, values), rows: [firstRow + row] });
		}
	}

	/** Counts what is not there, and tells the rows. */
	check(context: WriteContext, refuse: (row: number) => void): void {
		const { isDeferred, lookup } = this.#key;
		const { violations } = context.session;
		for (const { row, rows } of this.#referred.values()) {
			if (lookup?.finds(context.current, row, 'isOther', undefined)) continue;
			violations.add(isDeferred, rows.length);
			if (!isDeferred && !violations.isDeferringAll) for (const number of rows) refuse(number);
		}
	}
}

function rowOf(places: readonly number[], values: readonly SqlValue[]): SqlValue[] {
	const row: SqlValue[] = [];
	places.forEach((place, part) => (row[place] = values[part] as SqlValue));
	return row;
}
