/**
 * What compiled queries and writes are run with: parameters, slots, and the states they read and write.
 *
 * One of each belongs to a prepared program and is used again for every execution that is over when the next one
 * begins; a cursor that stays open gets its own.
 */

import { emptyCatalog } from '../catalog/changeCatalog.js';
import type { TableSchema } from '../catalog/schema.js';
import type { ExecutionContext } from '../executor/contract.js';
import type { RefusalList } from '../executor/write/bulk/refusals.js';
import type {
	ChangeRecorder,
	MemoryMeter,
	NestedContext,
	WriteContext,
	WriteSession,
} from '../executor/write/contract.js';
import type { FunctionServices } from '../functions/function.js';
import type { Tree } from '../storage/contract.js';
import type { RowId, SqlValue } from '../types/value.js';
import { emptyTree } from './trees.js';
import { StatementSequences } from './sequences.js';
import { State } from './state.js';

const NO_PARAMETERS: readonly SqlValue[] = [];
/** A state without anything, where there has to be one. */
const nowhere = new State(0, undefined, emptyCatalog(0));

export class QueryExecution implements ExecutionContext {
	state: State;
	parameters: readonly SqlValue[];
	readonly slots: SqlValue[];
	readonly services: FunctionServices;
	#results: Map<number, unknown> | undefined = undefined;
	isRowByRow = false;
	readonly #interrupt: () => void;

	constructor(
		state: State,
		parameters: readonly SqlValue[],
		slotCount: number,
		services: FunctionServices,
		interrupt: () => void,
	) {
		this.state = state;
		this.parameters = parameters;
		this.slots = new Array<SqlValue>(slotCount).fill(null);
		this.services = services;
		this.#interrupt = interrupt;
	}

	reset(state: State, parameters: readonly SqlValue[]): void {
		this.state = state;
		this.parameters = parameters;
		this.#results = undefined;
	}

	/** Between two runs nothing of the first one is kept alive: not its state, nor its values. */
	release(): void {
		this.state = nowhere;
		this.parameters = NO_PARAMETERS;
		this.#results = undefined;
		if (this.slots.length > 0) this.slots.fill(null);
	}

	/** Few statements have any. */
	get results(): Map<number, unknown> {
		return (this.#results ??= new Map());
	}

	tree(id: number): Tree {
		return this.state.read(id);
	}

	checkInterrupt(): void {
		this.#interrupt();
	}
}

export class WriteExecution implements NestedContext {
	readonly source: QueryExecution;
	readonly current: QueryExecution;
	recorder: ChangeRecorder | undefined = undefined;
	changes = 0;
	lastInsertRowid: RowId = 0;
	depth = 0;
	meter: MemoryMeter | undefined = undefined;
	refusals: RefusalList | undefined = undefined;
	readonly session: WriteSession;
	/** The state at the time of mark(). */
	marked: State | undefined = undefined;
	#state: State;
	/** The user's own statement, when this one is of a row program. */
	#root: WriteExecution | undefined = undefined;
	#sequences: StatementSequences | undefined = undefined;

	constructor(session: WriteSession, source: QueryExecution, current: QueryExecution) {
		this.session = session;
		this.source = source;
		this.current = current;
		this.#state = current.state;
	}

	reset(state: State, parameters: readonly SqlValue[], lastInsertRowid: RowId): void {
		this.#state = state;
		this.source.reset(state, parameters);
		this.current.reset(state, parameters);
		this.marked = undefined;
		this.changes = 0;
		this.lastInsertRowid = lastInsertRowid;
	}

	enter(outer: WriteContext): void {
		// Every context is one of these.
		const around = outer as WriteExecution;
		this.reset(around.#state, NO_PARAMETERS, this.session.lastInsertRowid);
		this.recorder = around.recorder;
		this.meter = around.meter;
		this.depth = around.depth + 1;
		this.#root = around.#root ?? around;
	}

	/** As in QueryExecution. */
	release(): void {
		this.#state = nowhere;
		this.source.release();
		this.current.release();
		this.marked = undefined;
		this.recorder = undefined;
		this.#root = undefined;
		this.#sequences = undefined;
	}

	leave(tableId: number): void {
		const { session, changes } = this;
		session.changes = changes;
		session.totalChanges += changes;
		session.lastInsertRowid = this.lastInsertRowid;
		if (changes > 0) this.#state.countChanged(tableId, changes);
		this.release();
	}

	get isMarked(): boolean {
		return this.depth > 0 || this.marked !== undefined;
	}

	/** Rolls back to the first one. */
	mark(): void {
		if (this.marked) return;
		this.marked = this.#state.copy();
		this.source.state = this.marked;
	}

	advance(): void {
		this.source.reset(this.#state.copy(), this.source.parameters);
		this.current.reset(this.#state, this.current.parameters);
	}

	writable(id: number): Tree {
		return this.#state.writable(id);
	}

	truncate(id: number): void {
		this.#state.putTree(id, emptyTree(this.#state.tree(id)));
	}

	readSequence(table: TableSchema): RowId {
		return this.#statementSequences.read(table);
	}

	writeSequence(table: TableSchema, value: RowId): void {
		this.#statementSequences.write(table, value);
	}

	/** When the user's statement has come to its end. */
	storeSequences(): void {
		this.#sequences?.store(this.#state);
	}

	get #statementSequences(): StatementSequences {
		const root = this.#root ?? this;
		return (root.#sequences ??= new StatementSequences(root.marked ?? root.#state));
	}
}
