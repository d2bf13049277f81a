/**
 * What compiled queries and writes are run with: parameters, slots, and the states they read and write.
 *
 * One of each belongs to a prepared program and is used again for every execution that is over when the next one
 * begins; a cursor that stays open gets its own.
 */

import type { TableSchema } from '../catalog/schema.js';
import type { ExecutionContext } from '../executor/contract.js';
import type { ChangeRecorder, WriteContext } from '../executor/write/contract.js';
import type { FunctionServices } from '../functions/function.js';
import type { Tree } from '../storage/contract.js';
import type { RowId, SqlValue } from '../types/value.js';
import { emptyTree } from './trees.js';
import { readSequence, writeSequence } from './sequences.js';
import type { State } from './state.js';

export class QueryExecution implements ExecutionContext {
	state: State;
	parameters: readonly SqlValue[];
	readonly slots: SqlValue[];
	readonly services: FunctionServices;
	readonly results = new Map<number, unknown>();
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
		if (this.results.size > 0) this.results.clear();
	}

	tree(id: number): Tree {
		return this.state.tree(id);
	}

	checkInterrupt(): void {
		this.#interrupt();
	}
}

export class WriteExecution implements WriteContext {
	readonly source: QueryExecution;
	readonly current: QueryExecution;
	recorder: ChangeRecorder | undefined = undefined;
	changes = 0;
	lastInsertRowid: RowId = 0;
	/** The state at the time of mark(). */
	marked: State | undefined = undefined;
	#state: State;

	constructor(source: QueryExecution, current: QueryExecution) {
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

	mark(): void {
		this.marked = this.#state.copy();
		this.source.state = this.marked;
	}

	writable(id: number): Tree {
		return this.#state.writable(id);
	}

	truncate(id: number): void {
		this.#state.putTree(id, emptyTree(this.#state.tree(id)));
	}

	readSequence(table: TableSchema): RowId {
		return readSequence(this.#state, table);
	}

	writeSequence(table: TableSchema, value: RowId): void {
		writeSequence(this.#state, table, value);
	}
}
