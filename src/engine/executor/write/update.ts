/**
 * UPDATE: the source query reads the state at statement start, rows are written one after the other.
 *
 * A plan that can touch one row only reads it, closes the source and writes; any other marks the state first. Rows
 * that a join finds several times are updated once, from their last match, in key order, as SQLite does.
 */

import type { Expr } from '../../plan/expression.js';
import { someExpr } from '../../plan/exprTree.js';
import type { PlanNode, Project } from '../../plan/nodes.js';
import type { TableExpressions, UpdatePlan } from '../../plan/statements.js';
import { compositeKey } from '../../types/compare.js';
import type { SqlValue } from '../../types/value.js';
import type { CompiledQuery, CompiledScalar, ExecutionContext } from '../contract.js';
import { subqueryResultKey } from '../expression/subquery.js';
import { ChangedColumns } from './columnUses.js';
import type { CompiledWrite, WriteCompiler, WriteContext } from './contract.js';
import { compileReturning, mayFail } from './returning.js';
import type { CompiledReturning } from './returning.js';
import { compileDeleteKeys, compileUpdateKeys } from './foreignKeys/compileForeignKeys.js';
import type { RowForeignKeys } from './foreignKeys/rowForeignKeys.js';
import { rowidForUpdate } from './rowids.js';
import { scalarLayout } from './rowLayout.js';
import { compileOneRow, eachRow, forEachRow } from './sourceRows.js';
import { runSteps } from './steps.js';
import type { Steps } from './steps.js';
import { markForTriggers } from './rowTriggers.js';
import type { RowTriggers } from './rowTriggers.js';
import { mayReplace, TableWriter } from './tableWriter.js';
import { updateWithTriggers } from './updateWithTriggers.js';
import type { UniqueCheck } from './tableWriter.js';
import { collectsFirst, isInKeyOrder, joins, mentionsSubquery } from './visitOrder.js';

export function compileUpdate(
	plan: UpdatePlan,
	expressions: TableExpressions,
	compiler: WriteCompiler,
): CompiledWrite {
	return new UpdateWriter(plan, expressions, compiler);
}

class UpdateWriter implements CompiledWrite {
	readonly #plan: UpdatePlan;
	readonly #writer: TableWriter;
	readonly #query: CompiledQuery;
	readonly #uniqueChecks: readonly UniqueCheck[];
	readonly #returning: CompiledReturning | undefined;
	readonly #returningMayFail: boolean;
	/** Source column of each assignment. */
	readonly #values: readonly number[];
	/** Per assignment: set when its value is computed as late as the row is written. */
	readonly #late: readonly (CompiledScalar | undefined)[];
	/** Where results of uncorrelated subqueries are remembered: they stay for the whole statement. */
	readonly #kept: ReadonlySet<number>;
	readonly #oneRow: ((context: ExecutionContext) => SqlValue[] | undefined) | undefined;
	/** All rows are read, each once, and put in key order before the first is written. */
	readonly #collects: boolean;
	/** A row may be another one, or none, when its turn comes: by REPLACE, or by an action on a row before it. */
	readonly #rereads: boolean;
	readonly #triggers: RowTriggers | undefined;
	readonly #assigned: ReadonlySet<number>;
	readonly #keys: RowForeignKeys | undefined;
	readonly steps: CompiledWrite['steps'];

	constructor(plan: UpdatePlan, expressions: TableExpressions, compiler: WriteCompiler) {
		const { source } = plan;
		this.#plan = plan;
		this.#writer = new TableWriter(plan.table, expressions, compiler.compileScalar);
		this.#uniqueChecks = this.#writer.orderChecks(plan.conflict);
		this.#returning = plan.returning && compileReturning(plan.returning, plan.layout, compiler);
		this.#returningMayFail = mayFail(plan.returning);
		this.#values = plan.assignments.map(({ id }) => source.output.indexOf(id));
		this.#oneRow = compileOneRow(source, compiler);
		const columns = plan.assignments.map(({ columnIndex }) => columnIndex);
		const changed = new ChangedColumns(plan.table, columns);
		this.#assigned = new Set(columns);
		this.#triggers = compiler.triggers({
			table: plan.table,
			event: 'update',
			columns: plan.assignments.map(({ named }) => named),
			conflict: plan.conflict,
		});
		this.#keys = compileUpdateKeys(compiler.foreignKeys, plan.table, columns);
		if (mayReplace(this.#uniqueChecks)) this.#writer.fireOnReplace(compiler);
		const replaces = this.#uniqueChecks.some(
			check => check.action === 'replace' && this.#writer.isTouched(check, changed),
		);
		if (replaces) {
			this.#writer.removeKeys = compileDeleteKeys(compiler.foreignKeys, plan.table);
		}
		this.#rereads = replaces || this.#triggers !== undefined || this.#keys?.hasActions === true;
		const isDisturbed = this.#rereads || this.#keys !== undefined;
		this.#collects =
			joins(source) || (collectsFirst(plan, changed, isDisturbed) && !isInKeyOrder(source));
		const late = this.#oneRow || plan.hasFrom ? undefined : projection(source);
		const layout = scalarLayout(plan.layout);
		const exprs = plan.assignments.map(({ id }) => {
			const expr = late?.columns.find(column => column.id === id)?.expr;
			const isLate = expr && (this.#rereads || mentionsSubquery(expr, isCorrelated));
			return isLate && isOver(expr, layout) ? expr : undefined;
		});
		this.#late = exprs.map(expr => expr && compiler.compileScalar(expr, layout));
		this.#kept = new Set(uncorrelatedResults(exprs));
		this.#query = compiler.compileQuery(withoutExprs(source, new Set(exprs)));
		const setsOff = this.#triggers !== undefined || this.#keys?.hasActions;
		this.steps = setsOff ? context => this.#runInSteps(context) : undefined;
	}

	run(context: WriteContext): SqlValue[][] | undefined {
		if (this.steps) return runSteps(this.steps(context));
		const returned: SqlValue[][] | undefined = this.#returning ? [] : undefined;
		markForTriggers(context, this.#writer.replaceTriggers);
		if (this.#oneRow) {
			if (this.#returningMayFail) context.mark();
			const source = this.#oneRow(context.source);
			if (source) this.#updateRow(context, source, returned);
			return returned;
		}
		context.mark();
		const source = this.#query.open(context.source);
		if (this.#collects) {
			for (const row of this.#readAll(source)) this.#updateRow(context, row, returned);
		} else forEachRow(source, row => this.#updateRow(context, row, returned));
		return returned;
	}

	/** With triggers, or with actions of foreign keys. */
	*#runInSteps(context: WriteContext): Steps<SqlValue[][] | undefined> {
		const returned: SqlValue[][] | undefined = this.#returning ? [] : undefined;
		markForTriggers(context, this.#triggers ?? this.#writer.replaceTriggers);
		if (this.#oneRow) {
			if (this.#returningMayFail) context.mark();
			const row = this.#oneRow(context.source);
			if (row) yield* this.#updateInSteps(context, row, returned);
			return returned;
		}
		context.mark();
		const source = this.#query.open(context.source);
		const rows = this.#collects ? this.#readAll(source) : eachRow(source);
		for (const row of rows) yield* this.#updateInSteps(context, row, returned);
		return returned;
	}

	#readAll(source: ReturnType<CompiledQuery['open']>): SqlValue[][] {
		const byKey = new Map<unknown, SqlValue[]>();
		forEachRow(source, row => {
			const key = this.#writer.keyOf(row);
			byKey.set(typeof key === 'object' ? compositeKey(key) : key, row);
		});
		return [...byKey.values()].sort(this.#writer.compareKeys);
	}

	#updateRow(context: WriteContext, source: SqlValue[], returned: SqlValue[][] | undefined): void {
		const rows = this.#assign(context, source);
		if (!rows) return;
		const { oldRow, row } = rows;
		const { conflict } = this.#plan;
		if (this.#writer.update(context, oldRow, row, conflict, this.#uniqueChecks, this.#keys)) {
			this.#countUpdated(context, row, returned);
		}
	}

	*#updateInSteps(
		context: WriteContext,
		source: SqlValue[],
		returned: SqlValue[][] | undefined,
	): Steps<void> {
		const rows = this.#assign(context, source);
		if (!rows) return;
		const { oldRow, row } = rows;
		const { conflict } = this.#plan;
		const keys = this.#keys;
		yield* updateWithTriggers(this.#writer, context, this.#triggers, {
			oldRow,
			row,
			assigned: this.#assigned,
			write: stored =>
				this.#writer.replace(context, stored, row, conflict, this.#uniqueChecks, keys),
			keys,
			onWritten: () => this.#countUpdated(context, row, returned),
		});
	}

	/** The row as it is stored and as it is to be; undefined: it has gone. */
	#assign(
		context: WriteContext,
		source: SqlValue[],
	): { readonly oldRow: SqlValue[]; readonly row: SqlValue[] } | undefined {
		const { table, assignments } = this.#plan;
		const width = table.hasRowid ? table.columns.length + 1 : table.columns.length;
		let oldRow = source.slice(0, width);
		if (this.#rereads) {
			const stored = this.#writer.rowOf(context, this.#writer.keyOf(oldRow));
			if (!stored) return undefined;
			oldRow = stored;
		}
		const row = oldRow.slice();
		this.#forgetResults(context.current);
		for (let position = 0; position < assignments.length; position++) {
			const columnIndex = assignments[position]?.columnIndex as number;
			const late = this.#late[position];
			const value = late
				? late(context.current, oldRow)
				: (source[this.#values[position] as number] as SqlValue);
			if (columnIndex >= 0 && columnIndex !== table.rowidAlias) row[columnIndex] = value;
			else rowidForUpdate(table, row, value);
		}
		return { oldRow, row };
	}

	#countUpdated(context: WriteContext, row: SqlValue[], returned: SqlValue[][] | undefined): void {
		context.changes++;
		returned?.push((this.#returning as CompiledReturning)(context, row));
	}

	/** Results of subqueries are remembered, but here rows change between one and the next. */
	#forgetResults({ results }: ExecutionContext): void {
		if (results.size === 0) return;
		for (const key of results.keys()) if (!this.#kept.has(key)) results.delete(key);
	}
}

/** Keys of the remembered results of subqueries that do not depend on the row. */
function uncorrelatedResults(exprs: readonly (Expr | undefined)[]): number[] {
	const keys: number[] = [];
	mentionsSubquery(exprs, ({ id, bindings }) => {
		if (bindings.length === 0) keys.push(subqueryResultKey(id));
		return false;
	});
	return keys;
}

/** Where the assigned values are computed. */
function projection(plan: PlanNode): Project | undefined {
	if (plan.kind === 'limit' || plan.kind === 'sort') return projection(plan.input);
	return plan.kind === 'project' ? plan : undefined;
}

/** A value by a correlated subquery: SQLite computes it row by row, seeing what the statement has written so far. */
function isCorrelated(subquery: { readonly bindings: readonly unknown[] }): boolean {
	return subquery.bindings.length > 0;
}

function isOver(expr: Expr, layout: ReadonlyMap<number, number>): boolean {
	return !someExpr(expr, node => node.kind === 'column' && !layout.has(node.id));
}

/** The plan without computing these, which are computed late. */
function withoutExprs(plan: PlanNode, exprs: ReadonlySet<Expr | undefined>): PlanNode {
	if (plan.kind === 'limit' || plan.kind === 'sort') {
		return { ...plan, input: withoutExprs(plan.input, exprs) };
	}
	if (plan.kind !== 'project' || !plan.columns.some(({ expr }) => exprs.has(expr))) return plan;
	const columns = plan.columns.map(column =>
		exprs.has(column.expr) ? { ...column, expr: NOTHING } : column,
	);
	return { ...plan, columns };
}

const NOTHING: Expr = { kind: 'literal', value: null };
