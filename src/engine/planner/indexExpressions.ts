/**
 * The indexes of a table that a query may use: expressions bound over the query's own columns, partial indexes
 * only when the query's predicates imply theirs.
 */

import { bindExpression } from '../binder/bindExpression.js';
import { columnsOfTable } from '../binder/relationColumns.js';
import { newFrame, newScope } from '../binder/scope.js';
import type { Scope } from '../binder/scope.js';
import type { IndexColumn, IndexSchema, TableSchema } from '../catalog/schema.js';
import type { ColumnExpr, CompareExpr, Expr } from '../plan/expression.js';
import { mirroredComparison } from '../plan/mirroredComparison.js';
import { addConjuncts, exprEquals } from '../plan/exprTree.js';
import type { TableRelation } from '../plan/logical.js';
import { SqlError } from '../types/sqlError.js';
import type { TypedIndex } from './indexSearch.js';
import type { PlanState } from './planState.js';

export interface UsableIndex {
	readonly index: IndexSchema;
	readonly isPartial: boolean;
	/** Per part: its expression over the relation's columns; undefined for plain columns. */
	readonly exprs: readonly (Expr | undefined)[];
	/** As sargs name it: the rowid alias is -1. */
	columnIndexOf(part: IndexColumn): number;
	rowsPerPrefix(prefixLength: number): number | undefined;
}

export interface TableIndexes {
	readonly usable: readonly UsableIndex[];
	/** Those of registered types. */
	readonly typed: readonly TypedIndex[];
	/** Expressions of all of them. */
	readonly expressions: readonly Expr[];
}

const NO_INDEXES: TableIndexes = { usable: [], typed: [], expressions: [] };
const NO_EXPRS: readonly undefined[] = [];

/** `predicates` hold for every row the query wants of the table. */
export function usableIndexes(
	state: PlanState,
	relation: TableRelation,
	predicates: readonly Expr[],
): TableIndexes {
	const { table, forcedIndex } = relation;
	if (table.indexes.length === 0 || forcedIndex === null) {
		return table.hasRowid ? NO_INDEXES : primaryOnly(table);
	}
	const usable: UsableIndex[] = [];
	const typed: TypedIndex[] = [];
	const expressions: Expr[] = [];
	let scope: Scope | undefined;
	for (const index of table.indexes) {
		if (forcedIndex !== undefined && index.id !== forcedIndex) continue;
		if (index.where) {
			scope ??= scopeOf(relation);
			const { restriction } = state.bind;
			state.bind.restriction = 'partial index WHERE clauses';
			const where = bindStored(state, scope, index.where, table);
			state.bind.restriction = restriction;
			if (!isImplied(where, predicates)) {
				if (forcedIndex !== undefined) throw new SqlError('SQLITE_ERROR', 'no query solution');
				continue;
			}
		}
		let exprs: readonly (Expr | undefined)[] = NO_EXPRS;
		if (index.columns.some(part => part.expression)) {
			const bound = (scope ??= scopeOf(relation));
			exprs = index.columns.map(part =>
				part.expression ? bindStored(state, bound, part.expression, table) : undefined,
			);
			for (const expr of exprs) if (expr) expressions.push(expr);
		}
		if (index.type === undefined) usable.push(describeIndex(table, index, exprs));
		else addTyped(state, typed, index.type, describeIndex(table, index, exprs));
	}
	return { usable, typed, expressions };
}

function primaryOnly(table: TableSchema): TableIndexes {
	const primary = table.indexes.find(index => index.id === table.id);
	if (!primary) return NO_INDEXES;
	return { usable: [describeIndex(table, primary, NO_EXPRS)], typed: [], expressions: [] };
}

function addTyped(state: PlanState, typed: TypedIndex[], name: string, usable: UsableIndex): void {
	const { indexTypes, statistics } = state.context;
	const type = indexTypes?.find(name);
	if (!type) return;
	const { id } = usable.index;
	typed.push({
		usable,
		type,
		rowsPerSearch: operator => statistics.rowsPerSearch?.(id, operator),
	});
}

function describeIndex(
	table: TableSchema,
	index: IndexSchema,
	exprs: readonly (Expr | undefined)[],
): UsableIndex {
	return {
		index,
		isPartial: index.where !== undefined,
		exprs,
		columnIndexOf: part =>
			table.hasRowid && part.columnIndex === table.rowidAlias ? -1 : part.columnIndex,
		rowsPerPrefix: length => index.rowsPerPrefix?.[length - 1],
	};
}

/** A scope in which the table's stored expressions mean columns of this relation. */
function scopeOf(relation: TableRelation): Scope {
	const scope = newScope(newFrame(undefined), undefined);
	const columns = columnsOfTable(relation.table);
	const exprs: (ColumnExpr | undefined)[] = [];
	for (const { columnIndex, id } of relation.used) {
		const name = columnIndex < 0 ? 'rowid' : (columns.names[columnIndex] as string);
		while (exprs.length < columnIndex + 1) exprs.push(undefined);
		exprs[columnIndex + 1] = { kind: 'column', id, name };
	}
	scope.relations.push({
		relation,
		schemaKey: relation.table.schema,
		columns,
		using: [],
		join: 'inner',
		exprs,
	});
	return scope;
}

function bindStored(
	state: PlanState,
	scope: Scope,
	syntax: Parameters<typeof bindExpression>[2],
	table: TableSchema,
): Expr {
	const { bind } = state;
	const { text, isForeignText } = bind;
	bind.text = table.sql;
	bind.isForeignText = true;
	const bound = bindExpression(bind, scope, syntax);
	bind.text = text;
	bind.isForeignText = isForeignText;
	return bound;
}

/** Every conjunct of `where` follows from one of the predicates. */
function isImplied(where: Expr, predicates: readonly Expr[]): boolean {
	const wanted: Expr[] = [];
	addConjuncts(wanted, where);
	return wanted.every(conjunct => predicates.some(given => implies(given, conjunct)));
}

function implies(given: Expr, wanted: Expr): boolean {
	if (exprEquals(given, wanted)) return true;
	if (wanted.kind === 'compare' && isMirrored(given, wanted)) return true;
	if (wanted.kind === 'or') return wanted.operands.some(operand => implies(given, operand));
	return wanted.kind === 'nullTest' && wanted.isNegated && failsOnNull(given, wanted.operand);
}

/** `5 < a` for `a > 5`. */
function isMirrored(given: Expr, { op, left, right, collation }: CompareExpr): boolean {
	return (
		given.kind === 'compare' &&
		given.op === mirroredComparison[op] &&
		given.collation === collation &&
		exprEquals(given.left, right) &&
		exprEquals(given.right, left)
	);
}

/** Whether the condition is not true where `value` is NULL. */
function failsOnNull(given: Expr, value: Expr): boolean {
	switch (given.kind) {
		case 'compare':
			if (given.op === 'is' || given.op === 'isNot') return false;
			return isNullOf(given.left, value) || isNullOf(given.right, value);
		case 'truth':
			return !given.isNegated && isNullOf(given.operand, value);
		case 'inList':
			return given.list.length > 0 && isNullOf(given.operand, value);
		case 'inSubquery':
			return !given.isNegated && given.operands.some(one => isNullOf(one, value));
		default:
			return isNullOf(given, value);
	}
}

/** Whether the expression is NULL where `value` is. */
function isNullOf(expr: Expr, value: Expr): boolean {
	if (exprEquals(expr, value)) return true;
	switch (expr.kind) {
		case 'unary':
		case 'cast':
		case 'affinity':
		case 'not':
			return isNullOf(expr.operand, value);
		case 'compare':
			if (expr.op === 'is' || expr.op === 'isNot') return false;
			return isNullOf(expr.left, value) || isNullOf(expr.right, value);
		case 'binary':
			return isNullOf(expr.left, value) || isNullOf(expr.right, value);
		case 'call':
			return expr.function.pattern !== undefined && expr.args.some(one => isNullOf(one, value));
		default:
			return false;
	}
}
