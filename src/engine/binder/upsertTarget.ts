/**
 * Which uniqueness constraint the target of ON CONFLICT means: the rowid, or the unique index on exactly its terms, in
 * any order, under the same collation where the target names one.
 */

import type { IndexSchema, TableSchema } from '../catalog/schema.js';
import type { Expr } from '../plan/expression.js';
import { exprEquals } from '../plan/exprTree.js';
import type { Upsert } from '../syntax/ast/change.js';
import type { Expression } from '../syntax/ast/expression.js';
import { foldKey } from '../util/foldKey.js';
import { bindExpression } from './bindExpression.js';
import type { BindState } from './bindState.js';
import { bindError } from './bindState.js';
import type { Scope } from './scope.js';
import type { TargetTable } from './targetTable.js';

interface TargetTerm {
	readonly expr: Expr;
	/** Folded name of a COLLATE. */
	readonly collation: string | undefined;
}

/** The id of the index; the table's own for its primary key or rowid; undefined: no target, any constraint. */
export function bindUpsertTarget(
	state: BindState,
	scope: Scope,
	target: TargetTable,
	syntax: Upsert,
	position: { readonly index: number; readonly count: number },
): number | undefined {
	if (syntax.target.length === 0) return undefined;
	const { table, layout } = target;
	const terms = syntax.target.map(term => bindTerm(state, scope, term.expression));
	const where = syntax.targetWhere && bindExpression(state, scope, syntax.targetWhere);
	const [only] = terms;
	if (table.hasRowid && terms.length === 1 && only?.collation === undefined) {
		const rowid = table.rowidAlias >= 0 ? layout.rowColumns[table.rowidAlias] : layout.rowidColumn;
		if (only?.expr.kind === 'column' && only.expr.id === rowid) return table.id;
	}
	// The newest index first, as SQLite keeps them.
	const found = table.indexes.findLast(
		index =>
			index.isUnique &&
			index.columns.length === terms.length &&
			hasPredicate(state, scope, index, where) &&
			coversTerms(state, scope, target, index, terms),
	);
	// ALTER TABLE asks only for the names.
	if (found ?? state.observer) return found?.id;
	const which = position.count > 1 ? `${ordinal(position.index + 1)} ` : '';
	throw bindError(
		state,
		`${which}ON CONFLICT clause does not match any PRIMARY KEY or UNIQUE constraint`,
		syntax.span,
		candidates(table),
	);
}

function bindTerm(state: BindState, scope: Scope, syntax: Expression): TargetTerm {
	if (syntax.kind !== 'collate') {
		return { expr: bindExpression(state, scope, syntax), collation: undefined };
	}
	return { expr: bindTerm(state, scope, syntax.operand).expr, collation: syntax.collation.key };
}

/** A partial index is meant only by a target with its own WHERE clause. */
function hasPredicate(
	state: BindState,
	scope: Scope,
	index: IndexSchema,
	where: Expr | undefined,
): boolean {
	if (!index.where) return true;
	if (!where) return false;
	const { restriction } = state;
	state.restriction = 'partial index WHERE clauses';
	const stored = bindExpression(state, scope, index.where);
	state.restriction = restriction;
	return exprEquals(where, stored);
}

function coversTerms(
	state: BindState,
	scope: Scope,
	{ table, layout }: TargetTable,
	index: IndexSchema,
	terms: readonly TargetTerm[],
): boolean {
	// SQLite does not find a key that the rowid is part of.
	const { rowidAlias } = table;
	if (rowidAlias >= 0 && index.columns.some(part => part.columnIndex === rowidAlias)) return false;
	return index.columns.every(part => {
		const stored = part.expression && bindExpression(state, scope, part.expression);
		return terms.some(({ expr, collation }) => {
			if (collation !== undefined && collation !== foldKey(part.collation.name)) return false;
			if (stored) return exprEquals(stored, expr);
			return expr.kind === 'column' && expr.id === layout.rowColumns[part.columnIndex];
		});
	});
}

function ordinal(number: number): string {
	const isTeen = number % 100 >= 11 && number % 100 <= 13;
	const ending = isTeen ? undefined : ['st', 'nd', 'rd'][(number % 10) - 1];
	return `${number}${ending ?? 'th'}`;
}

function candidates(table: TableSchema): string | undefined {
	const keys = table.indexes
		.filter(index => index.isUnique && index.columns.every(part => part.columnIndex >= 0))
		.map(index => index.columns.map(part => table.columns[part.columnIndex]?.name).join(', '));
	if (table.rowidAlias >= 0) keys.unshift(table.columns[table.rowidAlias]?.name ?? 'rowid');
	return keys.length > 0 ? `unique are: ${keys.map(key => `(${key})`).join(', ')}` : undefined;
}
