/** One connection's part in serializable isolation: what it reads is noted, and looked at when it commits. */

import type { DatabaseCore } from '../databaseCore.js';
import type { ConnectionSettings } from '../settings.js';
import type { State } from '../state.js';
import { watchedCopy } from '../transaction.js';
import type { Transaction } from '../transaction.js';
import { ReadSet } from './readSet.js';
import type { OpenTransaction } from './serializableHistory.js';
import { WriteSet } from './writeSet.js';

export class Isolation {
	readonly #database: DatabaseCore;
	readonly #settings: ConnectionSettings;
	/** The present transaction, if it is serializable. */
	#open: OpenTransaction | undefined = undefined;

	constructor(database: DatabaseCore, settings: ConnectionSettings) {
		this.#database = database;
		this.#settings = settings;
	}

	begin(transaction: Transaction): void {
		if (transaction.isolation !== 'serializable') return;
		const reads = new ReadSet();
		transaction.watch(reads);
		this.#open = this.#database.serializable.begin(reads);
	}

	/** Throws SQLITE_BUSY_SNAPSHOT when there may be no serial order with the transactions that have committed. */
	commit({ base, state, hasWritten }: Transaction): void {
		const open = this.#open;
		if (!open) return;
		const { serializable } = this.#database;
		const isLookedAt = hasWritten && serializable.isContended(open);
		const writes = isLookedAt ? this.#writes(base.shared, state.shared) : undefined;
		serializable.commit(open, writes?.isEmpty === true ? undefined : writes);
		this.#open = undefined;
	}

	rollback(): void {
		if (this.#open) this.#database.serializable.end(this.#open);
		this.#open = undefined;
	}

	/** Whether a statement outside a transaction has to be noted, since open transactions might depend on it. */
	get isStatementWatched(): boolean {
		return this.#settings.isolation === 'serializable' && this.#database.serializable.isWatching;
	}

	/** What a query outside a transaction reads. */
	watchQuery(state: State): State {
		const reads = new ReadSet();
		this.#database.serializable.statement(reads, undefined);
		return watchedCopy(state, reads);
	}

	/** What a write outside a transaction reads and changes. */
	watchWrite(next: State): State {
		next.shared.reads = new ReadSet();
		return next;
	}

	/** `next` takes the place of `before`. */
	written(before: State, next: State): void {
		if (!next.reads) return;
		this.#database.serializable.statement(next.reads, this.#writes(before, next));
		next.reads = undefined;
	}

	#writes(before: State, after: State): WriteSet {
		return new WriteSet(this.#database, before, after);
	}
}
