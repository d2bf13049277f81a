/**
 * INSERT: rows from VALUES or a query, defaults for what they do not name, conflict clauses, upserts, RETURNING.
 *
 * One row of VALUES is computed by scalars alone, without a cursor; that is the path of prepared inserts. Larger
 * inserts go by whole columns where nothing is decided row by row (bulk/bulkInsert.ts).
 */

import type { TableSchema } from '../../catalog/schema.js';
import type { Expr } from '../../plan/expression.js';
import { isVolatile } from '../../plan/exprTree.js';
import type { InsertPlan, TableExpressions } from '../../plan/statements.js';
import { valueAt } from '../../storage/columnVector.js';
import { applyAffinity, isInteger } from '../../types/convert.js';
import type { RowId, SqlValue } from '../../types/value.js';
import type { Batch, CompiledQuery, CompiledScalar, ExecutionContext } from '../contract.js';
import { BulkInsert } from './bulk/bulkInsert.js';
import type { BulkRun } from './bulk/bulkRun.js';
import type { CompiledWrite, WriteCompiler, WriteContext } from './contract.js';
import { fire, markForTriggers } from './rowTriggers.js';
import type { RowTriggers } from './rowTriggers.js';
import { compileReturning, mayFail } from './returning.js';
import type { CompiledReturning } from './returning.js';
import { compileDeleteKeys, compileInsertKeys } from './foreignKeys/compileForeignKeys.js';
import { newRowid, rowidFromValue } from './rowids.js';
import { eachRow } from './sourceRows.js';
import { runSteps } from './steps.js';
import type { Steps } from './steps.js';
import { mayReplace, TableWriter } from './tableWriter.js';
import type { UniqueCheck } from './tableWriter.js';
import { UpsertWriter } from './upsert.js';

export function compileInsert(
	plan: InsertPlan,
	expressions: TableExpressions,
	compiler: WriteCompiler,
): CompiledWrite {
	return new InsertWriter(plan, expressions, compiler);
}

const EMPTY_ROW: SqlValue[] = [];
/** Batches of fewer rows are inserted row by row. */
const WORTHWHILE = 8;
const NO_TRIGGERS: RowTriggers = { before: [], after: [], insteadOf: [] };
/** DEFAULT VALUES */
const NO_VALUES: readonly (readonly CompiledScalar[])[] = [[]];

/** Outside of INSERT ... SELECT. */
function isSingleRow({ source }: InsertPlan, tuples: readonly unknown[] | undefined): boolean {
	return !source || (source.kind === 'values' && tuples?.length === 1);
}

function isReadBeforeAffinity({ hasRowid, checks, columns }: TableSchema): boolean {
	return hasRowid && checks.length === 0 && columns.every(column => column.generated === undefined);
}

class InsertWriter implements CompiledWrite {
	readonly #plan: InsertPlan;
	readonly #writer: TableWriter;
	readonly #uniqueChecks: readonly UniqueCheck[];
	readonly #upsert: UpsertWriter | undefined;
	readonly #returning: CompiledReturning | undefined;
	/** `excluded` holds values as they were given when SQLite looks at the rowid before it applies affinities. */
	readonly #seesRaw: boolean;
	readonly #returningMayFail: boolean;
	/** Source column of each table column, -1: its default. */
	readonly #sources: readonly number[];
	/** Source column that gives the rowid; -1: none. */
	readonly #rowidSource: number;
	/** VALUES of one tuple, or of several that may give other values after each row; each row is then computed alone. */
	readonly #tuples: readonly (readonly CompiledScalar[])[] | undefined;
	/** Values of a tuple, used again for every row: they are read at once into the working row. */
	readonly #values: SqlValue[] = [];
	readonly #query: CompiledQuery | undefined;
	/** Made when the first batch comes: most statements never see one. */
	#bulk: BulkInsert | 'impossible' | undefined = undefined;
	readonly #newBulk: () => BulkInsert | undefined;
	readonly #triggers: RowTriggers | undefined;
	readonly steps: CompiledWrite['steps'];

	constructor(plan: InsertPlan, expressions: TableExpressions, compiler: WriteCompiler) {
		const { table, source } = plan;
		const targets = source ? plan.targets : [];
		this.#plan = plan;
		this.#writer = new TableWriter(table, expressions, compiler.compileScalar);
		this.#uniqueChecks = this.#writer.orderChecks(
			plan.conflict,
			plan.upserts.map(upsert => upsert.targetId),
		);
		this.#rowidSource = targets.findLastIndex(
			target => table.hasRowid && (target === -1 || target === table.rowidAlias),
		);
		// A rowid given out by the engine runs into no other row.
		const reached = this.#uniqueChecks.filter(
			check => check.indexPosition >= 0 || !table.hasRowid || this.#rowidSource >= 0,
		);
		const replaces = mayReplace(reached);
		const tuples = scalarTuples(plan);
		this.#triggers = compiler.triggers({
			table,
			event: 'insert',
			columns: [],
			conflict: plan.conflict,
		});
		const isPlain = !replaces && !this.#triggers && !plan.returning && !compiler.isInProgram;
		const isOnly = isPlain && isSingleRow(plan, tuples);
		this.#writer.insertKeys = compileInsertKeys(compiler.foreignKeys, table, isOnly);
		if (replaces) this.#writer.removeKeys = compileDeleteKeys(compiler.foreignKeys, table);
		this.#upsert =
			plan.upserts.length > 0 ? new UpsertWriter(plan, this.#writer, compiler, reached) : undefined;
		this.#seesRaw = this.#upsert !== undefined && isReadBeforeAffinity(table);
		this.#returning = plan.returning && compileReturning(plan.returning, plan.layout, compiler);
		this.#returningMayFail = mayFail(plan.returning);
		this.#sources = table.columns.map((_, columnIndex) => targets.indexOf(columnIndex));
		this.#tuples = tuples?.map(tuple => tuple.map(expr => compiler.compileScalar(expr, new Map())));
		this.#query = source && !this.#tuples ? compiler.compileQuery(source) : undefined;
		if (replaces) this.#writer.fireOnReplace(compiler);
		this.#newBulk = () => {
			const given = {
				plan,
				writer: this.#writer,
				uniqueChecks: this.#uniqueChecks,
				sources: this.#sources,
				rowidSource: this.#rowidSource,
			};
			return this.#triggers ? undefined : BulkInsert.create(given, expressions, compiler);
		};
		const setsOff = this.#triggers !== undefined || this.#upsert?.setsOffPrograms;
		this.steps = setsOff ? context => this.#runInSteps(context) : undefined;
	}

	run(context: WriteContext): SqlValue[][] | undefined {
		if (this.steps) return runSteps(this.steps(context));
		const returned: SqlValue[][] | undefined = this.#returning ? [] : undefined;
		const { table } = this.#plan;
		// As in SQLite a table without a sequence has one behind this, even when no row was inserted.
		if (table.isAutoincrement) context.readSequence(table);
		markForTriggers(context, this.#writer.replaceTriggers);
		if (this.#query) this.#insertQuery(this.#query, context, returned);
		else {
			const tuples = this.#tuples ?? NO_VALUES;
			if (this.#returningMayFail || tuples.length > 1) context.mark();
			for (const tuple of tuples) {
				this.#insertOne(context, this.#evaluateTuple(context.source, tuple), returned);
			}
		}
		return returned;
	}

	/** With triggers, or with DO UPDATE that sets off something. */
	*#runInSteps(context: WriteContext): Steps<SqlValue[][] | undefined> {
		const returned: SqlValue[][] | undefined = this.#returning ? [] : undefined;
		const { table } = this.#plan;
		if (table.isAutoincrement) context.readSequence(table);
		markForTriggers(
			context,
			this.#triggers ?? this.#writer.replaceTriggers ?? this.#upsert?.triggers,
		);
		if (this.#query || this.#returningMayFail || (this.#tuples?.length ?? 0) > 1) context.mark();
		const rows = this.#query ? eachRow(this.#query.open(context.source)) : this.#evaluated(context);
		for (const values of rows) yield* this.#insertInSteps(context, values, returned);
		return returned;
	}

	*#evaluated(context: WriteContext): Generator<SqlValue[], void, undefined> {
		for (const tuple of this.#tuples ?? NO_VALUES) yield this.#evaluateTuple(context.source, tuple);
	}

	#evaluateTuple(context: ExecutionContext, tuple: readonly CompiledScalar[]): SqlValue[] {
		const values = this.#values;
		for (let index = 0; index < tuple.length; index++) {
			values[index] = (tuple[index] as CompiledScalar)(context, EMPTY_ROW);
		}
		return values;
	}

	#insertQuery(
		query: CompiledQuery,
		context: WriteContext,
		returned: SqlValue[][] | undefined,
	): void {
		context.mark();
		const cursor = query.open(context.source);
		let run: BulkRun | undefined;
		try {
			for (let batch = cursor.next(); batch; batch = cursor.next()) {
				if (batch.count >= WORTHWHILE) run ??= this.#openBulk(context);
				if (run?.append(batch)) continue;
				this.#finishBulk(context, run);
				run = undefined;
				this.#insertBatch(batch, context, returned);
			}
			this.#finishBulk(context, run);
		} finally {
			cursor.close();
		}
	}

	#openBulk(context: WriteContext): BulkRun | undefined {
		// A row may be what others wait for.
		const isAwaited = this.#writer.insertKeys && !context.session.violations.isAllClear;
		if (isAwaited) return undefined;
		this.#bulk ??= this.#newBulk() ?? 'impossible';
		if (this.#bulk === 'impossible') return undefined;
		const { table } = this.#plan;
		return this.#bulk.open(context, table.isAutoincrement ? context.readSequence(table) : 0);
	}

	#finishBulk(context: WriteContext, run: BulkRun | undefined): void {
		if (!run) return;
		run.finish();
		const { table } = this.#plan;
		if (table.isAutoincrement) context.writeSequence(table, run.largest);
	}

	#insertBatch(batch: Batch, context: WriteContext, returned: SqlValue[][] | undefined): void {
		const { columns, selection, start, count } = batch;
		for (let row = 0; row < count; row++) {
			const position = selection ? (selection[row] as number) : start + row;
			const values: SqlValue[] = [];
			for (const column of columns) values.push(valueAt(column, position));
			const store = () => this.#insertOne(context, values, returned);
			if (context.refusals) context.refusals.attempt(store);
			else store();
		}
	}

	#insertOne(
		context: WriteContext,
		values: readonly SqlValue[],
		returned: SqlValue[][] | undefined,
	): void {
		const row = this.#columnValues(context, values);
		const given = this.#rowidSource < 0 ? null : (values[this.#rowidSource] as SqlValue);
		const { table, conflict } = this.#plan;
		if (table.hasRowid) this.#setRowid(context, row, given);
		const raw = this.#seesRaw ? rawRow(table, row) : row;
		const outcome = this.#writer.insert(context, row, conflict, this.#uniqueChecks);
		if (outcome === true) this.#countInserted(context, row, returned);
		else if (outcome !== false) {
			const excluded = outcome.isOfRowid ? raw : row;
			(this.#upsert as UpsertWriter).apply(context, excluded, outcome, changed =>
				this.#countWritten(context, changed, returned),
			);
		}
	}

	*#insertInSteps(
		context: WriteContext,
		values: readonly SqlValue[],
		returned: SqlValue[][] | undefined,
	): Steps<void> {
		const row = this.#columnValues(context, values);
		const given = this.#rowidSource < 0 ? null : (values[this.#rowidSource] as SqlValue);
		const { before, after } = this.#triggers ?? NO_TRIGGERS;
		if (before.length > 0) {
			const seen = this.#seenBefore(context, row, given);
			if (!(yield* fire(before, context, undefined, seen))) return;
		}
		const { table, conflict } = this.#plan;
		if (table.hasRowid) this.#setRowid(context, row, given);
		const raw = this.#seesRaw ? rawRow(table, row) : row;
		const outcome = this.#writer.insert(context, row, conflict, this.#uniqueChecks);
		if (outcome === true) {
			this.#countInserted(context, row, returned);
			if (after.length > 0) yield* fire(after, context, undefined, row);
		} else if (outcome !== false) {
			const excluded = outcome.isOfRowid ? raw : row;
			yield* (this.#upsert as UpsertWriter).applyInSteps(context, excluded, outcome, changed =>
				this.#countWritten(context, changed, returned),
			);
		}
	}

	/** BEFORE sees the row as it will be stored, under rowid -1 when it has none yet. */
	#seenBefore(context: WriteContext, row: SqlValue[], given: SqlValue): SqlValue[] {
		const { table } = this.#plan;
		const seen = row.slice();
		if (table.hasRowid) {
			const rowid = given === null ? -1 : rowidFromValue(given);
			if (table.rowidAlias >= 0) seen[table.rowidAlias] = rowid;
			seen[table.columns.length] = rowid;
		}
		this.#writer.checks.convert(context.current, seen);
		return seen;
	}

	#countInserted(
		context: WriteContext,
		row: readonly SqlValue[],
		returned: SqlValue[][] | undefined,
	): void {
		const { table } = this.#plan;
		if (table.hasRowid) context.lastInsertRowid = row[table.columns.length] as RowId;
		this.#countWritten(context, row, returned);
	}

	#countWritten(
		context: WriteContext,
		row: readonly SqlValue[],
		returned: SqlValue[][] | undefined,
	): void {
		context.changes++;
		returned?.push((this.#returning as CompiledReturning)(context, row));
	}

	/** The table's columns, and room for the rowid. */
	#columnValues(context: WriteContext, values: readonly SqlValue[]): SqlValue[] {
		const { table } = this.#plan;
		const sources = this.#sources;
		// Of its final size at once: growing by push leaves room for 17 values in every row's garbage.
		const row = new Array<SqlValue>(sources.length + (table.hasRowid ? 1 : 0));
		for (let columnIndex = 0; columnIndex < sources.length; columnIndex++) {
			const source = sources[columnIndex] as number;
			row[columnIndex] =
				source >= 0
					? (values[source] as SqlValue)
					: this.#writer.checks.defaultValue(context.current, columnIndex);
		}
		return row;
	}

	#setRowid(context: WriteContext, row: SqlValue[], given: SqlValue): void {
		const { table } = this.#plan;
		const rowid = given === null ? newRowid(context, table) : rowidFromValue(given);
		if (table.isAutoincrement) context.writeSequence(table, rowid);
		if (table.rowidAlias >= 0) row[table.rowidAlias] = rowid;
		row[table.columns.length] = rowid;
	}
}

/** Values as given, but integers of REAL columns are real numbers. */
function rawRow(table: TableSchema, row: readonly SqlValue[]): SqlValue[] {
	return row.map((value, columnIndex) =>
		isInteger(value) && table.columns[columnIndex]?.affinity === 'real'
			? applyAffinity(value, 'real')
			: value,
	);
}

function scalarTuples(plan: InsertPlan): readonly (readonly Expr[])[] | undefined {
	const { source } = plan;
	if (source?.kind === 'values') {
		const { tuples } = source;
		return tuples.length === 1 || tuples.some(tuple => tuple.some(isVolatile)) ? tuples : undefined;
	}
	if (source?.kind === 'project' && source.input.kind === 'oneRow') {
		return [source.columns.map(column => column.expr)];
	}
	return undefined;
}
