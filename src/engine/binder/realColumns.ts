/**
 * A compound in FROM is read like a table: of a column that is REAL, integers of its other terms are read as reals, so
 * that `x / 2` is the same for all rows. A compound that is no table keeps what its terms give.
 */

import type { Expr } from '../plan/expression.js';
import type { BoundColumn, BoundQuery } from '../plan/logical.js';
import type { OrderingTerm } from '../syntax/ast/query.js';
import type { BindState } from './bindState.js';
import { applyAffinityTo } from './comparison.js';

/** `query`, when its rows are read as those of a table, view or common table. */
export function readAsTable<Q extends BoundQuery>(state: BindState, query: Q): Q {
	if (query.kind === 'select') return query;
	query.columns.forEach(({ affinity }, position) => {
		if (affinity === 'real') makeReal(state, query, position);
	});
	return query;
}

/** SQLite makes such a compound a subquery, as it would not sort by the COLLATE otherwise. */
export function isSortedAsTable(
	operators: readonly string[],
	orderBy: readonly OrderingTerm[],
): boolean {
	if (operators.every(operator => operator === 'unionAll')) return false;
	return orderBy.some(({ expression }) => expression.kind === 'collate');
}

function makeReal(state: BindState, query: BoundQuery, position: number): void {
	switch (query.kind) {
		case 'select': {
			const column = query.columns[position] as BoundColumn;
			query.columns[position] = { ...column, expr: asReal(state, column.expr) };
			return;
		}
		case 'values':
			query.tuples = query.tuples.map(tuple =>
				tuple.map((expr, at) => (at === position ? asReal(state, expr) : expr)),
			);
			return;
		case 'compound':
			for (const term of query.terms) makeReal(state, term, position);
			return;
		case 'recursive':
			makeReal(state, query.initial, position);
			for (const term of query.recursive) makeReal(state, term, position);
	}
}

function asReal(state: BindState, expr: Expr): Expr {
	if (expr.kind === 'column' && state.columnAffinity[expr.id] === 'real') return expr;
	if (expr.kind === 'cast' && expr.target === 'real') return expr;
	if (expr.kind === 'affinity' && expr.affinity === 'real') return expr;
	return applyAffinityTo(expr, 'real');
}
