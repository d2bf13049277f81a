/**
 * Foreign keys between two transactions: one took away a row, the other one referred to it. Each was right by itself, so
 * only what both did together is looked for: violations that the transaction did not have before it was rebased.
 */

import type { TableSchema } from '../catalog/schema.js';
import type { ExecutionContext } from '../executor/contract.js';
import { isIdentical } from '../executor/write/identity.js';
import { ChildSearch } from '../executor/write/foreignKeys/childSearch.js';
import { ParentLookup } from '../executor/write/foreignKeys/parentLookup.js';
import { foreignKeysOf } from '../plan/foreignKeys.js';
import type { ParentKey, Reference } from '../plan/foreignKeys.js';
import { printLiteral } from '../types/literal.js';
import type { Row, SqlValue } from '../types/value.js';
import type { RowChange } from './diff.js';
import type { State } from './state.js';

/** What is wrong, or undefined. `mine` and `next`: before and after rebasing. */
export function conflictOfKeys(
	table: TableSchema,
	changes: readonly RowChange[],
	next: State,
	contexts: { readonly mine: ExecutionContext; readonly next: ExecutionContext },
): string | undefined {
	const keys = foreignKeysOf(next.catalog, table);
	if (!keys) return undefined;
	for (const reference of keys.outgoing) {
		const lost = lostParent(reference, changes, contexts);
		if (lost) return `another connection took away ${lost}, which table ${table.name} refers to`;
	}
	for (const reference of keys.incoming) {
		const used = newlyUsed(reference, changes, contexts);
		if (used) return `table ${reference.child.name} refers to ${used} in another connection`;
	}
	return undefined;
}

/** The key of a parent that a row of mine refers to and that is there no more. */
function lostParent(
	{ key, foreignKey }: Reference,
	changes: readonly RowChange[],
	{ mine, next }: { readonly mine: ExecutionContext; readonly next: ExecutionContext },
): string | undefined {
	if (!key) return undefined;
	const lookup = new ParentLookup(key);
	for (const { newRow } of changes) {
		if (!newRow || foreignKey.columns.some(column => newRow[column] === null)) continue;
		if (lookup.finds(next, newRow, 'isOther', undefined)) continue;
		if (lookup.finds(mine, newRow, 'isOther', undefined)) {
			return describe(key, newRow, key.childColumns);
		}
	}
	return undefined;
}

/** The key of a row that mine took away and that another connection's rows refer to. */
function newlyUsed(
	{ child, key }: Reference,
	changes: readonly RowChange[],
	{ mine, next }: { readonly mine: ExecutionContext; readonly next: ExecutionContext },
): string | undefined {
	if (!key) return undefined;
	const search = new ChildSearch(child, key, 'count');
	const lookup = new ParentLookup(key);
	for (const { oldRow, newRow } of changes) {
		if (!oldRow || (newRow && keeps(key, oldRow, newRow))) continue;
		if (search.count(next, oldRow, 1) === 0 || search.count(mine, oldRow, 1) > 0) continue;
		// Another row may have taken up the key.
		if (lookup.finds(next, asChild(key, child, oldRow), 'isOther', undefined)) continue;
		return describe(key, oldRow, key.parentColumns);
	}
	return undefined;
}

function keeps({ parentColumns }: ParentKey, oldRow: Row, newRow: Row): boolean {
	return parentColumns.every(column =>
		isIdentical(oldRow[column] as SqlValue, newRow[column] as SqlValue),
	);
}

/** A child row that refers to the parent row. */
function asChild({ childColumns, parentColumns }: ParentKey, child: TableSchema, row: Row): Row {
	const values = child.columns.map((): SqlValue => null);
	childColumns.forEach((column, part) => {
		values[column] = row[parentColumns[part] as number] as SqlValue;
	});
	return values;
}

function describe({ parent }: ParentKey, row: Row, columns: readonly number[]): string {
	const values = columns.map(column => printLiteral(row[column] as SqlValue));
	return `key (${values.join(', ')}) of table ${parent.name}`;
}
