/**
 * Counts of foreign key violations, as SQLite keeps them: one for the statement that runs, which must be back at zero
 * when it ends, and one for the transaction, which must be zero when it commits.
 *
 * Where the types of child and parent differ the two ways of comparing them may disagree, and a count fall below zero:
 * as in SQLite that is a violation, too.
 *
 * Under PRAGMA defer_foreign_keys immediate constraints count for the transaction too, apart from the deferred ones.
 */

import { SqlError } from '../../../types/sqlError.js';

export interface DeferredCounts {
	readonly deferred: number;
	readonly postponed: number;
}

export class Violations {
	/** Of immediate constraints, by the statement that runs. */
	immediate = 0;
	/** Of deferred constraints, by the transaction. */
	deferred = 0;
	/** Of immediate constraints, by the transaction, while all constraints are deferred. */
	postponed = 0;
	/** PRAGMA defer_foreign_keys: until the transaction ends. */
	isDeferringAll = false;
	/** Set by the statement that runs, which does not end it. */
	#isJustSet = false;
	/** No transaction is open: deferred violations count when the statement ends. */
	isAutocommit = true;
	#deferredBefore = 0;
	#postponedBefore = 0;

	add(isDeferred: boolean, count: number): void {
		if (isDeferred) this.deferred += count;
		else if (this.isDeferringAll) this.postponed += count;
		else this.immediate += count;
	}

	/** Nothing can be resolved: removals need not be looked at. */
	isClear(isDeferred: boolean): boolean {
		if (this.postponed !== 0) return false;
		return isDeferred ? this.deferred === 0 : this.immediate === 0;
	}

	get isAllClear(): boolean {
		return this.immediate === 0 && this.deferred === 0 && this.postponed === 0;
	}

	/** Whether the statement may not end so. */
	get isStatementRefused(): boolean {
		return this.immediate !== 0 || (this.isAutocommit && this.isTransactionRefused);
	}

	get isTransactionRefused(): boolean {
		return this.deferred + this.postponed !== 0;
	}

	startStatement(isAutocommit: boolean): void {
		this.immediate = 0;
		this.isAutocommit = isAutocommit;
		this.#deferredBefore = this.deferred;
		this.#postponedBefore = this.postponed;
	}

	undoStatement(): void {
		this.immediate = 0;
		this.deferred = this.#deferredBefore;
		this.postponed = this.#postponedBefore;
	}

	/** Switching it off forgets all that was counted: SQLite's habit. */
	deferAll(isOn: boolean): void {
		this.isDeferringAll = isOn;
		this.#isJustSet = isOn;
		if (!isOn) this.restore({ deferred: 0, postponed: 0 });
	}

	/** The statement that runs does not end it. */
	keepDeferring(): void {
		this.#isJustSet = true;
	}

	/** After a statement outside of transactions, which was one by itself. */
	endAutocommit(): void {
		if (!this.#isJustSet) this.isDeferringAll = false;
		this.#isJustSet = false;
	}

	get counts(): DeferredCounts {
		return { deferred: this.deferred, postponed: this.postponed };
	}

	restore(counts: DeferredCounts): void {
		this.deferred = counts.deferred;
		this.postponed = counts.postponed;
	}

	endTransaction(): void {
		this.immediate = 0;
		this.deferred = 0;
		this.postponed = 0;
		this.isDeferringAll = false;
	}
}

export function foreignKeyFailure(): SqlError {
	return new SqlError('SQLITE_CONSTRAINT_FOREIGNKEY', 'FOREIGN KEY constraint failed');
}

/** RESTRICT is a trigger that raises, and its code says so. */
export function restrictFailure(): SqlError {
	return new SqlError('SQLITE_CONSTRAINT_TRIGGER', 'FOREIGN KEY constraint failed');
}
