/**
 * UPDATE: the source query reads the state at statement start, rows are written one after the other.
 *
 * A plan that can touch one row only reads it, closes the source and writes; any other marks the state first. Rows
 * that a join finds several times are updated once, from their last match, in key order, as SQLite does.
 */

import type { PlanNode } from '../../plan/nodes.js';
import type { ColumnId, Expr, Subquery } from '../../plan/expression.js';
import type { TableExpressions, UpdatePlan } from '../../plan/statements.js';
import { compositeKey } from '../../types/compare.js';
import type { SqlValue } from '../../types/value.js';
import type { CompiledQuery, CompiledScalar, ExecutionContext } from '../contract.js';
import type { CompiledWrite, WriteCompiler, WriteContext } from './contract.js';
import { compileReturning } from './returning.js';
import type { CompiledReturning } from './returning.js';
import { rowidForUpdate } from './rowids.js';
import { scalarLayout } from './rowLayout.js';
import { compileOneRow, forEachRow } from './sourceRows.js';
import { TableWriter } from './tableWriter.js';
import type { UniqueCheck } from './tableWriter.js';

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
	/** Source column of each assignment. */
	readonly #values: readonly number[];
	/** Per assignment: set when its value is computed as late as the row is written. */
	readonly #late: readonly (CompiledScalar | undefined)[];
	readonly #oneRow: ((context: ExecutionContext) => SqlValue[] | undefined) | undefined;
	readonly #mayRepeat: boolean;
	/** A WITHOUT ROWID table found through an index is written in key order all the same. */
	readonly #sortsByKey: boolean;
	/** By the statement's clause or one declared with a constraint. */
	readonly #mayReplace: boolean;

	constructor(plan: UpdatePlan, expressions: TableExpressions, compiler: WriteCompiler) {
		this.#plan = plan;
		this.#writer = new TableWriter(plan.table, expressions, compiler.compileScalar);
		this.#query = compiler.compileQuery(plan.source);
		this.#uniqueChecks = this.#writer.orderChecks(plan.conflict);
		this.#returning = plan.returning && compileReturning(plan.returning, plan.layout, compiler);
		this.#values = plan.assignments.map(({ id }) => plan.source.output.indexOf(id));
		this.#oneRow = compileOneRow(plan.source, compiler);
		this.#mayRepeat = joins(plan.source);
		this.#mayReplace = this.#uniqueChecks.some(check => check.action === 'replace');
		this.#sortsByKey = !plan.table.hasRowid && readsIndex(plan.source);
		const isLate = !this.#oneRow && !this.#mayRepeat;
		this.#late = plan.assignments.map(({ id }) => {
			const expr = isLate ? lateValue(plan.source, id) : undefined;
			return expr && compiler.compileScalar(expr, scalarLayout(plan.layout));
		});
	}

	run(context: WriteContext): SqlValue[][] | undefined {
		const returned: SqlValue[][] | undefined = this.#returning ? [] : undefined;
		if (this.#oneRow) {
			const source = this.#oneRow(context.source);
			if (source) this.#updateRow(context, source, returned);
			return returned;
		}
		if (this.#mayRepeat || this.#sortsByKey) {
			for (const source of this.#readAll(context)) this.#updateRow(context, source, returned);
			return returned;
		}
		context.mark();
		const source = this.#query.open(context.source);
		forEachRow(source, row => this.#updateRow(context, row, returned));
		return returned;
	}

	#readAll(context: WriteContext): SqlValue[][] {
		context.mark();
		const byKey = new Map<unknown, SqlValue[]>();
		forEachRow(this.#query.open(context.source), row => {
			const key = this.#writer.keyOf(row);
			byKey.set(typeof key === 'object' ? compositeKey(key) : key, row);
		});
		return [...byKey.values()].sort(this.#writer.compareKeys);
	}

	#updateRow(context: WriteContext, source: SqlValue[], returned: SqlValue[][] | undefined): void {
		const { table, assignments, conflict } = this.#plan;
		const width = table.hasRowid ? table.columns.length + 1 : table.columns.length;
		let oldRow = source.slice(0, width);
		if (this.#mayReplace) {
			// An earlier row of this statement may have replaced this one.
			const stored = this.#writer.rowOf(context, this.#writer.keyOf(oldRow));
			if (!stored) return;
			oldRow = stored;
		}
		const row = oldRow.slice();
		for (let position = 0; position < assignments.length; position++) {
			const columnIndex = assignments[position]?.columnIndex as number;
			const late = this.#late[position];
			// Results of subqueries are remembered, but here rows change between one and the next.
			if (late) context.current.results.clear();
			const value = late
				? late(context.current, oldRow)
				: (source[this.#values[position] as number] as SqlValue);
			if (columnIndex >= 0 && columnIndex !== table.rowidAlias) row[columnIndex] = value;
			else rowidForUpdate(table, row, value);
		}
		if (!this.#writer.update(context, oldRow, row, conflict, this.#uniqueChecks)) return;
		context.changes++;
		returned?.push((this.#returning as CompiledReturning)(context, row));
	}
}

/**
 * The expression of a value that depends on other rows by a correlated subquery: SQLite computes it row by row, seeing
 * what the statement has written so far.
 */
function lateValue(source: PlanNode, id: ColumnId): Expr | undefined {
	if (source.kind !== 'project') return undefined;
	const expr = source.columns.find(column => column.id === id)?.expr;
	return expr && hasCorrelatedSubquery(expr) ? expr : undefined;
}

function hasCorrelatedSubquery(node: unknown): boolean {
	if (typeof node !== 'object' || node === null) return false;
	if ('subquery' in node && (node.subquery as Subquery).bindings.length > 0) return true;
	// A plan inside is a nested query's own business.
	return Object.entries(node).some(
		([key, child]) => key !== 'subquery' && hasCorrelatedSubquery(child),
	);
}

/** Whether rows come in the order of a secondary index. */
function readsIndex(plan: PlanNode): boolean {
	if (plan.kind === 'project' || plan.kind === 'filter') return readsIndex(plan.input);
	return plan.kind === 'indexScan' && plan.index.id !== plan.table.id;
}

function joins(plan: PlanNode): boolean {
	switch (plan.kind) {
		case 'project':
		case 'filter':
		case 'sort':
		case 'limit':
			return joins(plan.input);
		case 'tableScan':
		case 'indexScan':
			return false;
		default:
			return true;
	}
}
