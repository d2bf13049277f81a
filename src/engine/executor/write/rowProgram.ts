/**
 * Row programs: triggers and foreign key actions, run for one row that a statement writes.
 *
 * Each statement of a program is compiled like any other and run in a context of its own on the same state
 * (NestedContext): it reads the state at its own start, counts its own rows, and shares everything else. What it throws
 * undoes the outermost statement, which has to have called mark() before the first program runs.
 *
 * A program may run again inside itself: it holds no state of an execution but spare contexts, and is made known to its
 * owner before its statements are compiled, so that programs that set off one another are compiled once.
 */

import type { TableSchema } from '../../catalog/schema.js';
import type { NestedPlan, RowProgramPlan, RowSlot, StatementPlan } from '../../plan/statements.js';
import { isTrue } from '../../types/convert.js';
import type { Row, SqlValue } from '../../types/value.js';
import type { CompiledQuery, CompiledScalar } from '../contract.js';
import type { CompiledWrite, NestedContext, WriteCompiler, WriteContext } from './contract.js';
import { runNested, tooDeep } from './steps.js';
import type { Steps } from './steps.js';

const DEEPEST = 1000;

export interface RowProgram {
	/**
	 * `oldRow` and `newRow` are working rows as far as the event has them; they are read, not kept. False after
	 * RAISE(IGNORE): nothing more is done for the row; what has been done stays.
	 */
	steps(context: WriteContext, oldRow: Row | undefined, newRow: Row | undefined): Steps<boolean>;
	/** Its statements set off nothing: it may be run at once without nesting. */
	readonly isShallow: boolean;
	/** All of it at once. */
	run(context: WriteContext, oldRow: Row | undefined, newRow: Row | undefined): boolean;
}

/** RAISE(IGNORE), on its way to the program it ends. */
export class IgnoreRow extends Error {}

/** What row programs need beside a compiler for statements. */
export interface RowProgramCompiler extends WriteCompiler {
	readonly compileWrite: (plan: Exclude<StatementPlan, { kind: 'select' }>) => CompiledWrite;
	/** Slots are enough for the plan and the expressions of the table it writes. */
	readonly newContext: (plan: {
		readonly slotCount: number;
		readonly table?: TableSchema;
	}) => NestedContext;
}

interface Step {
	readonly rowSlots: readonly RowSlot[];
	readonly write: CompiledWrite | undefined;
	readonly query: CompiledQuery | undefined;
	/** Table whose rows it changes. */
	readonly tableId: number;
	readonly newContext: () => NestedContext;
	/** Contexts not in use. */
	readonly spare: NestedContext[];
}

interface When {
	readonly holds: CompiledScalar;
	readonly step: Step;
}

export class CompiledRowProgram implements RowProgram {
	/** How often it runs at the moment; undefined: it does not matter. Shared by the programs of one trigger. */
	readonly #active: { count: number } | undefined;
	#when: When | undefined;
	#steps: readonly Step[] = [];
	isShallow = false;

	/** `sibling`: a program of the same owner. */
	constructor(runsOnce: boolean, sibling: CompiledRowProgram | undefined) {
		this.#active = sibling ? sibling.#active : runsOnce ? { count: 0 } : undefined;
	}

	/** Once, before the first run. */
	compile(plan: RowProgramPlan, compiler: RowProgramCompiler): void {
		const { when } = plan;
		this.#when = when && {
			holds: compiler.compileScalar(when.expr, new Map()),
			step: {
				rowSlots: when.rowSlots,
				write: undefined,
				query: undefined,
				tableId: 0,
				newContext: () => compiler.newContext(when),
				spare: [],
			},
		};
		this.#steps = plan.steps.map(step => compileStep(step, compiler));
		this.isShallow = this.#steps.every(({ write }) => !write?.steps);
	}

	run(context: WriteContext, oldRow: Row | undefined, newRow: Row | undefined): boolean {
		if (this.isShallow) return this.#runShallow(context, oldRow, newRow);
		return runNested(this.steps(context, oldRow, newRow), context.depth);
	}

	*steps(context: WriteContext, oldRow: Row | undefined, newRow: Row | undefined): Steps<boolean> {
		if (!this.#begin(context)) return true;
		const { changes } = context.session;
		try {
			if (this.#when && !this.#holds(context, oldRow, newRow)) return true;
			for (const step of this.#steps) {
				const nested = enter(step, context, oldRow, newRow);
				if (step.write?.steps) {
					yield step.write.steps(nested);
					nested.leave(step.tableId);
				} else runStep(step, nested);
				step.spare.push(nested);
			}
			return true;
		} catch (error) {
			if (error instanceof IgnoreRow) return false;
			throw error;
		} finally {
			this.#end(context, changes);
		}
	}

	/** As `steps`, of a program whose statements set off nothing. */
	#runShallow(context: WriteContext, oldRow: Row | undefined, newRow: Row | undefined): boolean {
		if (!this.#begin(context)) return true;
		const { changes } = context.session;
		try {
			if (this.#when && !this.#holds(context, oldRow, newRow)) return true;
			for (const step of this.#steps) {
				const nested = enter(step, context, oldRow, newRow);
				runStep(step, nested);
				step.spare.push(nested);
			}
			return true;
		} catch (error) {
			if (error instanceof IgnoreRow) return false;
			throw error;
		} finally {
			this.#end(context, changes);
		}
	}

	/** False: it runs already and does not run again inside itself. */
	#begin(context: WriteContext): boolean {
		const active = this.#active;
		const { session } = context;
		if (active && active.count > 0 && !session.recursiveTriggers) return false;
		if (context.depth >= DEEPEST) throw tooDeep();
		if (active) active.count++;
		session.lastInsertRowid = context.lastInsertRowid;
		return true;
	}

	#end(context: WriteContext, changes: number): void {
		const { session } = context;
		if (this.#active) this.#active.count--;
		session.changes = changes;
		session.lastInsertRowid = context.lastInsertRowid;
		session.running = context;
	}

	#holds(context: WriteContext, oldRow: Row | undefined, newRow: Row | undefined): boolean {
		const { holds, step } = this.#when as When;
		const nested = step.spare.pop() ?? step.newContext();
		nested.enter(context);
		fillSlots(nested, step.rowSlots, oldRow, newRow);
		const isMet = isTrue(holds(nested.source, NO_ROW)) === true;
		step.spare.push(nested);
		return isMet;
	}
}

const NO_ROW: Row = [];

function compileStep({ plan, rowSlots }: NestedPlan, compiler: RowProgramCompiler): Step {
	const isQuery = plan.kind === 'select';
	return {
		rowSlots,
		write: isQuery ? undefined : compiler.compileWrite(plan),
		query: isQuery ? compiler.compileQuery(plan.plan) : undefined,
		tableId: isQuery ? 0 : plan.table.id,
		newContext: () => compiler.newContext(plan),
		spare: [],
	};
}

function enter(
	step: Step,
	context: WriteContext,
	oldRow: Row | undefined,
	newRow: Row | undefined,
): NestedContext {
	const nested = step.spare.pop() ?? step.newContext();
	nested.enter(context);
	context.session.running = nested;
	fillSlots(nested, step.rowSlots, oldRow, newRow);
	return nested;
}

function runStep(step: Step, nested: NestedContext): void {
	if (step.write) {
		step.write.run(nested);
		nested.leave(step.tableId);
	} else if (step.query) readToEnd(step.query, nested);
}

function readToEnd(query: CompiledQuery, context: NestedContext): void {
	const cursor = query.open(context.source);
	try {
		while (cursor.next());
	} finally {
		cursor.close();
	}
}

function fillSlots(
	context: WriteContext,
	rowSlots: readonly RowSlot[],
	oldRow: Row | undefined,
	newRow: Row | undefined,
): void {
	for (const { slot, row, position } of rowSlots) {
		const value = ((row === 'old' ? oldRow : newRow) as Row)[position] as SqlValue;
		context.source.slots[slot] = value;
		context.current.slots[slot] = value;
	}
}
