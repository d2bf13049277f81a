/**
 * Generated columns that are made from themselves, found when the table is made: SQLite reads a row of it then. What is
 * stored counts as there, so a circle through a STORED column shows at the first INSERT only (rowChecks.ts).
 */

import type { TableSchema } from '../../catalog/schema.js';
import { namesIn } from '../../executor/write/columnUses.js';
import { SqlError } from '../../types/sqlError.js';

export function refuseGeneratedLoops(table: TableSchema): void {
	const uses = virtualUses(table);
	if (uses.size === 0) return;
	const circular = withoutEnd(uses);
	if (circular.size === 0) return;
	// Of several, SQLite's message names the one it met last.
	let last = '';
	const visit = (key: string, above: ReadonlySet<string>): void => {
		if (above.has(key)) {
			last = key;
			return;
		}
		const path = new Set(above).add(key);
		for (const used of uses.get(key) ?? []) if (circular.has(used)) visit(used, path);
	};
	for (const key of circular) visit(key, new Set());
	const name = table.columns.find(column => column.key === last)?.name ?? last;
	throw new SqlError('SQLITE_ERROR', `generated column loop on "${name}"`);
}

/** For each VIRTUAL column the others that it mentions, in order. */
function virtualUses(table: TableSchema): Map<string, string[]> {
	const virtual = table.columns.filter(column => column.generated?.storage === 'virtual');
	const keys = new Set(virtual.map(column => column.key));
	return new Map(
		virtual.map(column => {
			const names = [...namesIn(column.generated?.expression)];
			return [column.key, names.filter(key => keys.has(key))] as const;
		}),
	);
}

/** What is left when again and again those are taken away that use none of the rest. */
function withoutEnd(uses: ReadonlyMap<string, readonly string[]>): Set<string> {
	const left = new Set(uses.keys());
	for (let size = -1; size !== left.size;) {
		size = left.size;
		for (const key of left) {
			if (!uses.get(key)?.some(used => left.has(used))) left.delete(key);
		}
	}
	return left;
}
