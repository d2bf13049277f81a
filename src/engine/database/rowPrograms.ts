/**
 * Compiled writes of one connection, with the row programs that they set off.
 *
 * Programs are kept for one catalog version and one version of the function registry, one for each owner (a trigger, a
 * foreign key) and conflict clause around it. A program is known before its statements are compiled, so programs that set
 * off each other, or themselves, are compiled once; as in SQLite all of it happens when the outer statement is prepared,
 * and what is wrong with a trigger is that statement's error.
 */

import type {
	ConflictAction,
	ForeignKeySchema,
	TableSchema,
	TriggerSchema,
} from '../catalog/schema.js';
import { firesFor, triggersOn } from '../catalog/triggers.js';
import {
	compilePointQuery,
	compileQuery,
	compileScalar,
	compileVectors,
} from '../executor/compile.js';
import type { CompileQuery } from '../executor/contract.js';
import { compileWrite } from '../executor/write/compileWrite.js';
import type { WritePlan } from '../executor/write/compileWrite.js';
import type { CompiledWrite, WriteEvent } from '../executor/write/contract.js';
import type { ForeignKeyCompiler } from '../executor/write/foreignKeys/compileForeignKeys.js';
import { CompiledRowProgram } from '../executor/write/rowProgram.js';
import type { RowProgram, RowProgramCompiler } from '../executor/write/rowProgram.js';
import type { RowTriggers } from '../executor/write/rowTriggers.js';
import { foreignKeysOf } from '../plan/foreignKeys.js';
import type { Reference } from '../plan/foreignKeys.js';
import { planRowProgram } from '../planner/planRowProgram.js';
import type { RowProgramSource } from '../planner/planRowProgram.js';
import type { ConnectionCore } from './connectionCore.js';
import { QueryExecution, WriteExecution } from './execution.js';
import { actionSource } from './foreignKeyActions.js';
import { planContext, tableExpressions } from './planning.js';

/** Who a program belongs to: compared by identity, and the same object for all conflict clauses. */
export interface ProgramOwner {
	/**
	 * Once: it is skipped while it runs already, unless PRAGMA recursive_triggers says otherwise. Foreign key actions
	 * always run again.
	 */
	readonly runs: 'once' | 'again';
	readonly source: () => RowProgramSource;
}

export class RowPrograms {
	readonly #connection: ConnectionCore;
	readonly #compiler: RowProgramCompiler;
	/** For statements of programs. */
	readonly #inner: RowProgramCompiler;
	#catalogVersion = -1;
	#registryVersion = -1;
	readonly #programs = new Map<object, Map<ConflictAction | undefined, CompiledRowProgram>>();
	readonly #owners = new Map<TriggerSchema, ProgramOwner>();
	readonly #actionOwners = {
		update: new Map<ForeignKeySchema, ProgramOwner>(),
		delete: new Map<ForeignKeySchema, ProgramOwner>(),
	};
	readonly #foreignKeys: ForeignKeyCompiler;

	constructor(connection: ConnectionCore) {
		this.#connection = connection;
		this.#foreignKeys = {
			get isDeferringAll() {
				return connection.violations.isDeferringAll;
			},
			of: table => foreignKeysOf(connection.state.catalog, table),
			action: (reference, event) => this.program(this.#actionOwner(reference, event), 'abort'),
		};
		const foreignKeys = (): ForeignKeyCompiler | undefined => this.foreignKeys;
		const newCompiler = (isInProgram: boolean): RowProgramCompiler => ({
			get foreignKeys() {
				return foreignKeys();
			},
			compileQuery,
			compileScalar,
			compileVectors,
			compilePointQuery,
			triggers: event => this.#triggers(event),
			isInProgram,
			compileWrite: plan => this.#compileWrite(plan, this.#inner),
			newContext: plan => newWriteExecution(connection, slotsOfWrite(connection, plan)),
		});
		this.#compiler = newCompiler(false);
		this.#inner = newCompiler(true);
	}

	/** Undefined while they are switched off. */
	get foreignKeys(): ForeignKeyCompiler | undefined {
		return this.#connection.foreignKeys ? this.#foreignKeys : undefined;
	}

	/**
	 * Throws SqlError for what is wrong with the table's expressions, and with programs that it may set off.
	 * `watched` compiles the source query, when somebody looks on.
	 */
	compile(plan: WritePlan, watched?: CompileQuery): CompiledWrite {
		const compiler = watched
			? { ...this.#compiler, compileQuery: watched, compilePointQuery: () => undefined }
			: this.#compiler;
		return this.#compileWrite(plan, compiler);
	}

	#compileWrite(plan: WritePlan, compiler: RowProgramCompiler): CompiledWrite {
		const { database, state, settings } = this.#connection;
		const bound = tableExpressions(database, state.catalog, plan.table);
		const expressions = settings.ignoresChecks ? { ...bound, checks: [] } : bound;
		return compileWrite(plan, expressions, compiler);
	}

	/** The owner's program inside a statement with that conflict clause. */
	program(owner: ProgramOwner, conflict: ConflictAction | undefined): RowProgram {
		this.#forgetOld();
		let programs = this.#programs.get(owner);
		if (!programs)
			this.#programs.set(
				owner,
				(programs = new Map<ConflictAction | undefined, CompiledRowProgram>()),
			);
		const known = programs.get(conflict);
		if (known) return known;
		const sibling = [...programs.values()][0];
		const program = new CompiledRowProgram(owner.runs === 'once', sibling);
		programs.set(conflict, program);
		try {
			const plan = planRowProgram(planContext(this.#connection), owner.source(), conflict);
			program.compile(plan, this.#compiler);
		} catch (error) {
			this.#programs.clear();
			throw error;
		}
		return program;
	}

	#triggers(event: WriteEvent): RowTriggers | undefined {
		const { catalog } = this.#connection.state;
		const { table } = event;
		const firing = triggersOn(catalog, table).filter(trigger => firesFor(trigger, event));
		if (firing.length === 0) return undefined;
		const programs = (timing: TriggerSchema['statement']['timing']): RowProgram[] =>
			firing
				.filter(trigger => trigger.statement.timing === timing)
				.map(trigger => this.program(this.#ownerOf(trigger, table), event.conflict));
		return {
			before: programs('before'),
			after: programs('after'),
			insteadOf: programs('insteadOf'),
		};
	}

	#ownerOf(trigger: TriggerSchema, table: RowProgramSource['table']): ProgramOwner {
		this.#forgetOld();
		let owner = this.#owners.get(trigger);
		if (!owner) {
			const { event, when, body } = trigger.statement;
			const homeSchema = trigger.schema === 'temp' ? undefined : trigger.schema;
			owner = {
				runs: 'once',
				source: () => ({
					table,
					event: event.kind,
					when,
					steps: body,
					homeSchema,
					text: trigger.sql,
				}),
			};
			this.#owners.set(trigger, owner);
		}
		return owner;
	}

	#actionOwner(reference: Reference, event: 'update' | 'delete'): ProgramOwner {
		this.#forgetOld();
		const owners = this.#actionOwners[event];
		let owner = owners.get(reference.foreignKey);
		if (!owner) {
			owner = { runs: 'again', source: () => actionSource(reference, event) };
			owners.set(reference.foreignKey, owner);
		}
		return owner;
	}

	#forgetOld(): void {
		const { state, database } = this.#connection;
		const { version } = state.catalog;
		if (version === this.#catalogVersion && database.registryVersion === this.#registryVersion) {
			return;
		}
		this.#catalogVersion = version;
		this.#registryVersion = database.registryVersion;
		this.#programs.clear();
		this.#owners.clear();
		this.#actionOwners.update.clear();
		this.#actionOwners.delete.clear();
	}
}

export function newExecution(connection: ConnectionCore, slotCount: number): QueryExecution {
	const { state, services, database } = connection;
	return new QueryExecution(state, [], slotCount, services, database.checkInterrupt);
}

/** Slots for the plan and for the expressions of the table it writes. */
export function slotsOfWrite(
	connection: ConnectionCore,
	plan: { readonly slotCount: number; readonly table?: TableSchema },
): number {
	const { database, state } = connection;
	if (!plan.table) return plan.slotCount;
	const { slotCount } = tableExpressions(database, state.catalog, plan.table);
	return Math.max(plan.slotCount, slotCount);
}

export function newWriteExecution(connection: ConnectionCore, slotCount: number): WriteExecution {
	return new WriteExecution(
		connection,
		newExecution(connection, slotCount),
		newExecution(connection, slotCount),
	);
}
