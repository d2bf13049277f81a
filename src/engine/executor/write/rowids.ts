/** Rowids of new rows, and values given as rowids. */

import type { TableSchema } from '../../catalog/schema.js';
import type { RowTreeContract } from '../../storage/contract.js';
import { compareNumbers } from '../../types/compare.js';
import { rowidFrom } from '../scans/rowidBounds.js';
import { SqlError } from '../../types/sqlError.js';
import { integerValue } from '../../types/value.js';
import type { RowId, SqlValue } from '../../types/value.js';
import { rowidMismatch } from './constraintErrors.js';
import type { WriteContext } from './contract.js';

const LARGEST = 9223372036854775807n;
const ATTEMPTS = 100;

/** Precondition: not NULL. */
export function rowidFromValue(value: SqlValue): RowId {
	const rowid = rowidFrom(value);
	if (rowid === undefined) throw rowidMismatch();
	return rowid;
}

/**
 * One beyond the largest; when that is taken, any free one, unless rowids must never be used again (AUTOINCREMENT,
 * whose sequence is the largest ever).
 */
export function newRowid(context: WriteContext, table: TableSchema): RowId {
	const tree = context.current.tree(table.id) as RowTreeContract;
	let last = tree.lastKey() ?? 0;
	if (table.isAutoincrement) {
		const sequence = context.readSequence(table);
		if (compareNumbers(last, sequence) < 0) last = sequence;
	}
	if (typeof last === 'number' && last < Number.MAX_SAFE_INTEGER) return last + 1;
	if (BigInt(last) < LARGEST) return integerValue(BigInt(last) + 1n);
	if (!table.isAutoincrement) {
		for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
			const random = context.current.services.randomInteger() & (LARGEST >> 1n);
			const rowid = integerValue(random + 1n);
			if (!tree.has(rowid)) return rowid;
		}
	}
	throw new SqlError('SQLITE_FULL', 'database or disk is full');
}

/** Gives a working row (columns, then rowid) the rowid that an UPDATE assigns. */
export function rowidForUpdate(table: TableSchema, row: SqlValue[], value: SqlValue): void {
	if (value === null) throw rowidMismatch();
	const rowid = rowidFromValue(value);
	row[table.columns.length] = rowid;
	if (table.rowidAlias >= 0) row[table.rowidAlias] = rowid;
}
