/**
 * What a row must pass before it may be stored: affinities, STRICT types, generated columns, NOT NULL and CHECK.
 *
 * A working row is an array of the table's columns followed by the rowid (for a table that has one); checks
 * change it in place. Uniqueness is not checked here (uniqueness.ts).
 */

import type { ConflictAction, TableSchema } from '../../catalog/schema.js';
import { RAISE_OUTSIDE } from '../../plan/expression.js';
import { someExpr } from '../../plan/exprTree.js';
import type { TableExpressions } from '../../plan/statements.js';
import type { Affinity } from '../../types/affinity.js';
import { applyAffinity, isTrue, storageClass } from '../../types/convert.js';
import { partitionOf } from '../../types/partitions.js';
import type { PartitionScheme } from '../../types/partitions.js';
import { SqlError } from '../../types/sqlError.js';
import type { SqlValue } from '../../types/value.js';
import type { CompiledScalar, CompileScalar, ExecutionContext } from '../contract.js';
import { namesIn } from './columnUses.js';
import {
	checkFailure,
	notNullFailure,
	partitionFailure,
	strictFailure,
} from './constraintErrors.js';
import { scalarLayout } from './rowLayout.js';

interface CompiledCheck {
	readonly label: string;
	readonly evaluate: CompiledScalar;
}

interface StrictColumn {
	readonly columnIndex: number;
	readonly accepts: readonly string[];
}

interface Generated {
	readonly columnIndex: number;
	readonly evaluate: CompiledScalar;
}

export class RowChecks {
	readonly defaults: readonly (CompiledScalar | undefined)[];
	readonly #table: TableSchema;
	readonly #affinities: readonly Affinity[];
	/** NOT NULL columns that are not generated; the rowid alias is never NULL by then. */
	readonly #notNull: readonly number[];
	readonly #generatedNotNull: readonly number[];
	/** There are types to check. */
	readonly isStrict: boolean;
	readonly #strict: readonly StrictColumn[];
	readonly #generated: readonly Generated[];
	readonly #checks: readonly CompiledCheck[];
	readonly #partitioning: PartitionScheme | undefined;

	constructor(table: TableSchema, expressions: TableExpressions, compileScalar: CompileScalar) {
		const layout = scalarLayout(expressions.layout);
		this.#table = table;
		this.#partitioning = table.partitioning;
		this.#affinities = table.columns.map(column => column.affinity);
		this.defaults = expressions.defaults.map(expr => expr && compileScalar(expr, new Map()));
		this.#generated = orderGenerated(table).flatMap(columnIndex => {
			const expr = expressions.generated[columnIndex];
			return expr ? [{ columnIndex, evaluate: compileScalar(expr, layout) }] : [];
		});
		const required = table.columns.flatMap((column, columnIndex) =>
			column.isNotNull && columnIndex !== table.rowidAlias ? [columnIndex] : [],
		);
		const isGenerated = (columnIndex: number) =>
			table.columns[columnIndex]?.generated !== undefined;
		this.#notNull = required.filter(columnIndex => !isGenerated(columnIndex));
		this.#generatedNotNull = required.filter(isGenerated);
		this.#strict = table.isStrict ? strictColumns(table) : [];
		this.isStrict = this.#strict.length > 0;
		this.#checks = expressions.checks.map(check => ({
			label: check.label,
			evaluate: someExpr(check.expr, ({ kind }) => kind === 'raise')
				? refuseRaise
				: compileScalar(check.expr, layout),
		}));
	}

	/** Default of a column for a row that does not name it. */
	defaultValue(context: ExecutionContext, columnIndex: number): SqlValue {
		const evaluate = this.defaults[columnIndex];
		return evaluate ? evaluate(context, []) : null;
	}

	/**
	 * False: the row is to be left out (OR IGNORE). `override` is the conflict clause of the statement. Throws
	 * ConstraintError.
	 */
	pass(context: ExecutionContext, row: SqlValue[], override: ConflictAction | undefined): boolean {
		if (this.#generated.length > 0) {
			this.#applyAffinities(row);
			if (this.isStrict) this.checkTypes(row, 'given');
			this.#computeGenerated(context, row);
			if (this.isStrict) this.checkTypes(row, 'virtual');
		}
		for (const columnIndex of this.#notNull) {
			if (row[columnIndex] === null) return this.#passNulls(context, row, override);
		}
		return this.#passValues(context, row, override);
	}

	/** What BEFORE triggers see: affinities applied, generated columns computed, nothing checked. */
	convert(context: ExecutionContext, row: SqlValue[]): void {
		if (this.#generated.length > 0) this.#computeGenerated(context, row);
		else this.#applyAffinities(row);
	}

	/** There are NULLs where they must not be. */
	#passNulls(
		context: ExecutionContext,
		row: SqlValue[],
		override: ConflictAction | undefined,
	): boolean {
		const replaced: number[] = [];
		for (const columnIndex of this.#notNull) {
			if (row[columnIndex] !== null) continue;
			const action = override ?? this.#table.columns[columnIndex]?.notNullConflict;
			if (action === 'ignore') return false;
			if (action !== 'replace' || !this.defaults[columnIndex]) {
				throw notNullFailure(this.#table, columnIndex, action);
			}
			row[columnIndex] = this.defaultValue(context, columnIndex);
			replaced.push(columnIndex);
		}
		const stillNull = replaced.find(columnIndex => row[columnIndex] === null);
		if (stillNull !== undefined) throw notNullFailure(this.#table, stillNull, undefined);
		if (this.#generated.length > 0) this.#computeGenerated(context, row);
		return this.#passValues(context, row, override);
	}

	#passValues(
		context: ExecutionContext,
		row: SqlValue[],
		override: ConflictAction | undefined,
	): boolean {
		if (this.#generated.length === 0) this.#applyAffinities(row);
		for (const columnIndex of this.#generatedNotNull) {
			if (row[columnIndex] !== null) continue;
			const action = override ?? this.#table.columns[columnIndex]?.notNullConflict;
			if (action === 'ignore') return false;
			throw notNullFailure(this.#table, columnIndex, action);
		}
		if (this.#partitioning) {
			const value = row[this.#partitioning.columnIndex] as SqlValue;
			if (partitionOf(this.#partitioning, value) < 0) {
				if (override === 'ignore') return false;
				throw partitionFailure(this.#table, value, override);
			}
		}
		if (this.#checks.length === 0) return true;
		if (this.isStrict) this.checkTypes(row, 'all');
		return this.#passChecks(context, row, override);
	}

	#applyAffinities(row: SqlValue[]): void {
		const affinities = this.#affinities;
		for (let columnIndex = 0; columnIndex < affinities.length; columnIndex++) {
			const affinity = affinities[columnIndex] as Affinity;
			const value = row[columnIndex] as SqlValue;
			if (typeof value === 'string' && affinity === 'text') continue;
			if (typeof value === 'number') {
				if (affinity === (Number.isSafeInteger(value) ? 'integer' : 'real')) continue;
			}
			row[columnIndex] = applyAffinity(value, affinity);
		}
	}

	/** From the other columns, which have their affinities applied first. */
	#computeGenerated(context: ExecutionContext, row: SqlValue[]): void {
		this.#applyAffinities(row);
		for (const { columnIndex, evaluate } of this.#generated) {
			const affinity = this.#affinities[columnIndex] as Affinity;
			row[columnIndex] = applyAffinity(evaluate(context, row), affinity);
		}
	}

	/**
	 * STRICT. SQLite comes to it behind the check of the rowid and before those of indexes; but before CHECKs when there
	 * are some, and first of all when there are generated columns, but for those that are stored.
	 */
	checkTypes(row: readonly SqlValue[], columns: 'given' | 'virtual' | 'all'): void {
		for (const { columnIndex, accepts } of this.#strict) {
			const storage = this.#table.columns[columnIndex]?.generated?.storage;
			if (columns === 'given' && storage) continue;
			if (columns === 'virtual' && storage !== 'virtual') continue;
			const value = row[columnIndex] as SqlValue;
			if (value === null) continue;
			const found = storageClass(value);
			if (!accepts.includes(found)) {
				throw strictFailure(this.#table, columnIndex, found.toUpperCase());
			}
		}
	}

	#passChecks(
		context: ExecutionContext,
		row: SqlValue[],
		override: ConflictAction | undefined,
	): boolean {
		for (const check of this.#checks) {
			// NULL passes.
			if (isTrue(check.evaluate(context, row)) !== false) continue;
			// SQLite parses an ON CONFLICT of CHECK and does not heed it.
			if (override === 'ignore') return false;
			throw checkFailure(check.label, override);
		}
		return true;
	}
}

function strictColumns(table: TableSchema): StrictColumn[] {
	return table.columns.flatMap((column, columnIndex) => {
		const accepts = strictClasses(column.declaredType?.toUpperCase());
		return accepts ? [{ columnIndex, accepts }] : [];
	});
}

/** Of a declared type in capitals; undefined: anything goes. */
export function strictClasses(type: string | undefined): readonly string[] | undefined {
	switch (type) {
		case 'INT':
		case 'INTEGER':
			return ['integer'];
		case 'REAL':
			return ['real'];
		case 'TEXT':
			return ['text'];
		case 'BLOB':
			return ['blob'];
		default:
			return undefined;
	}
}

/** Generated columns, each behind those it mentions. */
export function orderGenerated(table: TableSchema): number[] {
	let pending = table.columns.flatMap((column, columnIndex) =>
		column.generated ? [columnIndex] : [],
	);
	const ordered: number[] = [];
	const keys = new Set(pending.map(columnIndex => table.columns[columnIndex]?.key ?? ''));
	while (pending.length > 0) {
		const redo: number[] = [];
		for (const columnIndex of pending) {
			const uses = namesIn(table.columns[columnIndex]?.generated?.expression);
			if ([...uses].some(key => keys.has(key))) {
				redo.push(columnIndex);
				continue;
			}
			ordered.push(columnIndex);
			keys.delete(table.columns[columnIndex]?.key ?? '');
		}
		if (redo.length === pending.length) {
			const last = table.columns[redo.at(-1) ?? 0]?.name;
			throw new SqlError('SQLITE_ERROR', `generated column loop on "${last}"`);
		}
		pending = redo;
	}
	return ordered;
}

function refuseRaise(): never {
	throw new SqlError('SQLITE_ERROR', RAISE_OUTSIDE);
}
