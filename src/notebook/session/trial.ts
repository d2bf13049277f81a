/**
 * What an [assert] cell does to the database is taken back when it ends: tests may write what they like and leave no
 * trace. Outside a transaction by going back to the state before, inside one by a savepoint.
 */

import type { EngineDatabase, EngineSnapshot } from './enginePort.js';

const SAVEPOINT = '"strata assert"';

export class Trial {
	readonly #database: EngineDatabase;
	readonly #before: EngineSnapshot | undefined;

	constructor(database: EngineDatabase) {
		this.#database = database;
		this.#before = database.inTransaction ? undefined : database.snapshot();
		if (this.#before === undefined) this.#run(`SAVEPOINT ${SAVEPOINT}`);
	}

	/** Gives notices. Call it once. */
	end(): readonly string[] {
		const before = this.#before;
		if (before === undefined) return this.#endInTransaction();
		try {
			if (this.#database.inTransaction) this.#run('ROLLBACK');
			const now = this.#database.snapshot();
			now.release();
			if (now.id !== before.id) this.#database.restore(before);
			return [];
		} finally {
			before.release();
		}
	}

	#endInTransaction(): readonly string[] {
		try {
			this.#run(`ROLLBACK TO ${SAVEPOINT}`);
			this.#run(`RELEASE ${SAVEPOINT}`);
			return [];
		} catch {
			// COMMIT or ROLLBACK in the cell ended the transaction, and the savepoint with it.
			return ['This assert cell ended the open transaction: what it did stays.'];
		}
	}

	#run(sql: string): void {
		this.#database.prepare(sql).run();
	}
}
