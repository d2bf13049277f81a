/**
 * What callers see of an output column: its name, and the table column it comes straight from.
 */

import type { BoundColumn } from '../plan/logical.js';
import type { ResultColumn } from '../plan/statements.js';
import type { BindState } from './bindState.js';

export function resultColumn(state: BindState, column: BoundColumn): ResultColumn {
	const { expr, name, innerName, affinity } = column;
	const inner = innerName === undefined ? undefined : { innerName };
	const table = expr.kind === 'column' ? state.columnTable[expr.id] : undefined;
	if (!table || expr.kind !== 'column') {
		return { name, ...inner, declaredType: undefined, affinity, origin: undefined };
	}
	const source = table.columns[state.columnIndex[expr.id] as number];
	return {
		name,
		...inner,
		affinity,
		declaredType: source ? source.declaredType : 'INTEGER',
		origin: { database: table.schema, table: table.name, column: source?.name ?? 'rowid' },
	};
}
