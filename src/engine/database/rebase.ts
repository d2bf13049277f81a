/**
 * Commit of a transaction when another connection has committed since it began: its changes are applied, key by
 * key, to the new head. First committer wins: a key that both changed, or a row that UNIQUE now forbids, is
 * SQLITE_BUSY_SNAPSHOT, and so is a schema change on either side that the other depends on, or a foreign key that only
 * both together violate.
 *
 * The write set is found by comparing the trees of base and transaction, so transactions that run alone record nothing.
 */

import type { TableSchema } from '../catalog/schema.js';
import { NO_SERVICES } from '../functions/noServices.js';
import { isIdentical } from '../executor/write/identity.js';
import { conflictingEntry, entryOf, tableKeyOf } from '../executor/write/tableIndexes.js';
import type { TableIndex } from '../executor/write/tableIndexes.js';
import type { KeyTreeContract, RowTreeContract } from '../storage/contract.js';
import { printLiteral } from '../types/literal.js';
import { SqlError } from '../types/sqlError.js';
import type { RowId, SqlValue } from '../types/value.js';
import { compiledIndexes } from './compiledIndexes.js';
import type { DatabaseCore } from './databaseCore.js';
import { diffTables } from './diff.js';
import type { RowChange } from './diff.js';
import { QueryExecution } from './execution.js';
import { conflictOfKeys } from './rebaseForeignKeys.js';
import type { State } from './state.js';

/** `mine` was made from `base`, both as all connections see them. `keys`: whether foreign keys are enforced. */
export function rebase(
	database: DatabaseCore,
	base: State,
	mine: State,
	keys: 'withForeignKeys' | 'withoutForeignKeys',
): State {
	const { head } = database;
	if (mine.catalog !== base.catalog) {
		throw busy('the schema was changed here while another connection committed');
	}
	const next = head.derive(database.newLayerId());
	const changed = new Map<TableSchema, readonly RowChange[]>();
	for (const objects of mine.catalog.schemas.values()) {
		for (const table of objects.relations.values()) {
			if (table.kind === 'table' && !mine.isSameTree(base, table.id)) {
				changed.set(table, rebaseTable(database, table, base, mine, next));
			}
		}
	}
	if (keys === 'withForeignKeys') checkKeys(changed, mine, next);
	if (mine.userVersion !== base.userVersion) next.userVersion = mine.userVersion;
	if (mine.applicationId !== base.applicationId) next.applicationId = mine.applicationId;
	return next;
}

function rebaseTable(
	database: DatabaseCore,
	table: TableSchema,
	base: State,
	mine: State,
	next: State,
): readonly RowChange[] {
	const current = next.catalog.findRelation(table.key, table.schema);
	if (current !== table) throw busy(`table ${table.name} was changed by another connection`);
	const changes = [...diffTables(table, base, mine)];
	for (const change of changes) checkUntouched(table, change, next);
	applyChanges(database, table, changes, next);
	return changes;
}

/** The rows of `next` must be the old rows. Throws SQLITE_BUSY_SNAPSHOT for a row that UNIQUE forbids. */
export function applyChanges(
	database: DatabaseCore,
	table: TableSchema,
	changes: readonly RowChange[],
	next: State,
): void {
	const indexes = compiledIndexes(database, next.catalog, table);
	const context = contextOf(next);
	for (const { oldRow } of changes) {
		if (oldRow) removeRow(table, indexes, context, oldRow);
	}
	for (const { newRow } of changes) {
		if (newRow) addRow(table, indexes, context, newRow);
	}
	if (changes.length > 0) next.countChanged(table.id, changes.length);
}

export function checkKeys(
	changed: ReadonlyMap<TableSchema, readonly RowChange[]>,
	mine: State,
	next: State,
): void {
	const contexts = { mine: contextOf(mine), next: contextOf(next) };
	for (const [table, changes] of changed) {
		const conflict = conflictOfKeys(table, changes, next, contexts);
		if (conflict) throw busy(conflict);
	}
}

/** For the expressions of indexes outside of a statement. */
export function contextOf(state: State, slotCount = 0): QueryExecution {
	return new QueryExecution(state, [], slotCount, NO_SERVICES, () => undefined);
}

/** The key must be in the new head what it was when the transaction began. */
function checkUntouched(table: TableSchema, change: RowChange, next: State): void {
	if (!isSameRow(storedRow(table, next, change.key), change.oldRow)) {
		const key = change.key.map(printLiteral).join(', ');
		throw busy(`key (${key}) of table ${table.name} was changed by another connection`);
	}
}

/** `stored` without a rowid at its end. */
export function isSameRow(
	stored: readonly SqlValue[] | undefined,
	row: readonly SqlValue[] | undefined,
): boolean {
	if (!stored || !row) return stored === row;
	return stored.every((value, column) => isIdentical(value, row[column] as SqlValue));
}

export function storedRow(
	table: TableSchema,
	state: State,
	key: readonly SqlValue[],
): readonly SqlValue[] | undefined {
	const tree = state.tree(table.id);
	return table.hasRowid
		? (tree as RowTreeContract).getRow(key[0] as RowId)
		: (tree as KeyTreeContract).find(key);
}

function removeRow(
	table: TableSchema,
	indexes: readonly TableIndex[],
	context: QueryExecution,
	row: readonly SqlValue[],
): void {
	const { state } = context;
	for (const index of indexes) {
		const entry = entryOf(index, context, row);
		if (entry) (state.writable(index.schema.id) as KeyTreeContract).delete(entry);
	}
	const tree = state.writable(table.id);
	if (table.hasRowid) (tree as RowTreeContract).delete(row[table.columns.length] as RowId);
	else (tree as KeyTreeContract).delete(row);
}

function addRow(
	table: TableSchema,
	indexes: readonly TableIndex[],
	context: QueryExecution,
	row: readonly SqlValue[],
): void {
	const { state } = context;
	for (const index of indexes) {
		const entry = entryOf(index, context, row);
		if (!entry) continue;
		const tree = state.writable(index.schema.id) as KeyTreeContract;
		const conflict = index.schema.isUnique && conflictingEntry(index, tree, entry);
		if (conflict) {
			const key = tableKeyOf(index, conflict).map(printLiteral).join(', ');
			throw busy(
				`another connection wrote key (${key}) of table ${table.name} with the same ${index.schema.name}`,
			);
		}
		tree.insert(entry);
	}
	const tree = state.writable(table.id);
	if (table.hasRowid) {
		const rowid = row[table.columns.length] as RowId;
		(tree as RowTreeContract).insert(rowid, row.slice(0, table.columns.length));
	} else (tree as KeyTreeContract).insert(row);
}

function busy(reason: string): SqlError {
	return new SqlError('SQLITE_BUSY_SNAPSHOT', `database is locked: ${reason}`, {
		hint: 'roll back and run the transaction again',
	});
}
