/**
 * How writes are run: a compiled write is given a context for one execution and changes trees through it.
 *
 * Two expression contexts, because SQLite reads two states: the rows to write come from the state at statement start,
 * while conflict clauses, upserts and RETURNING see what the statement has written so far.
 *
 * Atomicity: a write that may change more than one row calls `mark()` before its first change, and whoever runs it puts
 * the state back when it throws. Without a mark, a write that throws has changed nothing.
 */

import type { ConflictAction, TableSchema } from '../../catalog/schema.js';
import type { Tree } from '../../storage/contract.js';
import type { PlanNode } from '../../plan/nodes.js';
import { SqlError } from '../../types/sqlError.js';
import type { Row, RowId, SqlValue } from '../../types/value.js';
import type { CompileQuery, CompileScalar, CompileVectors, ExecutionContext } from '../contract.js';
import type { PointLookup } from '../expression/scope.js';
import type { RefusalList } from './bulk/refusals.js';
import type { ForeignKeyCompiler } from './foreignKeys/compileForeignKeys.js';
import type { Violations } from './foreignKeys/violations.js';
import type { RowTriggers } from './rowTriggers.js';
import type { Steps } from './steps.js';

/** What the executor compiles for a write. */
export interface WriteCompiler {
	readonly compileQuery: CompileQuery;
	readonly compileScalar: CompileScalar;
	readonly compileVectors: CompileVectors;
	/** Undefined when the plan is more than the look-up of one key. */
	readonly compilePointQuery: (plan: PlanNode) => PointLookup | undefined;
	/**
	 * The triggers that a write of the table sets off; undefined: none. `conflict` is the conflict clause of the
	 * statement. `columns`: the columns an UPDATE assigns (-1: the rowid).
	 */
	readonly triggers: (event: WriteEvent) => RowTriggers | undefined;
	/** Undefined while foreign keys are switched off. */
	readonly foreignKeys: ForeignKeyCompiler | undefined;
	/** The writes are those of a row program. */
	readonly isInProgram: boolean;
}

export interface WriteEvent {
	readonly table: TableSchema;
	readonly event: 'insert' | 'update' | 'delete';
	readonly columns: readonly number[];
	readonly conflict: ConflictAction | undefined;
}

/** What the writes on one connection share: the counters as SQL functions see them, and settings. */
export interface WriteSession {
	changes: number;
	totalChanges: number;
	lastInsertRowid: RowId;
	/** The innermost write: last_insert_rowid() is its own while it runs. */
	running: WriteContext | undefined;
	/** PRAGMA recursive_triggers. */
	readonly recursiveTriggers: boolean;
	/** Of foreign keys. */
	readonly violations: Violations;
}

export interface WriteContext {
	/** State at statement start: rows to write. */
	readonly source: ExecutionContext;
	/** State as written so far. */
	readonly current: ExecutionContext;
	/** Keeps the state of this moment: for roll back, and for `source` to go on reading. */
	mark(): void;
	/** What follows reads what has been written so far. */
	advance(): void;
	/** The whole statement can be taken back: it has been marked, or runs inside another one. */
	readonly isMarked: boolean;
	/** Tree of the current state that may be changed in place. */
	writable(id: number): Tree;
	/** Puts an empty tree in its place. */
	truncate(id: number): void;
	/** Largest rowid ever of an AUTOINCREMENT table, as sqlite_sequence says. */
	readSequence(table: TableSchema): RowId;
	writeSequence(table: TableSchema, value: RowId): void;
	/** Undefined when nobody listens. */
	readonly recorder: ChangeRecorder | undefined;
	/** Rows changed so far by this execution, as changes() counts them. */
	changes: number;
	/** Set by every inserted rowid. */
	lastInsertRowid: RowId;
	readonly session: WriteSession;
	/** Row programs around this write; 0: the user's own statement. */
	readonly depth: number;
	/** Asked before rows are written; undefined when memory is not limited. */
	readonly meter: MemoryMeter | undefined;
	/** Who wants to hear of all rows that are refused; undefined: the first one ends the statement. */
	readonly refusals: RefusalList | undefined;
}

/** Throws SQLITE_FULL when there is no room. */
export interface MemoryMeter {
	reserveRow(row: Row, indexes: number): void;
	reserve(bytes: number): void;
}

/** Context of a statement inside a row program: `source` reads the state as it is when the statement begins. */
export interface NestedContext extends WriteContext {
	/** Takes over the state of the write that the program belongs to, with nothing marked, counted or cached. */
	enter(outer: WriteContext): void;
	/** Adds what was counted to the session's counters and to the state's. */
	leave(tableId: number): void;
}

/**
 * Told of every row changed. Rows are working rows (rowChecks.ts): the columns, then the rowid. They are not kept
 * by the writer, nor changed afterwards.
 */
export interface ChangeRecorder {
	inserted(table: TableSchema, row: Row): void;
	updated(table: TableSchema, oldRow: Row, newRow: Row): void;
	deleted(table: TableSchema, oldRow: Row): void;
}

export interface CompiledWrite {
	/** The rows of RETURNING, or undefined when there is no RETURNING. */
	run(context: WriteContext): SqlValue[][] | undefined;
	/** The same, of a write that sets off row programs; undefined: it sets off none. */
	readonly steps: ((context: WriteContext) => Steps<SqlValue[][] | undefined>) | undefined;
}

/** A constraint said no, and what the statement has to do about it (never ignore or replace). */
export class ConstraintError extends SqlError {
	readonly #action: 'rollback' | 'abort' | 'fail';

	constructor(code: string, message: string, action: ConflictAction | undefined) {
		super(code, message);
		this.#action = action === 'rollback' || action === 'fail' ? action : 'abort';
	}

	get action(): 'rollback' | 'abort' | 'fail' {
		return this.#action;
	}
}

/** What an error makes of the statement it ends. */
export function actionOf(error: unknown): ConstraintError['action'] {
	return error instanceof ConstraintError ? error.action : 'abort';
}
