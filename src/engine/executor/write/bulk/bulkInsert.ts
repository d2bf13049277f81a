/**
 * Inserts rows by whole columns, without making rows: conversions and checks by vectors, leaves cut out of the columns,
 * indexes filled in one go when all rows are there, foreign keys looked up once for each value.
 *
 * For inserts in which nothing is decided row by row: no conflict clause (none of the table either), no upsert, no
 * RETURNING, no trigger, no partition. What is refused, and with which error, is as if rows had come one by one.
 */

import type { TableExpressions } from '../../../plan/statements.js';
import type { InsertPlan } from '../../../plan/statements.js';
import type { Expr } from '../../../plan/expression.js';
import { someExpr } from '../../../plan/exprTree.js';
import type { RowId } from '../../../types/value.js';
import type { OpenVectors } from '../../contract.js';
import { callsProgram } from '../../operators/rowByRow.js';
import { uniqueFailure } from '../constraintErrors.js';
import type { WriteCompiler, WriteContext } from '../contract.js';
import type { OutgoingKey } from '../foreignKeys/rowForeignKeys.js';
import { primaryKeyColumns } from '../tableIndexes.js';
import type { TableWriter, UniqueCheck } from '../tableWriter.js';
import { BulkColumns } from './bulkColumns.js';
import { BulkRun } from './bulkRun.js';
import type { IndexShape } from './deferredIndex.js';

export interface BulkIndex {
	readonly shape: IndexShape;
	readonly failure: () => Error;
	/** Expressions of its entries, and of the rows that it leaves out. */
	readonly computed: readonly (Expr | undefined)[];
	readonly where: Expr | undefined;
	/** Among the uniqueness checks; -1: it has none. */
	readonly checkPosition: number;
}

export class BulkInsert {
	readonly plan: InsertPlan;
	readonly writer: TableWriter;
	readonly columns: BulkColumns;
	readonly indexes: readonly BulkIndex[];
	readonly uniqueChecks: readonly UniqueCheck[];
	readonly rowidSource: number;
	readonly foreignKeys: readonly OutgoingKey[];
	readonly #compiler: WriteCompiler;
	readonly #indexIds: readonly number[];
	#indexVectors: OpenVectors | undefined = undefined;

	private constructor(
		given: BulkInsertGiven,
		expressions: TableExpressions,
		compiler: WriteCompiler,
	) {
		const { plan, writer, uniqueChecks } = given;
		const { table } = plan;
		const { rowColumns, rowidColumn } = expressions.layout;
		this.plan = plan;
		this.writer = writer;
		this.uniqueChecks = uniqueChecks;
		this.rowidSource = given.rowidSource;
		this.foreignKeys = writer.insertKeys?.outgoing ?? [];
		this.#compiler = compiler;
		this.#indexIds = [...rowColumns, rowidColumn];
		this.columns = new BulkColumns(
			table,
			expressions,
			writer.checks,
			compiler.compileVectors,
			given.sources,
		);
		this.indexes = bulkIndexes(given, expressions);
	}

	/** Undefined when the plan cannot be run this way. */
	static create(
		given: BulkInsertGiven,
		expressions: TableExpressions,
		compiler: WriteCompiler,
	): BulkInsert | undefined {
		const isFit = isUnconditional(given) && !isOfProgram(expressions);
		return isFit ? new BulkInsert(given, expressions, compiler) : undefined;
	}

	/** `sequence`: the largest rowid ever of an AUTOINCREMENT table. */
	open(context: WriteContext, sequence: RowId): BulkRun {
		return new BulkRun(this, context, sequence);
	}

	/** Expressions of indexes, in their order. */
	openIndexVectors(context: WriteContext): ReturnType<OpenVectors> {
		this.#indexVectors ??= this.#compiler.compileVectors(
			this.indexes.flatMap(({ computed, where }) =>
				[...computed, where].filter(expr => expr !== undefined),
			),
			this.#indexIds,
		);
		return this.#indexVectors(context.current);
	}
}

export interface BulkInsertGiven {
	readonly plan: InsertPlan;
	readonly writer: TableWriter;
	readonly uniqueChecks: readonly UniqueCheck[];
	/** Source column of each table column, -1: its default. */
	readonly sources: readonly number[];
	/** Source column that gives the rowid; -1: none. */
	readonly rowidSource: number;
}

function isUnconditional({ plan, uniqueChecks }: BulkInsertGiven): boolean {
	const { table, conflict, upserts, returning } = plan;
	const isPlain = (action: unknown) => action === undefined || action === 'abort';
	return (
		isPlain(conflict) &&
		upserts.length === 0 &&
		returning === undefined &&
		table.partitioning === undefined &&
		uniqueChecks.every(({ action }) => isPlain(action)) &&
		table.columns.every(column => isPlain(column.notNullConflict))
	);
}

/** Functions of the program are called row by row, as often as in SQLite. */
function isOfProgram({ defaults, generated, checks, indexes }: TableExpressions): boolean {
	const exprs = [...defaults, ...generated, ...checks.map(({ expr }) => expr)];
	for (const { columns, where } of indexes.values()) exprs.push(...columns, where);
	return exprs.some(
		expr => expr && (callsProgram(expr) || someExpr(expr, ({ kind }) => kind === 'raise')),
	);
}

function bulkIndexes(
	{ plan, writer, uniqueChecks }: BulkInsertGiven,
	expressions: TableExpressions,
): BulkIndex[] {
	const { table } = plan;
	const indexes = writer.indexes.map((index, position): BulkIndex => {
		const { schema, positions, keyLength } = index;
		const bound = expressions.indexes.get(schema.id);
		const uniqueParts = Array.from({ length: keyLength }, (_, part) => part);
		return {
			shape: { id: schema.id, positions, uniqueParts: schema.isUnique ? uniqueParts : undefined },
			failure: () => uniqueFailure(table, schema, undefined),
			computed: positions.map((place, part) => (place < 0 ? bound?.columns[part] : undefined)),
			where: bound?.where,
			checkPosition: uniqueChecks.findIndex(check => check.indexPosition === position),
		};
	});
	const key = table.indexes.find(({ id }) => id === table.id);
	if (table.hasRowid || !key) return indexes;
	const positions = table.columns.map((_, column) => column);
	const own: BulkIndex = {
		shape: { id: table.id, positions, uniqueParts: primaryKeyColumns(table) },
		failure: () => uniqueFailure(table, key, undefined),
		computed: [],
		where: undefined,
		checkPosition: uniqueChecks.findIndex(check => check.indexPosition < 0),
	};
	return [own, ...indexes];
}
