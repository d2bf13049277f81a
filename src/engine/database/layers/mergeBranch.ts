/**
 * Three-way merge: what changed in a branch since both met last is applied, row by row, to what is checked out. A row that
 * both have changed, and not to the same, is a conflict; with conflicts nothing is merged.
 */

import type { TableSchema } from '../../catalog/schema.js';
import { printLiteral } from '../../types/literal.js';
import { SqlError } from '../../types/sqlError.js';
import type { Row, SqlValue } from '../../types/value.js';
import type { Span } from '../../util/span.js';
import type { DatabaseCore } from '../databaseCore.js';
import { diffTables } from '../diff.js';
import type { RowChange } from '../diff.js';
import { applyChanges, checkKeys, isSameRow, storedRow } from '../rebase.js';
import type { State } from '../state.js';
import type { Branch } from './branches.js';
import { otherColumns } from './otherColumns.js';
import { mainTables } from './changesBetween.js';

export interface Conflict {
	readonly table: TableSchema;
	readonly key: readonly SqlValue[];
	/** Undefined: no such row. Rows end with the rowid if the table has one, but for `ours`. */
	readonly base: readonly SqlValue[] | undefined;
	readonly ours: readonly SqlValue[] | undefined;
	readonly theirs: readonly SqlValue[] | undefined;
}

interface Sides {
	readonly base: State;
	/** Changes since the base are applied... */
	readonly from: State;
	/** ... to this one. */
	readonly onto: State;
}

/** The state in which both are one; throws when there are conflicts. */
export function mergeBranch(database: DatabaseCore, branch: Branch, span: Span): State {
	const { head } = database;
	const theirs = branch.state;
	if (!theirs) throw refused(branch, 'it is checked out', span);
	const base = database.branches.commonBase(branch);
	if (theirs === base) return head;
	if (head === base) return theirs;
	const conflicts = [...conflictsOf(database, branch)];
	if (conflicts.length > 0) {
		const shown = conflicts
			.slice(0, 5)
			.map(({ table, key }) => `${table.name} (${key.map(printLiteral).join(', ')})`);
		const more = conflicts.length > shown.length ? ', ...' : '';
		const rows = conflicts.length === 1 ? '1 row was' : `${conflicts.length} rows were`;
		throw refused(branch, `${rows} changed on both sides: ${shown.join(', ')}${more}`, span, {
			hint: `select * from branch_conflicts(${printLiteral(branch.name)})`,
		});
	}
	try {
		return apply(database, sidesOf(database, branch, span));
	} catch (error) {
		const isConflict = error instanceof SqlError && error.code === 'SQLITE_BUSY_SNAPSHOT';
		if (!isConflict) throw error;
		throw refused(branch, reasonOf(error), span);
	}
}

/** Rows that both sides have changed since they met last, in the order of tables and keys. */
export function* conflictsOf(database: DatabaseCore, branch: Branch): Generator<Conflict> {
	const { head } = database;
	const theirs = branch.state;
	if (!theirs) return;
	const base = database.branches.commonBase(branch);
	for (const table of changedTables(base, theirs)) {
		const present = tableIn(head, table);
		const columns = present && otherColumns(database, table, present, head);
		if (!columns) continue;
		for (const { key, oldRow, newRow } of diffTables(table, base, theirs)) {
			const ours = storedRow(present, head, key);
			const [old, now] = [oldRow, newRow].map(row => row && columns.convert(row, ours));
			if (isSameRow(ours, old) || isSameRow(ours, now)) continue;
			yield { table: present, key, base: old, ours, theirs: now };
		}
	}
}

/** Data can be moved to the side whose schema has changed, but not two schemas into one. */
function sidesOf(database: DatabaseCore, branch: Branch, span: Span): Sides {
	const { head } = database;
	const theirs = branch.state as State;
	const base = database.branches.commonBase(branch);
	if (theirs.catalog === base.catalog) return { base, from: theirs, onto: head };
	if (head.catalog === base.catalog) return { base, from: head, onto: theirs };
	throw refused(branch, 'the schema was changed on both sides', span, {
		hint: 'make the same schema changes in one of them only',
	});
}

function apply(database: DatabaseCore, { base, from, onto }: Sides): State {
	const next = onto.derive(database.newLayerId());
	const applied = new Map<TableSchema, readonly RowChange[]>();
	for (const table of changedTables(base, from)) {
		const present = tableIn(next, table);
		const columns = present && otherColumns(database, table, present, next);
		if (!columns) {
			const why = present ? 'has other columns' : 'was dropped';
			throw new SqlError(
				'SQLITE_BUSY_SNAPSHOT',
				`database is locked: table ${table.name} ${why} on the other side`,
			);
		}
		const changes: RowChange[] = [];
		for (const { key, oldRow, newRow } of diffTables(table, base, from)) {
			const stored = storedRow(present, next, key);
			const now = newRow && passed(present, key, () => columns.passed(newRow, stored));
			if (isSameRow(stored, now)) continue;
			changes.push({ key, oldRow: oldRow && columns.convert(oldRow, stored), newRow: now });
		}
		applyChanges(database, present, changes, next);
		applied.set(present, changes);
	}
	checkKeys(applied, from, next);
	if (from.userVersion !== base.userVersion) next.userVersion = from.userVersion;
	return next;
}

function passed(table: TableSchema, key: readonly SqlValue[], row: () => Row): Row {
	try {
		return row();
	} catch (error) {
		if (!(error instanceof SqlError) || !error.code.startsWith('SQLITE_CONSTRAINT')) throw error;
		const shown = key.map(printLiteral).join(', ');
		throw new SqlError(
			'SQLITE_BUSY_SNAPSHOT',
			`database is locked: key (${shown}) of table ${table.name}: ${error.message}`,
		);
	}
}

/** The same table, whatever ALTER TABLE has made of it; undefined: it was dropped. */
function tableIn({ catalog }: State, { id, schema }: TableSchema): TableSchema | undefined {
	for (const relation of catalog.schemas.get(schema)?.relations.values() ?? []) {
		if (relation.kind === 'table' && relation.id === id) return relation;
	}
	return undefined;
}

function* changedTables(base: State, changed: State): Generator<TableSchema> {
	for (const table of mainTables(base)) {
		if (changed.peekTree(table.id) && !changed.isSameTree(base, table.id)) yield table;
	}
}

function refused(branch: Branch, why: string, span: Span, more: { hint?: string } = {}): SqlError {
	return new SqlError('SQLITE_ERROR', `cannot merge branch ${branch.name}: ${why}`, {
		span,
		...more,
	});
}

/** Said of two connections where it comes from. */
function reasonOf({ message }: SqlError): string {
	return message
		.replace('database is locked: ', '')
		.replace('another connection wrote key', 'the other side has a row with key');
}
