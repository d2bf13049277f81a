/**
 * `parameter IN (...)`, or equalities joined by OR, as the argument of a table-valued function: the function is called
 * for each of the values, so these become a relation that it is joined with.
 */

import type { Expr } from '../plan/expression.js';
import { someExpr } from '../plan/exprTree.js';
import type { BoundColumn, BoundQuery, BoundSelect, FromItem } from '../plan/logical.js';
import type { FunctionRelation, QueryRelation } from '../plan/logical.js';
import { BINARY } from '../types/collations.js';
import type { BindState } from './bindState.js';
import { newColumnId } from './bindState.js';
import { asArgument, parameterOf } from './bindTableFunction.js';
import type { ScopeRelation } from './scope.js';

/** Takes such conditions out of the WHERE clause of `query`. */
export function claimLists(
	state: BindState,
	entries: readonly ScopeRelation[],
	query: BoundSelect,
): void {
	for (const { relation, columns, isNullable } of entries) {
		if (relation.kind !== 'function' || !columns.hidden || isNullable) continue;
		for (let position = 0; position < query.where.length; position++) {
			const claim = claimOf(state, relation, query.where[position] as Expr);
			if (!claim) continue;
			query.where.splice(position--, 1);
			const values = distinct(state, claim.values);
			const [column] = values.query.columns as [BoundColumn];
			values.used.push({ columnIndex: 0, id: column.id });
			const value = { kind: 'column', id: column.id, name: column.name } as const;
			relation.args.push(asArgument(state, relation.bindings, value));
			relation.parameters.push(claim.parameter);
			const left: FromItem = values;
			query.from = { kind: 'join', type: 'inner', left, right: query.from as FromItem, on: [] };
		}
	}
}

interface Claim {
	readonly parameter: number;
	/** One column. */
	readonly values: BoundQuery;
}

function claimOf(state: BindState, relation: FunctionRelation, test: Expr): Claim | undefined {
	if (test.kind === 'inSubquery') {
		const { operands, subquery, isNegated } = test;
		const parameter = freeParameter(relation, operands[0]);
		const found = state.subqueries.find(({ id }) => id === subquery.id);
		if (isNegated || operands.length > 1 || parameter < 0 || !found) return undefined;
		if (found.bindings.length > 0) return undefined;
		found.isNeeded = false;
		return { parameter, values: found.query };
	}
	const list = listOf(test);
	if (!list) return undefined;
	const parameter = freeParameter(relation, list.operand);
	if (parameter < 0 || list.values.some(readsRow)) return undefined;
	return { parameter, values: valuesOf(state, list.values) };
}

function freeParameter(relation: FunctionRelation, operand: Expr | undefined): number {
	const parameter = operand ? parameterOf(relation, operand) : -1;
	return relation.parameters.includes(parameter) ? -1 : parameter;
}

function readsRow(expr: Expr): boolean {
	return someExpr(expr, ({ kind }) => kind === 'column');
}

function listOf(test: Expr): { operand: Expr; values: readonly Expr[] } | undefined {
	if (test.kind === 'inList') {
		return test.isNegated ? undefined : { operand: test.operand, values: test.list };
	}
	if (test.kind !== 'or') return undefined;
	const values: Expr[] = [];
	let operand: Expr | undefined;
	for (const part of test.operands) {
		if (part.kind !== 'compare' || part.op !== '=') return undefined;
		const side = part.left.kind === 'column' ? part.left : part.right;
		if (side.kind !== 'column') return undefined;
		if (operand && (operand.kind !== 'column' || operand.id !== side.id)) return undefined;
		operand = side;
		values.push(side === part.left ? part.right : part.left);
	}
	return operand && { operand, values };
}

function valuesOf(state: BindState, list: readonly Expr[]): BoundQuery {
	return {
		kind: 'values',
		tuples: list.map(value => [value]),
		columns: [newColumn(state)],
		orderBy: [],
		limit: undefined,
		offset: undefined,
	};
}

function newColumn(state: BindState): BoundColumn {
	const id = newColumnId(state, undefined, BINARY);
	const expr: Expr = { kind: 'column', id, name: 'value' };
	return {
		id,
		expr,
		name: 'value',
		key: 'value',
		isAlias: false,
		affinity: undefined,
		collation: BINARY,
		isCollationExplicit: false,
		hasAggregate: false,
	};
}

/** Each value once. */
function distinct(state: BindState, values: BoundQuery): QueryRelation {
	const inner = asRelation(values);
	const [column] = values.columns as [BoundColumn];
	inner.used.push({ columnIndex: 0, id: column.id });
	const own = newColumn(state);
	return asRelation({
		kind: 'select',
		from: inner,
		where: [],
		aggregate: undefined,
		columns: [{ ...own, expr: { kind: 'column', id: column.id, name: column.name } }],
		isDistinct: true,
		orderBy: [],
		limit: undefined,
		offset: undefined,
	});
}

function asRelation(query: BoundQuery): QueryRelation {
	return {
		kind: 'query',
		alias: '',
		key: '',
		used: [],
		query,
		source: 'subquery',
		shared: undefined,
		hasQueryIds: true,
	};
}
