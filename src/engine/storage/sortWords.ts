/**
 * Sorting rows by a column of few different texts: only those are compared, the rows are counted. Half of the time of
 * sorting them by their heads.
 */

import { compareValues } from '../types/compare.js';
import type { SqlValue } from '../types/value.js';
import type { EntryColumn, KeyPart } from './contract.js';
import type { HeadPlan, KeyOrder } from './keyOrder.js';

const MAX_WORDS = 4096;
/** Rows looked at before the rest: more words than a part of them are too many. */
const LOOKED_AT = 1024;
const WORDS_OF_ROWS = 1 / 4;

export interface Words {
	/** Each different value once. */
	readonly values: readonly SqlValue[];
	/** Of each row: its place in `values`. */
	readonly places: Uint16Array;
}

export interface RankedWords {
	/** Positions of the rows in order, those of equal rank in their order. */
	readonly positions: Uint32Array;
	/** By position: rows that the collation takes for equal have the same. */
	readonly ranks: Uint16Array;
	/** By position. */
	readonly heads: Float64Array;
}

/** Undefined: there are others than texts and NULL, or too many. */
export function wordsOf(column: EntryColumn, count: number): Words | undefined {
	if (column.kind !== 'generic') return undefined;
	const known = new Map<SqlValue, number>();
	const places = new Uint16Array(count);
	for (let row = 0; row < count; row++) {
		const value = column.data[row] as SqlValue;
		if (typeof value !== 'string' && value !== null) return undefined;
		let place = known.get(value);
		if (place === undefined) {
			place = known.size;
			if (place === MAX_WORDS) return undefined;
			known.set(value, place);
		}
		places[row] = place;
		if (row === LOOKED_AT && known.size > LOOKED_AT * WORDS_OF_ROWS) return undefined;
	}
	return { values: [...known.keys()], places };
}

export function rankWords(
	order: KeyOrder,
	plan: HeadPlan,
	{ collation, descending }: KeyPart,
	{ values, places }: Words,
): RankedWords {
	const sign = descending ? -1 : 1;
	const compare = (left: number, right: number): number =>
		sign * compareValues(values[left] as SqlValue, values[right] as SqlValue, collation);
	const sorted = Array.from(values.keys()).sort(compare);
	const rankOf = new Uint16Array(values.length);
	const headOf = new Float64Array(values.length);
	let rank = 0;
	sorted.forEach((place, index) => {
		if (index > 0 && compare(sorted[index - 1] as number, place) !== 0) rank++;
		rankOf[place] = rank;
		headOf[place] = order.headOfValue(values[place] as SqlValue, plan);
	});
	const ranks = new Uint16Array(places.length);
	const heads = new Float64Array(places.length);
	// Where the rows of each rank begin; the one behind the last is not used.
	const starts = new Uint32Array(rank + 2);
	for (let row = 0; row < places.length; row++) {
		const place = places[row] as number;
		const own = rankOf[place] as number;
		ranks[row] = own;
		heads[row] = headOf[place] as number;
		starts[own + 1] = (starts[own + 1] as number) + 1;
	}
	for (let own = 0; own < rank; own++) {
		starts[own + 1] = (starts[own + 1] as number) + (starts[own] as number);
	}
	const positions = new Uint32Array(places.length);
	for (let row = 0; row < places.length; row++) {
		const own = ranks[row] as number;
		const at = starts[own] as number;
		positions[at] = row;
		starts[own] = at + 1;
	}
	return { positions, ranks, heads };
}
