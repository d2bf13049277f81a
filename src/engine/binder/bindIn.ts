/**
 * `x IN (list)`, `x IN (SELECT ...)`, `x IN table`. The left side's affinity and collation decide for lists; for queries
 * the comparison rules apply column by column.
 */

import type { Expr } from '../plan/expression.js';
import { foldNot, literal } from '../plan/foldConstants.js';
import type { BoundSubquery } from '../plan/logical.js';
import type { Expression, In, InTable } from '../syntax/ast/expression.js';
import type { Query, TableExpression } from '../syntax/ast/query.js';
import { simpleQuery, simpleSelect } from '../syntax/simpleSelect.js';
import { BINARY } from '../types/collations.js';
import { bindExpression } from './bindExpression.js';
import { bindRow, compareRows, isRow, subqueryWidthError } from './bindRowValue.js';
import type { BindState } from './bindState.js';
import { bindError, clearMeta } from './bindState.js';
import { bindListSubquery } from './bindSubquery.js';
import type { Operand } from './comparison.js';
import {
	applyAffinityTo,
	comparisonAffinity,
	isNumeric,
	takeOperand,
	withAffinity,
} from './comparison.js';
import { usedCollation } from './collation.js';
import { comparedColumn } from './compoundColumns.js';
import type { Scope } from './scope.js';

export function bindIn(state: BindState, scope: Scope, syntax: In): Expr {
	const source = syntax.source;
	switch (source.kind) {
		case 'inList': {
			const [item, ...others] = source.items;
			// Parentheses around a query change nothing: `x IN ((SELECT ...))` looks through all its rows.
			if (item?.kind === 'subquery' && others.length === 0) {
				return bindInQuery(state, scope, syntax, item.query);
			}
			if (isRow(syntax.operand)) return bindRowInList(state, scope, syntax);
			return bindInList(state, scope, syntax);
		}
		case 'inQuery':
			return bindInQuery(state, scope, syntax, source.query);
		case 'inTable':
			return bindInQuery(state, scope, syntax, queryOfTable(source));
	}
}

function bindInList(state: BindState, scope: Scope, syntax: In): Expr {
	const items = syntax.source.kind === 'inList' ? syntax.source.items : [];
	const operand = takeOperand(state, bindExpression(state, scope, syntax.operand));
	const affinity = isNumeric(operand.affinity)
		? 'numeric'
		: operand.affinity === 'text'
			? 'text'
			: undefined;
	const list: Expr[] = [];
	for (const item of items) {
		const bound = bindExpression(state, scope, item);
		list.push(affinity ? applyAffinityTo(bound, affinity) : bound);
	}
	clearMeta(state);
	if (list.length === 0) return literal(syntax.isNegated ? 1 : 0);
	return {
		kind: 'inList',
		operand: withAffinity(operand, affinity),
		list,
		isNegated: syntax.isNegated,
		collation: usedCollation(operand.collation ?? BINARY),
	};
}

/** `(a, b) IN ((1, 2), (3, 4))`: an OR of row comparisons. */
function bindRowInList(state: BindState, scope: Scope, syntax: In): Expr {
	const items = syntax.source.kind === 'inList' ? syntax.source.items : [];
	const left = bindRow(state, scope, syntax.operand);
	const operands = items.map(item => {
		const right = bindRow(state, scope, item);
		if (right.length !== left.length) {
			const terms = right.length === 1 ? '1 term' : `${right.length} terms`;
			const message = `IN(...) element has ${terms} - expected ${left.length}`;
			throw bindError(state, message, item.span);
		}
		return compareRows('=', left, right);
	});
	clearMeta(state);
	if (operands.length === 0) return literal(syntax.isNegated ? 1 : 0);
	const any: Expr =
		operands.length === 1 ? (operands[0] as Expr) : { kind: 'or', isRowComparison: true, operands };
	return syntax.isNegated ? foldNot(any) : any;
}

function bindInQuery(state: BindState, scope: Scope, syntax: In, query: Query): Expr {
	const bindSubquery = () => bindListSubquery(state, scope, query, syntax.source.span);
	const left = bindOperands(state, scope, syntax.operand, bindSubquery);
	const subquery = bindSubquery();
	const columns = subquery.query.columns;
	if (columns.length !== left.length) {
		throw subqueryWidthError(state, columns.length, left.length, syntax.source.span);
	}
	clearMeta(state);
	return inSubquery(left, subquery, syntax.isNegated);
}

/** SQLite looks at the subquery first: what is wrong with it is told before what is wrong with the operand. */
function bindOperands(
	state: BindState,
	scope: Scope,
	operand: Expression,
	bindSubquery: () => unknown,
): Operand[] {
	try {
		return isRow(operand)
			? bindRow(state, scope, operand)
			: [takeOperand(state, bindExpression(state, scope, operand))];
	} catch (error) {
		bindSubquery();
		throw error;
	}
}

function inSubquery(left: readonly Operand[], subquery: BoundSubquery, isNegated: boolean): Expr {
	const { query } = subquery;
	const compared = left.map((_, position) => comparedColumn(query, position));
	const common = left.map((operand, position) =>
		comparisonAffinity(operand.affinity, compared[position]?.affinity),
	);
	return {
		kind: 'inSubquery',
		operands: left.map((operand, position) => withAffinity(operand, common[position])),
		subquery,
		isNegated,
		collations: left.map((operand, position) => {
			const column = compared[position];
			if (operand.isExplicit || !column?.isCollationExplicit) {
				return usedCollation(operand.collation ?? column?.collation ?? BINARY);
			}
			return usedCollation(column.collation ?? BINARY);
		}),
		affinities: common.map((affinity, position) => {
			const own = query.columns[position]?.affinity;
			const hasIt = affinity === 'numeric' ? isNumeric(own) : own === affinity;
			return hasIt ? undefined : affinity;
		}),
	};
}

/** `IN t` reads as `IN (SELECT * FROM t)`. */
function queryOfTable(source: InTable): Query {
	const span = source.span;
	const from: TableExpression = source.args
		? { kind: 'tableFunction', function: source.table, args: source.args, alias: undefined, span }
		: {
				kind: 'tableReference',
				schema: source.table.schema,
				name: source.table.name,
				alias: undefined,
				indexHint: undefined,
				span,
			};
	return simpleQuery(simpleSelect([{ kind: 'starColumn', span }], from, span));
}
