/**
 * Serializable snapshot isolation (Cahill, Röhm, Fekete 2008): transactions run on snapshots, and one of them is refused at
 * COMMIT when what they read and wrote might be of no serial order.
 *
 * A read-write dependency T -> U says that T read a row (or the absence of one) that U, which ran at the same time,
 * wrote. Every cycle holds two such dependencies in a row, In -> Pivot -> Out, where Out committed first. So a
 * commit is refused when it would complete such a structure: with itself as the pivot, or as In of a pivot that has
 * committed. A transaction that only reads is In only if Out had committed before it began (Ports, Grittner 2012).
 *
 * Of a committed transaction its reads and writes are kept as long as a transaction is open that it ran beside.
 * Only serializable transactions are looked at.
 */

import { SqlError } from '../../types/sqlError.js';
import type { ReadSet } from './readSet.js';
import type { WriteSet } from './writeSet.js';

/** An open serializable transaction. */
export interface OpenTransaction {
	/** Number of commits before it. */
	readonly begin: number;
	readonly reads: ReadSet;
}

interface CommittedTransaction extends OpenTransaction {
	readonly commit: number;
	/** Undefined: it only read. */
	readonly writes: WriteSet | undefined;
	/** The first commit among those it depends on by reading what they wrote. */
	readonly firstOut: number;
}

export class SerializableHistory {
	#commits = 0;
	readonly #open = new Set<OpenTransaction>();
	#committed: CommittedTransaction[] = [];

	/** Whether anybody would look at what a transaction reads or writes. */
	get isWatching(): boolean {
		return this.#open.size > 0;
	}

	/** Whether it matters what the transaction has written. */
	isContended({ begin }: OpenTransaction): boolean {
		return this.#open.size > 1 || this.#committed.some(other => other.commit > begin);
	}

	begin(reads: ReadSet): OpenTransaction {
		const open = { begin: this.#commits, reads };
		this.#open.add(open);
		return open;
	}

	/** Throws SQLITE_BUSY_SNAPSHOT: the transaction stays open, and can only be rolled back. */
	commit(transaction: OpenTransaction, writes: WriteSet | undefined): void {
		const { begin, reads } = transaction;
		const beside = this.#committed.filter(other => other.commit > begin);
		let firstOut = Infinity;
		let conflict = '';
		for (const other of beside) {
			const where = other.writes?.conflictWith(reads);
			if (where === undefined) continue;
			if (other.commit < firstOut) {
				firstOut = other.commit;
				conflict = where;
			}
			if (other.firstOut < Infinity && (writes !== undefined || other.firstOut <= begin)) {
				throw notSerializable(where);
			}
		}
		if (writes && firstOut < Infinity) {
			for (const other of beside) {
				const isFirst = firstOut <= (other.writes ? other.commit : other.begin);
				if (isFirst && writes.conflictWith(other.reads) !== undefined) {
					throw notSerializable(conflict);
				}
			}
		}
		this.end(transaction);
		this.#keep({ begin, reads, writes, firstOut, commit: ++this.#commits });
	}

	/** A statement outside a transaction, which runs beside nobody else's commit. */
	statement(reads: ReadSet, writes: WriteSet | undefined): void {
		const begin = this.#commits;
		this.#keep({ begin, reads, writes, firstOut: Infinity, commit: ++this.#commits });
	}

	end(transaction: OpenTransaction): void {
		this.#open.delete(transaction);
		let oldest = Infinity;
		for (const { begin } of this.#open) oldest = Math.min(oldest, begin);
		this.#committed = this.#committed.filter(one => one.commit > oldest);
	}

	#keep(committed: CommittedTransaction): void {
		if (this.isWatching) this.#committed.push(committed);
	}
}

function notSerializable(where: string): SqlError {
	const reason = `could not serialize: table ${where} was read here and changed by another connection`;
	return new SqlError('SQLITE_BUSY_SNAPSHOT', `database is locked: ${reason}`, {
		hint: 'roll back and run the transaction again',
	});
}
