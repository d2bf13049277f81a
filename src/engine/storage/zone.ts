/** Statistics of one column of one leaf: to skip leaves, and to prove that sums cannot overflow. */

import type { RowLeaf } from './rowLeaf.js';
import type { Vector } from './vector.js';

export interface Zone {
	/**
	 * Bounds of the numbers of an int or real vector; minimum > maximum when all are NULL.
	 * Infinite, that is unknown, for the other kinds.
	 */
	readonly minimum: number;
	readonly maximum: number;
	readonly hasNull: boolean;
}

/** Precondition: the leaf has no delta. */
export function zoneOf(leaf: RowLeaf, columnIndex: number): Zone {
	if (leaf.zonesCount !== leaf.count) leaf.zones = undefined;
	// *The zones array is shared by copies of the leaf, which share the vectors too.
	const zones = (leaf.zones ??= leaf.columns.map(() => undefined));
	leaf.zonesCount = leaf.count;
	return (zones[columnIndex] ??= computeZone(leaf.columns[columnIndex] as Vector, leaf.count));
}

function computeZone(vector: Vector, count: number): Zone {
	switch (vector.kind) {
		case 'int':
		case 'real':
			return numberZone(vector.data, count);
		case 'dict':
			return unknownZone(vector.data.indexOf(0) >= 0);
		case 'generic':
			return unknownZone(vector.data.indexOf(null) >= 0);
	}
}

function numberZone(data: readonly number[], count: number): Zone {
	let minimum = Infinity;
	let maximum = -Infinity;
	let hasNull = false;
	for (let position = 0; position < count; position++) {
		const value = data[position] as number;
		if (value < minimum) minimum = value;
		if (value > maximum) maximum = value;
		if (value !== value) hasNull = true;
	}
	return { minimum, maximum, hasNull };
}

/** hasNull may come from rows beyond the leaf's own: too careful, never wrong. */
function unknownZone(hasNull: boolean): Zone {
	return { minimum: -Infinity, maximum: Infinity, hasNull };
}
