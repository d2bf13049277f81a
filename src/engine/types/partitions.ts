/**
 * How a table is divided into partitions: which one a value belongs to, and which ones a search may leave out.
 *
 * RANGE puts NULL into the first partition, HASH into the first as well; LIST wants it named, or a DEFAULT.
 */

import { compareValues } from './compare.js';
import type { Collation } from './collation.js';
import { Real } from './value.js';
import type { SqlValue } from './value.js';

export interface Partition {
	readonly name: string;
	readonly key: string;
	/** RANGE: what values are less than; undefined: MAXVALUE. */
	readonly lessThan: SqlValue | undefined;
	/** LIST; undefined: DEFAULT. */
	readonly values: readonly SqlValue[] | undefined;
}

export interface PartitionScheme {
	readonly method: 'range' | 'list' | 'hash';
	/** Position of the column in the row. */
	readonly columnIndex: number;
	readonly collation: Collation;
	/** RANGE: in ascending order. */
	readonly partitions: readonly Partition[];
}

/** What is known of the column's value; all of it holds. */
export interface PartitionSearch {
	/** One of these. */
	readonly equals: readonly SqlValue[] | undefined;
	/** By IS; otherwise, and for the bounds, NULL is equal to nothing. */
	readonly matchesNull: boolean;
	readonly lower: SqlValue | undefined;
	readonly upper: SqlValue | undefined;
	readonly isUpperInclusive: boolean;
}

/** Number of the partition for a value; -1: there is none. */
export function partitionOf(scheme: PartitionScheme, value: SqlValue): number {
	const { method, partitions, collation } = scheme;
	switch (method) {
		case 'range':
			return partitions.findIndex(
				({ lessThan }) => lessThan === undefined || compareValues(value, lessThan, collation) < 0,
			);
		case 'list': {
			const named = partitions.findIndex(({ values }) =>
				values?.some(listed => compareValues(value, listed, collation) === 0),
			);
			return named >= 0 ? named : partitions.findIndex(({ values }) => values === undefined);
		}
		case 'hash':
			return hashOf(value) % partitions.length;
	}
}

/** Numbers of the partitions that may hold such rows, in order. */
export function partitionsFor(scheme: PartitionScheme, search: PartitionSearch): number[] {
	const { equals, matchesNull, lower, upper } = search;
	if (lower === null || upper === null) return [];
	const kept = new Set(scheme.partitions.keys());
	if (equals) {
		const values = matchesNull ? equals : equals.filter(value => value !== null);
		const wanted = new Set(values.map(value => partitionOf(scheme, value)));
		for (const number of kept) if (!wanted.has(number)) kept.delete(number);
	}
	for (const number of kept) if (isOutside(scheme, number, search)) kept.delete(number);
	return [...kept];
}

function isOutside(scheme: PartitionScheme, number: number, search: PartitionSearch): boolean {
	const { method, partitions, collation } = scheme;
	const { lower, upper, isUpperInclusive } = search;
	const compare = (left: SqlValue, right: SqlValue) => compareValues(left, right, collation);
	if (method === 'range') {
		const end = partitions[number]?.lessThan;
		const start = partitions[number - 1]?.lessThan;
		if (lower !== undefined && end !== undefined && compare(end, lower) <= 0) return true;
		if (upper === undefined || start === undefined) return false;
		const order = compare(start, upper);
		return order > 0 || (order === 0 && !isUpperInclusive);
	}
	const values = method === 'list' ? partitions[number]?.values : undefined;
	return (
		values?.every(
			value =>
				(lower !== undefined && compare(value, lower) < 0) ||
				(upper !== undefined && compare(value, upper) > 0),
		) ?? false
	);
}

/** Numbers that compare equal give the same, whatever their class. */
function hashOf(value: SqlValue): number {
	if (value === null) return 0;
	if (typeof value === 'string') return hashOfCodes(value.length, at => value.charCodeAt(at));
	if (value instanceof Uint8Array) return hashOfCodes(value.length, at => value[at] as number);
	const number = Math.abs(Number(value instanceof Real ? value.value : value));
	if (Number.isInteger(number)) return number % 2 ** 31;
	const text = String(number);
	return hashOfCodes(text.length, at => text.charCodeAt(at));
}

/** Fowler, Noll, Vo: spreads neighbours well enough. */
function hashOfCodes(length: number, codeAt: (position: number) => number): number {
	let hash = 0x811c9dc5;
	for (let position = 0; position < length; position++) {
		hash = Math.imul(hash ^ codeAt(position), 0x01000193);
	}
	return (hash ^ (hash >>> 15)) >>> 0;
}
