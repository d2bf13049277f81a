/**
 * Binds FROM: relations into the scope, joins into a tree, USING and NATURAL into equalities.
 */

import type { ColumnExpr, Expr } from '../plan/expression.js';
import { addConjuncts, someExpr } from '../plan/exprTree.js';
import type { BoundJoin, BoundSelect, FromItem, QueryRelation } from '../plan/logical.js';
import type { Name } from '../syntax/ast/name.js';
import type { Join, JoinOperator, TableExpression, TableGroup } from '../syntax/ast/query.js';
import type { Span } from '../util/span.js';
import { unreachable } from '../util/unreachable.js';
import { groupColumns } from './bindAliasedGroup.js';
import type { GroupColumns } from './bindAliasedGroup.js';
import { bindExpression } from './bindExpression.js';
import { bindQuery } from './bindQuery.js';
import { bindTableFunction, bindTableReference } from './bindRelation.js';
import { bindPendingArguments, claimArguments } from './bindTableFunction.js';
import type { BindState } from './bindState.js';
import { bindError } from './bindState.js';
import { compareOperands, takeOperand } from './comparison.js';
import { expandStar } from './expandStar.js';
import { readAsTable } from './realColumns.js';
import { columnsOfQuery } from './relationColumns.js';
import { coalesce, useColumn } from './resolveColumn.js';
import type { Scope, ScopeRelation } from './scope.js';
import { newScope } from './scope.js';

export function bindFrom(state: BindState, scope: Scope, syntax: TableExpression): FromItem {
	switch (syntax.kind) {
		case 'tableReference':
			return bindTableReference(state, scope, syntax);
		case 'tableFunction':
			return bindTableFunction(state, scope, syntax);
		case 'subqueryTable': {
			const query = readAsTable(
				state,
				bindQuery(state, scope.frame, scope.commonTables, syntax.query),
			);
			return addSubquery(scope, syntax.alias, query);
		}
		case 'tableGroup':
			if (syntax.alias) return bindAliasedGroup(state, scope, syntax);
			return bindGroup(state, scope, syntax.table);
		case 'join':
			return bindJoin(state, scope, syntax);
		default:
			return unreachable(syntax);
	}
}

const NO_NAMES: readonly string[] = [];

/** A group that begins a list of tables is part of it; behind another table it is a table of its own. */
function bindGroup(state: BindState, scope: Scope, syntax: TableExpression): FromItem {
	const start = scope.relations.length;
	const outer = { fromStart: scope.fromStart, pendingOn: scope.pendingOn };
	if (start === outer.fromStart || syntax.kind !== 'join') return bindFrom(state, scope, syntax);
	scope.fromStart = start;
	scope.pendingOn = [];
	const from = bindFrom(state, scope, syntax);
	const relations = scope.relations.slice(start);
	const where = bindPendingOn(state, { ...scope, relations }, start);
	scope.groups.push({ start, using: relations.map(entry => entry.using) });
	scope.fromStart = outer.fromStart;
	scope.pendingOn = outer.pendingOn;
	const [first] = where;
	if (first && from.kind === 'join') from.on.push(...where);
	return from;
}

/**
 * Binds the ON clauses met so far: any table of the FROM clause is in sight. What speaks of tables to the right of its
 * join is given back, as a condition on the whole, or refused where outer joins make that another question.
 */
export function bindPendingOn(state: BindState, scope: Scope, start = 0): Expr[] {
	const where: Expr[] = [];
	for (const { join, syntax, rightStart, end } of scope.pendingOn) {
		const later = scope.relations.slice(end - start);
		const conjuncts: Expr[] = [];
		addConjuncts(conjuncts, bindExpression(state, scope, syntax));
		for (const conjunct of conjuncts) {
			if (!later.some(entry => mentionsRelation(conjunct, entry))) {
				join.on.push(conjunct);
				continue;
			}
			const isOuter = join.type === 'left' || scope.relations.some(isRightJoined);
			if (isOuter) throw bindError(state, 'ON clause references tables to its right', syntax.span);
			where.push(conjunct);
		}
		claimOfJoin(state, scope, join, rightStart - start);
	}
	return where;
}

function isRightJoined(entry: ScopeRelation): boolean {
	return entry.join === 'right' || entry.join === 'full';
}

function mentionsRelation(expr: Expr, entry: ScopeRelation): boolean {
	return someExpr(
		expr,
		node => node.kind === 'column' && entry.exprs.some(column => column?.id === node.id),
	);
}

/** `(a JOIN b) AS x` is `(SELECT * FROM a JOIN b) AS x`. */
function bindAliasedGroup(state: BindState, scope: Scope, syntax: TableGroup): FromItem {
	const inner = newScope(scope.frame, scope.commonTables);
	const from = bindFrom(state, inner, syntax.table);
	bindPendingArguments(state, inner);
	const query: BoundSelect = {
		kind: 'select',
		from,
		where: [],
		aggregate: undefined,
		columns: [],
		isDistinct: false,
		orderBy: [],
		limit: undefined,
		offset: undefined,
	};
	query.where.push(...bindPendingOn(state, inner));
	if (inner.relations.length === 1) {
		expandStar(state, inner, undefined, query.columns);
		return addSubquery(scope, syntax.alias, query);
	}
	const group = groupColumns(state, inner);
	query.columns.push(...group.bound);
	return addSubquery(scope, syntax.alias, query, group);
}

/** A query in FROM as one more relation of the scope. */
function addSubquery(
	scope: Scope,
	alias: Name | undefined,
	query: QueryRelation['query'],
	group?: GroupColumns,
): QueryRelation {
	const relation: QueryRelation = {
		kind: 'query',
		alias: alias?.name ?? '',
		key: alias?.key ?? '',
		used: [],
		query,
		source: 'subquery',
		shared: undefined,
		hasQueryIds: true,
	};
	scope.relations.push({
		relation,
		schemaKey: undefined,
		columns: group?.columns ?? columnsOfQuery(query.columns, undefined, true),
		using: NO_NAMES,
		join: 'inner',
		exprs: [],
		...(group && { origins: group.origins }),
	});
	return relation;
}

/** A chain `a JOIN b JOIN c ...` leans to the left: bound in a loop, for it may be long. */
function bindJoin(state: BindState, scope: Scope, syntax: Join): FromItem {
	const chain: Join[] = [syntax];
	let first = syntax.left;
	while (first.kind === 'join') {
		chain.push(first);
		first = first.left;
	}
	const start = scope.relations.length;
	let left = bindFrom(state, scope, first);
	const hasRightJoin = chain.some(
		({ operator }) => joinType(operator) === 'right' || joinType(operator) === 'full',
	);
	for (let position = chain.length - 1; position >= 0; position--) {
		const step = chain[position] as Join;
		left = bindJoinStep(state, scope, step, left, { leftStart: start, hasRightJoin });
	}
	return left;
}

function bindJoinStep(
	state: BindState,
	scope: Scope,
	syntax: Join,
	left: FromItem,
	chain: { readonly leftStart: number; readonly hasRightJoin: boolean },
): FromItem {
	const { leftStart } = chain;
	const rightStart = scope.relations.length;
	const right = bindFrom(state, scope, syntax.right);
	const type = joinType(syntax.operator);
	const first = scope.relations[rightStart] as ScopeRelation;
	first.join = type === 'cross' ? 'inner' : type;
	const join: BoundJoin = { kind: 'join', type, left, right, on: [] };
	const constraint = syntax.constraint;
	if (syntax.isNatural) {
		if (constraint) {
			const message = 'a NATURAL join may not have an ON or USING clause';
			throw bindError(state, message, constraint.span);
		}
		const leftEntries = scope.relations.slice(leftStart, rightStart);
		for (const key of naturalKeys(leftEntries, scope.relations.slice(rightStart))) {
			joinColumn(state, scope, join, { ...chain, rightStart, key, name: key, span: syntax.span });
		}
	}
	if (constraint?.kind === 'using') {
		for (const { key, name, span } of constraint.columns) {
			joinColumn(state, scope, join, { ...chain, rightStart, key, name, span });
		}
	}
	if (constraint?.kind === 'on') {
		const { relations, pendingOn } = scope;
		pendingOn.push({ join, syntax: constraint.expression, rightStart, end: relations.length });
	}
	if (type === 'left' || type === 'full') markNullable(scope, rightStart, scope.relations.length);
	if (type === 'right' || type === 'full') markNullable(scope, leftStart, rightStart);
	claimOfJoin(state, scope, join, rightStart);
	return join;
}

/** Arguments of table functions among the conditions of a join. */
function claimOfJoin(state: BindState, scope: Scope, join: BoundJoin, rightStart: number): void {
	if (join.on.length === 0 || join.type === 'right' || join.type === 'full') return;
	claimArguments(state, scope.relations, join.on, ({ isNullable }, position) =>
		join.type === 'left' ? position >= rightStart : !isNullable,
	);
}

function markNullable(scope: Scope, start: number, end: number): void {
	for (const entry of scope.relations.slice(start, end)) entry.isNullable = true;
}

function joinType(operator: JoinOperator): 'inner' | 'cross' | 'left' | 'right' | 'full' {
	return operator === 'comma' ? 'inner' : operator;
}

function naturalKeys(left: readonly ScopeRelation[], right: readonly ScopeRelation[]): string[] {
	const keys: string[] = [];
	for (const entry of right) {
		for (const key of entry.columns.keys) {
			if (!isShown(entry, key)) continue;
			const isCommon = left.some(other => isShown(other, key));
			if (isCommon && !keys.includes(key)) keys.push(key);
		}
	}
	return keys;
}

function isShown({ columns }: ScopeRelation, key: string): boolean {
	const position = columns.positionOf(key);
	return position >= 0 && !columns.hidden?.has(position);
}

interface JoinedColumn {
	readonly leftStart: number;
	/** Anywhere in the chain of joins. */
	readonly hasRightJoin: boolean;
	readonly rightStart: number;
	readonly key: string;
	readonly name: string;
	readonly span: Span;
}

/** Adds left.x = right.x and remembers x as joined. */
function joinColumn(state: BindState, scope: Scope, join: BoundJoin, column: JoinedColumn): void {
	const { key, name, span } = column;
	const leftEntries = scope.relations.slice(column.leftStart, column.rightStart);
	const leftExpr = leftOfUsing(state, leftEntries, column);
	const left = leftExpr && takeOperand(state, leftExpr);
	for (let position = column.rightStart; position < scope.relations.length; position++) {
		const entry = scope.relations[position] as ScopeRelation;
		const columnIndex = entry.columns.positionOf(key);
		if (columnIndex < 0 || !left) continue;
		const right = takeOperand(state, useColumn(state, entry, columnIndex));
		const equality: Expr = compareOperands('=', left, right);
		join.on.push(equality);
		entry.using = [...entry.using, key];
		entry.join =
			join.type === 'left' || join.type === 'right' || join.type === 'full' ? join.type : 'inner';
		return;
	}
	throw bindError(
		state,
		`cannot join using column ${name} - column not present in both tables`,
		span,
	);
}

/** The leftmost table's column; with RIGHT or FULL joins the first that is not NULL of those joined by it so far. */
function leftOfUsing(
	state: BindState,
	entries: readonly ScopeRelation[],
	{ key, name, span, hasRightJoin }: JoinedColumn,
): Expr | undefined {
	const exprs: ColumnExpr[] = [];
	for (const entry of entries) {
		const columnIndex = entry.columns.positionOf(key);
		if (columnIndex < 0) continue;
		if (exprs.length > 0 && !entry.using.includes(key)) {
			throw bindError(state, `ambiguous reference to ${name} in USING()`, span);
		}
		exprs.push(useColumn(state, entry, columnIndex));
		if (!hasRightJoin) break;
	}
	return exprs.length > 1 ? coalesce(state, exprs) : exprs[0];
}
