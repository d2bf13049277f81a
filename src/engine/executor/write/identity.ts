/** Whether two values are the same value of the same storage class: 1 and 1.0 are not. */

import { compareBytes } from '../../types/compare.js';
import { Real } from '../../types/value.js';
import type { SqlValue } from '../../types/value.js';

export function isIdentical(left: SqlValue, right: SqlValue): boolean {
	if (left === right) return true;
	if (left instanceof Real) return right instanceof Real && left.value === right.value;
	if (left instanceof Uint8Array) {
		return right instanceof Uint8Array && compareBytes(left, right) === 0;
	}
	return false;
}
