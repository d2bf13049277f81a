/**
 * The columns of new rows, batch by batch: converted, generated ones computed, and what is wrong with single rows.
 *
 * The same as rowChecks.ts, but by vectors. Expressions are compiled when the first batch comes: few statements
 * that could be run this way ever see one.
 */

import type { TableSchema } from '../../../catalog/schema.js';
import type { Expr } from '../../../plan/expression.js';
import type { TableExpressions } from '../../../plan/statements.js';
import { valueAt } from '../../../storage/columnVector.js';
import type { Vector } from '../../../storage/vector.js';
import type { Affinity } from '../../../types/affinity.js';
import { applyAffinity, isTrue, storageClass } from '../../../types/convert.js';
import type { SqlValue } from '../../../types/value.js';
import type { Batch, CompileVectors, ExecutionContext, OpenVectors } from '../../contract.js';
import { checkFailure, notNullFailure, strictFailure } from '../constraintErrors.js';
import { orderGenerated, strictClasses } from '../rowChecks.js';
import type { RowChecks } from '../rowChecks.js';
import { ColumnScratch, convertedColumn, firstNull } from './columnConversion.js';

/** Where rowids will stand. */
const NOTHING: Vector = { kind: 'generic', data: [] };

export type Refuse = (row: number, rank: number, error: Error) => void;

/** Ranks of what is wrong with a row, in SQLite's order; uniqueness follows. */
const BEFORE_ALL = 0;
const NOT_NULL = 1;
const TYPES = 2;
const CHECK = 3;
/** Between the check of the rowid and those of indexes. */
const TYPES_LATE = 4.5;
/** Of the first uniqueness check. */
export const FIRST_UNIQUE = 4;

interface StrictColumn {
	readonly columnIndex: number;
	readonly accepts: readonly string[];
	readonly rank: number;
}

export class BulkColumns {
	readonly #table: TableSchema;
	readonly #expressions: TableExpressions;
	readonly #rowChecks: RowChecks;
	readonly #compile: CompileVectors;
	/** Source column of each table column, -1: its default. */
	readonly #sources: readonly number[];
	readonly #notNull: readonly number[];
	readonly #strict: readonly StrictColumn[];
	readonly generated: readonly number[];
	#open: OpenVectors | undefined = undefined;

	constructor(
		table: TableSchema,
		expressions: TableExpressions,
		rowChecks: RowChecks,
		compile: CompileVectors,
		sources: readonly number[],
	) {
		this.#table = table;
		this.#expressions = expressions;
		this.#rowChecks = rowChecks;
		this.#compile = compile;
		this.#sources = sources;
		this.generated = orderGenerated(table);
		const required = table.columns.flatMap((column, columnIndex) =>
			column.isNotNull && columnIndex !== table.rowidAlias ? [columnIndex] : [],
		);
		const isGenerated = (columnIndex: number) => this.generated.includes(columnIndex);
		const given = required.filter(columnIndex => !isGenerated(columnIndex));
		this.#notNull = [...given, ...required.filter(isGenerated)];
		this.#strict = table.columns.flatMap((column, columnIndex) => {
			const accepts = table.isStrict && strictClasses(column.declaredType?.toUpperCase());
			const isEarly = this.generated.length > 0 && column.generated?.storage !== 'stored';
			const rank = isEarly ? BEFORE_ALL : expressions.checks.length > 0 ? TYPES : TYPES_LATE;
			return accepts ? [{ columnIndex, accepts, rank }] : [];
		});
	}

	open(context: ExecutionContext): OpenColumns {
		const { layout, checks } = this.#expressions;
		const ids = [...layout.rowColumns, layout.rowidColumn];
		const generated = this.generated.map(column => this.#expressions.generated[column] as Expr);
		this.#open ??= this.#compile([...generated, ...checks.map(({ expr }) => expr)], ids);
		return new OpenColumns(this, context, this.#open(context));
	}

	/** Without those that are generated, whose places are filled all the same. */
	converted(context: ExecutionContext, batch: Batch, scratches: ColumnScratch[]): Vector[] {
		return this.#table.columns.map(({ affinity }, columnIndex) => {
			const scratch = (scratches[columnIndex] ??= new ColumnScratch());
			if (columnIndex === this.#table.rowidAlias) return NOTHING;
			const source = this.#sources[columnIndex] as number;
			if (source < 0) return this.#defaults(context, batch.count, columnIndex, scratch);
			return convertedColumn(batch, batch.columns[source] as Vector, affinity, scratch);
		});
	}

	generatedAffinity(position: number): Affinity {
		return this.#table.columns[this.generated[position] as number]?.affinity ?? 'blob';
	}

	checkTypes(columns: readonly Vector[], count: number, refuse: Refuse): void {
		for (const { columnIndex, accepts, rank } of this.#strict) {
			const vector = columns[columnIndex] as Vector;
			if (vector.kind === 'int' && accepts.includes('integer')) continue;
			if (vector.kind === 'real' && accepts.includes('real')) continue;
			for (let row = 0; row < count; row++) {
				const value = valueAt(vector, row);
				if (value === null || accepts.includes(storageClass(value))) continue;
				const found = storageClass(value).toUpperCase();
				refuse(row, rank, strictFailure(this.#table, columnIndex, found));
			}
		}
	}

	checkNulls(columns: readonly Vector[], count: number, refuse: Refuse): void {
		for (const columnIndex of this.#notNull) {
			const vector = columns[columnIndex] as Vector;
			for (let row = firstNull(vector, count); row >= 0; row = firstNull(vector, count, row + 1)) {
				refuse(row, NOT_NULL, notNullFailure(this.#table, columnIndex, undefined));
			}
		}
	}

	checkResults(results: readonly Vector[], count: number, refuse: Refuse): void {
		results.forEach((vector, position) => {
			const label = this.#expressions.checks[position]?.label ?? '';
			for (let row = 0; row < count; row++) {
				const isPassed = vector.kind === 'int' ? vector.data[row] !== 0 : passes(vector, row);
				if (!isPassed) refuse(row, CHECK, checkFailure(label, undefined));
			}
		});
	}

	#defaults(
		context: ExecutionContext,
		count: number,
		columnIndex: number,
		{ values }: ColumnScratch,
	): Vector {
		const affinity = this.#table.columns[columnIndex]?.affinity ?? 'blob';
		const isConstant = this.#expressions.defaults[columnIndex]?.kind === 'literal';
		let value: SqlValue = null;
		for (let row = 0; row < count; row++) {
			if (row === 0 || !isConstant) {
				value = applyAffinity(this.#rowChecks.defaultValue(context, columnIndex), affinity);
			}
			values[row] = value;
		}
		return { kind: 'generic', data: values };
	}
}

function passes(vector: Vector, row: number): boolean {
	return isTrue(valueAt(vector, row)) !== false;
}

/** The same for one execution. */
export class OpenColumns {
	readonly #columns: BulkColumns;
	readonly #context: ExecutionContext;
	readonly #evaluate: readonly ((batch: Batch) => Vector)[];
	readonly #scratches: ColumnScratch[] = [];
	readonly #keyScratch = new ColumnScratch();

	constructor(
		columns: BulkColumns,
		context: ExecutionContext,
		evaluate: readonly ((batch: Batch) => Vector)[],
	) {
		this.#columns = columns;
		this.#context = context;
		this.#evaluate = evaluate;
	}

	/** Precondition: the batch gives rowids. */
	givenKeys(batch: Batch, source: number): Vector {
		return convertedColumn(batch, batch.columns[source] as Vector, 'integer', this.#keyScratch);
	}

	converted(batch: Batch): Vector[] {
		return this.#columns.converted(this.#context, batch, this.#scratches);
	}

	/**
	 * Computes generated columns in place and looks at every row. `columns`: the table's, and the rowids. Throws what an
	 * expression throws.
	 */
	check(columns: Vector[], count: number, refuse: Refuse): void {
		const { generated } = this.#columns;
		const batch: Batch = { columns, selection: undefined, start: 0, count };
		generated.forEach((columnIndex, position) => {
			const vector = (this.#evaluate[position] as (batch: Batch) => Vector)(batch);
			const scratch = this.#scratches[columnIndex] as ColumnScratch;
			const affinity = this.#columns.generatedAffinity(position);
			columns[columnIndex] = convertedColumn(batch, vector, affinity, scratch);
		});
		const results = this.#evaluate.slice(generated.length).map(evaluate => evaluate(batch));
		this.#columns.checkTypes(columns, count, refuse);
		this.#columns.checkNulls(columns, count, refuse);
		this.#columns.checkResults(results, count, refuse);
	}
}
