/** Ordering stored rows by key columns: sort permutations, and comparisons of two rows. */

import { compareValues } from '../../types/compare.js';
import type { Collation } from '../../types/collation.js';
import { BINARY } from '../../types/collations.js';
import type { SqlValue } from '../../types/value.js';
import type { DictVector, Vector } from '../../storage/vector.js';
import { radixSortedRows } from './radixSort.js';

export interface OrderKey {
	readonly descending: boolean;
	readonly nullsFirst: boolean;
	readonly collation: Collation;
}

/** Ascending, NULLs first: the order of indexes and of SQLite's sorter. */
export function plainOrder(collations: readonly Collation[]): OrderKey[] {
	return collations.map(collation => ({ descending: false, nullsFirst: true, collation }));
}

export type RowComparison = (left: number, right: number) => number;

/** Row numbers 0 .. count - 1 in the order of the keys; equal rows keep their order. */
export function sortedRows(
	columns: readonly Vector[],
	keys: readonly OrderKey[],
	count: number,
): number[] {
	if (keys.length > 0 && count >= radixFrom) {
		const sorted = radixSortedRows(columns, keys, count, (column, key) =>
			column.kind === 'dict' ? ranksFor(column, key, count) : undefined,
		);
		if (sorted !== undefined) return sorted;
	}
	const rows: number[] = [];
	for (let row = 0; row < count; row++) rows.push(row);
	if (keys.length === 0) return rows;
	return rows.sort(rowComparison(columns, keys, count));
}

/** With fewer rows a comparator is quicker than the passes over digits. */
const radixFrom = 512;

/** Ranking a dictionary much larger than the rows would cost more than it saves. */
function ranksFor(column: DictVector, key: OrderKey, count: number): number[] | undefined {
	const { values } = column.dictionary;
	return values.length <= count ? codeRanks(values, key.collation) : undefined;
}

export function rowComparison(
	columns: readonly Vector[],
	keys: readonly OrderKey[],
	count: number,
): RowComparison {
	const comparisons = keys.map((key, index) =>
		columnComparison(columns[index] as Vector, key, count),
	);
	if (comparisons.length === 1) return comparisons[0] as RowComparison;
	if (comparisons.length === 2) {
		const [first, second] = comparisons as [RowComparison, RowComparison];
		return (left, right) => first(left, right) || second(left, right);
	}
	return (left, right) => {
		for (const compare of comparisons) {
			const order = compare(left, right);
			if (order !== 0) return order;
		}
		return 0;
	};
}

function columnComparison(vector: Vector, key: OrderKey, count: number): RowComparison {
	const sign = key.descending ? -1 : 1;
	const nullOrder = key.nullsFirst ? -1 : 1;
	switch (vector.kind) {
		case 'int':
		case 'real': {
			const { data } = vector;
			return (left, right) => {
				const a = data[left] as number;
				const b = data[right] as number;
				if (a < b) return -sign;
				if (a > b) return sign;
				if (a === b) return 0;
				return (a !== a ? 1 : 0) === (b !== b ? 1 : 0) ? 0 : a !== a ? nullOrder : -nullOrder;
			};
		}
		case 'dict': {
			const { data, dictionary } = vector;
			const ranks =
				dictionary.values.length <= count ? codeRanks(dictionary.values, key.collation) : undefined;
			if (ranks !== undefined) {
				return (left, right) => {
					const a = ranks[data[left] as number] as number;
					const b = ranks[data[right] as number] as number;
					if (a === b) return 0;
					if (a === 0 || b === 0) return a === 0 ? nullOrder : -nullOrder;
					return a < b ? -sign : sign;
				};
			}
			const { values } = dictionary;
			return valueComparison(row => values[data[row] as number] as SqlValue, key);
		}
		case 'generic': {
			const { data } = vector;
			if (key.collation === BINARY && isPlainText(data, count)) return textComparison(data, key);
			return valueComparison(row => data[row] as SqlValue, key);
		}
	}
}

const surrogateOrAbove = /[\ud800-\uffff]/;

/** Texts and NULLs only, and none in which the order of UTF-16 units is not that of UTF-8 bytes. */
function isPlainText(data: readonly SqlValue[], count: number): boolean {
	for (let row = 0; row < count; row++) {
		const value = data[row] as SqlValue;
		if (value === null) continue;
		if (typeof value !== 'string' || surrogateOrAbove.test(value)) return false;
	}
	return true;
}

function textComparison(data: readonly SqlValue[], key: OrderKey): RowComparison {
	const sign = key.descending ? -1 : 1;
	const nullOrder = key.nullsFirst ? -1 : 1;
	return (left, right) => {
		const a = data[left] as string | null;
		const b = data[right] as string | null;
		if (a === null || b === null) return a === b ? 0 : a === null ? nullOrder : -nullOrder;
		return a < b ? -sign : a > b ? sign : 0;
	};
}

function valueComparison(valueOf: (row: number) => SqlValue, key: OrderKey): RowComparison {
	const sign = key.descending ? -1 : 1;
	const nullOrder = key.nullsFirst ? -1 : 1;
	const { collation } = key;
	return (left, right) => {
		const a = valueOf(left);
		const b = valueOf(right);
		if (a === null || b === null) return a === b ? 0 : a === null ? nullOrder : -nullOrder;
		return sign * compareValues(a, b, collation);
	};
}

/** Position of each code in the collation's order; equal texts share one; NULL (code 0) has 0. */
export function codeRanks(values: readonly (string | null)[], collation: Collation): number[] {
	const codes: number[] = [];
	for (let code = 1; code < values.length; code++) codes.push(code);
	codes.sort((a, b) => compareValues(values[a] as string, values[b] as string, collation));
	const ranks: number[] = values.map(() => 0);
	let rank = 0;
	let previous: string | undefined;
	for (const code of codes) {
		const text = values[code] as string;
		if (previous === undefined || compareValues(previous, text, collation) !== 0) rank++;
		ranks[code] = rank;
		previous = text;
	}
	return ranks;
}
