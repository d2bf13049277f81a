// The database under test beside the reference: every statement goes to both, and must do the same.
import assert from 'node:assert/strict';
import { Database } from '../../src/library/index.js';
import type { Connection, Layer } from '../../src/library/index.js';
import { merge, ReferenceState, scriptOf, tableNames } from './referenceDatabase.js';
import type { Row, TableName, Value } from './referenceDatabase.js';

const orders: Readonly<Record<TableName, string>> = {
	r: 'id',
	w: 'k, j DESC',
	c: 'id',
	e: 'id',
};

interface Transaction {
	readonly base: ReferenceState;
	mine: ReferenceState;
	/** Counts the restored layers before it. */
	readonly lineage: number;
	/** Counts the commits before it, also those that changed nothing. */
	readonly commits: number;
	readonly savepoints: { readonly name: string; readonly state: ReferenceState }[];
}

/** A query that is being read while others write. */
interface OpenQuery {
	readonly rows: Iterator<unknown, unknown>;
	readonly expected: readonly Row[];
	read: number;
}

export interface Session {
	readonly name: string;
	readonly connection: Connection;
	transaction: Transaction | undefined;
	query: OpenQuery | undefined;
}

/** Of the API. Restoring it gives back the names of layers that there were. */
interface Snapshot {
	readonly state: ReferenceState;
	readonly layer: Layer;
	readonly names: ReadonlyMap<string, ReferenceState>;
}

export class CheckedDatabase {
	readonly database = new Database();
	readonly sessions: readonly Session[];
	/** Made by CREATE LAYER. */
	layers = new Map<string, ReferenceState>();
	readonly snapshots = new Map<string, Snapshot>();
	readonly counts = { commits: 0, conflicts: 0, refused: 0, rollbacks: 0, restores: 0 };
	/** The latest statements, to be told when something is wrong. */
	readonly recent: string[] = [];
	head = new ReferenceState();
	/** Calls until boom() acts; 0: never. */
	fuse = 0;
	isInterrupt = false;
	#lineage = 0;
	#commits = 0;

	constructor(isDivided = false) {
		this.database.exec(scriptOf(isDivided));
		const connections = [this.database, this.database.connect(), this.database.connect()];
		this.sessions = connections.map((connection, index) => ({
			name: `s${index + 1}`,
			connection,
			transaction: undefined,
			query: undefined,
		}));
		for (const { connection } of this.sessions) connection.pragma('foreign_keys = on');
		this.database.function('boom', value => {
			if (this.fuse > 0 && --this.fuse === 0) {
				if (!this.isInterrupt) throw new Error('boom');
				this.database.interrupt();
			}
			return value;
		});
	}

	stateOf({ transaction }: Session): ReferenceState {
		return transaction ? transaction.mine : this.head;
	}

	/** `change`: the same on the reference, giving the number of rows changed. `canFail`: even if the reference can do it. */
	run(
		session: Session,
		sql: string,
		params: readonly Value[],
		change: (state: ReferenceState) => number,
		canFail = false,
	): void {
		this.#note(session, sql, params);
		let changes: number | undefined;
		let error: Error | undefined;
		try {
			changes = session.connection.prepare(sql).run(...params).changes;
		} catch (caught) {
			error = caught as Error;
		}
		if (error !== undefined && canFail && /boom|interrupted/.test(error.message)) {
			this.counts.refused++;
			return;
		}
		const state = session.transaction ? session.transaction.mine : this.head.copy();
		let expected = 0;
		const isDone = state.attempt(() => (expected = change(state)));
		if (!isDone) this.counts.refused++;
		assert.equal(
			error === undefined,
			isDone,
			`${error === undefined ? 'done' : error.message}, but reference ${isDone ? 'done' : 'refused'}`,
		);
		if (!isDone) return;
		assert.equal(changes, expected, 'changed rows');
		if (!session.transaction) this.#commitTo(state, session);
	}

	/** DDL, the same way. */
	define(session: Session, sql: string, change: (state: ReferenceState) => void): void {
		this.#note(session, sql, []);
		const state = session.transaction ? session.transaction.mine : this.head.copy();
		const isExpected = state.attempt(() => {
			change(state);
		});
		this.#outcome(() => session.connection.exec(sql), isExpected);
		if (isExpected && !session.transaction) this.#commitTo(state, session);
	}

	query(session: Session, sql: string, params: readonly Value[], expected: readonly Row[]): void {
		this.#note(session, sql, params);
		const rows = session.connection
			.prepare(sql)
			.raw()
			.all(...params);
		checkRows(rows as Row[], expected, 'rows');
	}

	begin(session: Session): void {
		this.#exec(session, 'BEGIN');
		this.#begin(session);
	}

	commit(session: Session): void {
		const { transaction } = session;
		if (!transaction) return;
		this.#note(session, 'COMMIT', []);
		const { mine } = transaction;
		const { merged, isEmpty, isUncertain } = merge(transaction.base, mine, this.head);
		const isAlone = this.head === transaction.base;
		const isOnLine = transaction.lineage === this.#lineage;
		const error = this.#try(() => session.connection.exec('COMMIT'));
		const isSchemaChange = mine.schema !== transaction.base.schema;
		// A commit that changed nothing may count as one for a change of the schema.
		const isUnseen = isSchemaChange && transaction.commits !== this.#commits;
		if (error === undefined) {
			if (isEmpty) this.#ended(session);
			else {
				assert.ok(isAlone || merged, 'committed what conflicts');
				assert.ok(isOnLine, 'committed to another line');
				if (isSchemaChange) assert.ok(isAlone || merged);
				this.#ended(session);
				this.#commitTo(isAlone ? mine : (merged as ReferenceState), session);
			}
			this.counts.commits++;
			this.#commits++;
			return;
		}
		assert.equal(error.code, 'SQLITE_BUSY_SNAPSHOT', error.message);
		const mayConflict = !merged || !isOnLine || isUncertain || isSchemaChange;
		assert.ok(!isAlone || !isOnLine || isUnseen, `a conflict with nobody: ${error.message}`);
		assert.ok(mayConflict, `a conflict that is none: ${error.message}`);
		this.counts.conflicts++;
		this.checkContents(session);
		this.rollback(session);
	}

	rollback(session: Session): void {
		this.#exec(session, 'ROLLBACK');
		this.#ended(session);
		this.counts.rollbacks++;
	}

	savepoint(session: Session, name: string): void {
		this.#exec(session, `SAVEPOINT ${name}`);
		this.#begin(session);
		const { savepoints, mine } = session.transaction as Transaction;
		savepoints.push({ name, state: mine.copy() });
	}

	rollbackTo(session: Session, name: string): void {
		const { transaction } = session;
		const at = transaction?.savepoints.findLastIndex(one => one.name === name) ?? -1;
		this.#note(session, `ROLLBACK TO ${name}`, []);
		this.#outcome(() => session.connection.exec(`ROLLBACK TO ${name}`), at >= 0);
		if (!transaction || at < 0) return;
		transaction.savepoints.length = at + 1;
		transaction.mine = (transaction.savepoints[at] as { state: ReferenceState }).state.copy();
	}

	release(session: Session, name: string): void {
		const { transaction } = session;
		const at = transaction?.savepoints.findLastIndex(one => one.name === name) ?? -1;
		// *The outermost savepoint of a transaction that has none else is a COMMIT: see `commit`.
		if (at === 0) return;
		this.#note(session, `RELEASE ${name}`, []);
		this.#outcome(() => session.connection.exec(`RELEASE ${name}`), at >= 0);
		if (transaction && at >= 0) transaction.savepoints.length = at;
	}

	pragma(session: Session, text: string): void {
		this.#exec(session, `PRAGMA ${text}`);
	}

	createLayer(session: Session, name: string): void {
		if (this.layers.has(name)) return;
		this.#exec(session, `CREATE LAYER ${name}`);
		this.layers.set(name, this.stateOf(session).copy());
	}

	dropLayer(session: Session, name: string): void {
		if (!this.layers.has(name)) return;
		this.#exec(session, `DROP LAYER ${name}`);
		this.layers.delete(name);
	}

	restoreLayer(session: Session, name: string): void {
		const state = this.layers.get(name);
		if (!state || session.transaction) return;
		this.#exec(session, `RESTORE LAYER ${name}`);
		this.#restored(session, state);
	}

	snapshot(name: string): void {
		const [owner] = this.sessions as [Session];
		if (owner.query) return;
		this.snapshots.get(name)?.layer.release();
		this.#note(owner, `snapshot ${name}`, []);
		const state = this.stateOf(owner).copy();
		const names = new Map(this.layers);
		this.snapshots.set(name, { state, names, layer: this.database.snapshot() });
	}

	restore(name: string): void {
		const [owner] = this.sessions as [Session];
		const snapshot = this.snapshots.get(name);
		if (!snapshot || owner.transaction || owner.query) return;
		this.#note(owner, `restore ${name}`, []);
		this.database.restore(snapshot.layer);
		this.layers = new Map(snapshot.names);
		this.#restored(owner, snapshot.state);
	}

	open(session: Session, table: TableName): void {
		this.#note(session, `(opens ${table})`, []);
		const statement = session.connection.prepare(
			`SELECT * FROM ${table} ORDER BY ${orders[table]}`,
		);
		const rows = statement.raw().iterate();
		session.query = { rows, expected: this.stateOf(session).rows(table), read: 0 };
		this.read(session, 1);
	}

	/** The next rows of the open query. */
	read(session: Session, count: number): void {
		const { query } = session;
		if (!query) return;
		for (let index = 0; index < count; index++) {
			const next = query.rows.next();
			assert.deepEqual(next.done === true ? undefined : next.value, query.expected[query.read++]);
			if (next.done !== true) continue;
			session.query = undefined;
			return;
		}
	}

	checkContents(session: Session, tables: readonly TableName[] = tableNames): void {
		const state = this.stateOf(session);
		for (const table of tables) {
			const statement = session.connection.prepare(
				`SELECT * FROM ${table} ORDER BY ${orders[table]}`,
			);
			checkRows(statement.raw().all() as Row[], state.rows(table), `contents of ${table}`);
		}
	}

	checkIntegrity(session: Session): void {
		const checked = session.connection.pragma('strata_integrity_check');
		assert.deepEqual(checked, [{ strata_integrity_check: 'ok' }]);
		assert.deepEqual(session.connection.pragma('foreign_key_check'), []);
	}

	/** Layers of transactions that were rolled back are states as good as any. */
	#restored(session: Session, state: ReferenceState): void {
		this.#lineage++;
		this.head = state.copy();
		this.counts.restores++;
		this.checkContents(session);
	}

	#begin(session: Session): void {
		session.transaction ??= {
			base: this.head,
			mine: this.head.copy(),
			lineage: this.#lineage,
			commits: this.#commits,
			savepoints: [],
		};
	}

	#ended(session: Session): void {
		session.transaction = undefined;
	}

	#commitTo(state: ReferenceState, session: Session): void {
		this.#commits++;
		const changed = tableNames.filter(table => !isSameTable(this.head, state, table));
		this.head = state;
		if (!session.query && changed.length > 0) this.checkContents(session, changed);
	}

	#exec(session: Session, sql: string): void {
		this.#note(session, sql, []);
		session.connection.exec(sql);
	}

	#outcome(action: () => unknown, isExpected: boolean): void {
		const error = this.#try(action);
		assert.equal(error === undefined, isExpected, error?.message);
		if (error !== undefined) this.counts.refused++;
	}

	#try(action: () => unknown): (Error & { readonly code?: string }) | undefined {
		try {
			action();
			return undefined;
		} catch (error) {
			return error as Error;
		}
	}

	#note(session: Session, sql: string, params: readonly Value[]): void {
		this.recent.push(`${session.name}: ${sql} ${params.length > 0 ? JSON.stringify(params) : ''}`);
		if (this.recent.length > 60) this.recent.splice(0, 20);
	}
}

function isSameTable(left: ReferenceState, right: ReferenceState, table: TableName): boolean {
	const [before, after] = [left.tables[table], right.tables[table]];
	if (before.size !== after.size) return false;
	for (const [key, row] of after) if (before.get(key) !== row) return false;
	return true;
}

/** As deepEqual, which is too slow for millions of rows. */
function checkRows(actual: readonly Row[], expected: readonly Row[], what: string): void {
	const isSame = (row: Row, at: number): boolean => {
		const other = expected[at];
		return row.length === other?.length && row.every((value, column) => value === other[column]);
	};
	if (actual.length !== expected.length || !actual.every(isSame)) {
		assert.deepEqual(actual, expected, what);
	}
}
