/** Result columns of rows that no table gives. */

import type { ResultColumn } from '../plan/statements.js';

export function plainColumn(name: string): ResultColumn {
	return { name, declaredType: undefined, affinity: undefined, origin: undefined };
}
