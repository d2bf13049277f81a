/**
 * One connection's transaction and counters, and the running of writes in it.
 *
 * A write outside a transaction changes the committed state in place when nothing pins it, and otherwise makes the next
 * state and swaps it in. Either way a statement that fails leaves the state as it found it, unless its conflict
 * clause says otherwise.
 */

import { emptyLocalCatalog } from '../catalog/changeCatalog.js';
import { Activity } from './activity.js';
import { actionOf } from '../executor/write/contract.js';
import type { CompiledWrite, MemoryMeter, WriteContext } from '../executor/write/contract.js';
import { Violations, foreignKeyFailure } from '../executor/write/foreignKeys/violations.js';
import type { FunctionServices, TableFunction } from '../functions/function.js';
import { SqlError } from '../types/sqlError.js';
import type { RowId, SqlValue } from '../types/value.js';
import type { DatabaseCore } from './databaseCore.js';
import { ChangeLog } from './events.js';
import type { WriteExecution } from './execution.js';
import { translateHostLimit } from './hostLimits.js';
import { changesBetween } from './layers/changesBetween.js';
import { Isolation } from './isolation/isolation.js';
import { refresh } from './isolation/refresh.js';
import { ConnectionSettings } from './settings.js';
import { JoinedState } from './joinedState.js';
import type { PlanLookups } from './planning.js';
import { rebase } from './rebase.js';
import { RowPrograms } from './rowPrograms.js';
import { State } from './state.js';
import { Transaction } from './transaction.js';
import type { VirtualTables } from './virtual/virtualTables.js';

/** Tables made of the schema and of settings: schemaTables.ts. */
export interface SystemTables {
	findSchemaTable(
		connection: ConnectionCore,
		key: string,
		schema: string | undefined,
	): TableFunction | undefined;
	findPragmaTable(connection: ConnectionCore, key: string): TableFunction | undefined;
}

export class ConnectionCore {
	readonly database: DatabaseCore;
	readonly services: FunctionServices;
	/** sqlite_schema and its other names, by folded name and the schema written before it. */
	readonly findSchemaTable: (key: string, schema: string | undefined) => TableFunction | undefined;
	/** pragma_table_info and its like, by folded name. */
	readonly findPragmaTable: (key: string) => TableFunction | undefined;
	transaction: Transaction | undefined = undefined;
	changes = 0;
	totalChanges = 0;
	lastInsertRowid: RowId = 0;
	/** PRAGMA foreign_keys: on, unlike SQLite's own default but like better-sqlite3's. */
	foreignKeys = true;
	readonly violations = new Violations();
	/** PRAGMA recursive_triggers. */
	recursiveTriggers = false;
	readonly rowPrograms = new RowPrograms(this);
	/** Made by the first statement: planning.ts. */
	planLookups: PlanLookups | undefined = undefined;
	/** Table objects of modules; undefined: there have been none. */
	virtual: VirtualTables | undefined = undefined;
	/** PRAGMA legacy_alter_table. */
	legacyAlterTable = false;
	running: WriteContext | undefined = undefined;
	readonly settings = new ConnectionSettings();
	/** Commits of this connection. */
	commits = 0;
	isOpen = true;
	readonly #isolation: Isolation;
	readonly activity = new Activity();
	/** Temp objects and attached databases as last committed; undefined: there have been none. */
	#local: State | undefined = undefined;
	#view: JoinedState | undefined = undefined;
	#statementTime = 0;
	#isWriting = false;
	/** The write that runs, for what its expressions see of it. */

	constructor(database: DatabaseCore, tables: SystemTables) {
		this.database = database;
		this.#isolation = new Isolation(database, this.settings);
		this.findSchemaTable = (key, schema) => tables.findSchemaTable(this, key, schema);
		this.findPragmaTable = key => tables.findPragmaTable(this, key);
		this.services = services(this);
		database.connections.add(this);
	}

	/** The state that statements read now. */
	get state(): State {
		if (this.transaction) return this.transaction.state;
		return this.#local === undefined ? this.database.head : this.#joined(this.#local);
	}

	/** How many commits other connections have made. */
	get foreignCommits(): number {
		return this.database.commits - this.commits;
	}

	/** The same for the whole statement. */
	get now(): number {
		return (this.#statementTime ||= this.database.ports.now());
	}

	/** Also inside a write: the rowid that it inserted last. */
	get latestRowid(): RowId {
		return this.#isWriting && this.running ? this.running.lastInsertRowid : this.lastInsertRowid;
	}

	startStatement(): void {
		this.#statementTime = 0;
		this.activity.started();
		this.database.started();
	}

	endStatement(): void {
		if (this.violations.isDeferringAll && !this.transaction) this.violations.endAutocommit();
		this.activity.ended();
		this.database.ended();
	}

	begin(isFromSavepoint = false, isolation = this.settings.isolation): Transaction {
		if (this.#isWriting) throw busy();
		const transaction = new Transaction(this.state, isFromSavepoint, this.violations, isolation);
		transaction.lineage = this.database.lineage;
		this.transaction = transaction;
		this.#isolation.begin(transaction);
		return transaction;
	}

	/** To be called before a statement is looked at: what it sees, and whether it still fits the schema. */
	refresh(): void {
		const { transaction } = this;
		if (transaction?.isolation === 'readCommitted' && !this.#isWriting) refresh(this, transaction);
	}

	/** The state for a query: outside a transaction a serializable one is noted, too, while others might depend on it. */
	stateToRead(): State {
		const { state } = this;
		const isWatched = !this.transaction && this.#isolation.isStatementWatched;
		return isWatched ? this.#isolation.watchQuery(state) : state;
	}

	commit(): void {
		if (this.#isWriting) throw busy();
		const { transaction, database } = this;
		if (!transaction) {
			throw new SqlError('SQLITE_ERROR', 'cannot commit - no transaction is active');
		}
		if (this.violations.isTransactionRefused) throw foreignKeyFailure();
		const { base, state, hasWritten } = transaction;
		if (transaction.virtual) this.#syncVirtual(transaction.virtual);
		let next = database.head;
		if (hasWritten) {
			const keys = this.foreignKeys ? 'withForeignKeys' : 'withoutForeignKeys';
			transaction.checkLineage(database.lineage);
			const isAlone = next === base.shared;
			next = isAlone ? state.shared : rebase(database, base.shared, state.shared, keys);
		}
		this.#isolation.commit(transaction);
		if (hasWritten) {
			next.reads = undefined;
			this.#makeDurable(next);
			database.head = next;
			this.#local = state.local;
			this.#countCommit();
			this.#stamp(next);
		}
		transaction.end();
		this.transaction = undefined;
		database.memory.committed?.();
		transaction.virtual?.commit();
		if (hasWritten) database.durability?.afterCommit();
		this.#deliver(transaction.log);
	}

	rollback(): void {
		if (!this.transaction) {
			throw new SqlError('SQLITE_ERROR', 'cannot rollback - no transaction is active');
		}
		const { virtual } = this.transaction;
		this.transaction.end();
		this.transaction = undefined;
		this.#isolation.rollback();
		virtual?.rollback();
	}

	/** Runs a compiled write: its RETURNING rows, if any. */
	runWrite(
		write: CompiledWrite,
		execution: WriteExecution,
		parameters: readonly SqlValue[],
		tableId: number,
	): SqlValue[][] | undefined {
		const { database, transaction, violations } = this;
		if (this.#isWriting) throw busy();
		const log = transaction?.log ?? autocommitLog;
		if (this.settings.isQueryOnly) this.changes = 0;
		const state = this.#writableState();
		const position = database.listeners.data.size > 0 ? log.position : undefined;
		execution.reset(state, parameters, this.lastInsertRowid);
		execution.recorder = position && log;
		execution.meter = this.#meterFor(state);
		let rows: SqlValue[][] | undefined;
		this.running = execution;
		violations.startStatement(transaction === undefined);
		this.#isWriting = true;
		try {
			rows = write.run(execution);
			if (!transaction) this.virtual?.sync();
			if (violations.isStatementRefused) throw foreignKeyFailure();
		} catch (thrown) {
			this.#isWriting = false;
			// OR FAIL keeps the rows before the one that failed, but not when they violate a foreign key.
			const isRefused = actionOf(thrown) === 'fail' && violations.isStatementRefused;
			const error = isRefused ? foreignKeyFailure() : thrown;
			const action = actionOf(error);
			if (action === 'fail') {
				this.#finishWrite(state, execution, tableId);
				throw error;
			}
			this.#undoVirtual();
			if (execution.marked) state.become(execution.marked);
			violations.undoStatement();
			if (!transaction) violations.endTransaction();
			// As in SQLite: the rows are gone, the rowid of the last one is remembered all the same.
			this.changes = 0;
			this.lastInsertRowid = execution.lastInsertRowid;
			if (position) log.cutTo(position);
			if (action === 'rollback' && this.transaction) this.rollback();
			execution.release();
			throw translateHostLimit(error);
		}
		this.#isWriting = false;
		execution.storeSequences();
		this.#finishWrite(state, execution, tableId);
		return rows;
	}

	/** Runs a schema change: all of it or nothing. `own`: it may make something only this connection sees. */
	runSchemaChange<T>(change: (state: State, log: ChangeLog) => T, part?: 'own'): T {
		const { database, transaction, violations } = this;
		if (this.#isWriting) throw busy();
		const log = transaction?.log ?? autocommitLog;
		const position = log.position;
		if (part === 'own') this.#beginLocal();
		const state = this.#writableState();
		const before = state.copy();
		violations.startStatement(transaction === undefined);
		log.tellsSchema = database.listeners.schema.size > 0;
		let result: T;
		try {
			result = change(state, log);
			if (database.memory.limit > 0) database.memory.check(state);
		} catch (error) {
			state.become(before);
			violations.undoStatement();
			log.cutTo(position);
			if (actionOf(error) === 'rollback' && this.transaction) this.rollback();
			throw error;
		}
		countSchemaChanges(before, state);
		if (database.listeners.data.size === 0) log.dataChanges.length = position.data;
		if (!transaction) this.#commitState(state);
		return result;
	}

	/**
	 * Makes another state the present one and tells listeners what is different. `continued`: it was made from the present
	 * one. Precondition: no transaction here; one of another connection that has written can then not commit.
	 */
	replaceState(state: State, how?: 'continued'): void {
		const { database } = this;
		database.durability?.commit(database.head, state.shared);
		const log = changesBetween(database.head, state.shared, database.listeners);
		if (how !== 'continued') database.lineage++;
		database.head = state.shared;
		this.#countCommit();
		this.#deliver(log);
	}

	/** The same with the temp objects that belong to it. */
	adopt(state: State): void {
		this.#local = state.local;
		this.replaceState(state);
	}

	/**
	 * Changes what only this connection sees in all states it may come back to: ATTACH and DETACH are not undone by
	 * ROLLBACK. `change` gets a copy that nothing pins.
	 */
	changeEverywhere(change: (state: State) => void): void {
		const { database, transaction } = this;
		const edit = (state: State): State => {
			const local = (state.local ?? emptyLocal(database)).copy();
			const edited = new JoinedState(state.shared, local, () => database.newVersion());
			change(edited);
			return edited;
		};
		if (transaction) transaction.replaceStates(edit);
		this.#local = (transaction ? transaction.base : edit(this.state)).local;
	}

	close(): void {
		if (this.transaction) this.rollback();
		this.virtual?.disconnect();
		this.database.connections.delete(this);
		this.isOpen = false;
	}

	#writableState(): State {
		const { database, transaction } = this;
		if (database.isReadonly || this.settings.isQueryOnly) {
			throw new SqlError('SQLITE_READONLY', 'attempt to write a readonly database');
		}
		if (transaction) return transaction.writableState(database.newLayerId);
		const { state } = this;
		const isWatched = this.#isolation.isStatementWatched;
		// A commit that cannot be stored leaves the present state as it was.
		if (!state.isPinned && !isWatched && !database.durability) return state;
		const next = state.derive(database.newLayerId());
		return isWatched ? this.#isolation.watchWrite(next) : next;
	}

	#meterFor(state: State): MemoryMeter | undefined {
		const { memory } = this.database;
		const { meter } = memory;
		if (meter) memory.writeTo(state);
		return meter;
	}

	#joined(local: State): State {
		const { database } = this;
		const { head } = database;
		const view = this.#view;
		if (view && view.shared === head && view.local === local) return view;
		this.#view = new JoinedState(head, local, () => database.newVersion());
		return this.#view;
	}

	/** From now on there is a part that only this connection sees. */
	#beginLocal(): void {
		const { database, transaction } = this;
		if (database.isReadonly || this.state.local) return;
		const local = emptyLocal(database);
		if (!transaction) {
			this.#local = local;
			return;
		}
		const shared = transaction.writableState(database.newLayerId);
		transaction.replaceCurrent(new JoinedState(shared, local, () => database.newVersion()));
	}

	#finishWrite(state: State, execution: WriteExecution, tableId: number): void {
		const { changes } = execution;
		if (this.virtual) this.#endVirtual(this.virtual);
		this.changes = changes;
		this.totalChanges += changes;
		this.lastInsertRowid = execution.lastInsertRowid;
		if (changes > 0) {
			state.countChanged(tableId, changes);
			this.database.statistics.changed(tableId, changes);
		}
		execution.release();
		if (!this.transaction) this.#commitState(state);
	}

	#commitState(state: State): void {
		const { database } = this;
		this.violations.endTransaction();
		const { shared } = state;
		if (database.durability) this.#makeDurable(shared);
		this.#countCommit();
		if (database.head !== shared) {
			this.#isolation.written(database.head, shared);
			database.head = shared;
			this.#local = state.local;
			this.#stamp(database.head);
		}
		database.memory.committed?.();
		database.durability?.afterCommit();
		if (!autocommitLog.isEmpty) this.#deliver(autocommitLog);
	}

	/** When it throws, what was to be committed is undone. */
	#makeDurable(next: State): void {
		const { database } = this;
		try {
			database.durability?.commit(database.head, next);
		} catch (error) {
			if (this.transaction) this.rollback();
			autocommitLog.cutTo({ data: 0, schema: 0 });
			this.changes = 0;
			throw error;
		}
	}

	/** A table of a module that says no ends the transaction. */
	#syncVirtual(virtual: VirtualTables): void {
		try {
			virtual.sync();
		} catch (error) {
			this.rollback();
			throw error;
		}
	}

	/** The statement is done; by itself it was a transaction. */
	#endVirtual(virtual: VirtualTables): void {
		const { transaction } = this;
		if (transaction) virtual.endStatement(transaction.savepoints.length);
		else virtual.commit();
	}

	#undoVirtual(): void {
		const { transaction, virtual } = this;
		if (transaction) virtual?.undoStatement(transaction.savepoints.length);
		else virtual?.rollback();
	}

	#countCommit(): void {
		this.commits++;
		this.database.commits++;
	}

	#stamp(state: State): void {
		state.time = this.database.ports.now();
		state.source = this.database.source;
	}

	#deliver(log: ChangeLog): void {
		const { database } = this;
		if (log.isEmpty) return;
		this.activity.paused(() => {
			database.listeners.deliver(log, database.head.id, database.source);
		});
	}
}

/** A user function may read the database while a statement changes it, but not change it as well. */
function busy(): TypeError {
	return new TypeError('This database connection is busy executing a query');
}

/** Between a statement outside a transaction and its commit; empty at any other time. */
const autocommitLog = new ChangeLog();

function emptyLocal(database: DatabaseCore): State {
	const state = new State(
		database.newLayerId(),
		undefined,
		emptyLocalCatalog(database.newVersion()),
	);
	state.kept = database.layerViews.trees;
	return state;
}

/** PRAGMA schema_version. */
function countSchemaChanges(before: State, after: State): void {
	for (const [name, objects] of after.catalog.schemas) {
		if (before.catalog.schemas.get(name) === objects) continue;
		after.setNumber(name, 'schema_version', after.number(name, 'schema_version') + 1);
	}
}

function services(connection: ConnectionCore): FunctionServices {
	const { ports } = connection.database;
	const randomByte = () => Math.floor(ports.random() * 256);
	return {
		now: () => connection.now,
		randomInteger() {
			let bits = 0n;
			for (let byte = 0; byte < 8; byte++) bits = (bits << 8n) | BigInt(randomByte());
			return BigInt.asIntN(64, bits);
		},
		randomBytes: length => Uint8Array.from({ length }, randomByte),
		changes: () => connection.changes,
		totalChanges: () => connection.totalChanges,
		lastInsertRowid: () => connection.latestRowid,
	};
}
