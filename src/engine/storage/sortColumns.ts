/**
 * Sorting entries that are still columns: as sortEntries.ts, but of positions, so that no entry has to be made for it.
 *
 *   columns  ['b', 'a', 'b']  [1, 2, 3]      positions  1 0 2
 */

import type { Collation } from '../types/collation.js';
import { compareValues } from '../types/compare.js';
import { realValue, type SqlValue } from '../types/value.js';
import type { EntryColumn, EntryColumns, KeyPart } from './contract.js';
import type { Entry, HeadPlan, KeyOrder } from './keyOrder.js';
import { sortedPermutation } from './sortEntries.js';
import { rankWords, wordsOf } from './sortWords.js';

export interface SortedColumns extends EntryColumns {
	/** Positions in order. */
	readonly positions: Uint32Array;
	/** heads[i] belongs to position i. */
	readonly heads: Float64Array;
	/** The rows came in order: positions are 0, 1, 2, ... */
	readonly isInOrder: boolean;
}

/** Sign of left - right, both positions. */
type ComparePositions = (left: number, right: number) => number;

export function sortColumns(order: KeyOrder, plan: HeadPlan, rows: EntryColumns): SortedColumns {
	const [first, ...others] = order.parts;
	const words = first && wordsOf(rows.columns[first.position] as EntryColumn, rows.count);
	if (words) {
		const ranks = rankWords(order, plan, first, words);
		sortRuns(comparator(others, rows), ranks.positions, ranks.ranks);
		return { ...rows, positions: ranks.positions, heads: ranks.heads, isInOrder: false };
	}
	const heads = headsOf(order, plan, rows);
	const positions = isAscending(heads) ? inOrder(rows.count) : sortedPermutation(heads);
	sortRuns(comparator(order.parts, rows), positions, heads);
	return { ...rows, positions, heads, isInOrder: false };
}

/** The same if they are in order already. */
export function columnsInOrder(
	order: KeyOrder,
	plan: HeadPlan,
	rows: EntryColumns,
): SortedColumns | undefined {
	const heads = headsOf(order, plan, rows);
	if (!isAscending(heads)) return undefined;
	const compare = comparator(order.parts, rows);
	for (let position = 1; position < rows.count; position++) {
		if (heads[position - 1] !== heads[position]) continue;
		if (compare(position - 1, position) > 0) return undefined;
	}
	return { ...rows, positions: inOrder(rows.count), heads, isInOrder: true };
}

/** Whether the first row is beyond an entry, and no twin of it: see haveTwinRows. */
export function isBeyond(
	order: KeyOrder,
	last: Entry | undefined,
	{ columns }: EntryColumns,
	width: number | undefined,
): boolean {
	if (last === undefined) return true;
	const values = order.probeOf(entryAt(columns, 0));
	if (order.compare(last, values, order.parts.length) >= 0) return false;
	if (width === undefined || order.compare(last, values, width) !== 0) return true;
	return values.slice(0, width).includes(null);
}

/** Whether two rows agree in so many key parts, without a NULL among them. */
export function haveTwinRows(
	{ parts }: KeyOrder,
	{ positions, heads, ...rows }: SortedColumns,
	width: number,
): boolean {
	const unique = parts.slice(0, width);
	const compare = comparator(unique, rows);
	for (let index = 1; index < positions.length; index++) {
		const before = positions[index - 1] as number;
		const position = positions[index] as number;
		if (heads[before] !== heads[position] || compare(before, position) !== 0) continue;
		const isNull = (part: KeyPart) =>
			valueIn(rows.columns[part.position] as EntryColumn, position) === null;
		if (!unique.some(isNull)) return true;
	}
	return false;
}

export function valueIn(column: EntryColumn, position: number): SqlValue {
	if (column.kind === 'generic') return column.data[position] as SqlValue;
	const value = column.data[position] as number;
	if (column.kind === 'real') return realValue(value);
	return value === value ? value : null;
}

export function entryAt(columns: readonly EntryColumn[], position: number): Entry {
	const { length } = columns;
	// *Of exactly its size, as every array of an entry.
	const entry = new Array<SqlValue>(length);
	for (let index = 0; index < length; index++) {
		entry[index] = valueIn(columns[index] as EntryColumn, position);
	}
	return entry;
}

/** In the order of the rows. */
export function entriesOfColumns({ columns, count }: EntryColumns): Entry[] {
	const entries: Entry[] = [];
	for (let position = 0; position < count; position++) entries.push(entryAt(columns, position));
	return entries;
}

/** A few of the entries, in tree order. */
export function someEntries(
	{ columns, count }: EntryColumns,
	order: KeyOrder,
	wanted: number,
): Entry[] {
	const step = Math.max(1, count / wanted);
	const entries: Entry[] = [];
	for (let at = 0; at < count; at += step) entries.push(entryAt(columns, Math.floor(at)));
	return entries.sort((left, right) => order.compareEntries(left, right));
}

function headsOf(order: KeyOrder, plan: HeadPlan, { columns, count }: EntryColumns): Float64Array {
	const column = columns[order.parts[0]?.position ?? 0] as EntryColumn;
	const heads = new Float64Array(count);
	if (column.kind !== 'generic' && plan.kind === 'numeric') {
		numericHeads(column.data, heads, order.headSign);
		return heads;
	}
	for (let position = 0; position < count; position++) {
		// *-0 becomes 0: the two are equal but their bits are not.
		heads[position] = order.headOfValue(valueIn(column, position), plan) + 0;
	}
	return heads;
}

/** As KeyOrder.headOf, of values without boxes. */
function numericHeads(data: ArrayLike<number>, heads: Float64Array, sign: number): void {
	for (let position = 0; position < heads.length; position++) {
		const value = data[position] as number;
		heads[position] = sign * (value === value ? value : -Infinity) + 0;
	}
}

function isAscending(heads: Float64Array): boolean {
	for (let index = 1; index < heads.length; index++) {
		if ((heads[index - 1] as number) > (heads[index] as number)) return false;
	}
	return true;
}

function inOrder(count: number): Uint32Array {
	const positions = new Uint32Array(count);
	for (let index = 0; index < count; index++) positions[index] = index;
	return positions;
}

/** Rows mostly come in the order of their rowids, which end the keys of an index. */
function sortRuns(
	compare: ComparePositions,
	positions: Uint32Array,
	heads: ArrayLike<number>,
): void {
	for (let start = 0; start < positions.length;) {
		const head = heads[positions[start] as number];
		let end = start + 1;
		let isSorted = true;
		for (; end < positions.length && heads[positions[end] as number] === head; end++) {
			if (!isSorted) continue;
			isSorted = compare(positions[end - 1] as number, positions[end] as number) <= 0;
		}
		if (!isSorted) positions.subarray(start, end).sort(compare);
		start = end;
	}
}

function comparator(parts: readonly KeyPart[], { columns }: EntryColumns): ComparePositions {
	const compares = parts.map(({ position, collation, descending }) => {
		const compare = compareIn(columns[position] as EntryColumn, collation);
		return descending ? (left: number, right: number) => compare(right, left) : compare;
	});
	const [first, second] = compares;
	if (first && second && compares.length === 2) {
		return (left, right) => first(left, right) || second(left, right);
	}
	return (left, right) => {
		for (const compare of compares) {
			const difference = compare(left, right);
			if (difference !== 0) return difference;
		}
		return 0;
	};
}

function compareIn(column: EntryColumn, collation: Collation): ComparePositions {
	if (column.kind === 'generic') {
		const { data } = column;
		return (left, right) => {
			const value = data[left] as SqlValue;
			const other = data[right] as SqlValue;
			return value === other ? 0 : compareValues(value, other, collation);
		};
	}
	const { data } = column;
	return (left, right) => compareNumbers(data[left] as number, data[right] as number);
}

/** NaN is NULL, which comes first. */
function compareNumbers(left: number, right: number): number {
	if (left < right) return -1;
	if (left > right) return 1;
	if (left === right) return 0;
	return Number(left === left) - Number(right === right);
}
