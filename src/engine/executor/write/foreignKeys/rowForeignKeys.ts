/**
 * What foreign keys ask of one row that is written: `before` counts the violations that the change makes and resolves,
 * `after` runs the actions on rows that referred to it.
 *
 * Violations are only counted; the statement or the transaction fails when it ends with some. A statement that has not
 * been marked writes no other row, so there the count is final as soon as no action is left to run, and `before` throws
 * while nothing has been changed. When actions will run, it marks first.
 */

import type { ParentKey } from '../../../plan/foreignKeys.js';
import { valuesEqual } from '../../../types/compare.js';
import type { Row, SqlValue } from '../../../types/value.js';
import type { ExecutionContext } from '../../contract.js';
import type { WriteContext } from '../contract.js';
import { isIdentical } from '../identity.js';
import type { Steps } from '../steps.js';
import type { ChildSearch } from './childSearch.js';
import type { ParentLookup } from './parentLookup.js';
import { foreignKeyFailure, restrictFailure } from './violations.js';

/** CASCADE, SET NULL or SET DEFAULT on the rows that referred to `oldRow`. */
export interface ReferenceAction {
	steps(context: WriteContext, oldRow: Row, newRow: Row | undefined): Steps<unknown>;
	run(context: WriteContext, oldRow: Row, newRow: Row | undefined): unknown;
}

/** A foreign key of the table that is written. */
export interface OutgoingKey {
	readonly isDeferred: boolean;
	/** The table refers to itself. */
	readonly isOwn: boolean;
	/** Undefined when the parent table is not there: no row is found in it. */
	readonly lookup: ParentLookup | undefined;
	readonly columns: readonly number[];
}

/** A foreign key that refers to the table that is written. */
export interface IncomingKey {
	readonly isDeferred: boolean;
	readonly isOwn: boolean;
	readonly key: ParentKey;
	readonly search: ChildSearch;
	/** Finds the rows that the action is about: where types differ these may be others. */
	readonly actionSearch: ChildSearch;
	/** What RESTRICT, CASCADE... ask for when the row goes or gets another key. */
	readonly action: ReferenceAction | 'restrict' | undefined;
}

export class RowForeignKeys {
	readonly #outgoing: readonly OutgoingKey[];
	readonly #incoming: readonly IncomingKey[];

	/** Actions may write rows of any table, also those that the statement is about to write. */
	readonly hasActions: boolean;
	readonly hasOutgoing: boolean;
	readonly hasIncoming: boolean;

	/** Nothing else is written by the statement: a violation is told before its row is. */
	readonly #isOnly: boolean;

	constructor(outgoing: readonly OutgoingKey[], incoming: readonly IncomingKey[], isOnly: boolean) {
		this.#isOnly = isOnly;
		this.#outgoing = outgoing;
		this.#incoming = incoming;
		this.hasActions = incoming.some(({ action }) => action && action !== 'restrict');
		this.hasOutgoing = outgoing.length > 0;
		this.hasIncoming = incoming.length > 0;
	}

	get outgoing(): readonly OutgoingKey[] {
		return this.#outgoing;
	}

	/** Before the change: `oldRow` is stored, `newRow` has passed all other checks. */
	before(context: WriteContext, oldRow: Row | undefined, newRow: Row | undefined): void {
		const isActionDue = oldRow !== undefined && this.#leave(context, oldRow, newRow);
		if (newRow) this.#enter(context, oldRow, newRow);
		if (context.isMarked) return;
		const { violations } = context.session;
		if (isActionDue) context.mark();
		else if (violations.isStatementRefused) {
			// What is refused when the statement ends has been written: the rowid of the row counts as given by then.
			if (oldRow || (this.#isOnly && violations.immediate !== 0)) throw foreignKeyFailure();
			context.mark();
		}
	}

	/** After the change. */
	after(context: WriteContext, oldRow: Row, newRow: Row | undefined): void {
		for (const incoming of this.#incoming) {
			dueAction(incoming, context, oldRow, newRow)?.run(context, oldRow, newRow);
		}
	}

	/** The same, for a write in steps. */
	*afterSteps(context: WriteContext, oldRow: Row, newRow: Row | undefined): Steps<void> {
		for (const incoming of this.#incoming) {
			const action = dueAction(incoming, context, oldRow, newRow);
			if (action) yield action.steps(context, oldRow, newRow);
		}
	}

	/** Whether an action will have rows to work on. */
	#leave(context: WriteContext, oldRow: Row, newRow: Row | undefined): boolean {
		const { current } = context;
		const { violations } = context.session;
		for (const { isDeferred, lookup, columns } of this.#outgoing) {
			if (violations.isClear(isDeferred) || hasNull(oldRow, columns)) continue;
			if (!lookup?.finds(current, oldRow, 'isOther', undefined)) violations.add(isDeferred, -1);
		}
		return this.#abandon(context, oldRow, newRow);
	}

	/** What refers to the row does so in vain from now on. */
	#abandon(context: WriteContext, oldRow: Row, newRow: Row | undefined): boolean {
		const { current } = context;
		const { violations } = context.session;
		let isActionDue = false;
		let isRestricted = false;
		for (const { isDeferred, isOwn, key, search, action, actionSearch } of this.#incoming) {
			if (newRow && hasSameKey(key, oldRow, newRow)) continue;
			const own = isOwn ? oldRow : undefined;
			const others = countOthers(search, current, oldRow, own);
			if (others > 0) violations.add(isDeferred, others);
			if (!action || context.isMarked || (newRow && !changesKey(key, oldRow, newRow))) continue;
			const concerned = countOthers(actionSearch, current, oldRow, own);
			if (action === 'restrict' && concerned > 0) isRestricted = !violations.isDeferringAll;
			else if (concerned > 0 || (isOwn && newRow)) isActionDue = true;
		}
		// Other actions may take away the rows that RESTRICT is about.
		if (isRestricted && !isActionDue && !context.isMarked) throw restrictFailure();
		return isActionDue || isRestricted;
	}

	#enter(context: WriteContext, oldRow: Row | undefined, newRow: Row): void {
		const { current } = context;
		const { violations } = context.session;
		for (const { isDeferred, isOwn, lookup, columns } of this.#outgoing) {
			if (hasNull(newRow, columns)) continue;
			const self = isOwn ? 'isOwnParent' : 'isOther';
			const leaving = isOwn ? oldRow : undefined;
			if (lookup?.finds(current, newRow, self, leaving)) continue;
			violations.add(isDeferred, 1);
			// Nothing can make up for it.
			if (this.#isOnly && violations.immediate > 0) throw foreignKeyFailure();
		}
		for (const { isDeferred, isOwn, key, search } of this.#incoming) {
			if (violations.isClear(isDeferred)) continue;
			if (oldRow && hasSameKey(key, oldRow, newRow)) continue;
			const others = countOthers(search, current, newRow, isOwn ? oldRow : undefined);
			if (others > 0) violations.add(isDeferred, -others);
		}
	}
}

/** What is to be run now that the row has changed. Throws when RESTRICT says no. */
function dueAction(
	{ key, action, actionSearch }: IncomingKey,
	context: WriteContext,
	oldRow: Row,
	newRow: Row | undefined,
): ReferenceAction | undefined {
	if (!action || (newRow && !changesKey(key, oldRow, newRow))) return undefined;
	if (action !== 'restrict') return action;
	if (context.session.violations.isDeferringAll) return undefined;
	if (actionSearch.count(context.current, oldRow, 1) > 0) throw restrictFailure();
	return undefined;
}

/** Such a row refers to nothing. */
function hasNull(row: Row, columns: readonly number[]): boolean {
	for (const column of columns) if (row[column] === null) return true;
	return false;
}

/** How many rows refer to `parentRow`, without the stored row `own`. */
function countOthers(
	search: ChildSearch,
	context: ExecutionContext,
	parentRow: Row,
	own: Row | undefined,
): number {
	const count = search.count(context, parentRow);
	return own && search.refersTo(own, parentRow) ? count - 1 : count;
}

/** Exactly the same: what the old key leaves behind the new one takes up. */
function hasSameKey({ parentColumns }: ParentKey, oldRow: Row, newRow: Row): boolean {
	return parentColumns.every(column =>
		isIdentical(oldRow[column] as SqlValue, newRow[column] as SqlValue),
	);
}

/** As the WHEN clause of the action compares: under the collation of the column. */
function changesKey({ parent, parentColumns }: ParentKey, oldRow: Row, newRow: Row): boolean {
	return parentColumns.some(
		column =>
			!valuesEqual(
				oldRow[column] as SqlValue,
				newRow[column] as SqlValue,
				parent.columns[column]?.collation,
			),
	);
}
