/** The right side of IN, hashed: members by key, with SQLite's rules for NULL. */

import { compositeKey, groupKey, valuesEqual, type GroupKey } from '../../types/compare.js';
import type { Collation } from '../../types/collation.js';
import type { SqlValue } from '../../types/value.js';

/** Single values. Collations without a hash key are searched in line. */
export class ValueSet {
	readonly #collation: Collation;
	readonly #keys = new Set<GroupKey>();
	readonly #listed: SqlValue[] | undefined;
	hasNull = false;
	isEmpty = true;

	constructor(collation: Collation) {
		this.#collation = collation;
		this.#listed = collation.hashKey === undefined ? [] : undefined;
	}

	add(value: SqlValue): void {
		this.isEmpty = false;
		if (value === null) this.hasNull = true;
		else if (this.#listed !== undefined) this.#listed.push(value);
		else this.#keys.add(groupKey(value, this.#collation));
	}

	has(value: SqlValue): boolean {
		if (this.#listed === undefined) return this.#keys.has(groupKey(value, this.#collation));
		return this.#listed.some(member => valuesEqual(member, value, this.#collation));
	}

	/** `value IN (the set)`: true, false, or undefined for NULL. */
	test(value: SqlValue): boolean | undefined {
		if (this.isEmpty) return false;
		if (value === null) return undefined;
		if (this.has(value)) return true;
		return this.hasNull ? undefined : false;
	}
}

/** Rows of several values, as `(a, b) IN (SELECT ...)` tests them. */
export class RowSet {
	readonly #collations: readonly Collation[];
	readonly #isHashed: boolean;
	readonly #keys = new Set<string>();
	readonly #rows: (readonly SqlValue[])[] = [];
	/** Rows that hold a NULL: they never match, but may make the answer unknown. */
	readonly #unknown: (readonly SqlValue[])[] = [];

	constructor(collations: readonly Collation[]) {
		this.#collations = collations;
		this.#isHashed = collations.every(collation => collation.hashKey !== undefined);
	}

	add(row: readonly SqlValue[]): void {
		if (row.includes(null)) this.#unknown.push(row);
		else if (this.#isHashed) {
			const key = compositeKey(row, this.#collations);
			if (this.#keys.has(key)) return;
			this.#keys.add(key);
			this.#rows.push(row);
		} else this.#rows.push(row);
	}

	test(row: readonly SqlValue[]): boolean | undefined {
		if (row.includes(null)) {
			const isPossible =
				this.#rows.some(member => this.#mayMatch(member, row)) ||
				this.#unknown.some(member => this.#mayMatch(member, row));
			return isPossible ? undefined : false;
		}
		const isMember = this.#isHashed
			? this.#keys.has(compositeKey(row, this.#collations))
			: this.#rows.some(member => this.#mayMatch(member, row));
		if (isMember) return true;
		return this.#unknown.some(member => this.#mayMatch(member, row)) ? undefined : false;
	}

	/** Equal wherever both are known. */
	#mayMatch(member: readonly SqlValue[], row: readonly SqlValue[]): boolean {
		for (let column = 0; column < row.length; column++) {
			const left = member[column] as SqlValue;
			const right = row[column] as SqlValue;
			if (left === null || right === null) continue;
			if (!valuesEqual(left, right, this.#collations[column])) return false;
		}
		return true;
	}
}
