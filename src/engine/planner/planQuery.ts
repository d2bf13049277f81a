/**
 * From bound blocks to plan nodes: values, compounds, recursive tables, and the ORDER BY and LIMIT that close any
 * block. SELECT blocks are planned in planSelect.ts.
 */

import type { Expr } from '../plan/expression.js';
import type {
	BoundCompound,
	BoundOrderTerm,
	BoundQuery,
	BoundRecursive,
	BoundValues,
} from '../plan/logical.js';
import type { PlanNode, SortKey } from '../plan/nodes.js';
import { unreachable } from '../util/unreachable.js';
import { planSelect } from './planSelect.js';
import type { PlanState } from './planState.js';
import { need } from './planState.js';

/** Puts out the query's columns in their order; with `prune` only those that are needed. */
export function planQuery(state: PlanState, query: BoundQuery, prune: 'all' | 'prune'): PlanNode {
	switch (query.kind) {
		case 'select':
			return planSelect(state, query, prune);
		case 'values':
			return closeBlock(planValues(state, query), query);
		case 'compound':
			return closeBlock(planCompound(state, query), query);
		case 'recursive':
			return planRecursive(state, query);
		default:
			return unreachable(query);
	}
}

function planValues(state: PlanState, query: BoundValues): PlanNode {
	for (const tuple of query.tuples) for (const expr of tuple) need(state, expr);
	const output = query.columns.map(column => column.id);
	return { kind: 'values', tuples: query.tuples, output, rows: query.tuples.length };
}

function planCompound(state: PlanState, query: BoundCompound): PlanNode {
	const ids = query.columns.map(column => column.id);
	let left = planQuery(state, query.terms[0] as BoundQuery, 'all');
	query.operators.forEach((op, position) => {
		const right = planQuery(state, query.terms[position + 1] as BoundQuery, 'all');
		const isLast = position === query.operators.length - 1;
		const output = isLast ? ids : ids.map(() => state.bind.nextColumnId++);
		const rows =
			op === 'unionAll' || op === 'union' ? left.rows + right.rows : Math.max(1, left.rows / 2);
		left = { kind: 'compound', op, left, right, collations: query.collations, output, rows };
	});
	return left;
}

function planRecursive(state: PlanState, query: BoundRecursive): PlanNode {
	const initial = planQuery(state, query.initial, 'all');
	const recursive = query.recursive.map(term => planQuery(state, term, 'all'));
	return {
		kind: 'recursiveCte',
		cteId: query.cteId,
		initial,
		recursive,
		isDistinct: query.isDistinct,
		collations: query.collations,
		orderBy: query.orderBy.map(sortKey),
		limit: query.limit,
		offset: query.offset,
		output: query.columns.map(column => column.id),
		rows: Math.max(100, initial.rows * 10),
	};
}

export function sortKey(term: BoundOrderTerm): SortKey {
	return {
		expr: term.expr,
		descending: term.descending,
		nullsFirst: term.nullsFirst,
		collation: term.collation,
	};
}

/** ORDER BY and LIMIT over a block's output columns. */
function closeBlock(input: PlanNode, query: BoundQuery): PlanNode {
	let node = input;
	if (query.orderBy.length > 0 && !isInKeyOrder(input, query.orderBy)) {
		node = planSort(node, query.orderBy.map(sortKey), query);
	}
	return planLimit(node, query);
}

/** UNION, INTERSECT and EXCEPT give rows in the order of their columns. */
function isInKeyOrder(input: PlanNode, orderBy: readonly BoundOrderTerm[]): boolean {
	if (input.kind !== 'compound' || input.op === 'unionAll') return false;
	return orderBy.every(
		({ columnIndex, expr, descending, nullsFirst, collation }, position) =>
			columnIndex === position &&
			expr.kind === 'column' &&
			expr.id === input.output[position] &&
			!descending &&
			nullsFirst &&
			collation === input.collations[position],
	);
}

export function planSort(
	input: PlanNode,
	keys: readonly SortKey[],
	query: { limit: Expr | undefined; offset: Expr | undefined },
): PlanNode {
	return {
		kind: 'sort',
		input,
		keys,
		top: topOf(query),
		output: input.output,
		rows: input.rows,
	};
}

/** LIMIT + OFFSET, when a sort below may keep to so many rows. */
function topOf(query: { limit: Expr | undefined; offset: Expr | undefined }): Expr | undefined {
	const { limit, offset } = query;
	if (!limit || !offset) return limit;
	if (limit.kind !== 'literal' || offset.kind !== 'literal') return undefined;
	if (typeof limit.value !== 'number' || typeof offset.value !== 'number') return undefined;
	if (limit.value < 0) return undefined;
	return { kind: 'literal', value: limit.value + Math.max(0, offset.value) };
}

export function planLimit(
	input: PlanNode,
	query: { limit: Expr | undefined; offset: Expr | undefined },
): PlanNode {
	if (!query.limit && !query.offset) return input;
	return {
		kind: 'limit',
		input,
		limit: query.limit,
		offset: query.offset,
		output: input.output,
		rows: limitedRows(input.rows, query.limit),
	};
}

function limitedRows(rows: number, limit: Expr | undefined): number {
	if (limit?.kind !== 'literal' || typeof limit.value !== 'number') return rows;
	return limit.value < 0 ? rows : Math.min(rows, limit.value);
}
