/**
 * Writes single rows of one table: constraints, conflict clauses, the table's tree and its indexes.
 *
 * Every method first finds out whether the row may be written and only then changes anything, so a row that is
 * refused leaves no trace. REPLACE constraints are looked at last, as SQLite does, so that no row is
 * deleted for a row that another constraint then refuses.
 */

import type { ConflictAction, TableSchema } from '../../catalog/schema.js';
import type { TableExpressions } from '../../plan/statements.js';
import type { KeyTreeContract, RowTreeContract } from '../../storage/contract.js';
import { compareNumbers, compareValues } from '../../types/compare.js';
import type { Row, RowId, SqlValue } from '../../types/value.js';
import type { CompileScalar } from '../contract.js';
import type { ChangedColumns } from './columnUses.js';
import { rowidFailure, uniqueFailure } from './constraintErrors.js';
import type { WriteCompiler, WriteContext } from './contract.js';
import type { RowForeignKeys } from './foreignKeys/rowForeignKeys.js';
import { fire } from './rowTriggers.js';
import type { RowTriggers } from './rowTriggers.js';
import { isIdentical } from './identity.js';
import { RowChecks } from './rowChecks.js';
import { runNested } from './steps.js';
import type { Steps } from './steps.js';
import {
	automaticNumber,
	compileIndexes,
	conflictingEntry,
	entryOf,
	isSameEntry,
	primaryKeyColumns,
	rowidOf,
	tableKeyOf,
} from './tableIndexes.js';
import type { Entry, TableIndex } from './tableIndexes.js';

/** Key of a stored row: its rowid, or its primary key values in key order. */
export type TableKey = RowId | readonly SqlValue[];

/** One uniqueness constraint, and what to do when it is violated. */
export interface UniqueCheck {
	/** Position in `indexes`; -1: the table's own key. */
	readonly indexPosition: number;
	readonly action: ConflictAction | undefined;
	/** Position of the ON CONFLICT clause that takes over. */
	readonly upsert: number | undefined;
}

/** The stored row that an ON CONFLICT clause is about. */
export interface UpsertConflict {
	readonly upsert: number;
	readonly key: TableKey;
	/** The row ran into its own rowid, not into an entry of an index. */
	readonly isOfRowid: boolean;
}

type Resolution = 'write' | 'skip' | UpsertConflict | readonly TableKey[];

const NO_ENTRIES: readonly undefined[] = [];

export class TableWriter {
	readonly table: TableSchema;
	readonly checks: RowChecks;
	readonly indexes: readonly TableIndex[];
	readonly columnCount: number;
	/** Set off by rows that REPLACE deletes, with PRAGMA recursive_triggers on. */
	replaceTriggers: RowTriggers | undefined = undefined;
	/** The first constraint that a row ran into. */
	#firstConflict: UniqueCheck | undefined = undefined;
	/** Of rows that are inserted, and of rows that are removed; undefined: no foreign key is concerned. */
	insertKeys: RowForeignKeys | undefined = undefined;
	removeKeys: RowForeignKeys | undefined = undefined;
	readonly #keyColumns: readonly number[];

	constructor(table: TableSchema, expressions: TableExpressions, compileScalar: CompileScalar) {
		this.table = table;
		this.checks = new RowChecks(table, expressions, compileScalar);
		this.indexes = compileIndexes(table, expressions, compileScalar);
		this.columnCount = table.columns.length;
		this.#keyColumns = table.hasRowid ? [] : primaryKeyColumns(table);
	}

	/** The uniqueness checks in the order in which they are to be made. */
	orderChecks(
		override: ConflictAction | undefined,
		upsertTargets: readonly (number | undefined)[] = [],
	): UniqueCheck[] {
		const all: (UniqueCheck & { readonly rank: number })[] = [];
		const add = (id: number, indexPosition: number, own: ConflictAction | undefined) => {
			const target = upsertTargets.findIndex(wanted => wanted === undefined || wanted === id);
			const upsert = target < 0 ? undefined : target;
			// An index declared so stands last whatever the statement says; a rowid only when it acts so.
			const isRowid = indexPosition < 0 && this.table.hasRowid;
			const isLast = own === 'replace' && (!isRowid || override === undefined);
			const rank = upsert ?? (isLast ? Infinity : upsertTargets.length);
			// Among those of one clause, too.
			const tie = own === 'replace' && !isRowid ? 0.5 : 0;
			all.push({ indexPosition, action: override ?? own, upsert, rank: rank + tie });
		};
		const { table } = this;
		if (table.hasRowid) add(table.id, -1, table.primaryKeyConflict);
		const primaryKey = primaryKeyIndex(table);
		let isPending = primaryKey !== undefined;
		const addPrimaryKey = () => {
			if (isPending) add(table.id, -1, primaryKey?.conflict);
			isPending = false;
		};
		this.indexes.forEach(({ schema }, position) => {
			if (primaryKey && automaticNumber(schema) < automaticNumber(primaryKey)) addPrimaryKey();
			if (schema.isUnique) add(schema.id, position, schema.conflict);
		});
		addPrimaryKey();
		return all.sort((left, right) => (left.rank === right.rank ? 0 : left.rank - right.rank));
	}

	/** Whether an UPDATE of these columns can violate it. */
	isTouched(check: UniqueCheck, changed: ChangedColumns): boolean {
		const index = this.indexes[check.indexPosition]?.schema ?? primaryKeyIndex(this.table);
		if (index) return changed.touches(index);
		return changed.has(-1) || changed.has(this.table.rowidAlias);
	}

	/** To be called when some constraint may be resolved by REPLACE. */
	fireOnReplace(compiler: WriteCompiler): void {
		const { table } = this;
		this.replaceTriggers = compiler.triggers({
			table,
			event: 'delete',
			columns: [],
			conflict: 'replace',
		});
	}

	/** Stores a new row. False: left out by a conflict clause. */
	insert(
		context: WriteContext,
		row: SqlValue[],
		override: ConflictAction | undefined,
		uniqueChecks: readonly UniqueCheck[],
	): boolean | UpsertConflict {
		if (!this.checks.pass(context.current, row, override)) return false;
		const entries = this.#entries(context, row);
		if (context.meter) context.meter.reserveRow(row, entries.length);
		const resolution = this.#resolve(context, row, entries, uniqueChecks, undefined);
		if (resolution !== 'write') {
			if (resolution === 'skip') return false;
			if ('upsert' in resolution) return resolution;
			this.#removeReplaced(context, resolution, row, entries, uniqueChecks, undefined);
		}
		this.insertKeys?.before(context, undefined, row);
		this.#store(context, row, entries);
		if (context.recorder) context.recorder.inserted(this.table, row);
		return true;
	}

	/**
	 * Puts `row` in the place of `oldRow`, under another key if the key changed. False: left out. `keys`: the foreign keys
	 * that the change of these columns concerns.
	 */
	update(
		context: WriteContext,
		oldRow: Row,
		row: SqlValue[],
		override: ConflictAction | undefined,
		uniqueChecks: readonly UniqueCheck[],
		keys: RowForeignKeys | undefined,
	): boolean {
		if (!this.replace(context, oldRow, row, override, uniqueChecks, keys)) return false;
		keys?.after(context, oldRow, row);
		return true;
	}

	/** `update`, but the actions of foreign keys are still to be run. */
	replace(
		context: WriteContext,
		oldRow: Row,
		row: SqlValue[],
		override: ConflictAction | undefined,
		uniqueChecks: readonly UniqueCheck[],
		keys: RowForeignKeys | undefined,
	): boolean {
		if (!this.checks.pass(context.current, row, override)) return false;
		const entries = this.#entries(context, row);
		if (context.meter) context.meter.reserveRow(row, 0);
		let stored = oldRow;
		const resolution = this.#resolve(context, row, entries, uniqueChecks, oldRow);
		if (resolution === 'skip') return false;
		if (resolution !== 'write' && !('upsert' in resolution)) {
			const isDisturbed = this.#removeReplaced(
				context,
				resolution,
				row,
				entries,
				uniqueChecks,
				oldRow,
			);
			// What the removal set off may have changed this row, or taken it away.
			const found = isDisturbed ? this.rowOf(context, this.keyOf(oldRow)) : oldRow;
			if (!found) return false;
			stored = found;
		}
		const oldEntries = this.#entries(context, stored);
		keys?.before(context, stored, row);
		this.#move(context, stored, row);
		for (let position = 0; position < this.indexes.length; position++) {
			const entry = entries[position];
			const oldEntry = oldEntries[position];
			if (isSameEntry(oldEntry, entry)) continue;
			const tree = context.writable((this.indexes[position] as TableIndex).schema.id);
			if (oldEntry) (tree as KeyTreeContract).delete(oldEntry);
			if (entry) (tree as KeyTreeContract).insert(entry);
		}
		if (context.recorder) context.recorder.updated(this.table, stored, row);
		return true;
	}

	/** Precondition: the row is stored, exactly so. */
	remove(context: WriteContext, row: Row): void {
		this.#takeOut(context, row);
		this.removeKeys?.after(context, row, undefined);
	}

	#takeOut(context: WriteContext, row: Row): void {
		const { table, indexes, removeKeys } = this;
		removeKeys?.before(context, row, undefined);
		for (const index of indexes) {
			const entry = entryOf(index, context.current, row);
			if (entry) (context.writable(index.schema.id) as KeyTreeContract).delete(entry);
		}
		const tree = context.writable(table.id);
		if (table.hasRowid) (tree as RowTreeContract).delete(row[this.columnCount] as RowId);
		else (tree as KeyTreeContract).delete(row.slice(0, this.columnCount));
		if (context.recorder) context.recorder.deleted(table, row);
	}

	/** The working row stored under a key. */
	rowOf(context: WriteContext, key: TableKey): SqlValue[] | undefined {
		const tree = context.current.tree(this.table.id);
		if (typeof key === 'object') return (tree as KeyTreeContract).find(key)?.slice();
		const row = (tree as RowTreeContract).getRow(key);
		row?.push(key);
		return row;
	}

	keyOf(row: Row): TableKey {
		if (this.table.hasRowid) return row[this.columnCount] as RowId;
		return this.#keyColumns.map(columnIndex => row[columnIndex] as SqlValue);
	}

	/** Order of the stored rows. */
	readonly compareKeys = (left: Row, right: Row): number => {
		if (this.table.hasRowid) {
			return compareNumbers(left[this.columnCount] as RowId, right[this.columnCount] as RowId);
		}
		for (const { columnIndex, collation, descending } of primaryKeyIndex(this.table)?.columns ??
			[]) {
			const order = compareValues(
				left[columnIndex] as SqlValue,
				right[columnIndex] as SqlValue,
				collation,
			);
			if (order !== 0) return descending ? -order : order;
		}
		return 0;
	};

	#entries(context: WriteContext, row: Row): readonly (SqlValue[] | undefined)[] {
		if (this.indexes.length === 0) return NO_ENTRIES;
		const entries: (SqlValue[] | undefined)[] = [];
		for (const index of this.indexes) entries.push(entryOf(index, context.current, row));
		return entries;
	}

	#resolve(
		context: WriteContext,
		row: Row,
		entries: readonly (Entry | undefined)[],
		uniqueChecks: readonly UniqueCheck[],
		oldRow: Row | undefined,
	): Resolution {
		let doomed: TableKey[] | undefined;
		let isTyped = !this.checks.isStrict;
		for (const check of uniqueChecks) {
			if (!isTyped && !(check.indexPosition < 0 && this.table.hasRowid)) {
				this.checks.checkTypes(row, 'all');
				isTyped = true;
			}
			const key = this.#conflict(context, row, entries, check, oldRow);
			if (key === undefined) continue;
			if (!doomed) this.#firstConflict = check;
			if (check.upsert !== undefined) {
				return { upsert: check.upsert, key, isOfRowid: typeof key !== 'object' && isRowid(check) };
			}
			if (check.action === 'ignore') return 'skip';
			if (check.action !== 'replace') throw this.#failure(check);
			(doomed ??= []).push(key);
		}
		if (!isTyped) this.checks.checkTypes(row, 'all');
		return doomed ?? 'write';
	}

	/** Key of another stored row that violates the check. */
	#conflict(
		context: WriteContext,
		row: Row,
		entries: readonly (Entry | undefined)[],
		check: UniqueCheck,
		oldRow: Row | undefined,
	): TableKey | undefined {
		const { table, columnCount } = this;
		if (check.indexPosition < 0 && table.hasRowid) {
			const rowid = row[columnCount] as RowId;
			if (oldRow && oldRow[columnCount] === rowid) return undefined;
			const tree = context.current.tree(table.id) as RowTreeContract;
			return tree.has(rowid) ? rowid : undefined;
		}
		let key: TableKey;
		if (check.indexPosition < 0) {
			const tree = context.current.tree(table.id) as KeyTreeContract;
			const stored = tree.find(this.keyOf(row) as readonly SqlValue[]);
			if (!stored) return undefined;
			key = this.keyOf(stored);
		} else {
			const index = this.indexes[check.indexPosition] as TableIndex;
			const entry = entries[check.indexPosition];
			if (!entry) return undefined;
			const tree = context.current.tree(index.schema.id);
			const stored = conflictingEntry(index, tree, entry);
			if (!stored) return undefined;
			key = table.hasRowid ? rowidOf(index, stored) : tableKeyOf(index, stored);
		}
		return oldRow && isSameKey(key, this.keyOf(oldRow)) ? undefined : key;
	}

	#failure(check: UniqueCheck): Error {
		const index = this.indexes[check.indexPosition]?.schema ?? primaryKeyIndex(this.table);
		if (!index) return rowidFailure(this.table, check.action);
		return uniqueFailure(this.table, index, check.action);
	}

	#store(context: WriteContext, row: SqlValue[], entries: readonly (Entry | undefined)[]): void {
		const { table, indexes } = this;
		const tree = context.writable(table.id);
		if (table.hasRowid) {
			const rowid = row.pop() as RowId;
			(tree as RowTreeContract).insert(rowid, row);
			row.push(rowid);
		} else (tree as KeyTreeContract).insert(row.slice(0, this.columnCount));
		for (let position = 0; position < indexes.length; position++) {
			const entry = entries[position];
			if (!entry) continue;
			const id = (indexes[position] as TableIndex).schema.id;
			(context.writable(id) as KeyTreeContract).insert(entry);
		}
	}

	#move(context: WriteContext, oldRow: Row, row: SqlValue[]): void {
		const { table, columnCount } = this;
		const tree = context.writable(table.id);
		if (!table.hasRowid) {
			(tree as KeyTreeContract).delete(oldRow.slice(0, columnCount));
			(tree as KeyTreeContract).insert(row.slice(0, columnCount));
			return;
		}
		const oldRowid = oldRow[columnCount] as RowId;
		const rowid = row.pop() as RowId;
		if (oldRowid === rowid) {
			(tree as RowTreeContract).update(rowid, row);
		} else {
			(tree as RowTreeContract).delete(oldRowid);
			(tree as RowTreeContract).insert(rowid, row);
		}
		row.push(rowid);
	}

	/**
	 * True: triggers or actions were set off, which may have changed anything. One constraint is then looked at after the
	 * other, each with what the one before it has left, and nothing may be in the way in the end.
	 */
	#removeReplaced(
		context: WriteContext,
		keys: readonly TableKey[],
		row: Row,
		entries: readonly (Entry | undefined)[],
		uniqueChecks: readonly UniqueCheck[],
		oldRow: Row | undefined,
	): boolean {
		// What comes after the rows are gone may be refused by a foreign key.
		if ((this.removeKeys || this.insertKeys) && !context.isMarked) context.mark();
		const triggers = context.session.recursiveTriggers ? this.replaceTriggers : undefined;
		if (!triggers && !this.removeKeys?.hasActions) {
			for (const key of keys) {
				// Two constraints may doom the same row.
				const doomed = this.rowOf(context, key);
				if (doomed) this.remove(context, doomed);
			}
			return false;
		}
		for (const check of uniqueChecks) {
			const key = this.#conflict(context, row, entries, check, oldRow);
			const doomed = key === undefined ? undefined : this.rowOf(context, key);
			if (!doomed) continue;
			if (triggers) runNested(this.removeWithTriggers(context, doomed, triggers), context.depth);
			else this.remove(context, doomed);
		}
		if (this.#resolve(context, row, entries, uniqueChecks, oldRow) !== 'write') {
			throw this.#failure(this.#firstConflict as UniqueCheck);
		}
		return true;
	}

	/** False: a trigger kept the row, or had deleted it already. */
	*removeWithTriggers(
		context: WriteContext,
		row: Row,
		triggers: RowTriggers | undefined,
		onRemoved?: () => void,
	): Steps<boolean> {
		let stored: Row | undefined = row;
		if (triggers && triggers.before.length > 0) {
			if (!(yield* fire(triggers.before, context, row, undefined))) return false;
			stored = this.rowOf(context, this.keyOf(row));
			if (!stored) return false;
		}
		this.#takeOut(context, stored);
		if (this.removeKeys) yield* this.removeKeys.afterSteps(context, stored, undefined);
		onRemoved?.();
		if (triggers) yield* fire(triggers.after, context, row, undefined);
		return true;
	}
}

export function mayReplace(checks: readonly UniqueCheck[]): boolean {
	return checks.some(check => check.action === 'replace' && check.upsert === undefined);
}

function isRowid(check: UniqueCheck): boolean {
	return check.indexPosition < 0;
}

function isSameKey(left: TableKey, right: TableKey): boolean {
	if (typeof left !== 'object' || typeof right !== 'object') return left === right;
	return left.every((value, position) => isIdentical(value, right[position] as SqlValue));
}

function primaryKeyIndex(table: TableSchema) {
	return table.hasRowid ? undefined : table.indexes.find(index => index.id === table.id);
}
