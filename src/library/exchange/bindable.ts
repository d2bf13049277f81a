/** Exact values as the engine binds them: a number that is whole would be bound as an INTEGER. */

import { Real } from '../../engine/index.js';
import type { ExactValue } from './contents.js';

export function bindable(value: ExactValue): ExactValue | Real {
	return Number.isSafeInteger(value) ? new Real(value as number) : value;
}
