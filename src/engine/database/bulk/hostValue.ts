/**
 * A value of a row handed over by the program, as it is stored: what can be bound, and beside it booleans (0 and 1), dates
 * (ISO 8601 in UTC), plain objects and arrays (JSON).
 */

import { Real } from '../../types/value.js';
import type { SqlValue } from '../../types/value.js';
import { fromBound } from '../values.js';

/** Throws TypeError or RangeError for what cannot be stored. */
export function storedValue(value: unknown): SqlValue {
	switch (typeof value) {
		case 'string':
			return value;
		case 'number':
			// NaN is NULL, and -0 would be an INTEGER that is none.
			if (value === 0) return 0;
			return value === value ? value : null;
		case 'boolean':
			return value ? 1 : 0;
		case 'object':
			return value === null ? null : storedObject(value);
		default:
			return fromBound(value);
	}
}

function storedObject(value: object): SqlValue {
	if (value instanceof Date) {
		return Number.isNaN(value.getTime()) ? null : value.toISOString();
	}
	if (value instanceof Real || ArrayBuffer.isView(value)) return fromBound(value);
	if (value instanceof ArrayBuffer) return new Uint8Array(value.slice(0));
	// Undefined for what toJSON() makes of nothing.
	const text = JSON.stringify(value) as string | undefined;
	return text ?? null;
}
