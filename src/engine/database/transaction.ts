/**
 * One transaction: the state it started from, the state it has made, its savepoints and its change log.
 *
 * The base stays pinned until the end, so the transaction sees one snapshot whatever others commit. Savepoints
 * are states too: going back to one is taking its state again.
 */

import type { IsolationLevel } from '../syntax/ast/statement.js';
import type { DeferredCounts, Violations } from '../executor/write/foreignKeys/violations.js';
import { SqlError } from '../types/sqlError.js';
import { foldKey } from '../util/foldKey.js';
import { ChangeLog } from './events.js';
import type { LogPosition } from './events.js';
import type { ReadSet } from './isolation/readSet.js';
import type { State } from './state.js';
import type { VirtualTables } from './virtual/virtualTables.js';

export interface Savepoint {
	readonly name: string;
	readonly key: string;
	/** The state when it was made; undefined: still the base. */
	readonly state: State | undefined;
	readonly log: LogPosition;
	readonly violations: DeferredCounts;
}

export class Transaction {
	#base: State;
	/** Undefined until the first write. */
	#current: State | undefined;
	readonly log = new ChangeLog();
	readonly savepoints: Savepoint[] = [];
	/** Begun by SAVEPOINT: releasing the outermost savepoint commits. */
	readonly isFromSavepoint: boolean;

	/** Of deferred foreign keys. */
	readonly #violations: Violations;

	readonly isolation: IsolationLevel;
	/** Tables of modules that it has written to hear of its savepoints. */
	virtual: VirtualTables | undefined = undefined;
	/** Of the database when it began. */
	lineage = 0;
	/** The base once more, with a note of what is read of it. */
	#watched: State | undefined = undefined;

	constructor(
		base: State,
		isFromSavepoint: boolean,
		violations: Violations,
		isolation: IsolationLevel,
	) {
		this.#violations = violations;
		this.#base = base;
		this.isFromSavepoint = isFromSavepoint;
		this.isolation = isolation;
		base.pin();
	}

	/** Throws when the base is not on the line of the present state. */
	checkLineage(lineage: number): void {
		if (this.lineage === lineage) return;
		const reason = 'another layer was restored or another branch checked out meanwhile';
		throw new SqlError('SQLITE_BUSY_SNAPSHOT', `database is locked: ${reason}`, {
			hint: 'roll back and run the transaction again',
		});
	}

	/** From now on what the transaction reads is noted. */
	watch(reads: ReadSet): void {
		this.#watched = watchedCopy(this.#base, reads);
	}

	get base(): State {
		return this.#base;
	}

	get state(): State {
		return this.#current ?? this.#watched ?? this.#base;
	}

	get hasWritten(): boolean {
		return this.#current !== undefined;
	}

	/** A state that may be changed. */
	writableState(newLayerId: () => number): State {
		const current = this.#current;
		if (current && !current.isPinned) return current;
		this.#current = this.state.derive(newLayerId());
		return this.#current;
	}

	savepoint(name: string): void {
		this.virtual?.savepoint(this.savepoints.length);
		this.savepoints.push({
			name,
			key: foldKey(name),
			state: this.#current?.copy(),
			log: this.log.position,
			violations: this.#violations.counts,
		});
	}

	/** Keeps the savepoint itself, ends those after it. */
	rollbackTo(name: string): void {
		const position = this.#find(name);
		const savepoint = this.savepoints[position] as Savepoint;
		this.virtual?.rollbackTo(position);
		this.savepoints.length = position + 1;
		this.#current = savepoint.state?.copy();
		this.log.cutTo(savepoint.log);
		this.#violations.restore(savepoint.violations);
	}

	/** True when the outermost savepoint of a transaction that SAVEPOINT began was released: commit. */
	release(name: string): boolean {
		const position = this.#find(name);
		if (position === 0 && this.isFromSavepoint) return true;
		this.virtual?.release(position);
		this.savepoints.length = position;
		return false;
	}

	replaceCurrent(state: State): void {
		this.#current = state;
	}

	/** Every state it may come back to is replaced by what `edit` makes of it. */
	replaceStates(edit: (state: State) => State): void {
		const base = this.#base;
		this.#base = edit(base);
		this.#base.pin();
		base.unpin();
		if (this.#watched) this.#watched = edit(this.#watched);
		if (this.#current) this.#current = edit(this.#current);
		this.savepoints.forEach((savepoint, position) => {
			const { state } = savepoint;
			if (state) this.savepoints[position] = { ...savepoint, state: edit(state) };
		});
	}

	end(): void {
		this.#violations.endTransaction();
		this.#base.unpin();
	}

	/** Goes on from a newer base: `rebased` gives what a state made from the old one is on top of it. */
	moveTo(base: State, rebased: (state: State) => State): void {
		const current = this.#current && rebased(this.#current);
		const savepoints = this.savepoints.map(savepoint => ({
			...savepoint,
			state: savepoint.state && rebased(savepoint.state),
		}));
		base.pin();
		this.#base.unpin();
		this.#base = base;
		this.#current = current;
		this.savepoints.splice(0, savepoints.length, ...savepoints);
	}

	#find(name: string): number {
		const key = foldKey(name);
		const position = this.savepoints.findLastIndex(savepoint => savepoint.key === key);
		if (position < 0) throw new SqlError('SQLITE_ERROR', `no such savepoint: ${name}`);
		return position;
	}
}

/** A state whose reading is noted. */
export function watchedCopy(state: State, reads: ReadSet): State {
	const copy = state.copy();
	copy.shared.reads = reads;
	return copy;
}
