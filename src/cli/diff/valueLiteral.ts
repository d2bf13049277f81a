/** A value as SQL. */

import { printLiteral, Real } from '../../engine/index.js';
import type { Value } from './diffDatabases.js';

export function valueLiteral(value: Value): string {
	return printLiteral(typeof value === 'number' ? new Real(value) : value);
}
